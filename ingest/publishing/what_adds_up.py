"""Which published counts add up to which: the structure that the audit hands to its attacker.

It follows from the closed list (`closed_list.py`) and from the rows that are there; no count is
looked at here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ingest.publishing.closed_list import COMMUNITY_FEATURES, SAME_COUNTS
from ingest.publishing.indicator_counts import QUARTERS_OF_YEARS, SAME_COUNTS_OF_INDICATORS
from ingest.publishing.published_table import PublishedTable, SameCount

RowKeys = tuple[str, ...]
CellName = tuple[str, RowKeys, str]
Features = dict[str, dict[str, str]]

_ALL = "all"
_CROSSED = " x "
_INDICATORS = "indicator_values"


@dataclass(frozen=True)
class Sum:
    """Parts that make up a total; or, where `is_exact` is false, cannot exceed it."""

    parts: tuple[CellName, ...]
    total: CellName
    is_exact: bool = True


def sums(table: PublishedTable, rows: Collection[RowKeys], features: Features) -> Iterator[Sum]:
    """Yield all sums of one table over the rows that it has, communities' features included.

    `features` gives each community's published features, by community_id and dimension. A sum may
    name rows that the table does not have.
    """
    for row in rows:
        yield from _sums_of_counts(table, row)
    yield from _sums_of_rows(table, rows, features)
    yield from _falling_counts(table, rows)
    yield from _carried_counts(table, rows)


def same_count(cell: CellName, tables: dict[str, PublishedTable]) -> CellName:
    """Return the name of the cell that stands for all that count the same members as this one."""
    table_name, row, measure_name = cell
    values = dict(zip(tables[table_name].keys, row, strict=True))
    for same in _SAME_COUNTS.get((table_name, measure_name), ()):
        if all(values[key] == value for key, value in same.where):
            return _stand_in(same, values, tables[same.same_table_name])
    return cell


def sums_of_quarters(rows: Mapping[str, Collection[RowKeys]]) -> Iterator[Sum]:
    """Yield that the quarters of an indicator sum to the year of the table that counts the same.

    `rows` holds the rows of each table by its name.
    """
    quarters: dict[str, dict[tuple[str, str], list[RowKeys]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in sorted(rows.get(_INDICATORS, ())):
        community_id, indicator_id, start = row
        quarters[indicator_id][community_id, start[:4]].append(row)
    for known in QUARTERS_OF_YEARS:
        for (community_id, year), of_year in quarters[known.indicator_id].items():
            whole = (community_id, _ALL, _ALL, year, known.rule_set, known.follow_up)
            yield Sum(
                tuple((_INDICATORS, row, known.measure_name) for row in of_year),
                (known.whole_table_name, whole, known.whole_measure_name),
            )


def wholes(table: PublishedTable, cell: CellName) -> tuple[list[CellName], list[CellName]]:
    """Return what the cell is a part of: counts of its row, the next first, and then its totals.

    The rules of disclosure judge a count by the first of its row in which anybody is, else by the
    smallest of the totals (`cells.py` says the same in SQL).
    """
    table_name, row, measure_name = cell
    within = {measure.name: measure.within for measure in table.measures}
    of_row = []
    while outer := within[measure_name]:
        of_row.append((table_name, row, outer))
        measure_name = outer
    values = dict(zip(table.keys, row, strict=True))
    totals = []
    for breakdown in table.breakdowns:
        total = _row(table, values | dict(zip(breakdown.keys, breakdown.total, strict=True)))
        if total != row:
            totals.append((table_name, total, measure_name))
    return of_row, totals


def _stand_in(same: SameCount, values: dict[str, str], table: PublishedTable) -> CellName:
    names = dict(same.renamed)
    known = dict.fromkeys(same.regardless_of, _ALL) | dict(same.there)
    row = tuple(known[key] if key in known else values[names.get(key, key)] for key in table.keys)
    return (table.name, row, same.same_measure_name)


def _sums_of_counts(table: PublishedTable, row: RowKeys) -> Iterator[Sum]:
    def cell(measure_name: str) -> CellName:
        return (table.name, row, measure_name)

    for measure in table.measures:
        if measure.within:
            yield Sum((cell(measure.name),), cell(measure.within), is_exact=False)
    for smaller, larger in table.orderings:
        yield Sum((cell(smaller),), cell(larger), is_exact=False)
    for whole, parts in table.partitions:
        yield Sum(tuple(cell(part) for part in parts), cell(whole))


def _sums_of_rows(
    table: PublishedTable, rows: Collection[RowKeys], features: Features
) -> Iterator[Sum]:
    parts_of_total: dict[tuple[RowKeys, str], list[RowKeys]] = defaultdict(list)
    for row in rows:
        for total in _totals(table, row, features):
            parts_of_total[total].append(row)
    for (total_row, _), parts in parts_of_total.items():
        for measure in table.measures:
            yield Sum(
                tuple((table.name, part, measure.name) for part in parts),
                (table.name, total_row, measure.name),
            )


def _totals(
    table: PublishedTable, row: RowKeys, features: Features
) -> Iterator[tuple[RowKeys, str]]:
    """Yield each row that this one is a part of, with the name of the breakdown it belongs to."""
    values = dict(zip(table.keys, row, strict=True))
    for breakdown in table.breakdowns:
        total = dict(zip(breakdown.keys, breakdown.total, strict=True))
        if any(values[key] != value for key, value in total.items()):
            yield _row(table, values | total), values[breakdown.keys[0]] * (len(total) > 1)
    if values["community_id"] != _ALL:
        yield _row(table, values | {"community_id": _ALL}), "community"
        yield from _feature_totals(table, values, features)
    yield from _crossed_totals(table, values)


def _feature_totals(
    table: PublishedTable, values: dict[str, str], features: Features
) -> Iterator[tuple[RowKeys, str]]:
    """A community's row is a part of the programme's row of its platform, leadership and so on."""
    if values.get("dimension") == _ALL:
        for dimension in COMMUNITY_FEATURES:
            category = features.get(values["community_id"], {}).get(dimension)
            if category is not None:
                total = {"community_id": _ALL, "dimension": dimension, "category": category}
                yield _row(table, values | total), f"communities by {dimension}"


def _crossed_totals(table: PublishedTable, values: dict[str, str]) -> Iterator[tuple[RowKeys, str]]:
    """A row of 'a x b' is a part of the row of a, and of the row of b."""
    dimensions = values.get("dimension", "").split(_CROSSED)
    categories = values.get("category", "").split(_CROSSED)
    if len(dimensions) == len(categories) == 2:
        for dimension, category in zip(dimensions, categories, strict=True):
            total = values | {"dimension": dimension, "category": category}
            yield _row(table, total), values["dimension"]


def _falling_counts(table: PublishedTable, rows: Collection[RowKeys]) -> Iterator[Sum]:
    """Yield that a count is no larger one step later: who is still there was there before."""
    if table.falling_along is None:
        return
    position = table.keys.index(table.falling_along)
    for row in rows:
        later = (*row[:position], str(int(row[position]) + 1), *row[position + 1 :])
        for measure_name in table.falling:
            part = (table.name, later, measure_name)
            yield Sum((part,), (table.name, row, measure_name), is_exact=False)


def _carried_counts(table: PublishedTable, rows: Collection[RowKeys]) -> Iterator[Sum]:
    """Yield that who is counted in a row is counted again, under another name, in the next one."""
    if table.carried_along is None:
        return
    position = table.keys.index(table.carried_along)
    courses: dict[RowKeys, list[RowKeys]] = defaultdict(list)
    for row in sorted(rows):
        courses[row[:position] + row[position + 1 :]].append(row)
    for course in courses.values():
        for row, next_row in pairwise(course):
            for earlier, later in table.carried:
                part = (table.name, next_row, later)
                yield Sum((part,), (table.name, row, earlier))


def _row(table: PublishedTable, values: dict[str, str]) -> RowKeys:
    return tuple(values[key] for key in table.keys)


def _by_cell() -> dict[tuple[str, str], list[SameCount]]:
    found: dict[tuple[str, str], list[SameCount]] = defaultdict(list)
    for same in (*SAME_COUNTS, *SAME_COUNTS_OF_INDICATORS):
        found[same.table_name, same.measure_name].append(same)
    return found


_SAME_COUNTS = _by_cell()
