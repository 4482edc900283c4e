"""The first line of a table of text: its separator and the names of its columns."""

from __future__ import annotations

import csv
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import median

from ingest.errors import ExportRefused

DELIMITERS = (",", ";", "\t", "|")
_SEPARATORS = "".join(DELIMITERS)
MAXIMUM_COLUMNS = 2_000
MAXIMUM_HEADER_LINES = 200
SHOWN_COPIES = 5
_SAMPLE_LINES = 100
_LINES_BELOW = 5
_FEWEST_COLUMNS = 3
"""No contract has fewer; a table of two may well leave one of them without a name."""
_RESERVED = {
    "rowid": "row id",
    "rebond_row_number": "row number",
    "rebond_member_tokens": "member tokens",
}
_FIELD_LIMIT = 1 << 21
# Excel writes such a line before the header to tell itself the separator.
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DATE_OR_ADDRESS = re.compile(r"\d{4}-\d\d?-\d\d?([T ].*)?|\d\d?[./]\d\d?[./]\d{2,4}|\S+@\S+\.\S+")


@dataclass(frozen=True)
class Header:
    """`names` in the file's order; `line_count` physical lines stand before the first row."""

    names: tuple[str, ...]
    delimiter: str
    line_count: int


def read_header(text: str) -> Header:
    """Read the header from the first lines of a file. Raises ExportRefused."""
    csv.field_size_limit(_FIELD_LIMIT)
    lines = text.split("\n")[: MAXIMUM_HEADER_LINES + _SAMPLE_LINES]
    before = _blank_lines_before(lines)
    stated = _SEPARATOR_LINE.fullmatch(lines[before])
    if stated:
        before += 1
    sample = [line.removesuffix("\r") + "\n" for line in lines[before:]]
    # Another program may have written the rest anew and left that line as it was.
    is_used = stated is not None and stated.group(1) in "".join(sample[:1])
    delimiter = stated.group(1) if stated and is_used else _likeliest_delimiter(sample)
    reader = csv.reader(iter(sample), delimiter=delimiter)
    cells = _first_record(reader)
    if not _filled(cells):
        raise ExportRefused("file.empty")
    if reader.line_num > MAXIMUM_HEADER_LINES:
        raise ExportRefused("header.unreadable")
    blank_lines = _blank_lines_before(lines)
    _refuse_title(cells, lines[:blank_lines], islice(_rows(sample, delimiter), 1, _LINES_BELOW))
    return Header(clean_names(cells), delimiter, before - blank_lines + reader.line_num)


def is_blank(line: str, width: int) -> bool:
    """Say whether a line, without its end, holds no value of a table of so many columns.

    Spreadsheets write rows in which something once stood as separators alone.
    """
    return len(line) < max(width, 1) and not line.strip(_SEPARATORS)


def clean_names(cells: list[str]) -> tuple[str, ...]:
    """Return names without invisible marks; an unnamed column is called by its place.

    Raises ExportRefused where there are too many, or two alike (DuckDB takes `ID` and `id` for
    one), or where the cells are data. Two alike are told by their places: they may be data, too.
    """
    if len(cells) > MAXIMUM_COLUMNS:
        raise ExportRefused("header.too_many_columns", count=len(cells), limit=MAXIMUM_COLUMNS)
    names = [_name(cell, place) for place, cell in enumerate(cells, start=1)]
    _refuse_data(names)
    _refuse_copies(names)
    return tuple(names)


def _first_record(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as trouble:
        raise ExportRefused("header.unreadable") from RuntimeError(type(trouble).__name__)


def _blank_lines_before(lines: list[str]) -> int:
    blanks = _SEPARATORS + string.whitespace
    return next((place for place, line in enumerate(lines) if line.strip(blanks)), 0)


def _refuse_title(cells: list[str], before: list[str], below: Iterator[list[str]]) -> None:
    """A line with much fewer words than those below it holds no names of their columns."""
    # Not the most: one line with stray separators is malformed alone.
    usual = median([count for count in map(_filled, below) if count] or [0])
    is_title = usual >= _FEWEST_COLUMNS and 2 * _filled(cells) < usual and len(cells) > 1
    if is_title or not all(is_blank(line.removesuffix("\r"), len(cells)) for line in before):
        raise ExportRefused("header.title")


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _likeliest_delimiter(sample: list[str]) -> str:
    """Take the separator by which the first lines have as many cells as the header."""
    best, best_score = ",", (0.0, 1)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _rows(sample, delimiter) if row]
        if widths and widths[0] > 1:
            score = (round(widths.count(widths[0]) / len(widths), 1), widths[0])
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _rows(sample: list[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(iter(sample), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def _name(cell: str, place: int) -> str:
    spaced = " ".join(cell.split())
    name = "".join(char for char in spaced if unicodedata.category(char) not in ("Cf", "Cc"))
    # `rowid` is what DuckDB calls a row's place; a column of that name would hide it.
    return _RESERVED.get(name.casefold(), name) or f"column_{place}"


def _refuse_copies(names: list[str]) -> None:
    first_places: dict[str, int] = {}
    pairs = []
    for place, name in enumerate(names, start=1):
        first = first_places.setdefault(name.casefold(), place)
        if first < place:
            pairs.append(f"{first} = {place}")
    if pairs:
        raise ExportRefused("header.duplicate", places=", ".join(pairs[:SHOWN_COPIES]))


def _refuse_data(names: list[str]) -> None:
    """A first line of numbers, dates or addresses is a row: the header is missing.

    It must be found here, because names of columns are shown and values never are.
    """
    numbers = sum(bool(_NUMBER.fullmatch(name)) for name in names)
    is_data = any(_DATE_OR_ADDRESS.fullmatch(name) for name in names)
    if is_data or 2 * numbers > len(names):
        raise ExportRefused("header.missing")
