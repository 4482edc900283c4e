"""Refused rows wait here with every reason, whole, until their owner has mended them.

One Parquet file an export, named by the export's reference and written before the ledger's entry
is committed: a file without an entry is a leftover, an entry without its file cannot be.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.mapping.mapped_rows import MappedExport
from ingest.reading.staging import StagedFile
from ingest.settings import Settings
from ingest.sql_text import quoted

REASONS = "refused_because"
# A row of an erased member is refused and kept nowhere.
ERASED = "member_id.erased"


def quarantine_file(settings: Settings, export_id: str) -> Path:
    """Return where an export's refused rows lie, if it has any."""
    return settings.quarantine / f"{export_id}.parquet"


def store_refused(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    staged: StagedFile,
    mapped: MappedExport,
    export_id: str,
    *,
    with_malformed: bool,
) -> None:
    """Write the refused rows of an export as they stood in its file, and with them the reasons.

    Answers to single questions are left out: only their total was to be kept, and there is none.
    Malformed lines belong to the file as a whole; its first export carries them.
    """
    query = _refused_rows(staged, mapped)
    if with_malformed:
        query += f"""
            union all by name
            select row_number, 'line.malformed' as {REASONS}, text as unreadable_line
            from "{staged.malformed_table}"
        """
    rows = connection.execute(f"select count(*) from ({query})").fetchall()[0][0]
    if rows:
        path = quarantine_file(settings, export_id)
        connection.execute(
            f"copy ({query} order by row_number) to '{path}' (format parquet, compression zstd)"
        )


def _refused_rows(staged: StagedFile, mapped: MappedExport) -> str:
    """Join the reasons to the file's rows; several mapped rows can stem from one of them."""
    columns = ", ".join(
        f"source.{quoted(name)}" for name in staged.header if name not in mapped.answers
    )
    return f"""
        with reasons as (
            select
                (row_number - 1) // {mapped.rows_per_line} + 1 as row_number,
                string_agg(distinct code, ' ' order by code) as {REASONS}
            from "{mapped.table}_refusals"
            where row_number not in (
                select row_number from "{mapped.table}_refusals" where code = '{ERASED}'
            )
            group by 1
        )
        select reasons.row_number, reasons.{REASONS}, {columns}
        from reasons
        join {staged.numbered} as source on source.rebond_row_number = reasons.row_number
    """


def write_refused_csv(source: Path, target: Path) -> None:
    """Write the refused rows as CSV for their owner, with the row's number and its reasons.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    part = target.with_name(target.name + ".part")
    file = pq.ParquetFile(source)
    with part.open("w", encoding="utf-8-sig", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(file.schema_arrow.names)
        for batch in file.iter_batches(batch_size=10_000):
            writer.writerows(zip(*map(_harmless_cells, batch.columns), strict=True))
    part.replace(target)


def remove_leftovers(settings: Settings, known_exports: set[str]) -> None:
    """Remove the refused rows of deliveries whose ledger entries were never committed."""
    for path in settings.quarantine.iterdir():
        if path.suffix != ".parquet" or path.stem not in known_exports:
            path.unlink()


def erase_member(settings: Settings, member_id: str) -> list[str]:
    """Rewrite every quarantine file without the rows that name the member in any column.

    Returns the references of the exports whose files changed.
    """
    changed = []
    for path in sorted(settings.quarantine.glob("*.parquet")):
        rows = pq.read_table(path)
        kept = rows.filter(pc.invert(_names(rows, member_id)))
        if kept.num_rows < rows.num_rows:
            _replace(path, kept)
            changed.append(path.stem)
    return changed


def _replace(path: Path, kept: pa.Table) -> None:
    """Write what is kept; a file of which nothing is left goes, as if nothing had been refused."""
    if not kept.num_rows:
        path.unlink()
        return
    part = path.with_name(path.name + ".part")
    pq.write_table(kept, part, compression="zstd")
    part.replace(path)


def _names(rows: pa.Table, member_id: str) -> pa.ChunkedArray | pa.Array:
    """Say of each row whether any text in it holds the pseudonym as a word of its own."""
    word = rf"(^|[^\w-]){re.escape(member_id)}($|[^\w-])"
    found = pa.array([False] * rows.num_rows, pa.bool_())
    for column in rows.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            holds = pc.fill_null(pc.match_substring_regex(column, word), False)
            found = pc.or_(found, holds)
    return found


def _harmless_cells(column: pa.Array) -> list[object]:
    """Return a column's cells; Arrow says at once of most columns that no cell is a formula."""
    cells: list[object] = column.to_pylist()
    if pa.types.is_integer(column.type):
        return cells
    if not pc.any(pc.match_substring_regex(column, r"^[=+\-@\t\r]")).as_py():
        return cells
    return [_harmless(cell) for cell in cells]


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return cell if _is_number(cell) else f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("+-").isdigit()
