"""What a figure rests on: rows of a published table, and the query that gives them back."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.row import Row
from dashboard.snapshot import key_columns, rows


@dataclass(frozen=True)
class Source:
    """The rows of one published table that a figure shows."""

    table: str
    rows: Sequence[Row]


def by_table(sources: Iterable[Source]) -> list[Source]:
    """The same rows, one source per published table, in the order of their first mention."""
    found: dict[str, list[Row]] = {}
    for source in sources:
        found.setdefault(source.table, []).extend(source.rows)
    return [Source(table, listed) for table, listed in found.items()]


def query(snapshot: Path, source: Source) -> str:
    """SQL that gives the source's rows, no more and no fewer, to whoever asks this snapshot.

    It is found from the rows, so that no page has to repeat in SQL what it asked for. Each key
    column is held to the values that the rows have; where that would let other combinations in,
    the combinations themselves are listed.
    """
    keys = key_columns(snapshot, source.table)
    wanted = {key: _distinct(source.rows, key) for key in keys}
    found = rows(snapshot, source.table, **{key: tuple(wanted[key]) for key in keys})
    constant = [key for key in keys if len(wanted[key]) == 1]
    varying = [key for key in keys if len(wanted[key]) > 1]
    conditions = [f"{key} = {_literal(wanted[key][0])}" for key in constant]
    if len(found) == len({tuple(row[key] for key in keys) for row in source.rows}):
        conditions += [f"{key} in {_listed(wanted[key])}" for key in varying]
    elif varying:
        conditions.append(_combinations(source.rows, varying))
    return _statement(source.table, conditions, keys)


def _statement(table: str, conditions: Sequence[str], keys: Sequence[str]) -> str:
    where = "\nwhere\n    " + "\n    and ".join(conditions) if conditions else ""
    return f"select *\nfrom published.{table}{where}\norder by {', '.join(keys)}"


def _distinct(found: Sequence[Row], key: str) -> list[Any]:
    return sorted({row[key] for row in found})


def _combinations(found: Sequence[Row], keys: Sequence[str]) -> str:
    listed = sorted({tuple(row[key] for key in keys) for row in found})
    if len(keys) == 1:
        return f"{keys[0]} in {_listed([value for (value,) in listed])}"
    lines = ",\n        ".join(_listed(values) for values in listed)
    return f"({', '.join(keys)}) in (\n        {lines}\n    )"


def _listed(values: Sequence[Any]) -> str:
    return f"({', '.join(_literal(value) for value in values)})"


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, dt.date):
        return f"date '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"
