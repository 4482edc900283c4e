"""Refused rows as CSV for their owner, and what comes back of them, mended: cells as they were.

A spreadsheet runs a cell that begins with `=` and the like as a formula, so such a cell travels
with an apostrophe in front. It is taken off where a file that comes in has our column of reasons.
So that nothing else is lost by that, a cell which had one already gets another.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ingest.messages import LANGUAGES
from ingest.sql_text import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    Words = Mapping[str, Mapping[str, str]]

ROW, REASONS = "refused_row", "refused_because"
"""Our own columns: the number of the row in the file that was sent, and why it is refused."""
_IN_WORDS = {language: f"{REASONS}_{language}" for language in LANGUAGES}
"""The same reasons in words, for whoever mends the rows; not read when they come back."""
TOKENS = "rebond_member_tokens"
"""Not for the owner: by these a row's members can be told, and nothing else of them."""
SEPARATOR = "separator"
"""Within the Parquet file: which separator its owner's software writes and reads."""
_FORMULA = r"^'*[=+\-@\t\r]"
_WITH_APOSTROPHE = r"^'+[=+\-@\t\r]"
_NUMBER = r"^[+-]*(\d+\.?\d*|\.\d+)$"


def write_refused_csv(source: Path, target: Path, words: Words) -> None:
    """Write the rows of a Parquet file of refused ones for their owner, who opens them at once.

    `words` has what each code says in each language. Where the comma marks decimals, a spreadsheet
    parts cells at semicolons alone.
    """
    part = target.with_name(target.name + ".part")
    file = pq.ParquetFile(source)
    ours = [ROW, REASONS]
    theirs = [name for name in file.schema_arrow.names if name not in {*ours, TOKENS}]
    separator = file.metadata.metadata.get(SEPARATOR.encode(), b",").decode()
    names = [*ours, *_IN_WORDS.values(), *theirs]
    with part.open("w", encoding="utf-8-sig", newline="") as output:
        csv.writer(output, delimiter=separator).writerow(names)
    style = pa_csv.WriteOptions(
        include_header=False, delimiter=separator, quoting_style="needed", eol="\r\n"
    )
    with part.open("ab") as output:
        for batch in file.iter_batches(columns=[*ours, *theirs]):
            numbers, codes, *cells = batch.columns
            said = [_said(codes, words, language) for language in _IN_WORDS]
            columns = [numbers, codes, *said, *map(_harmless_cells, cells)]
            pa_csv.write_csv(pa.table(columns, names=names), output, style)
    part.replace(target)


def is_returned(header: Sequence[str]) -> bool:
    """Say whether a file holds refused rows that we have written."""
    return REASONS in map(str.casefold, header)


def without_words(
    con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]
) -> tuple[str, ...]:
    """Drop the columns of our own words from a table of text, and return the others."""
    ours = [name for name in columns if name.casefold() in _IN_WORDS.values()]
    for name in ours:
        con.execute(f"alter table {quoted(table)} drop column {quoted(name)}")
    return tuple(name for name in columns if name not in ours)


def take_apostrophes_off(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]
) -> None:
    """Make the cells of a table of text what they were before `write_refused_csv`."""
    for name in map(quoted, columns):
        con.execute(
            f"update {quoted(table)} set {name} = substr({name}, 2)"
            f" where regexp_matches({name}, {literal(_WITH_APOSTROPHE)})"
        )


def _said(codes: pa.Array, words: Words, language: str) -> pa.Array:
    """Return what each row's codes say; of many rows few say different things."""
    encoded = pc.dictionary_encode(codes)
    said = [
        " ".join(words[code][language] for code in together.split() if code in words)
        for together in encoded.dictionary.to_pylist()
    ]
    return pa.array(said, pa.string()).take(encoded.indices)


def _harmless_cells(column: pa.Array) -> pa.Array:
    """Return a column whose cells no spreadsheet runs as formulas."""
    if pa.types.is_integer(column.type):
        return column
    is_formula = pc.and_not(
        pc.match_substring_regex(column, _FORMULA), pc.match_substring_regex(column, _NUMBER)
    )
    marked = pc.binary_join_element_wise("'", column, "")
    return pc.if_else(pc.fill_null(is_formula, False), marked, column)
