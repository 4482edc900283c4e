"""Differences of groups once more, from the published rates, in slow and boring Python.

Nothing is taken from the model: each interval is the union over every true count that the published
ones allow at their ends, tried one after the other.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import duckdb

from tests.ingest.recompute import is_same, rows_of, wilson

Row = dict[str, Any]
GROUP = ("community_id", "dimension", "category")
FIGURE = ("rule_set", "follow_up", "outcome")
LESS_IS_BETTER = "reliable_deterioration"


def wrong_differences(snapshot: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the columns of `published.group_differences` that are not as the rates say."""
    rates = [
        row
        for row in rows_of(snapshot, "published.recovery_rates")
        if row["period"] == "all" and row["outcome"] != "no_reliable_change"
    ]
    expected = {name_of(row): row for row in differences(rates)}
    found = {name_of(row): row for row in rows_of(snapshot, "published.group_differences")}
    faults = [] if found.keys() == expected.keys() else ["not the pairs that can be compared"]
    for name in found.keys() & expected.keys():
        faults += [
            column
            for column, value in expected[name].items()
            if not is_same(value, found[name][column])
        ]
    return sorted(set(faults))


def name_of(row: Row) -> tuple[str, ...]:
    return tuple(row[key] for key in (*GROUP, "other_community_id", "other_category", *FIGURE))


def differences(rates: list[Row]) -> list[Row]:
    """Return every ordered pair of groups of one kind whose denominators are surely 20."""
    groups = [
        row
        for row in rates
        if (row["community_id"], row["dimension"]) != ("all", "all")
        and row["denominator_status"] == "ok"
        and row["denominator_count"] >= 22
    ]
    return [
        pair_of(row, other) for row, other in product(groups, groups) if are_comparable(row, other)
    ]


def are_comparable(row: Row, other: Row) -> bool:
    same = ("dimension", *FIGURE, "as_of")
    is_community, is_other = row["community_id"] != "all", other["community_id"] != "all"
    return (
        is_community == is_other
        and all(row[key] == other[key] for key in same)
        and any(row[key] != other[key] for key in GROUP)
    )


def pair_of(row: Row, other: Row) -> Row:
    gap, lower, upper, status = difference(
        (row["outcome_count"], row["outcome_status"], row["denominator_count"]),
        (other["outcome_count"], other["outcome_status"], other["denominator_count"]),
    )
    return {
        **{key: row[key] for key in (*GROUP, *FIGURE, "as_of")},
        "other_community_id": other["community_id"],
        "other_category": other["category"],
        "denominator_count": row["denominator_count"],
        "outcome_rate": row["outcome_rate"],
        "other_outcome_rate": other["outcome_rate"],
        "other_denominator_count": other["denominator_count"],
        "gap": gap,
        "gap_lower": lower,
        "gap_upper": upper,
        "gap_status": status,
        "comparison": word(lower, upper, row["outcome"]),
    }


Published = tuple[int | None, str, int]
Difference = tuple[float | None, float | None, float | None, str]


def difference(first: Published, second: Published) -> Difference:
    """Return the published difference with its interval and status."""
    (x1, status1, n1), (x2, status2, n2) = first, second
    if "withheld" in (status1, status2):
        return None, None, None, "withheld"
    if (x1 or 0) > n1 or (x2 or 0) > n2:
        return None, None, None, "suppressed"
    limits = [
        newcombe(true1, m1, true2, m2)
        for m1, m2 in product((n1 - 2, n1 + 2), (n2 - 2, n2 + 2))
        for true1, true2 in product(possible(x1, m1), possible(x2, m2))
    ]
    lower = math.floor(100 * min(low for low, _ in limits) + 1e-6) / 100
    upper = math.ceil(100 * max(high for _, high in limits) - 1e-6) / 100
    if x1 is None or x2 is None or min(n1, n2) < 50:
        return None, lower, upper, "interval"
    return half_away(100 * (x1 / n1 - x2 / n2)) / 100, lower, upper, "ok"


def possible(published: int | None, whole: int) -> tuple[int, int]:
    """Return the least and the largest true count."""
    if published is None:
        return 1, min(7, whole)
    return max(published - 2, 0), min(published + 2, whole)


def newcombe(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    (low1, high1), (low2, high2) = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    down, up = math.hypot(p1 - low1, high2 - p2), math.hypot(high1 - p1, p2 - low2)
    return max(p1 - p2 - down, -1), min(p1 - p2 + up, 1)


def half_away(value: float) -> int:
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def word(lower: float | None, upper: float | None, outcome: str) -> str | None:
    if lower is None or upper is None:
        return None
    if lower <= 0 <= upper:
        return "similar"
    return "better" if (lower > 0) == (outcome != LESS_IS_BETTER) else "worse"
