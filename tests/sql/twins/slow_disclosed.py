"""Figures from exact data, each on the grid on which it may be shown."""

from __future__ import annotations

import math

from scipy.stats import norm, t

from tests.sql.twins.disclosure_rules import (
    DUST,
    Grid,
    Z,
    half_away,
    nearest,
    on_grid,
    rounded,
    wilson,
)
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.rules import RULE_SETS, reference

GROUP = ("community_id", "dimension", "category")
JUDGED = (*GROUP, "rule_set", "follow_up", "outcome")
BANDS = ((0.001, "below_001"), (0.01, "below_01"), (0.05, "below_05"))


def kept(row: Row, *names: str) -> Row:
    """Return some columns of a row, and as of when it stands."""
    return {name: row[name] for name in (*names, "as_of")}


def told(name: str, grid: Grid | None) -> Row:
    rate, lower, upper = grid[:3] if grid else (None, None, None)
    return {name: rate, f"{name}_lower": lower, f"{name}_upper": upper}


GAP = (*GROUP, "benchmark_id", "reporting_year", "rule_set", "follow_up", "outcome", "adjustment")


@release_twin("disclosed.benchmark_gaps", *GAP)
@once
def benchmark_gaps(release: Release) -> list[Row]:
    return [_gap(row) for row in release.tables["benchmark_gaps"]]


def _gap(row: Row) -> Row:
    is_crude = row["adjustment"] == "crude"
    grid = None
    if not is_crude:
        grid = on_grid(row["gap"], row["gap_lower"], row["gap_upper"], row["known_count"])
    return {
        **kept(row, *GAP),
        **told("gap", grid),
        "benchmark_share": nearest(row["benchmark_rate"], grid.step) if grid else None,
        "benchmark_share_status": ("not_defined" if is_crude else "ok" if grid else "suppressed"),
    }


FUNNEL = ("community_id", "rule_set", "follow_up", "outcome")


@release_twin("disclosed.community_funnels", *FUNNEL)
@once
def community_funnels(release: Release) -> list[Row]:
    return [
        {
            **kept(row, *FUNNEL, "chance_status", "outlier_status"),
            "spread": None if row["spread"] is None else half_away(row["spread"], 2),
        }
        for row in release.tables["community_funnels"]
    ]


INEQUALITY = (*GROUP, "period")


@release_twin("disclosed.contribution_inequality", *INEQUALITY)
@once
def contribution_inequality(release: Release) -> list[Row]:
    return [_inequality(row) for row in release.tables["contribution_inequality"]]


def _inequality(row: Row) -> Row:
    people, largest = row["contributing_member_count"] or 0, row["largest_share"]
    is_shown = people >= 100 and largest is not None and largest <= 0.5
    percent = 1 if people >= 800 else 10
    grid = on_grid(row[f"top_{percent}_percent_share"], 0, 0, people) if is_shown else None
    status = "ok" if is_shown else "suppressed"
    return {
        **kept(row, *INEQUALITY),
        "gini_coefficient": nearest(row["gini_coefficient"], 0.05) if is_shown else None,
        "gini_coefficient_status": status,
        "top_group": f"top_{percent}_percent" if is_shown else None,
        "top_share": grid.rate if grid else None,
        "top_share_status": status,
    }


COMPARED = ("community_id", "dimension", "rule_set", "curve")


@release_twin("disclosed.curve_comparisons", *COMPARED)
@once
def curve_comparisons(release: Release) -> list[Row]:
    return [_test(row) for row in release.tables["curve_comparisons"]]


def _test(row: Row) -> Row:
    p = row["p_value"]
    is_large = (row["smallest_group_count"] or 0) >= 150 and (row["smallest_event_count"] or 0) >= 8
    is_shown = is_large and p is not None
    band = next((name for limit, name in BANDS if is_shown and p < limit), "not_below_05")
    return {
        **kept(row, *COMPARED),
        "compared_categories": row["compared_categories"] if is_shown else None,
        "p_band": band if is_shown else None,
        "test_status": "ok" if is_shown else "suppressed",
    }


