"""Does anything in a file look like a person? Then the file is refused, and nothing of it kept.

Every column is looked at, also those that no contract asks for:

- its name (`column_names.py`), unless the column is empty or its values contradict the name;
- every value, for what gives itself away: an e-mail address, a web address, an IP address, a
  telephone number with its signs, a US social security number, coordinates. One is enough;
- every value, for its length and number of words: free text;
- up to 2,000 distinct values out of 50,000 rows spread over the whole file, for what only a
  column as a whole can tell: national numbers and bank cards by their check digits, postcodes,
  birth dates, names of people. Each needs half of the values, far beyond chance, so that
  numeric identifiers pass.

What it cannot see: a telephone number or US social security number written as bare digits under
a harmless name, national numbers in fewer than nine rows or among many other values, French and
German postcodes (five digits are also region codes), pseudonyms that the member chose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import duckdb

from ingest.column_names import kind_of_person, names_an_organisation
from ingest.column_shapes import kind_of_column
from ingest.errors import ExportRefused
from ingest.tell_tales import FREE_TEXT, TELL_TALES, TRAITS

_SAMPLED_ROWS = 50_000
_SAMPLED_VALUES = 2_000
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
    findings = []
    for first in range(0, len(staged.header), _COLUMNS_AT_ONCE):
        columns = staged.header[first : first + _COLUMNS_AT_ONCE]
        profiles = _profiles(con, staged.table, columns)
        samples = _samples(con, staged, columns)
        for profile, sample in zip(profiles, samples, strict=True):
            kind = _kind(con, staged.table, profile, sample)
            if kind:
                findings.append(LooksLikeAPerson(profile.column, kind))
    return findings + list(_malformed_lines(con, staged))


@dataclass(frozen=True)
class _Profile:
    """What one pass over a column tells: traits without which no tell-tale can be in it."""

    column: str
    value_count: int
    longest: int
    traits: frozenset[str]


def _kind(
    con: duckdb.DuckDBPyConnection, table: str, profile: _Profile, sample: list[str]
) -> str | None:
    if not profile.value_count:
        return None
    named = kind_of_person(profile.column)
    if named and not _is_harmless(named, sample):
        return named
    may_be_free = names_an_organisation(profile.column)
    return (
        _tell_tale(con, table, profile)
        or kind_of_column(sample, may_hold_names=may_be_free)
        or (None if may_be_free else _free_text(con, table, profile))
    )


def _profiles(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]
) -> Iterator[_Profile]:
    """Look once at every value, with nothing dearer than a search for a character.

    DuckDB answers these from the dictionary where a column has few distinct values.
    """
    asked = []
    for column in columns:
        name = _quoted(column)
        asked += [f"count({name})", f"max(strlen({name}))"]
        asked += [f"bool_or({trait.format(column=name)})" for trait in TRAITS.values()]
    answers = con.execute(f"select {', '.join(asked)} from {_quoted(table)}").fetchall()[0]
    width = 2 + len(TRAITS)
    for place, column in enumerate(columns):
        count, longest, *held = answers[place * width : (place + 1) * width]
        traits = frozenset(name for name, is_held in zip(TRAITS, held, strict=True) if is_held)
        yield _Profile(column, count, longest or 0, traits)


def _samples(
    con: duckdb.DuckDBPyConnection, staged: Staged, columns: Sequence[str]
) -> Iterator[list[str]]:
    """Yield distinct values of each column from rows spread evenly over the whole file."""
    step = staged.row_count // _SAMPLED_ROWS + 1
    con.execute(
        f"create or replace temp table privacy_sample as"
        f" select {', '.join(map(_quoted, columns))} from {_quoted(staged.table)}"
        f" where rowid % {step} = 0"
    )
    for column in columns:
        rows = con.execute(
            f"select distinct {_quoted(column)} as x from privacy_sample"
            f" where x is not null order by hash(x) limit {_SAMPLED_VALUES}"
        ).fetchall()
        yield [row[0] for row in rows]
    con.execute("drop table privacy_sample")


def _tell_tale(con: duckdb.DuckDBPyConnection, table: str, profile: _Profile) -> str | None:
    """Search every value for the patterns that the column's traits and lengths allow."""
    name = _quoted(profile.column)
    for kind, patterns in TELL_TALES.items():
        possible = [
            pattern.condition(name)
            for pattern in patterns
            if profile.traits & pattern.needs and profile.longest >= pattern.shortest
        ]
        if possible and _any(con, table, " or ".join(possible)):
            return kind
    return None


def _free_text(con: duckdb.DuckDBPyConnection, table: str, profile: _Profile) -> str | None:
    if "space" not in profile.traits or profile.longest < FREE_TEXT.shortest:
        return None
    name = _quoted(profile.column)
    found = con.execute(FREE_TEXT.query.format(column=name, table=_quoted(table))).fetchall()[0]
    return "free_text" if FREE_TEXT.is_told_by(*found) else None


def _malformed_lines(con: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[LooksLikeAPerson]:
    """Lines that could not be read as a row would wait in quarantine: they are searched too."""
    if staged.malformed_count:
        table = staged.malformed_table
        for profile in _profiles(con, table, ["text"]):
            kind = _tell_tale(con, table, profile)
            if kind:
                yield LooksLikeAPerson("", kind)


def _any(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    query = f"select 1 from {_quoted(table)} where {condition} limit 1"
    return bool(con.execute(query).fetchall())


def _is_harmless(kind: str, sample: list[str]) -> bool:
    """Say whether values contradict their column's name: a flag `email`, a code `subject`."""
    if kind == "free_text":
        return not any(" " in value.strip() for value in sample)
    return kind in _MADE_OF_LETTERS and all(_is_number_or_flag(value) for value in sample)


def _is_number_or_flag(value: str) -> bool:
    is_flag = value.casefold() in {"true", "false", "yes", "no", "oui", "non", "vrai", "faux"}
    return is_flag or not any(character.isalpha() for character in value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
