"""Which counts of the indicators other tables publish, too: quarter by quarter, or year by year.

What is hidden in the one must not follow from the other. Where the truth does not bear out that two
counts are one, or that quarters sum to their year, the audit does not take it for known.
"""

from __future__ import annotations

from ingest.publishing.published_table import QuartersOfYear, SameCount

_VALUES, _RATES, _STATES = "indicator_values", "indicator_rates", "engagement_states"
_QUARTER = (("dimension", "all"), ("category", "all"), ("period_type", "quarter"))
# Shares of those who were active in the quarter.
_OF_ACTIVE = (
    "contributing_members",
    "crisis_help_opened",
    "members_moderated_day_and_night",
    "members_with_crisis_protocol",
    "members_with_misinformation_policy",
    "members_with_professional_partnership",
    "members_with_trained_moderators",
    "night_active_members",
    "session_attended",
    "support_given",
)
_REPORTS = ("harassment_reports", "misinformation_reports", "self_harm_reports")
_CASES = (("indicator_id", "recovery_at_day_180"),)


def _of(indicator_id: str) -> tuple[tuple[str, str], ...]:
    return (("indicator_id", indicator_id),)


SAME_COUNTS_OF_INDICATORS = (
    SameCount(
        _VALUES,
        "numerator_count",
        _STATES,
        "active_member_count",
        where=_of("active_members"),
        there=_QUARTER,
    ),
    SameCount(
        _VALUES,
        "numerator_count",
        _STATES,
        "contributing_member_count",
        where=_of("contributing_members"),
        there=_QUARTER,
    ),
    *(
        SameCount(
            _VALUES,
            "denominator_count",
            _STATES,
            "active_member_count",
            where=_of(indicator),
            there=_QUARTER,
        )
        for indicator in _OF_ACTIVE
    ),
    *(
        SameCount(
            _RATES,
            "contributing_member_count",
            _STATES,
            "contributing_member_count",
            where=_of(indicator),
            there=_QUARTER,
        )
        for indicator in _REPORTS
    ),
    *(
        SameCount(
            _RATES, "member_count", _RATES, "member_count", _of(indicator), there=_of(_REPORTS[0])
        )
        for indicator in _REPORTS[1:]
    ),
    SameCount(
        _VALUES,
        "denominator_count",
        _VALUES,
        "denominator_count",
        where=_of("reliable_recovery_at_day_180"),
        there=_CASES,
    ),
    SameCount(
        _VALUES,
        "numerator_count",
        _VALUES,
        "denominator_count",
        where=_of("follow_up_completeness_at_day_180"),
        there=_CASES,
    ),
    SameCount(
        _VALUES,
        "denominator_count",
        _VALUES,
        "denominator_count",
        where=_of("reliable_deterioration_at_day_180"),
        there=_of("reliable_improvement_at_day_180"),
    ),
    SameCount(
        _VALUES,
        "denominator_count",
        _VALUES,
        "denominator_count",
        where=_of("first_contribution_within_30_days"),
        there=_of("baseline_completeness"),
    ),
)

_RECOVERY, _FUNNEL = "recovery_rates", "follow_up_funnel"
_NHS_180 = ("phq9_gad7", "day_180")
QUARTERS_OF_YEARS = tuple(
    QuartersOfYear(indicator, measure, table, whole, *judged)
    for indicator, measure, table, whole, judged in (
        ("recovery_at_day_180", "numerator_count", _RECOVERY, "recovered_count", _NHS_180),
        ("recovery_at_day_180", "denominator_count", _RECOVERY, "at_caseness_count", _NHS_180),
        (
            "reliable_recovery_at_day_180",
            "numerator_count",
            _RECOVERY,
            "reliably_recovered_count",
            _NHS_180,
        ),
        (
            "reliable_improvement_at_day_180",
            "numerator_count",
            _RECOVERY,
            "reliably_improved_count",
            _NHS_180,
        ),
        (
            "reliable_improvement_at_day_180",
            "denominator_count",
            _RECOVERY,
            "scored_count",
            _NHS_180,
        ),
        (
            "reliable_deterioration_at_day_180",
            "numerator_count",
            _RECOVERY,
            "reliably_deteriorated_count",
            _NHS_180,
        ),
        (
            "follow_up_completeness_at_day_180",
            "denominator_count",
            _FUNNEL,
            "eligible_count",
            _NHS_180,
        ),
        (
            "reliable_recovery_at_day_365",
            "numerator_count",
            _RECOVERY,
            "reliably_recovered_count",
            ("phq9_gad7", "day_365"),
        ),
        (
            "reliable_recovery_at_day_365",
            "denominator_count",
            _RECOVERY,
            "at_caseness_count",
            ("phq9_gad7", "day_365"),
        ),
        (
            "recovery_phq9_only_at_day_180",
            "numerator_count",
            _RECOVERY,
            "recovered_count",
            ("phq9_only", "day_180"),
        ),
        (
            "recovery_phq9_only_at_day_180",
            "denominator_count",
            _RECOVERY,
            "at_caseness_count",
            ("phq9_only", "day_180"),
        ),
        (
            "better_wellbeing_at_day_180",
            "numerator_count",
            _RECOVERY,
            "reliably_improved_count",
            ("who5_only", "day_180"),
        ),
        (
            "better_wellbeing_at_day_180",
            "denominator_count",
            _RECOVERY,
            "scored_count",
            ("who5_only", "day_180"),
        ),
    )
)
