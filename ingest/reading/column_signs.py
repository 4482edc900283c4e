"""Which telling characters the columns of a staged file hold, found in one pass over all of them.

Privacy screen and mapping ask the same of every value: an @, a slash, a blank in front? Most
columns hold none of them and are spared all further questions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from ingest.sql_text import quoted

CHARACTERS = {
    "at": "@",
    "slash": "/",
    "dot": ".",
    "space": " ",
    "colon": ":",
    "tab": "\t",
    "no_break_space": "\u00a0",
}
# `low` is a value that begins with a digit, a sign or a blank, all of which come before the colon;
# blanks of every kind come before the exclamation mark.
_BEGINNINGS = {"low": ":", "blank_first": "!"}
SIGNS = {
    **{name: f"contains({{column}}, '{text}')" for name, text in CHARACTERS.items()},
    **{name: f"{{column}} < '{text}'" for name, text in _BEGINNINGS.items()},
}
"""SQL conditions on `{column}`, by name: each is a search for one character."""

_COLUMNS_AT_ONCE = 50


@dataclass(frozen=True)
class ColumnSigns:
    """The signs that some value of a column has, and the bytes of its shortest value."""

    found: frozenset[str]
    shortest: int | None


def look_at_columns(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    absent: Collection[str] = (),
) -> dict[str, ColumnSigns]:
    """Return the signs of each column; characters `absent` from the whole file are not sought."""
    sought = {name: sql for name, sql in SIGNS.items() if CHARACTERS.get(name) not in absent}
    signs: dict[str, ColumnSigns] = {}
    for first in range(0, len(columns), _COLUMNS_AT_ONCE):
        some = columns[first : first + _COLUMNS_AT_ONCE]
        facts = ", ".join(_facts(column, sought) for column in some)
        row = con.execute(f'select {facts} from "{table}"').fetchall()[0]
        for column, (shortest, *has_sign) in zip(some, _parted(row, len(some)), strict=True):
            found = [name for name, has in zip(sought, has_sign, strict=True) if has]
            signs[column] = ColumnSigns(frozenset(found), shortest)
    return signs


def _facts(column: str, sought: dict[str, str]) -> str:
    name = quoted(column)
    has_sign = (f"bool_or({sql.format(column=name)})" for sql in sought.values())
    return ", ".join([f"min(strlen({name}))", *has_sign])


def _parted(row: tuple[Any, ...], parts: int) -> list[tuple[Any, ...]]:
    """Cut a row into equal parts."""
    width = len(row) // parts
    return [row[at : at + width] for at in range(0, len(row), width)]
