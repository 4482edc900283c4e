"""The closed list: every table that may be in a snapshot, and which of their counts are one count.

A table that is not here is not published. A new one is an entry here, its models in `sql/marts`,
`sql/contributions`, `sql/published` (and `sql/disclosed`, where it has figures), and its columns'
words in `sql/reference/published_columns.csv`.
"""

from __future__ import annotations

from ingest.publishing.published_table import Breakdown, Measure, PublishedTable, SameCount

BY_CATEGORY = Breakdown(("dimension", "category"), ("all", "all"))
BY_PERIOD = Breakdown(("period",), ("all",))

PUBLISHED_TABLES = (
    PublishedTable(
        name="recovery_rates",
        keys=("community_id", "dimension", "category", "period", "rule_set", "follow_up"),
        measures=(
            Measure("scored_count"),
            Measure("at_caseness_count", "scored_count"),
            Measure("recovered_count", "at_caseness_count"),
            Measure("reliably_recovered_count", "at_caseness_count"),
            Measure("reliably_improved_count", "scored_count"),
            Measure("reliably_deteriorated_count", "scored_count"),
            Measure("unchanged_count", "scored_count"),
            Measure("responded_count", "at_caseness_count"),
            Measure("remitted_count", "at_caseness_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        partitions=(
            (
                "scored_count",
                ("reliably_improved_count", "reliably_deteriorated_count", "unchanged_count"),
            ),
        ),
        orderings=(
            ("reliably_recovered_count", "recovered_count"),
            ("reliably_recovered_count", "reliably_improved_count"),
        ),
    ),
    PublishedTable(
        name="follow_up_funnel",
        keys=("community_id", "dimension", "category", "period", "rule_set", "follow_up"),
        measures=(
            Measure("member_count"),
            Measure("with_baseline_count", "member_count"),
            Measure("at_caseness_count", "with_baseline_count"),
            Measure("eligible_count", "at_caseness_count"),
            Measure("with_any_follow_up_count", "eligible_count"),
            Measure("in_window_count", "with_any_follow_up_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        counts_part_of_group=False,
    ),
    PublishedTable(
        name="landmark_comparisons",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up", "landmark_days"),
        measures=(
            Measure("at_caseness_count"),
            Measure("not_covered_count", "at_caseness_count"),
            Measure("left_count", "at_caseness_count"),
            Measure("below_caseness_count", "at_caseness_count"),
            Measure("eligible_count", "at_caseness_count"),
            Measure("scored_count", "eligible_count"),
            Measure("recovered_count", "scored_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        partitions=(
            (
                "at_caseness_count",
                ("not_covered_count", "left_count", "below_caseness_count", "eligible_count"),
            ),
        ),
    ),
    PublishedTable(
        name="recovery_curves",
        keys=("community_id", "dimension", "category", "rule_set", "curve", "duration_days"),
        figures=(
            "at_risk_count",
            "event_count",
            "event_share",
            "event_share_lower",
            "event_share_upper",
        ),
    ),
    PublishedTable(
        name="curve_comparisons",
        keys=("community_id", "dimension", "rule_set", "curve"),
        figures=("compared_categories", "smallest_group_count", "smallest_event_count", "p_value"),
    ),
    PublishedTable(
        name="recovery_sensitivity",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up", "outcome"),
        figures=(
            "eligible_count",
            "carried_count",
            "effective_count",
            "weighted_rate",
            "weighted_rate_lower",
            "weighted_rate_upper",
        ),
    ),
    PublishedTable(
        name="standardised_rates",
        keys=(
            "community_id",
            "dimension",
            "category",
            "rule_set",
            "follow_up",
            "outcome",
            "adjustment",
        ),
        figures=(
            "effective_count",
            "standardised_rate",
            "standardised_rate_lower",
            "standardised_rate_upper",
            "observed_count",
            "expected_count",
            "ratio",
            "ratio_lower",
            "ratio_upper",
        ),
    ),
    PublishedTable(
        name="benchmark_gaps",
        keys=(
            "community_id",
            "dimension",
            "category",
            "benchmark_id",
            "reporting_year",
            "rule_set",
            "follow_up",
            "outcome",
            "adjustment",
        ),
        figures=("known_count", "benchmark_rate", "gap", "gap_lower", "gap_upper"),
    ),
    PublishedTable(
        name="community_funnels",
        keys=("community_id", "rule_set", "follow_up", "outcome"),
        figures=("chance_status", "outlier_status", "spread"),
    ),
    PublishedTable(
        name="score_changes",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up"),
        measures=(Measure("scored_count"),),
        breakdowns=(BY_CATEGORY,),
        figures=("first_mean", "first_deviation", "change_mean", "change_deviation"),
    ),
    PublishedTable(
        name="engagement_cohorts",
        keys=("community_id", "dimension", "category", "joined_quarter", "quarters_since_joining"),
        measures=(
            Measure("member_count"),
            Measure("retained_count", "member_count"),
            Measure("rolling_retained_count", "member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        orderings=(("retained_count", "rolling_retained_count"),),
        falling=("member_count", "rolling_retained_count"),
        falling_along="quarters_since_joining",
    ),
    PublishedTable(
        name="activity_months",
        keys=("community_id", "dimension", "category", "month"),
        measures=(
            Measure("active_member_count"),
            Measure("contributing_member_count", "active_member_count"),
            Measure("new_member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
    ),
    PublishedTable(
        name="crossed_recovery_rates",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up"),
        measures=(
            Measure("scored_count"),
            Measure("at_caseness_count", "scored_count"),
            Measure("recovered_count", "at_caseness_count"),
            Measure("reliably_recovered_count", "at_caseness_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        orderings=(("reliably_recovered_count", "recovered_count"),),
    ),
    PublishedTable(
        name="early_behaviours",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up", "landmark_days"),
        measures=(
            Measure("eligible_count"),
            Measure("scored_count", "eligible_count"),
            Measure("recovered_count", "scored_count"),
        ),
        breakdowns=(BY_CATEGORY,),
    ),
    PublishedTable(
        name="engagement_states",
        keys=("community_id", "dimension", "category", "period_type", "period_start"),
        measures=(
            Measure("active_member_count"),
            Measure("new_member_count", "active_member_count"),
            Measure("continuing_member_count", "active_member_count"),
            Measure("revived_member_count", "active_member_count"),
            Measure("reading_member_count", "active_member_count"),
            Measure("contributing_member_count", "active_member_count"),
            Measure("previous_member_count"),
            Measure("lapsed_member_count", "previous_member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        partitions=(
            (
                "active_member_count",
                ("new_member_count", "continuing_member_count", "revived_member_count"),
            ),
            ("active_member_count", ("reading_member_count", "contributing_member_count")),
            ("previous_member_count", ("continuing_member_count", "lapsed_member_count")),
        ),
        carried=(("active_member_count", "previous_member_count"),),
        carried_along="period_start",
    ),
    PublishedTable(
        name="contribution_inequality",
        keys=("community_id", "dimension", "category", "period"),
        measures=(Measure("contributing_member_count"),),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        event_counts=(("contribution_count", "contributing_member_count"),),
        figures=(
            "gini_coefficient",
            "top_1_percent_share",
            "top_10_percent_share",
            "largest_share",
        ),
    ),
    PublishedTable(
        name="activity_hours",
        keys=("community_id", "dimension", "category", "day_of_week", "part_of_day"),
        measures=(
            Measure("member_count"),
            Measure("active_member_count", "member_count"),
            Measure("contributing_member_count", "active_member_count"),
            Measure("crisis_help_member_count", "active_member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        event_counts=(("contribution_count", "contributing_member_count"),),
    ),
    PublishedTable(
        name="reply_times",
        keys=("community_id", "dimension", "category", "period", "time_of_day"),
        measures=(Measure("posting_member_count"),),
        breakdowns=(BY_CATEGORY, BY_PERIOD, Breakdown(("time_of_day",), ("all",))),
        event_counts=(("post_count", "posting_member_count"),),
        figures=(
            "answered_within_2_hours_share",
            "answered_within_24_hours_share",
            "answered_within_7_days_share",
            "answered_within_2_hours_effective_n",
            "answered_within_24_hours_effective_n",
            "answered_within_7_days_effective_n",
            "first_reply_p10_hours",
            "first_reply_p50_hours",
            "first_reply_p90_hours",
            "first_reply_p10_side",
            "first_reply_p50_side",
            "first_reply_p90_side",
            "largest_share",
        ),
    ),
    PublishedTable(
        name="support_exchanges",
        keys=("community_id", "dimension", "category", "period"),
        measures=(
            Measure("active_member_count"),
            Measure("neither_count", "active_member_count"),
            Measure("only_receiving_count", "active_member_count"),
            Measure("mostly_receiving_count", "active_member_count"),
            Measure("balanced_count", "active_member_count"),
            Measure("mostly_giving_count", "active_member_count"),
            Measure("only_giving_count", "active_member_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        partitions=(
            (
                "active_member_count",
                (
                    "neither_count",
                    "only_receiving_count",
                    "mostly_receiving_count",
                    "balanced_count",
                    "mostly_giving_count",
                    "only_giving_count",
                ),
            ),
        ),
    ),
    PublishedTable(
        name="first_posts",
        keys=("community_id", "dimension", "category", "period"),
        measures=(
            Measure("member_count"),
            Measure("posted_by_day_0_count", "member_count"),
            Measure("posted_by_day_7_count", "member_count"),
            Measure("posted_by_day_30_count", "member_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        orderings=(
            ("posted_by_day_0_count", "posted_by_day_7_count"),
            ("posted_by_day_7_count", "posted_by_day_30_count"),
        ),
    ),
    PublishedTable(
        name="indicator_values",
        keys=("community_id", "indicator_id", "period_start"),
        measures=(
            Measure("denominator_count"),
            Measure("numerator_count", "denominator_count"),
        ),
    ),
    PublishedTable(
        name="indicator_rates",
        keys=("community_id", "indicator_id", "period_start"),
        measures=(
            Measure("member_count"),
            Measure("contributing_member_count", "member_count"),
            Measure("concerned_member_count", "member_count"),
        ),
        event_counts=(
            ("contribution_count", "contributing_member_count"),
            ("report_count", "concerned_member_count"),
        ),
    ),
    PublishedTable(
        name="indicator_medians",
        keys=("community_id", "indicator_id", "period_start"),
        measures=(Measure("member_count"),),
        figures=("median_hours", "median_hours_lower", "median_hours_upper"),
    ),
    PublishedTable(
        name="control_charts",
        keys=("community_id", "indicator_id", "period_length", "period_start"),
        figures=(
            "numerator_count",
            "denominator_count",
            "exact_value",
            "judged_count",
            "side_count",
        ),
    ),
    # Costs and reach are the partners' own accounts of their programmes.
    PublishedTable(
        name="indicator_costs",
        keys=("community_id", "indicator_id", "period_start", "currency"),
        facts=("cost_amount",),
        measures=(Measure("denominator_count"),),
    ),
    PublishedTable(
        name="indicator_reach",
        keys=("community_id", "indicator_id", "period_start"),
        facts=("population_count",),
        measures=(Measure("people_reached_count"),),
        counts_part_of_group=False,
    ),
    PublishedTable(
        name="communities",
        keys=("community_id",),
        facts=(
            "community_name",
            "partner_name",
            "platform_type",
            "led_by",
            "is_anonymous",
            "is_moderated_day_and_night",
            "has_professional_partnership",
            "has_crisis_protocol",
            "has_moderator_training",
            "has_misinformation_policy",
            "time_zone",
            "language",
            "country",
            "opened_on",
            "covered_through",
            "is_simulated",
        ),
        measures=(Measure("member_count"),),
        counts_part_of_group=False,
    ),
)

# Worked out from the published counts of another table, and from nothing else: no mart, no release
# unit and no cell of its own, but every number is looked at like theirs.
DERIVED_TABLES = ("group_differences",)

# What a snapshot holds beside them: words, and accounts of itself; nothing that counts members.
NOT_ABOUT_MEMBERS = (
    "benchmarks",
    "indicators",
    "claims",
    "indicator_trends",
    "community_quality",
    "quality_thresholds",
    "manifest",
    "columns",
    "release_units",
    "cells_shown",
    "models",
    "model_inputs",
    "rule_sets",
)

# Nothing else is ever in a snapshot.
PUBLISHED_NAMES = (
    tuple(table.name for table in PUBLISHED_TABLES) + DERIVED_TABLES + NOT_ABOUT_MEMBERS
)


# Dimensions that say what kind of community it is: the communities of a kind sum to its row.
COMMUNITY_FEATURES = (
    "platform_type",
    "led_by",
    "is_anonymous",
    "is_moderated_day_and_night",
    "has_professional_partnership",
)

_TOTAL_ROW = (("dimension", "all"), ("category", "all"), ("period", "all"))
_FUNNEL = "follow_up_funnel"
_LITERAL, _PAIRED = (("follow_up", "end_literal"),), (("follow_up", "end_paired"),)
_LANDMARK = "landmark_comparisons"
# The recovery tables break down by the band of the headline landmark (sql/reference/landmarks.csv).
_HEADLINE_BAND = (("dimension", "engagement_band"), ("landmark_days", "30"))

# The first that applies to a cell is taken.
SAME_COUNTS = (
    *(
        SameCount("crossed_recovery_rates", name, "recovery_rates", name, regardless_of=("period",))
        for name in ("scored_count", "recovered_count", "reliably_recovered_count")
    ),
    *(
        SameCount("early_behaviours", name, _LANDMARK, name, where=(("dimension", "all"),))
        for name in ("eligible_count", "scored_count", "recovered_count")
    ),
    SameCount(
        "crossed_recovery_rates",
        "at_caseness_count",
        _FUNNEL,
        "in_window_count",
        regardless_of=("period",),
    ),
    *(
        SameCount(
            "engagement_states",
            name,
            "activity_months",
            name,
            where=(("period_type", "month"),),
            renamed=(("month", "period_start"),),
        )
        for name in ("active_member_count", "contributing_member_count")
    ),
    SameCount(
        "activity_hours",
        "member_count",
        "activity_hours",
        "member_count",
        regardless_of=("day_of_week", "part_of_day"),
    ),
    SameCount(
        "activity_hours",
        "active_member_count",
        "activity_hours",
        "member_count",
        where=(("day_of_week", "all"), ("part_of_day", "all")),
    ),
    SameCount(_FUNNEL, "member_count", "communities", "member_count", where=_TOTAL_ROW),
    *(
        SameCount(_FUNNEL, name, _FUNNEL, name, regardless_of=("follow_up",))
        for name in ("member_count", "with_baseline_count", "at_caseness_count")
    ),
    # Where the missing count as not recovered, everyone who could have been scored is counted.
    SameCount("recovery_rates", "at_caseness_count", _FUNNEL, "eligible_count", where=_LITERAL),
    *(
        SameCount("recovery_rates", name, "recovery_rates", name, where=_LITERAL, there=_PAIRED)
        for name in ("recovered_count", "reliably_recovered_count")
    ),
    SameCount("recovery_rates", "at_caseness_count", _FUNNEL, "in_window_count"),
    SameCount(
        "score_changes",
        "scored_count",
        "recovery_rates",
        "scored_count",
        regardless_of=("period",),
    ),
    SameCount(
        _LANDMARK,
        "at_caseness_count",
        _FUNNEL,
        "at_caseness_count",
        where=(("dimension", "all"),),
        regardless_of=("period", "follow_up"),
    ),
    SameCount(
        _LANDMARK, "at_caseness_count", _LANDMARK, "at_caseness_count", regardless_of=("follow_up",)
    ),
    *(
        SameCount(
            _LANDMARK, name, table, same_name, where=_HEADLINE_BAND, regardless_of=("period",)
        )
        for name, table, same_name in (
            ("eligible_count", _FUNNEL, "eligible_count"),
            ("scored_count", _FUNNEL, "in_window_count"),
            ("recovered_count", "recovery_rates", "recovered_count"),
        )
    ),
)