MEDIAN = ("community_id", "indicator_id", "period_start")


@release_twin("disclosed.indicator_medians", *MEDIAN)
@once
def indicator_medians(release: Release) -> list[Row]:
    return [_median(row) for row in release.tables["indicator_medians"]]


def _median(row: Row) -> Row:
    people = row["member_count"] or 0
    # The lower limit is the value with so many others below it; as many lie above the upper one.
    beyond = math.floor(people / 2 - 0.98 * math.sqrt(people)) - 1
    is_hidden = people < 20 or people / 2 < 8 or beyond < 8
    is_week = not is_hidden and row["median_hours"] >= 168
    is_shown = not is_hidden and not is_week
    lower, upper = row["median_hours_lower"], row["median_hours_upper"]
    return {
        **kept(row, *MEDIAN),
        "median_hours": half_away(row["median_hours"], 1) if is_shown else None,
        "median_hours_lower": math.floor(lower * 10 + DUST) / 10 if is_shown else None,
        "median_hours_upper": math.ceil(upper * 10 - DUST) / 10 if is_shown else None,
        "median_hours_status": ("suppressed" if is_hidden else "not_reached" if is_week else "ok"),
    }


@release_twin("disclosed.recovery_sensitivity", *JUDGED)
@once
def recovery_sensitivity(release: Release) -> list[Row]:
    return [_sensitivity(row) for row in release.tables["recovery_sensitivity"]]


def _sensitivity(row: Row) -> Row:
    eligible, carried = row["eligible_count"], row["carried_count"]
    grid = on_grid(carried / eligible, *wilson(carried, eligible), rounded(eligible))
    return {
        **kept(row, *JUDGED),
        **told("carried_share", grid),
        "carried_share_status": "ok" if grid else "suppressed",
        **_effective(row, "weighted_rate", "weighted_share"),
    }


def _effective(row: Row, rate: str, share: str) -> Row:
    """Lay a weighted or standardised rate on the grid of its effective number."""
    limits = (row[f"{rate}_lower"], row[f"{rate}_upper"])
    grid = on_grid(row[rate], *limits, row["effective_count"])
    return {
        **told(share, grid),
        "effective_count": rounded(row["effective_count"]) if grid else None,
        f"{share}_status": ("not_defined" if row[rate] is None else "ok" if grid else "suppressed"),
    }


@release_twin("disclosed.standardised_rates", *JUDGED, "adjustment")
@once
def standardised_rates(release: Release) -> list[Row]:
    return [
        {
            **kept(row, *JUDGED, "adjustment"),
            **_effective(row, "standardised_rate", "standardised_share"),
            **_ratio(row),
        }
        for row in release.tables["standardised_rates"]
    ]


def _ratio(row: Row) -> Row:
    """Return observed over expected, expected to a whole number first; limits outward around it."""
    name = "standardised_ratio"
    if (row["community_id"], row["dimension"]) == ("all", "all"):
        return told(name, None) | {f"{name}_status": "not_compared"}
    expected = half_away(row["expected_count"] or 0)
    if (row["observed_count"] or 0) < 20 or not expected:
        return told(name, None) | {f"{name}_status": "suppressed"}
    ratio = half_away(row["observed_count"] / expected, 1)
    lower = math.floor(row["ratio_lower"] * 10 + DUST) / 10
    upper = math.ceil(row["ratio_upper"] * 10 - DUST) / 10
    grid = Grid(ratio, min(lower, ratio), max(upper, ratio), 0.1)
    return told(name, grid) | {f"{name}_status": "ok"}


CHANGE = (*GROUP, "rule_set", "follow_up")


