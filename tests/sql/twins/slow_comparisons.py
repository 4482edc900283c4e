"""Groups beside each other, beside everyone else and beside the literature, as published."""

from __future__ import annotations

from itertools import product

from tests.sql.twins.disclosure_rules import (
    Rate,
    above,
    below,
    bounds,
    compared,
    difference,
    nearest,
)
from tests.sql.twins.published_tables import OUTCOMES
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_benchmarks import benchmarks as benchmarks_of_the_literature
from tests.sql.twins.slow_cells import NOT_THERE, Shown
from tests.sql.twins.slow_curves import starts_at
from tests.sql.twins.slow_disclosed import (
    COMPARED,
    GAP,
    GROUP,
    JUDGED,
    benchmark_gaps,
    curve_comparisons,
    recovery_sensitivity,
    standardised_rates,
)
from tests.sql.twins.slow_published import bound_columns, rate_columns, shown_rows

NOTHING = (NOT_THERE, NOT_THERE)
# Denominator and numerator, by group, rule set, follow-up, outcome and vintage.
Crude = dict[tuple, tuple[Shown, Shown]]


@once
def crude(release: Release) -> Crude:
    """The published rates over all periods: (denominator, numerator)."""
    return {
        (*(row[key] for key in JUDGED[:-1]), outcome, row["as_of"]): (
            counts.get(denominator, NOT_THERE),
            counts.get(numerator, NOT_THERE),
        )
        for row, counts in shown_rows(release, "recovery_rates")
        if row["period"] == "all"
        for outcome, (numerator, denominator) in OUTCOMES.items()
    }


def crude_of(release: Release, row: Row) -> tuple[Shown, Shown]:
    """Return the crude counts of a figure's group, if they are of the same vintage."""
    group = {"dimension": "all", "category": "all"} | row
    name = (*(group[key] for key in JUDGED), row["as_of"])
    return crude(release).get(name, NOTHING)


def polarity(row: Row) -> str:
    return "lower" if row["outcome"] == "reliable_deterioration" else "higher"


def counted(n: Shown, x: Shown) -> Row:
    return {
        "denominator_count": n.count,
        "denominator_status": n.status or "suppressed",
        "outcome_count": x.count,
        "outcome_status": x.status or "suppressed",
    }


def hidden(figures: Row, statuses: dict[str, str]) -> Row:
    """Return figures from exact data as they stand beside a hidden count: without their values."""
    return {
        name: statuses.get(name, "suppressed" if name.endswith("_status") else None)
        for name in figures
    }


@release_twin("published.benchmark_gaps", *GAP)
def published_gaps(release: Release) -> list[Row]:
    rates = {row[:5]: row[7] for row in benchmarks_of_the_literature(None) if row[5] == "crude"}
    names = ("benchmark_id", "reporting_year", "rule_set", "follow_up", "outcome")
    found = []
    for row in benchmark_gaps(release):
        n, x = crude_of(release, row)
        # A row would tell that there is somebody.
        if n.status != "ok":
            continue
        told = _gap(row, x, rates[tuple(row[name] for name in names)])
        word = compared(told["gap_lower"], told["gap_upper"], 0, polarity(row))
        found.append(row | told | {"comparison": word})
    return found


def _gap(row: Row, x: Shown, benchmark: float) -> Row:
    names = ("gap", "gap_lower", "gap_upper", "benchmark_share", "benchmark_share_status")
    if row["adjustment"] != "crude":
        adjusted = {name: row[name] for name in names}
        told = adjusted if x.is_shown else hidden(adjusted, {})
        return told | {"gap_status": told["benchmark_share_status"]}
    # A range is of a hidden count: no gap follows from it.
    is_told = x.rate.status in ("ok", "interval", "withheld")
    rate, lower, upper, status = x.rate if is_told else (None, None, None, "suppressed")
    return {
        "gap": None if rate is None else nearest(rate - benchmark, 0.01),
        "gap_lower": None if lower is None else below(lower - benchmark, 0.01),
        "gap_upper": None if upper is None else above(upper - benchmark, 0.01),
        "gap_status": status,
    }


@release_twin("published.recovery_sensitivity", *JUDGED)
def published_sensitivity(release: Release) -> list[Row]:
    funnel = {
        (*(row[key] for key in JUDGED[:-1]), row["as_of"]): counts
        for row, counts in shown_rows(release, "follow_up_funnel")
        if row["period"] == "all"
    }
    found = []
    for row in recovery_sensitivity(release):
        n, x = crude_of(release, row)
        counts = funnel.get((*(row[key] for key in JUDGED[:-1]), row["as_of"]), {})
        eligible = counts.get("eligible_count", NOT_THERE)
        if eligible.status != "ok":
            continue
        told = Rate(None, None, None, "suppressed")
        if (n, x) != NOTHING:
            told = bounds(x.pair, n.pair, eligible.pair)
        found.append(
            {key: row[key] for key in (*JUDGED, "as_of")}
            | {"eligible_count": eligible.count}
            | {"eligible_status": eligible.status or "suppressed"}
            | counted(n, x)
            | rate_columns("complete_rate", x.rate)
            | bound_columns("outcome_bounds", told)
            | _beside(
                row, x, ("carried_share", "weighted_share"), {"weighted_share": "not_defined"}
            )
        )
    return found


