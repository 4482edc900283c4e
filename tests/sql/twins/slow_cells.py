"""Every count as it may be shown, and the rates that follow from what is shown."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from tests.sql.twins.disclosure_rules import Count, Rate, rate_of, rounded, shown_count
from tests.sql.twins.published_tables import EVENTS, TABLES
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Name, Release, Row

BREAKDOWNS = ({"dimension": "all", "category": "all"}, {"period": "all"}, {"time_of_day": "all"})
ByName = dict[Name, Row]


class Shown(NamedTuple):
    """A count as it is published, what its members did, and the rate it makes of its whole."""

    count: int | None
    status: str | None
    events: int | None
    rate: Rate

    @property
    def pair(self) -> Count:
        return self.count, self.status

    @property
    def is_shown(self) -> bool:
        return self.status in ("ok", "zero")


NOT_THERE = Shown(None, None, None, Rate(None, None, None, "suppressed"))


@once
def shown(release: Release) -> dict[tuple[str, Name], dict[str, Shown]]:
    """Return, by table and row, what is shown of each of its counts."""
    found = {}
    for table, (keys, _) in TABLES.items():
        by_name = {name_of(row, keys): row for row in release.tables.get(table, [])}
        for name, row in by_name.items():
            counts = _counts_of(release, table, by_name, row)
            if counts:
                found[table, name] = counts
    return found


def name_of(row: Row, keys: tuple[str, ...]) -> Name:
    return tuple(str(row[key]) for key in keys)


def _counts_of(release: Release, table: str, by_name: ByName, row: Row) -> dict[str, Shown]:
    keys, parts = TABLES[table]
    total = _smallest_total(by_name, keys, row, next(iter(parts)))
    # A category of so few people is left out: its absence tells nothing, its marks might.
    if total is not None and total < 20:
        return {}
    name = name_of(row, keys)
    counts = {
        count: shown_count(
            row[count],
            _whole_of(by_name, keys, row, parts, count),
            is_withheld=(table, name, count) in release.withheld,
        )
        for count in parts
        if row[count] is not None
    }
    events = {members: event for event, members in EVENTS.get(table, {}).items()}
    return {
        count: Shown(
            *pair,
            _events(row, events.get(count), pair),
            rate_of(*pair, *counts.get(parts[count], (None, None))),
        )
        for count, pair in counts.items()
    }


def _events(row: Row, event: str | None, members: Count) -> int | None:
    """What members did is shown where they are."""
    is_shown = event and row[event] is not None and members[1] in ("ok", "zero")
    return rounded(row[event]) if is_shown else None


def _whole_of(
    by_name: ByName, keys: tuple[str, ...], row: Row, parts: dict[str, str | None], count: str
) -> int | None:
    """Return what a count is a part of: the next larger count of the row in which anybody is."""
    outer = parts[count]
    while outer is not None:
        if row[outer]:
            return int(row[outer])
        count, outer = outer, parts[outer]
    return _smallest_total(by_name, keys, row, count)


def _smallest_total(by_name: ByName, keys: tuple[str, ...], row: Row, count: str) -> int | None:
    totals = []
    for changed in BREAKDOWNS:
        if changed.keys() <= set(keys) and any(row[key] != "all" for key in changed):
            total_row = by_name.get(tuple(str(changed.get(key, row[key])) for key in keys))
            if total_row is not None and total_row[count] is not None:
                totals.append(int(total_row[count]))
    return min(totals, default=None)


@release_twin("disclosed.cells", "table_name", "row_keys", "measure_name")
def cells(release: Release) -> list[Row]:
    return [
        {
            "table_name": table,
            "community_id": name[0],
            "row_keys": [*name],
            "measure_name": count,
            "whole_measure_name": TABLES[table][1][count],
            "shown_count": one.count,
            "status": one.status,
            "shown_event_count": one.events,
        }
        for (table, name), counts in shown(release).items()
        for count, one in counts.items()
    ]


@release_twin("shown.rows", "table_name", "row_keys")
def rows(release: Release) -> list[Row]:
    return [
        {
            "table_name": table,
            "row_keys": [*name],
            "counts": {
                count: {
                    "shown_count": one.count,
                    "status": one.status,
                    "shown_event_count": one.events,
                    "rate": one.rate._asdict(),
                }
                for count, one in counts.items()
            },
        }
        for (table, name), counts in shown(release).items()
    ]


@release_twin("published.cells_shown", "table_name", "column_name")
def cells_shown(release: Release) -> list[Row]:
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (table, _), counts in shown(release).items():
        for count, one in counts.items():
            found[table, count].append(one.is_shown)
    return [
        {
            "table_name": table,
            "column_name": count,
            "cell_count": len(told),
            "shown_count": sum(told),
            "shown_rate": sum(told) / len(told),
        }
        for (table, count), told in found.items()
    ]