@release_twin("disclosed.score_changes", *CHANGE)
@once
def score_changes(release: Release) -> list[Row]:
    instruments = {row["rule_set"]: row["primary_instrument"] for row in reference("rule_sets")}
    return [
        {
            **kept(row, *CHANGE),
            "instrument": instruments[row["rule_set"]],
            "is_higher_better": RULE_SETS[row["rule_set"]].is_higher_better,
            **_changes(row),
        }
        for row in release.tables["score_changes"]
    ]


def _changes(row: Row) -> Row:
    people = row["scored_count"] or 0
    is_large = people >= 20
    points = _tenths(*_student(row, people)) if is_large else None
    standardised = _tenths(*_becker(row, people)) if is_large else None
    return {
        "first_points": half_away(row["first_mean"], 1) if is_large else None,
        "first_points_status": "ok" if is_large else "suppressed",
        **told("change_points", points),
        "change_points_status": "ok" if points else "suppressed",
        **told("standardised_change", standardised),
        "standardised_change_status": (
            "ok" if standardised else "not_defined" if points else "suppressed"
        ),
    }


def _student(row: Row, people: int) -> tuple[float | None, float | None]:
    """Return the mean change, and how far Student's limits lie from it."""
    deviation = row["change_deviation"]
    if deviation is None:
        return None, None
    return row["change_mean"], t.isf(norm.sf(Z), people - 1) * deviation / math.sqrt(people)


def _becker(row: Row, people: int) -> tuple[float | None, float | None]:
    """Return the change in deviations of the first scores, better upwards (Becker 1988)."""
    first, change = row["first_deviation"], row["change_deviation"]
    if not first or change is None:
        return None, None
    is_higher_better = RULE_SETS[row["rule_set"]].is_higher_better
    d = (row["change_mean"] if is_higher_better else -row["change_mean"]) / first
    error = math.sqrt(change**2 / (people * first**2) + d**2 / (2 * (people - 1)))
    correction = 1 - 3 / (4 * (people - 1) - 1)
    return correction * d, correction * Z * error


def _tenths(middle: float | None, reach: float | None) -> Grid | None:
    if middle is None or reach is None:
        return None
    lower = math.floor((middle - reach) * 10 + DUST) / 10
    return Grid(half_away(middle, 1), lower, math.ceil((middle + reach) * 10 - DUST) / 10, 0.1)


REPLIES = (*GROUP, "period", "time_of_day")
WITHIN = ("2_hours", "24_hours", "7_days")
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.1}


@release_twin("disclosed.reply_times", *REPLIES)
@once
def reply_times(release: Release) -> list[Row]:
    found = []
    for row in release.tables["reply_times"]:
        one = kept(row, *REPLIES)
        for within in WITHIN:
            one |= _answered(row, f"answered_within_{within}")
        for quantile, side in QUANTILES.items():
            one |= _hours(row, f"first_reply_{quantile}", side)
        found.append(one)
    return found


def _answered(row: Row, name: str) -> Row:
    """Lay a share of posts on the grid of the people, or of the effective number of posts."""
    share, effective = row[f"{name}_share"], row[f"{name}_effective_n"]
    people = row["posting_member_count"] or 0
    limits = wilson(share * effective, effective)
    is_of_many = row["largest_share"] <= 0.5
    grid = on_grid(share, *limits, min(people, effective)) if is_of_many else None
    status = "ok" if grid else "suppressed"
    return told(f"{name}_share", grid) | {f"{name}_share_status": status}


def _hours(row: Row, name: str, side: float) -> Row:
    people, hours = row["posting_member_count"] or 0, row[f"{name}_hours"]
    is_large = people >= 20 and half_away(people * side, 9) >= 8 and row[f"{name}_side"] >= 8
    is_shown = is_large and row["largest_share"] <= 0.5
    status = "suppressed" if not is_shown else "not_reached" if hours is None else "ok"
    return {
        f"{name}_hours": half_away(hours, 1) if status == "ok" else None,
        f"{name}_hours_status": status,
    }
