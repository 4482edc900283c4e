"""The answers to the saved questions that are some rows of one table."""

from __future__ import annotations

from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_disclosed import GROUP
from tests.sql.twins.slow_questions import (
    HALF_A_YEAR,
    LIMITED,
    PROGRAMME,
    RECOVERY,
    pick,
    question,
    rows,
)


def _picked(name: str, keys: tuple, table: str, wanted: Row, columns: tuple, **renamed) -> None:
    """Enter a question whose answer is some rows of one table."""

    def slow(release: Release) -> list[Row]:
        found = rows(release, table, **wanted)
        if "community_name" in columns:
            found = (row for row in found if "community_name" in row)
        return [pick(row, *columns, **renamed) for row in found]

    question(name, *keys)(slow)


_picked(
    "recovery_by_platform",
    ("platform_type",),
    "recovery_rates",
    RECOVERY | {"dimension": "platform_type", "outcome": "reliable_recovery"},
    ("outcome_count", "denominator_count", *LIMITED, "outcome_rate_status"),
    platform_type="category",
)
_picked(
    "recovery_by_rurality",
    ("rurality",),
    "recovery_rates",
    RECOVERY | {"dimension": "rurality", "outcome": "recovery"},
    ("denominator_count", *LIMITED, "outcome_rate_status"),
    rurality="category",
)
_picked(
    "change_on_every_questionnaire",
    ("instrument",),
    "score_changes",
    PROGRAMME | {"follow_up": "day_180"},
    (
        *("instrument", "is_higher_better", "scored_count", "first_points", "change_points"),
        *("change_points_lower", "change_points_upper", "standardised_change"),
    ),
)
_picked(
    "recovery_under_every_way_with_missing_scores",
    ("follow_up",),
    "recovery_sensitivity",
    PROGRAMME | {"rule_set": "phq9_gad7", "outcome": "recovery"},
    (
        *("follow_up", "eligible_count", "denominator_count", "complete_rate", "weighted_share"),
        *("weighted_share_lower", "weighted_share_upper", "carried_share"),
        *("outcome_bounds_lower", "outcome_bounds_upper"),
    ),
)
_picked(
    "retention_after_a_year",
    ("joined_quarter",),
    "engagement_cohorts",
    PROGRAMME | {"quarters_since_joining": 4},
    (
        *("joined_quarter", "member_count", "retained_count", "retention_rate"),
        *("retention_rate_lower", "retention_rate_upper", "rolling_retained_count"),
    ),
)
_picked(
    "peers_and_professionals_standardised",
    ("led_by", "outcome"),
    "standardised_rates",
    {"dimension": "led_by", "adjustment": "severity_age", **HALF_A_YEAR},
    (
        *("outcome", "outcome_rate", "rest_gap", "rest_gap_lower", "rest_gap_upper"),
        *("standardised_share", "standardised_share_lower", "standardised_share_upper"),
        "standardised_comparison",
    ),
    led_by="category",
)
_picked(
    "recovery_by_landmark",
    ("landmark_days", "engagement_band"),
    "landmark_comparisons",
    {"dimension": "engagement_band", **HALF_A_YEAR},
    (
        *("landmark_days", "eligible_count", "scored_count", "recovery_rate"),
        *("recovery_bounds_lower", "recovery_bounds_upper"),
        *("risk_ratio", "risk_ratio_lower", "risk_ratio_upper"),
    ),
    engagement_band="category",
)
_picked(
    "time_to_recovery",
    ("engagement_band", "curve_day"),
    "recovery_curves",
    {"dimension": "engagement_band", "curve": "recovery", "rule_set": "phq9_only"},
    (
        *("curve_day", "at_risk_count", "event_share", "event_share_lower", "event_share_upper"),
        *("median_days_lower", "median_days_upper", "median_days_status"),
    ),
    engagement_band="category",
)
_picked(
    "differences_between_groups",
    (*GROUP, "other_community_id", "other_category"),
    "group_differences",
    {"outcome": "recovery", "comparison": "better", **HALF_A_YEAR},
    (
        *(*GROUP, "other_community_id", "other_category"),
        *("outcome_rate", "other_outcome_rate", "gap", "gap_lower", "gap_upper"),
    ),
)
