"""Text into a table: DuckDB's reader at full speed, and with care where that loses a line.

One stray quote can make any CSV reader swallow thousands of lines: DuckDB's with `store_rejects`
kept half of a million rows in silence. So its rows are counted against lines counted without it;
where they differ, `line_mending.py` writes the file anew, line by line, and it is read again.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.errors import ExportRefused
from ingest.reading.header import Header
from ingest.reading.line_mending import mend_lines
from ingest.reading.plain_text import TextFacts
from ingest.sql_text import literal

_READ = """
read_csv(
    {path}, auto_detect = false, header = false, skip = {skip}, delim = {delimiter},
    quote = '"', escape = '"', compression = 'none', columns = {columns}
    {extra}
)
"""
# Mended text ends its lines in line feeds; stated, a carriage return within quotes is harmless.
_LINE_FEEDS = r", new_line = '\n'"
_REJECTS = ", store_rejects = true, rejects_limit = 0, rejects_table = '{table}_rejects'"
_REJECTS += ", rejects_scan = '{table}_scans'"


def stage_text(
    con: duckdb.DuckDBPyConnection, path: Path, facts: TextFacts, table: str, folder: Path
) -> int:
    """Create `table` and `<table>_malformed`; return the number of malformed lines.

    `path` is UTF-8 text, `folder` takes copies. Raises ExportRefused where a line would be lost.
    """
    con.execute(f'create or replace table "{table}_malformed" (row_number bigint, text varchar)')
    if _read_fast(con, _without_wildcards(path, folder), facts, table):
        return _count(con, f"{table}_malformed")
    return _read_with_care(con, path, facts, table, folder)


def text_relation(path: str, header: Header, skip: int, extra: str = "", number: str = "") -> str:
    """Return the relation of a file of UTF-8 text; `path` is a parameter or a literal of SQL.

    `number` names a column of whole numbers that stands before those of the header.
    """
    return _READ.format(
        path=path,
        skip=skip,
        delimiter=literal(header.delimiter),
        columns=_columns(header.names, number),
        extra=extra,
    )


def append_numbered(con: duckdb.DuckDBPyConnection, path: Path, header: Header, table: str) -> None:
    """Append lines that have their row's number in front to `table`, whose first column it is."""
    rows = text_relation("?", header, 0, _LINE_FEEDS, number="rebond_row_number")
    con.execute(f'insert into "{table}" from {rows}', [str(path)])


def has_wildcards(path: Path) -> bool:
    """Say whether DuckDB would take a path for a pattern."""
    return bool(set("*?[{") & set(str(path)))


def _read_fast(con: duckdb.DuckDBPyConnection, path: Path, facts: TextFacts, table: str) -> bool:
    """Read the file as it is; return whether every line is accounted for."""
    if facts.has_rows_of_separators:
        return False
    header = facts.header
    try:
        rows = text_relation("?", header, header.line_count, _REJECTS.format(table=table))
        con.execute(f'create or replace table "{table}" as from {rows}', [str(path)])
        _keep_rejects(con, table, header.line_count)
    except duckdb.Error:
        return False
    malformed_count = _count(con, f"{table}_malformed")
    # Whether the reader numbers empty lines is not documented: with both, read with care.
    is_numbered = not (malformed_count and facts.blank_line_count)
    return is_numbered and _count(con, table) + malformed_count == facts.data_line_count


def _read_with_care(
    con: duckdb.DuckDBPyConnection, path: Path, facts: TextFacts, table: str, folder: Path
) -> int:
    mended, malformed = folder / "mended.csv", folder / "malformed.csv"
    lines = mend_lines(path, facts, mended, malformed)
    if lines.accounted_count != facts.line_count:
        raise ExportRefused("file.lines_lost")
    try:
        _read_mended(con, mended, table, facts.header)
        lost = Header(("row_number", "text"), ",", 0)
        _read_mended(con, malformed, f"{table}_malformed", lost)
    except duckdb.Error as trouble:
        # The reader's own words hold the line: they must not travel.
        raise ExportRefused("file.lines_lost") from RuntimeError(type(trouble).__name__)
    con.execute(f'alter table "{table}_malformed" alter row_number type bigint')
    if _count(con, table) != lines.row_count:
        raise ExportRefused("file.lines_lost")
    return lines.malformed_count


def _read_mended(con: duckdb.DuckDBPyConnection, path: Path, table: str, header: Header) -> None:
    rows = text_relation("?", header, 0, _LINE_FEEDS)
    con.execute(f'create or replace table "{table}" as from {rows}', [str(path)])


def _keep_rejects(con: duckdb.DuckDBPyConnection, table: str, header_line_count: int) -> None:
    """One malformed line may be rejected for several reasons: it is kept once."""
    con.execute(
        f"""
        insert into "{table}_malformed"
        select line - {header_line_count} as row_number, trim(any_value(csv_line), e'\\r\\n')
        from "{table}_rejects" group by line order by line
        """
    )
    con.execute(f'drop table "{table}_rejects"')
    con.execute(f'drop table "{table}_scans"')


def _without_wildcards(path: Path, folder: Path) -> Path:
    """DuckDB takes `*`, `?` and `[` in a path for a pattern: such a file gets a plain name."""
    if not has_wildcards(path):
        return path
    link = folder / "linked.csv"
    link.symlink_to(path.resolve())
    return link


def _columns(names: tuple[str, ...], number: str) -> str:
    first = [f"{literal(number)}: 'BIGINT'"] if number else []
    return "{" + ", ".join([*first, *(f"{literal(name)}: 'VARCHAR'" for name in names)]) + "}"


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f'select count(*) from "{table}"').fetchone()
    return int(row[0]) if row else 0
