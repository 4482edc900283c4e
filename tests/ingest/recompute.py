"""Every published cell once more, from the released counts, in slow and boring Python.

Nothing is taken from the code that it checks: thresholds, wholes and formulas stand here again, as
the disclosure policy states them. It shares the lists of released and withheld rows alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import duckdb

Row = dict[str, Any]
Shown = tuple[int | None, str | None]
Rate = tuple[float | None, float | None, float | None, str]

Z = 1.959963984540054
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
            "too_recent_count": "at_caseness_count",
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
BREAKDOWNS = ({"dimension": "all", "category": "all"}, {"period": "all"}, {"time_of_day": "all"})

# What members did, and whose being shown lets it be shown.
EVENTS = {
    "activity_months": {"contribution_count": "contributing_member_count"},
    "contribution_inequality": {"contribution_count": "contributing_member_count"},
    "activity_hours": {"contribution_count": "contributing_member_count"},
    "reply_times": {"post_count": "posting_member_count"},
    "indicator_rates": {
        "contribution_count": "contributing_member_count",
        "report_count": "concerned_member_count",
    },
}

# Tables with one published row per outcome; some outcomes may not be in a table.
BY_OUTCOME = {"recovery_rates", "crossed_recovery_rates"}
OUTCOMES = {
    "recovery": ("recovered_count", "at_caseness_count"),
    "reliable_recovery": ("reliably_recovered_count", "at_caseness_count"),
    "reliable_improvement": ("reliably_improved_count", "scored_count"),
    "reliable_deterioration": ("reliably_deteriorated_count", "scored_count"),
    "no_reliable_change": ("unchanged_count", "scored_count"),
    "response": ("responded_count", "at_caseness_count"),
    "remission": ("remitted_count", "at_caseness_count"),
}


def wrong_cells(work: duckdb.DuckDBPyConnection, snapshot: duckdb.DuckDBPyConnection) -> list[str]:
    """Return "table.column" of each published value that is not what the policy says of it.

    `work` is the warehouse as of the snapshot. No value is returned, and no key of a row.
    """
    faults: list[str] = []
    for table, (keys, parts) in TABLES.items():
        expected = dict(expected_rows(work, table, keys, parts))
        published = {
            name_of(row, keys, table): row for row in rows_of(snapshot, f"published.{table}")
        }
        if published.keys() != expected.keys():
            faults.append(f"{table}: not the rows that were released")
        for name in published.keys() & expected.keys():
            faults += [
                f"{table}.{column}"
                for column, value in expected[name].items()
                if not is_same(value, published[name][column])
            ]
    return faults


def expected_rows(
    work: duckdb.DuckDBPyConnection,
    table: str,
    keys: tuple[str, ...],
    parts: dict[str, str | None],
) -> Iterator[tuple[tuple[str, ...], Row]]:
    released = rows_of(work, f"released.{table}")
    by_name = {tuple(str(row[key]) for key in keys): row for row in released}
    withheld = {
        (tuple(row["row_keys"]), row["measure_name"])
        for row in rows_of(work, "release.withheld_cells")
        if row["table_name"] == table
    }
    for name, row in by_name.items():
        first = next(iter(parts))
        total = smallest_total(by_name, keys, row, first)
        if total is not None and total < 20:
            continue
        shown = {
            count: shown_count(
                row[count],
                whole_of(by_name, keys, row, parts, count),
                is_withheld=(name, count) in withheld,
            )
            for count in parts
        }
        yield from published_rows(table, keys, row, shown)


def published_rows(
    table: str, keys: tuple[str, ...], row: Row, shown: dict[str, Shown]
) -> Iterator[tuple[tuple[str, ...], Row]]:
    if table in BY_OUTCOME:
        for outcome, (numerator, denominator) in OUTCOMES.items():
            if row.get(numerator) is not None and row[denominator] is not None:
                yield (
                    (*(str(row[key]) for key in keys), outcome),
                    {
                        "denominator_count": shown[denominator][0],
                        "denominator_status": shown[denominator][1],
                        "outcome_count": shown[numerator][0],
                        "outcome_status": shown[numerator][1],
                        "as_of": row["as_of"],
                        **rate_columns("outcome_rate", shown[numerator], shown[denominator]),
                    },
                )
        return
    columns: Row = {"as_of": row["as_of"]}
    for count, (value, status) in shown.items():
        columns[count] = value
        columns[count.removesuffix("_count") + "_status"] = status
    for rate, (numerator, denominator) in RATES.get(table, {}).items():
        columns |= rate_columns(rate, shown[numerator], shown[denominator])
    for events, members in EVENTS.get(table, {}).items():
        status = shown[members][1]
        is_shown = status in ("ok", "zero")
        columns[events] = rounded(row[events]) if is_shown else None
        columns[events.removesuffix("_count") + "_status"] = status
    yield tuple(str(row[key]) for key in keys), columns


def shown_count(true_count: int | None, whole: int | None, *, is_withheld: bool) -> Shown:
    if true_count is None:
        return None, None
    if is_withheld:
        return None, "withheld"
    if 1 <= true_count <= 7:
        return None, "suppressed"
    if whole is not None and whole < 20 and true_count in (0, whole):
        return None, "suppressed"
    return rounded(true_count), "ok" if true_count else "zero"


def rounded(count: int) -> int:
    return 5 * ((count + 2) // 5)


def whole_of(
    by_name: dict[tuple[str, ...], Row],
    keys: tuple[str, ...],
    row: Row,
    parts: dict[str, str | None],
    count: str,
) -> int | None:
    """Return what a count is a part of: the next larger count of the row in which anybody is."""
    outer = parts[count]
    while outer is not None:
        if row[outer]:
            return int(row[outer])
        count, outer = outer, parts[outer]
    return smallest_total(by_name, keys, row, count)


def smallest_total(
    by_name: dict[tuple[str, ...], Row], keys: tuple[str, ...], row: Row, count: str
) -> int | None:
    totals = []
    for changed in BREAKDOWNS:
        if changed.keys() <= set(keys) and any(row[key] != "all" for key in changed):
            total_row = by_name.get(tuple(str(changed.get(key, row[key])) for key in keys))
            if total_row is not None and total_row[count] is not None:
                totals.append(int(total_row[count]))
    return min(totals, default=None)


def rate_columns(rate: str, numerator: Shown, denominator: Shown) -> Row:
    value, lower, upper, status = rate_of(*numerator, *denominator)
    return {
        rate: value,
        f"{rate}_lower": lower,
        f"{rate}_upper": upper,
        f"{rate}_status": status,
    }


def rate_of(x: int | None, x_status: str | None, n: int | None, n_status: str | None) -> Rate:
    if "withheld" in (x_status, n_status):
        return None, None, None, "withheld"
    if n_status != "ok" or n is None or n < 20:
        return None, None, None, "suppressed"
    if x_status == "suppressed":
        # Shown as 20, the denominator may be 18 or 19: then 0 and "all" are suppressed as well.
        if n < 22:
            return None, None, None, "suppressed"
        return None, 1 / n, wilson(min(7, n - 2), n - 2)[1], "range"
    if x is None or x > n:
        return None, None, None, "suppressed"
    lower = wilson(max(x - 2, 0), n + 2)[0]
    upper = wilson(min(x + 2, n - 2), n - 2)[1]
    return (x / n, lower, upper, "ok") if n >= 50 else (None, lower, upper, "interval")


def wilson(x: int, n: int) -> tuple[float, float]:
    middle = (x + Z * Z / 2) / (n + Z * Z)
    half = Z * math.sqrt(x * (n - x) / n + Z * Z / 4) / (n + Z * Z)
    return middle - half if x else 0.0, middle + half if x < n else 1.0


def name_of(row: Row, keys: tuple[str, ...], table: str) -> tuple[str, ...]:
    extra = ("outcome",) if table in BY_OUTCOME else ()
    return tuple(str(row[key]) for key in (*keys, *extra))


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    cursor = con.execute(f"select * from {table}")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def is_same(expected: object, published: object) -> bool:
    if isinstance(expected, float) and isinstance(published, float):
        return math.isclose(expected, published, abs_tol=1e-9)
    return expected == published