def _beside(row: Row, x: Shown, shares: tuple[str, ...], always: dict[str, str]) -> Row:
    """Return figures from exact data; where the count beside them is hidden, so are they.

    `always` names what may be said all the same: it tells nothing of members.
    """
    ends = ("", "_lower", "_upper", "_status")
    figures = {f"{share}{end}": row[f"{share}{end}"] for share in shares for end in ends}
    figures["effective_count"] = row["effective_count"]
    said = {
        f"{share}_status": word for share, word in always.items() if row[f"{share}_status"] == word
    }
    told = figures if x.is_shown else hidden(figures, said)
    has_number = told["effective_count"] is not None
    return told | {"effective_status": "ok" if has_number else "suppressed"}


@release_twin("published.standardised_rates", *JUDGED, "adjustment")
def published_standardised(release: Release) -> list[Row]:
    figures = standardised_rates(release)
    programme = {
        _by_adjustment(row): row["standardised_share"] for row in figures if _is_everyone(row)
    }
    return [
        _standardised(release, row, programme.get(_by_adjustment(row)))
        for row in figures
        if crude_of(release, row)[0].status == "ok"
    ]


def _by_adjustment(row: Row) -> tuple:
    names = ("rule_set", "follow_up", "outcome", "adjustment", "as_of")
    return tuple(row[name] for name in names)


def _is_everyone(row: Row) -> bool:
    return (row["community_id"], row["dimension"]) == ("all", "all")


def _standardised(release: Release, row: Row, programme: float | None) -> Row:
    n, x = crude_of(release, row)
    gap = _rest_gap(release, row, n, x)
    always = {"standardised_share": "not_defined", "standardised_ratio": "not_compared"}
    told = _beside(row, x, ("standardised_share", "standardised_ratio"), always)
    word = compared(
        told["standardised_share_lower"],
        told["standardised_share_upper"],
        None if _is_everyone(row) else programme,
        polarity(row),
    )
    return {
        **{key: row[key] for key in (*JUDGED, "adjustment", "as_of")},
        **counted(n, x),
        **rate_columns("outcome_rate", x.rate),
        **rate_columns("rest_gap", gap),
        "comparison": compared(gap.lower, gap.upper, 0, polarity(row)),
        **told,
        "standardised_comparison": word,
    }


def _rest_gap(release: Release, row: Row, n: Shown, x: Shown) -> Rate:
    """Return the difference from everyone else, who are known within twice the rounding."""
    if _is_everyone(row):
        return Rate(None, None, None, "not_compared")
    everyone = {"community_id": "all", "dimension": "all", "category": "all"}
    all_n, all_x = crude_of(release, row | everyone)
    four = (n, x, all_n, all_x)
    if "withheld" in [one.status for one in four]:
        return Rate(None, None, None, "withheld")
    if not all(one.is_shown for one in four):
        return Rate(None, None, None, "suppressed")
    rest_n, rest_x = (all_n.count or 0) - (n.count or 0), (all_x.count or 0) - (x.count or 0)
    if (n.count or 0) < 22 or rest_n < 24:
        return Rate(None, None, None, "suppressed")
    return difference((x.pair, n.count or 0), ((rest_x, "ok"), rest_n), slack=4)


OTHER = ("other_community_id", "other_category")


@release_twin("published.group_differences", *JUDGED, *OTHER)
def group_differences(release: Release) -> list[Row]:
    """Every ordered pair of groups of one kind whose denominators are surely 20."""
    groups = [
        (dict(zip((*JUDGED, "as_of"), name, strict=True)), n, x)
        for name, (n, x) in crude(release).items()
        if name[:2] != ("all", "all") and n.status == "ok" and (n.count or 0) >= 22
        if x is not NOT_THERE and name[len(JUDGED) - 1] != "no_reliable_change"
        if "end_literal" not in name
    ]
    return [
        _pair(one, other)
        for one, other in product(groups, groups)
        if _are_comparable(one[0], other[0])
    ]


def _are_comparable(row: Row, other: Row) -> bool:
    same = ("dimension", "rule_set", "follow_up", "outcome", "as_of")
    is_community, is_other = row["community_id"] != "all", other["community_id"] != "all"
    return (
        is_community == is_other
        and all(row[key] == other[key] for key in same)
        and any(row[key] != other[key] for key in GROUP)
    )


def _pair(one: tuple[Row, Shown, Shown], two: tuple[Row, Shown, Shown]) -> Row:
    (row, n, x), (other, other_n, other_x) = one, two
    gap = difference((x.pair, n.count or 0), (other_x.pair, other_n.count or 0))
    others = counted(other_n, other_x) | rate_columns("outcome_rate", other_x.rate)
    return {
        **row,
        "other_community_id": other["community_id"],
        "other_category": other["category"],
        **counted(n, x),
        **rate_columns("outcome_rate", x.rate),
        **{f"other_{name}": value for name, value in others.items()},
        **rate_columns("gap", gap),
        "comparison": compared(gap.lower, gap.upper, 0, polarity(row)),
    }


@release_twin("published.curve_comparisons", *COMPARED)
def published_tests(release: Release) -> list[Row]:
    return [
        row
        | {
            "starts_at": starts_at(row),
            "test": "gray" if "leaving" in row["curve"] else "log_rank",
        }
        for row in curve_comparisons(release)
    ]
