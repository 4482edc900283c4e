"""The columns of a staged file as SQL text: found by name, trimmed, missing where marked so."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb

from ingest.errors import MappingRefused
from ingest.mapping.found_formats import FoundFormats, find_formats
from ingest.mapping.number_texts import find_decimal_mark
from ingest.reading.column_signs import SIGNS
from ingest.reading.staging import StagedFile
from ingest.sql_text import literal, quoted

# Spaces, tabs and the no-break space that spreadsheets leave behind.
# Spelt by their numbers: DuckDB 2.0.0 takes an escape such as \u00a0 for the letters u, 0 and a.
_BLANKS = "' ' || chr(9) || chr(160)"

MOST_NAMED = 5


@dataclass
class SourceColumns:
    """What is known of the columns so far; each look into the data is done once."""

    con: duckdb.DuckDBPyConnection
    staged: StagedFile
    missing: tuple[str, ...]
    date_format: str | None
    decimal_mark: str | None
    zone: str
    used: set[str] = field(default_factory=set)
    formats: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    without_offset: set[str] = field(default_factory=set)
    _is_clean: dict[str, bool] = field(default_factory=dict)
    _found: dict[tuple[str, str | None], FoundFormats] = field(default_factory=dict)

    def look_at(self, names: set[str]) -> None:
        """Note of several columns in one pass whether their values need cleaning.

        What a column's signs rule out is not asked of its values. Raises MappingRefused with all
        columns that the file does not have.
        """
        _refuse_lacking(lacking_columns(names, self.staged.header), self.staged.header)
        columns = sorted({self.find(name) for name in sorted(names)} - self._is_clean.keys())
        doubts = {column: self._doubts(column) for column in columns}
        self._is_clean.update({column: not doubts[column] for column in columns})
        asked = [column for column in columns if doubts[column]]
        if not asked:
            return
        dirty = ", ".join(f"coalesce(bool_or({doubts[column]}), false)" for column in asked)
        row = self.con.execute(f'select {dirty} from "{self.staged.table}"').fetchone() or ()
        self._is_clean.update({column: not found for column, found in zip(asked, row, strict=True)})

    def text(self, name: str, keep: tuple[str, ...] = ()) -> str:
        """Return the cleaned value of a column; NULL where it is missing.

        `keep` are markers that are values here (NA is Namibia's code).
        """
        column = self.find(name)
        self.used.add(column)
        self.look_at({name})
        if self._is_clean[column]:
            return quoted(column)
        trimmed = f"trim({quoted(column)}, {_BLANKS})"
        markers = _list(tuple(marker for marker in self.missing if marker not in keep))
        return f"case when {trimmed} not in {markers} then {trimmed} end"

    def find(self, name: str) -> str:
        """Return the column as the file spells it. Raises MappingRefused where there is none."""
        column = find_column(name, self.staged.header)
        if column is None:
            _refuse_lacking([name], self.staged.header)
            raise AssertionError("a column that is lacking is refused")
        return column

    def found_formats(self, name: str, text: str, stated: str | None) -> FoundFormats:
        """Return how the dates of a column are written. Raises ExportRefused where unclear."""
        column, stated = self.find(name), stated or self.date_format
        if (column, stated) not in self._found:
            table = f'"{self.staged.table}"'
            found = find_formats(self.con, table, column, text, stated)
            self._found[column, stated] = found
            self.formats[column] = found.name
        return self._found[column, stated]

    def found_decimal_mark(self, name: str, text: str) -> str:
        """Return the decimal mark of a column. Raises ExportRefused where unclear."""
        column = self.find(name)
        if self.decimal_mark:
            return self.decimal_mark
        if column not in self.marks:
            table = f'"{self.staged.table}"'
            self.marks[column] = find_decimal_mark(self.con, table, column, text)
        return self.marks[column]

    def _doubts(self, column: str) -> str:
        """Return SQL that is true wherever `text` must clean; empty where nothing can be.

        It is true now and then too often, but asked of ten million rows it takes a fifth of what
        trimming them takes.
        """
        name, signs = quoted(column), self.staged.signs[column]
        longest = max((len(marker.encode()) for marker in self.missing), default=0)
        # A bare IN becomes a join of the whole column.
        is_marker = (
            f"case when strlen({name}) <= {longest} then {name} in {_list(self.missing)} end"
        )
        ends_blank = {"space": f"{name} like '% '", "tab": f"{name} like e'%\\t'"}
        doubts = [is_marker] if signs.shortest is not None and signs.shortest <= longest else []
        doubts += [sql for sign, sql in ends_blank.items() if sign in signs.found]
        doubts += [
            SIGNS[sign].format(column=name)
            for sign in ("blank_first", "no_break_space")
            if sign in signs.found
        ]
        return " or ".join(doubts)


def find_column(name: str, header: tuple[str, ...]) -> str | None:
    """Return a column as the header spells it; a star in `name` stands for any words.

    Raises MappingRefused where several fit.
    """
    folded = {column.casefold(): column for column in header}
    column = name if name in header else folded.get(" ".join(name.split()).casefold())
    if column is not None or "*" not in name:
        return column
    words = ".*".join(re.escape(part) for part in name.casefold().split("*"))
    matches = [column for column in header if re.fullmatch(words, column.casefold())]
    if len(matches) > 1:
        raise MappingRefused("mapping.several_columns", column=name, count=len(matches))
    return matches[0] if matches else None


def lacking_columns(names: Collection[str], header: tuple[str, ...]) -> list[str]:
    """Return those of the names that no column of the file bears. Raises as `find_column`."""
    return [name for name in sorted(names) if find_column(name, header) is None]


def _refuse_lacking(names: list[str], header: tuple[str, ...]) -> None:
    """Tell columns that the file lacks, and their like in it: no other names of the file's.

    Without a header, the first line of a file is a row.
    """
    if not names:
        return
    near = {one for name in names for one in difflib.get_close_matches(name, header, cutoff=0.6)}
    told = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    if not near:
        raise MappingRefused("mapping.column_nowhere", column=told)
    nearest = ", ".join([name for name in header if name in near][:MOST_NAMED])
    raise MappingRefused("mapping.column_not_in_file", column=told, nearest=nearest)


def _list(texts: tuple[str, ...]) -> str:
    return "(" + ", ".join(literal(text) for text in texts) + ")"
