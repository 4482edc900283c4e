"""A text file written anew line by line, so that one stray quote costs one line and no more.

A line that is a row by itself is taken as one. A line that leaves a quote open is joined with the
next ones only where that makes a whole row out of lines that are none by themselves; else it is
malformed, alone, and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.reading.header import is_blank
from ingest.reading.plain_text import TextFacts, whole_lines

# A cell of text may hold line ends, but no cell of an export holds a book.
MAXIMUM_JOINED_LINES = 200


@dataclass
class Lines:
    """Counts of physical lines and of what became of them."""

    header_count: int = 0
    blank_count: int = 0
    row_count: int = 0
    continuation_count: int = 0
    malformed_count: int = 0

    @property
    def accounted_count(self) -> int:
        """All physical lines whose whereabouts are known."""
        counts = self.header_count, self.blank_count, self.row_count
        return sum(counts) + self.continuation_count + self.malformed_count


def mend_lines(path: Path, facts: TextFacts, mended: Path, malformed: Path) -> Lines:
    """Write rows to `mended`, with the file's separator, and the rest to `malformed`.

    Of the rest each line is written with its row number, separated by a comma.
    """
    lines = Lines()
    shape = _Shape(facts.header.delimiter, len(facts.header.names))
    with mended.open("w", newline="") as rows, malformed.open("w", newline="") as rest_file:
        rest = csv.writer(rest_file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        waiting = _Waiting(_physical_lines(path), shape.width, lines)
        _skip_header(waiting, facts, lines)
        while (line := waiting.next()) is not None:
            row = _row(line, shape) or _joined_row(line, waiting, shape, lines)
            if row is not None:
                lines.row_count += 1
                rows.write(row + "\n")
            else:
                lines.malformed_count += 1
                rest.writerow((lines.row_count + lines.malformed_count, line.rstrip("\r")))
    return lines


class _Shape:
    """What a row of this file looks like."""

    def __init__(self, delimiter: str, width: int) -> None:
        self.delimiter = delimiter
        self.width = width
        bare = f'[^"\r{re.escape(delimiter)}]*+'
        cell = f'(?:"[^"]*+(?:""[^"]*+)*+"|{bare})'
        between = re.escape(delimiter) + cell
        # Nine of ten lines are rows beyond doubt: these pass as they are, without being parsed.
        self.is_plain = re.compile(f"{cell}(?:{between}){{{width - 1}}}").fullmatch


def _row(line: str, shape: _Shape) -> str | None:
    """Return a line that is one whole row, as it is to be written, else None."""
    line = line.rstrip("\r")
    if shape.is_plain(line):
        return line
    if "\r" in line and '"' not in line:
        return None
    return _parsed(line, shape)


def _parsed(text: str, shape: _Shape) -> str | None:
    reader = csv.reader([text], delimiter=shape.delimiter, strict=True)
    try:
        cells = _fitting(next(reader, []), shape.width)
    except csv.Error:
        return None
    if cells is None:
        return None
    return shape.delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def _fitting(cells: list[str], width: int) -> list[str] | None:
    """A separator too many at the end of a line loses nothing: DuckDB's reader allows it too."""
    if len(cells) == width + 1 and not cells[-1]:
        cells.pop()
    return cells if len(cells) == width else None


def _joined_row(line: str, waiting: _Waiting, shape: _Shape, lines: Lines) -> str | None:
    if line.count('"') % 2 == 0:
        return None
    text = line
    for count, following in enumerate(waiting.peek(MAXIMUM_JOINED_LINES), start=1):
        text = f"{text}\n{following}"
        closes = following.count('"') % 2 == 1
        row = _parsed(text.rstrip("\r"), shape) if closes else None
        if row is not None:
            lines.continuation_count += count
            waiting.drop(count)
            return row
        # A line that is a row by itself was not meant to be part of another.
        if shape.width > 1 and _row(following, shape) is not None:
            return None
    return None


def _skip_header(waiting: _Waiting, facts: TextFacts, lines: Lines) -> None:
    for _ in range(facts.header.line_count):
        waiting.next(keep_blank=lines.header_count > 0)
        lines.header_count += 1


def _physical_lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for block in whole_lines(iter(lambda: file.read(1 << 20), b"")):
            yield from block.decode("utf-8").removesuffix("\n").split("\n")


class _Waiting:
    """Lines still to be read; one can look ahead. Blank lines are counted and passed over."""

    def __init__(self, source: Iterator[str], width: int, lines: Lines) -> None:
        self._source = source
        self._width = width
        self._lines = lines
        self._ahead: deque[str] = deque()

    def next(self, *, keep_blank: bool = False) -> str | None:
        """Return the next line that is not blank, or None at the end."""
        while (line := self._take()) is not None:
            if keep_blank or not is_blank(line.removesuffix("\r"), self._width):
                return line
            self._lines.blank_count += 1
        return None

    def peek(self, limit: int) -> Iterator[str]:
        """Yield up to `limit` lines that follow, empty ones too, without taking them."""
        for place in range(limit):
            if place == len(self._ahead):
                line = next(self._source, None)
                if line is None:
                    return
                self._ahead.append(line)
            yield self._ahead[place]

    def drop(self, count: int) -> None:
        """Take lines that were looked at."""
        for _ in range(count):
            self._ahead.popleft()

    def _take(self) -> str | None:
        return self._ahead.popleft() if self._ahead else next(self._source, None)
