"""Any file becomes a DuckDB table of text, its columns as in the file, its rows in file order.

The law: physical lines of data = rows staged + malformed lines, or the file is refused. A row that
spans several lines (line ends within quotes) counts with all of them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import ExportRefused
from ingest.reading.column_signs import ColumnSigns, look_at_columns
from ingest.reading.packing import unpacked_blocks
from ingest.reading.parquet import stage_parquet
from ingest.reading.plain_text import TextFacts, scan_text, utf8_blocks
from ingest.reading.receive import ReceivedFile
from ingest.reading.text_staging import stage_text
from ingest.reading.workbook import write_workbook_as_text
from ingest.refused_csv import is_returned, take_apostrophes_off, without_words


@dataclass(frozen=True)
class StagedFile:
    """`table` holds the rows; `<table>_malformed(row_number, text)` what could not be read.

    Rows are numbered from 1 as they stand in the file, malformed ones included, the header not.
    """

    table: str
    header: tuple[str, ...]
    row_count: int
    malformed_count: int
    signs: dict[str, ColumnSigns]
    is_excerpt: bool = False
    """`table` holds some rows of the file, with their `rebond_row_number`; see `plain_rows.py`."""
    sample: str | None = None
    """Of an excerpt, the table of rows from all over the file."""

    @property
    def malformed_table(self) -> str:
        """Where the lines stand that could not be read as a row."""
        return f"{self.table}_malformed"

    @property
    def numbered(self) -> str:
        """SQL text of a relation with every column of the file and `rebond_row_number`.

        The number of a row is its place among the staged ones, moved on by the malformed lines
        before it. These are looked up by blocks of 1,024 rows: a plain hash join, where an ASOF
        join would sort the whole file.
        """
        if self.is_excerpt:
            return f'"{self.table}"'
        if not self.malformed_count:
            return f'(select rowid + 1 as rebond_row_number, * from "{self.table}")'
        return f"""(
            select
                staged.rowid + 1 + shift
                + len(list_filter(gaps, lambda gap: gap <= staged.rowid)) as rebond_row_number,
                staged.*
            from "{self.table}" as staged
            join "{self.table}_shifts" as shifts on shifts.block = staged.rowid // 1024
        )"""


def stage(con: duckdb.DuckDBPyConnection, received: ReceivedFile, table: str) -> StagedFile:
    """Create `table` and `<table>_malformed`. Raises ExportRefused."""
    with tempfile.TemporaryDirectory(dir=scratch_folder(con)) as folder:
        absent: frozenset[str] = frozenset()
        if received.format == "parquet":
            header = stage_parquet(con, received.path, table)
            malformed_count = 0
        else:
            path, facts = _as_plain_text(received, Path(folder))
            header, absent = facts.header.names, facts.absent
            malformed_count = stage_text(con, path, facts, table, Path(folder))
    row_count = _count(con, table)
    if not row_count:
        raise ExportRefused("file.nothing_readable" if malformed_count else "file.header_only")
    if malformed_count:
        _write_shifts(con, table, row_count)
    if is_returned(header):
        header = without_words(con, table, header)
        take_apostrophes_off(con, table, header)
    signs = look_at_columns(con, table, header, absent)
    return StagedFile(table, header, row_count, malformed_count, signs)


def scratch_folder(con: duckdb.DuckDBPyConnection) -> Path | None:
    """Unpacked copies lie beside the scratch database: on its disk, and as private."""
    row = con.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    return Path(row[0]).parent if row and row[0] else None


def _as_plain_text(received: ReceivedFile, folder: Path) -> tuple[Path, TextFacts]:
    """Return a file of UTF-8 text with its facts: the one received wherever that will do."""
    unpacked = folder / "unpacked.csv"
    if received.text is None:
        write_workbook_as_text(received.path, received.format, unpacked)
        return unpacked, scan_text(unpacked_blocks(unpacked, "none"))
    if received.text.is_plain_utf8 and received.compression == "none":
        return received.path, received.text
    blocks = utf8_blocks(unpacked_blocks(received.path, received.compression), received.text)
    with unpacked.open("wb") as file:
        for number, block in enumerate(blocks):
            file.write(block.removeprefix("\ufeff".encode()) if number == 0 else block)
    return unpacked, received.text


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f'select count(*) from "{table}"').fetchone()
    return int(row[0]) if row else 0


def _write_shifts(con: duckdb.DuckDBPyConnection, table: str, row_count: int) -> None:
    """Write, per block of rows: malformed lines before it, and the places of those within.

    The j-th malformed line (from 1), numbered m, has m - j staged rows before it.
    """
    con.execute(
        f"""
        create table "{table}_shifts" as
        with malformed as (
            select row_number - row_number() over (order by row_number) as place
            from "{table}_malformed"
        ),
        by_block as (
            select place // 1024 as block, list(place) as gaps
            from malformed group by block
        )
        select
            blocks.block,
            coalesce(by_block.gaps, []) as gaps,
            coalesce(
                sum(len(by_block.gaps)) over (
                    order by blocks.block rows between unbounded preceding and 1 preceding
                ), 0
            )::bigint as shift,
        from range(0, ? // 1024 + 1) as blocks(block)
        left join by_block on by_block.block = blocks.block
        """,
        [row_count],
    )
