"""Does anything in a file look like a person? Then the file is refused, and nothing of it kept.

Every column is looked at, also those that no contract asks for:

- its name (`column_names.py`), unless the column is empty or its values contradict the name;
- every value, for what gives itself away: an e-mail address, a web address, an IP address, a
  telephone number with its signs, a US social security number, coordinates. One is enough;
- every value, for its length and number of words: free text;
  Rows that are plain (`contracts/plain_values.py`) hold nothing of the two, and are passed over;
- up to 2,000 distinct values out of 50,000 rows spread over the whole file, for what only a
  column as a whole can tell: national numbers and bank cards by their check digits, postcodes,
  birth dates, names of people. Each needs half of the values, far beyond chance, so that
  numeric identifiers pass.

What it cannot see: a telephone number or US social security number written as bare digits under
a harmless name, national numbers in fewer than nine rows or among many other values, French and
German postcodes (five digits are also region codes), pseudonyms that the member chose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import duckdb

from ingest.errors import ExportRefused
from ingest.privacy_screen.column_names import kind_of_person, names_an_organisation
from ingest.privacy_screen.column_shapes import kind_of_column
from ingest.privacy_screen.tell_tales import FREE_TEXT, HARMLESS, TELL_TALES, TRAITS
from ingest.reading.column_signs import SIGNS, ColumnSigns
from ingest.sql_text import quoted

SAMPLED_PLACES = 40
SAMPLED_ROWS_A_PLACE = 1_250
_SAMPLED_VALUES = 2_000
# To ask about one column of a table takes the longer the more columns it has.
_COLUMNS_AT_ONCE = 50
_MADE_OF_LETTERS = frozenset({"email", "name", "handle", "address"})


class Staged(Protocol):
    """What the screen asks of a staged file: its tables and its columns."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def malformed_table(self) -> str: ...  # noqa: D102
    @property
    def header(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def row_count(self) -> int: ...  # noqa: D102
    @property
    def malformed_count(self) -> int: ...  # noqa: D102
    @property
    def signs(self) -> dict[str, ColumnSigns]: ...  # noqa: D102
    @property
    def sample(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class LooksLikeAPerson:
    """A column and what it seems to hold; `email`, `phone`... name a sentence of the catalogue."""

    column: str
    kind: str


def screen(con: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Raise ExportRefused `privacy.<kind>` if a column looks like a person.

    The parameters name the first such column, and all of them in `findings`; never a value.
    """
    findings = look_for_persons(con, staged)
    if findings:
        raise ExportRefused(
            f"privacy.{findings[0].kind}",
            column=findings[0].column,
            findings=[(finding.column, finding.kind) for finding in findings],
        )


def look_for_persons(con: duckdb.DuckDBPyConnection, staged: Staged) -> list[LooksLikeAPerson]:
    """Return every column that looks like a person, in the file's order, one kind a column."""
    findings: list[LooksLikeAPerson] = []
    for first in range(0, len(staged.header), _COLUMNS_AT_ONCE):
        columns = staged.header[first : first + _COLUMNS_AT_ONCE]
        _take_sample(con, staged, columns)
        kinds = ((column, _kind(con, staged, column)) for column in columns)
        findings += [LooksLikeAPerson(column, kind) for column, kind in kinds if kind]
    findings += _malformed_lines(con, staged)
    con.execute("drop table privacy_sample")
    con.execute("drop table if exists unusual")
    return findings


def _take_sample(con: duckdb.DuckDBPyConnection, staged: Staged, columns: tuple[str, ...]) -> None:
    """Copy runs of rows from places spread evenly: DuckDB skips what lies between them."""
    names = ", ".join(map(quoted, columns))
    if staged.sample:
        con.execute(
            "create or replace temp table privacy_sample as"
            f" select {names} from {quoted(staged.sample)}"
        )
        return
    step = max(SAMPLED_ROWS_A_PLACE, staged.row_count // SAMPLED_PLACES + 1)
    runs = (
        f"select {names} from {quoted(staged.table)}"
        f" where rowid >= {first} and rowid < {first + SAMPLED_ROWS_A_PLACE}"
        for first in range(0, staged.row_count, step)
    )
    con.execute(f"create or replace temp table privacy_sample as {' union all '.join(runs)}")


def _kind(con: duckdb.DuckDBPyConnection, staged: Staged, column: str) -> str | None:
    sample = _sample(con, column)
    named = kind_of_person(column)
    if named and not _is_empty(con, staged.table, column) and not _is_harmless(named, sample):
        return named
    may_be_free = names_an_organisation(column)
    unusual = _set_unusual_apart(con, staged.table, column, staged.signs[column].found)
    return (
        _tell_tale(con, unusual)
        or kind_of_column(sample, may_hold_names=may_be_free)
        or (None if may_be_free else _free_text(con, unusual))
    )


def _sample(con: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    rows = con.execute(
        f"select distinct {quoted(column)} as x from privacy_sample"
        f" where x is not null order by hash(x) limit {_SAMPLED_VALUES}"
    ).fetchall()
    return [row[0] for row in rows]


def _is_empty(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    return not _any(con, table, f"{quoted(column)} is not null")


@dataclass(frozen=True)
class _Unusual:
    """Of the values set apart: the longest, and the traits without which no tell-tale is there."""

    longest: int
    traits: frozenset[str]


def _set_unusual_apart(
    con: duckdb.DuckDBPyConnection, table: str, column: str, signs: frozenset[str]
) -> _Unusual:
    """Copy what has a trait and no harmless shape into the temp table `unusual(value)`.

    This looks at every value of a column in which any trait was found at all. It asks for the
    traits first, because most values have none.
    """
    traits = {name: sql for name, sql in TRAITS.items() if name in signs}
    if not traits:
        return _Unusual(0, frozenset())
    name = quoted(column)
    suspicious = " or ".join(trait.format(column=name) for trait in traits.values())
    con.execute(
        f"create or replace temp table unusual as select {name} as value from {quoted(table)}"
        f" where {_is_no_instant(name, signs)} and ({suspicious})"
        f" and not regexp_full_match({name}, '{HARMLESS}')"
    )
    held = ", ".join(f"bool_or({trait.format(column='value')})" for trait in traits.values())
    longest, *is_held = con.execute(f"select max(strlen(value)), {held} from unusual").fetchall()[0]
    found = frozenset(trait for trait, is_there in zip(traits, is_held, strict=True) if is_there)
    return _Unusual(longest or 0, found)


def _is_no_instant(name: str, signs: frozenset[str]) -> str:
    """Spare the commonest shape of time the patterns: within it no tell-tale finds room.

    What has an address in it has an @, a slash or a full stop.
    """
    in_addresses = [
        SIGNS[sign].format(column=name) for sign in ("at", "slash", "dot") if sign in signs
    ]
    parts = [f"{name} not like '____-__-__ __:__%'", f"strlen({name}) > 19", *in_addresses]
    return f"({' or '.join(parts)})"


def _tell_tale(con: duckdb.DuckDBPyConnection, unusual: _Unusual) -> str | None:
    """Search the unusual values for the patterns that their traits and lengths allow."""
    for kind, patterns in TELL_TALES.items():
        possible = [
            pattern.condition("value")
            for pattern in patterns
            if unusual.traits & pattern.needs and unusual.longest >= pattern.shortest
        ]
        if possible and _any(con, "unusual", " or ".join(possible)):
            return kind
    return None


def _free_text(con: duckdb.DuckDBPyConnection, unusual: _Unusual) -> str | None:
    if "space" not in unusual.traits or unusual.longest < FREE_TEXT.shortest:
        return None
    found = con.execute(FREE_TEXT.query).fetchall()[0]
    return "free_text" if FREE_TEXT.is_told_by(*found) else None


def _malformed_lines(con: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[LooksLikeAPerson]:
    """Lines that could not be read as a row would wait in quarantine: they are searched too."""
    if staged.malformed_count:
        table = staged.malformed_table
        kind = _tell_tale(con, _set_unusual_apart(con, table, "text", frozenset(TRAITS)))
        if kind:
            yield LooksLikeAPerson("…", kind)


def _any(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    query = f"select 1 from {quoted(table)} where {condition} limit 1"
    return bool(con.execute(query).fetchall())


def _is_harmless(kind: str, sample: list[str]) -> bool:
    """Say whether values contradict their column's name: a flag `email`, a code `subject`."""
    if kind == "free_text":
        return not any(" " in value.strip() for value in sample)
    return kind in _MADE_OF_LETTERS and all(_is_number_or_flag(value) for value in sample)


def _is_number_or_flag(value: str) -> bool:
    is_flag = value.casefold() in {"true", "false", "yes", "no", "oui", "non", "vrai", "faux"}
    return is_flag or not any(character.isalpha() for character in value)
