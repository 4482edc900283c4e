"""What the published tables count: each row's keys, and each count with the one it is a part of.

The closed list says the same; here it stands again, and a test compares them.
"""

from __future__ import annotations

FUNNEL = ("community_id", "dimension", "category", "period", "rule_set", "follow_up")
COHORT = ("community_id", "dimension", "category", "joined_quarter", "quarters_since_joining")
LANDMARK = ("community_id", "dimension", "category", "rule_set", "follow_up", "landmark_days")

PERIOD = ("community_id", "dimension", "category", "period")
EXCHANGES = (
    "neither_count",
    "only_receiving_count",
    "mostly_receiving_count",
    "balanced_count",
    "mostly_giving_count",
    "only_giving_count",
)

# Table: its keys, and each count with the count of the row that it is a part of.
TABLES: dict[str, tuple[tuple[str, ...], dict[str, str | None]]] = {
    "recovery_rates": (
        FUNNEL,
        {
            "scored_count": None,
            "at_caseness_count": "scored_count",
            "recovered_count": "at_caseness_count",
            "reliably_recovered_count": "at_caseness_count",
            "reliably_improved_count": "scored_count",
            "reliably_deteriorated_count": "scored_count",
            "unchanged_count": "scored_count",
            "responded_count": "at_caseness_count",
            "remitted_count": "at_caseness_count",
        },
    ),
    "score_changes": (
        ("community_id", "dimension", "category", "rule_set", "follow_up"),
        {"scored_count": None},
    ),
    "follow_up_funnel": (
        FUNNEL,
        {
            "member_count": None,
            "with_baseline_count": "member_count",
            "at_caseness_count": "with_baseline_count",
            "eligible_count": "at_caseness_count",
            "with_any_follow_up_count": "eligible_count",
            "in_window_count": "with_any_follow_up_count",
        },
    ),
    "landmark_comparisons": (
        LANDMARK,
        {
            "at_caseness_count": None,
            "not_covered_count": "at_caseness_count",
            "left_count": "at_caseness_count",
            "below_caseness_count": "at_caseness_count",
            "eligible_count": "at_caseness_count",
            "scored_count": "eligible_count",
            "recovered_count": "scored_count",
        },
    ),
    "engagement_cohorts": (
        COHORT,
        {
            "member_count": None,
            "retained_count": "member_count",
            "rolling_retained_count": "member_count",
        },
    ),
    "activity_months": (
        ("community_id", "dimension", "category", "month"),
        {
            "active_member_count": None,
            "contributing_member_count": "active_member_count",
            "new_member_count": None,
        },
    ),
    "crossed_recovery_rates": (
        ("community_id", "dimension", "category", "rule_set", "follow_up"),
        {
            "scored_count": None,
            "at_caseness_count": "scored_count",
            "recovered_count": "at_caseness_count",
            "reliably_recovered_count": "at_caseness_count",
        },
    ),
    "early_behaviours": (
        LANDMARK,
        {
            "eligible_count": None,
            "scored_count": "eligible_count",
            "recovered_count": "scored_count",
        },
    ),
    "engagement_states": (
        ("community_id", "dimension", "category", "period_type", "period_start"),
        {
            "active_member_count": None,
            "new_member_count": "active_member_count",
            "continuing_member_count": "active_member_count",
            "revived_member_count": "active_member_count",
            "reading_member_count": "active_member_count",
            "contributing_member_count": "active_member_count",
            "previous_member_count": None,
            "lapsed_member_count": "previous_member_count",
        },
    ),
    "contribution_inequality": (PERIOD, {"contributing_member_count": None}),
    "activity_hours": (
        ("community_id", "dimension", "category", "day_of_week", "part_of_day"),
        {
            "member_count": None,
            "active_member_count": "member_count",
            "contributing_member_count": "active_member_count",
            "crisis_help_member_count": "active_member_count",
        },
    ),
    "reply_times": (
        (*PERIOD, "time_of_day"),
        {"posting_member_count": None},
    ),
    "support_exchanges": (
        PERIOD,
        {"active_member_count": None, **dict.fromkeys(EXCHANGES, "active_member_count")},
    ),
    "first_posts": (
        PERIOD,
        {
            "member_count": None,
            "posted_by_day_0_count": "member_count",
            "posted_by_day_7_count": "member_count",
            "posted_by_day_30_count": "member_count",
        },
    ),
    "indicator_values": (
        ("community_id", "indicator_id", "period_start"),
        {"denominator_count": None, "numerator_count": "denominator_count"},
    ),
    "indicator_rates": (
        ("community_id", "indicator_id", "period_start"),
        {
            "member_count": None,
            "contributing_member_count": "member_count",
            "concerned_member_count": "member_count",
        },
    ),
    "indicator_medians": (("community_id", "indicator_id", "period_start"), {"member_count": None}),
    "indicator_costs": (
        ("community_id", "indicator_id", "period_start", "currency"),
        {"denominator_count": None},
    ),
    "indicator_reach": (
        ("community_id", "indicator_id", "period_start"),
        {"people_reached_count": None},
    ),
    "communities": (("community_id",), {"member_count": None}),
}

# Published rate: its numerator and denominator, in the same row.
RATES = {
    "engagement_cohorts": {
        "retention_rate": ("retained_count", "member_count"),
        "rolling_retention_rate": ("rolling_retained_count", "member_count"),
    },
    "engagement_states": {
        "contributing_rate": ("contributing_member_count", "active_member_count"),
        "lapsed_rate": ("lapsed_member_count", "previous_member_count"),
    },
    "early_behaviours": {
        "completeness_rate": ("scored_count", "eligible_count"),
        "recovery_rate": ("recovered_count", "scored_count"),
    },
    "activity_hours": {"active_rate": ("active_member_count", "member_count")},
    "support_exchanges": {
        count.replace("_count", "_rate"): (count, "active_member_count") for count in EXCHANGES
    },
    "first_posts": {
        f"posted_by_day_{day}_rate": (f"posted_by_day_{day}_count", "member_count")
        for day in (0, 7, 30)
    },
    "indicator_values": {"indicator_value": ("numerator_count", "denominator_count")},
}

# What members did, and whose being shown lets it be shown.
EVENTS = {
    "contribution_inequality": {"contribution_count": "contributing_member_count"},
    "activity_hours": {"contribution_count": "contributing_member_count"},
    "reply_times": {"post_count": "posting_member_count"},
    "indicator_rates": {
        "contribution_count": "contributing_member_count",
        "report_count": "concerned_member_count",
    },
}

OUTCOMES = {
    "recovery": ("recovered_count", "at_caseness_count"),
    "reliable_recovery": ("reliably_recovered_count", "at_caseness_count"),
    "reliable_improvement": ("reliably_improved_count", "scored_count"),
    "reliable_deterioration": ("reliably_deteriorated_count", "scored_count"),
    "no_reliable_change": ("unchanged_count", "scored_count"),
    "response": ("responded_count", "at_caseness_count"),
    "remission": ("remitted_count", "at_caseness_count"),
}
