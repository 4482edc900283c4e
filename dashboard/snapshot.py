"""The newest snapshot, read and nothing else.

A snapshot is an immutable DuckDB file that holds disclosure-controlled aggregates only. `CURRENT`
names the newest; each is opened under its own name, because a second connect to a path that was
replaced returns the old database. Whatever is read is kept, keyed by the snapshot's name and a
few short words, so that a page costs the same whether it is the first visitor's or the hundredth's.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from dashboard.row import Row

LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "memory_limit": "512MB",
    "threads": "1",
    "lock_configuration": "true",
}


class NoSnapshot(Exception):
    """Nothing has been published under this home yet."""


def rebond_home() -> Path:
    """The home folder that `REBOND_HOME` names, else `~/.rebond`, as for the command `rebond`."""
    return Path(os.environ.get("REBOND_HOME", "~/.rebond")).expanduser().resolve()


def current_snapshot(home: Path | None = None) -> Path:
    """The path of the newest snapshot. Raises NoSnapshot while there is none."""
    public = (home or rebond_home()) / "public"
    try:
        name = (public / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as missing:
        raise NoSnapshot from missing
    return public / name


def rows(snapshot: Path, table: str, **wanted: object) -> tuple[Row, ...]:
    """The rows of `published.<table>` in which every wanted column has its wanted value.

    A wanted value that is a tuple means any of its members. Rows come in the order in which they
    were published. The rows are shared between sessions: read them, never write to them.
    """
    return _rows(snapshot, table, tuple(sorted(wanted.items())))


@lru_cache(maxsize=64)
def values(snapshot: Path, table: str, column: str) -> frozenset[Any]:
    """Every value that a column of `published.<table>` has; none where the table is missing.

    For what a page can offer: to go through all rows for it would cost each visitor 10 ms.
    """
    if table not in _tables(snapshot):
        return frozenset()
    cursor = _connection(snapshot).cursor()
    found = cursor.execute(f'select distinct "{column}" from published."{table}"')
    return frozenset(value for (value,) in found.fetchall())


def manifest(snapshot: Path) -> Row:
    """The one row that says what the snapshot is: id, time, policy, period, simulated or not."""
    (only,) = rows(snapshot, "manifest")
    return only


def tables(snapshot: Path) -> frozenset[str]:
    """The names of the published tables that this snapshot holds."""
    return _tables(snapshot)


@lru_cache(maxsize=128)
def columns(snapshot: Path, table: str) -> tuple[str, ...]:
    """The columns of `published.<table>` in their order; none where the table is missing."""
    if table not in _tables(snapshot):
        return ()
    found = _connection(snapshot).cursor().execute(f'select * from published."{table}" limit 0')
    return tuple(column[0] for column in found.description or ())


@lru_cache(maxsize=128)
def key_columns(snapshot: Path, table: str) -> tuple[str, ...]:
    """The columns that tell the rows of `published.<table>` apart: the fewest from the left.

    Keys stand first in every published table (the naming law of `sql/`). Raises LookupError where
    two rows are alike, which no published table may have.
    """
    cursor = _connection(snapshot).cursor()
    names = columns(snapshot, table)
    for width in range(1, len(names) + 1):
        listed = ", ".join(f'"{name}"' for name in names[:width])
        found = cursor.execute(
            f"select count(*), (select count(*) from (select distinct {listed} from"
            f' published."{table}")) from published."{table}"'
        ).fetchall()
        if found[0][0] == found[0][1]:
            return names[:width]
    raise LookupError(table)


@lru_cache(maxsize=512)
def _rows(snapshot: Path, table: str, wanted: tuple[tuple[str, object], ...]) -> tuple[Row, ...]:
    if table not in _tables(snapshot):
        return ()
    clauses = " and ".join(_clause(column, value) for column, value in wanted) or "true"
    parameters = [list(value) if isinstance(value, tuple) else value for _, value in wanted]
    cursor = _connection(snapshot).cursor()
    found = cursor.execute(f'select * from published."{table}" where {clauses}', parameters)
    columns = [column[0] for column in found.description or ()]
    return tuple(dict(zip(columns, values, strict=True)) for values in found.fetchall())


def _clause(column: str, value: object) -> str:
    return f'list_contains(?, "{column}")' if isinstance(value, tuple) else f'"{column}" = ?'


@lru_cache(maxsize=4)
def _tables(snapshot: Path) -> frozenset[str]:
    found = (
        _connection(snapshot)
        .cursor()
        .execute(
            "select table_name from information_schema.tables where table_schema = 'published'"
        )
    )
    return frozenset(name for (name,) in found.fetchall())


@lru_cache(maxsize=4)
def _connection(snapshot: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(snapshot), read_only=True, config=LOCKED_DOWN)
