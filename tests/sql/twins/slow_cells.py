"""Every count as it may be shown, and the rates that follow from what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from tests.sql.twins.disclosure_rules import Count, Rate, rate_of, rounded, shown_count
from tests.sql.twins.published_tables import EVENTS, TABLES
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Name, Release, Row

# What counts a whole group, or people who are no members.
OF_WHOLE_GROUPS = ("follow_up_funnel", "communities", "indicator_reach")
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
    """Return, by table and row that is published, what is shown of each of its counts."""
    return {
        (table, name): counts
        for (table, name), (is_small, counts) in judged(release).items()
        if not is_small
        or any(one.status == "ok" and not TABLES[table][1][count] for count, one in counts.items())
    }


@once
def judged(release: Release) -> dict[tuple[str, Name], tuple[bool, dict[str, Shown]]]:
    """Return of every row, left out or not, if its group is small, and what the rules show."""
    found = {}
    for table, (keys, _) in TABLES.items():
        by_name = {name_of(row, keys): row for row in release.tables.get(table, [])}
        for name, row in by_name.items():
            group = None if table in OF_WHOLE_GROUPS else _group_size(release, row)
            counts = _counts_of(release, table, by_name, row, group)
            if counts:
                found[table, name] = (group is not None and group < 20, counts)
    return found


def _group_size(release: Release, row: Row) -> int | None:
    """Return how many members the group of a row has; of a crossed one, the smaller of the two."""
    dimensions = str(row.get("dimension", "all")).split(" x ")
    categories = str(row.get("category", "all")).split(" x ")
    sizes = group_sizes(release)
    known = [
        sizes.get((row["community_id"], *pair))
        for pair in zip(dimensions, categories, strict=False)
    ]
    return min((size for size in known if size is not None), default=None)


@once
def group_sizes(release: Release) -> dict[Name, int]:
    """Return the members of each community and category: by cohorts where the funnel has none."""
    sizes: dict[Name, int] = defaultdict(int)
    quarters: dict[tuple[Name, str], int] = {}
    for row in release.tables.get("engagement_cohorts", []):
        key = (_group_of(row), str(row["joined_quarter"]))
        quarters[key] = max(quarters.get(key, 0), row["member_count"])
    for (group, _), count in quarters.items():
        sizes[group] += count
    funnels: dict[Name, int] = defaultdict(int)
    for row in release.tables.get("follow_up_funnel", []):
        if row["period"] == "all":
            funnels[_group_of(row)] = max(funnels[_group_of(row)], row["member_count"])
    of_categories = {
        group: size for group, size in {**sizes, **funnels}.items() if group[1] != "all"
    }
    communities = {
        (row["community_id"], "all", "all"): row["member_count"]
        for row in release.tables.get("communities", [])
    }
    return of_categories | communities


def _group_of(row: Row) -> Name:
    return (row["community_id"], row["dimension"], row["category"])


def name_of(row: Row, keys: tuple[str, ...]) -> Name:
    return tuple(str(row[key]) for key in keys)


def _counts_of(
    release: Release, table: str, by_name: ByName, row: Row, group: int | None
) -> dict[str, Shown]:
    keys, parts = TABLES[table]
    total = _smallest_total(by_name, keys, row, next(iter(parts)))
    # A category of so few people is left out: its absence tells nothing, its marks might.
    if total is not None and total < 20:
        return {}
    name = name_of(row, keys)

    def outermost(count: str) -> int | None:
        """Return the total, or the group, that a count is a part of: the smaller one."""
        known = (_smallest_total(by_name, keys, row, count), group)
        return min((size for size in known if size is not None), default=None)

    counts = {
        count: shown_count(
            row[count],
            _whole_of(row, parts, count, outermost),
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
    row: Row, parts: dict[str, str | None], count: str, outermost: Callable[[str], int | None]
) -> int | None:
    """Return what a count is a part of: the next larger count of the row in which anybody is."""
    outer = parts[count]
    while outer is not None:
        if row[outer]:
            return int(row[outer])
        count, outer = outer, parts[outer]
    return outermost(count)


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
            "is_of_small_group": is_small,
            "shown_count": one.count,
            "status": one.status,
            "shown_event_count": one.events,
        }
        for (table, name), (is_small, counts) in judged(release).items()
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
