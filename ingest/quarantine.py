"""Refused rows wait here with every reason, whole, until their owner has mended them.

One Parquet file an export, named by the export's reference and written before the ledger's entry
is committed: a file without an entry is a leftover, an entry without its file cannot be.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.contracts.contract import load_contracts
from ingest.pseudonyms import parameters, passing_key, tombstone_sql
from ingest.refused_csv import REASONS, ROW, SEPARATOR, TOKENS
from ingest.sql_text import literal, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.judged_file import JudgedExport, JudgedFile
    from ingest.mapping.mapped_rows import MappedExport, MappedFile
    from ingest.pseudonyms import PartnerKey
    from ingest.reading.staging import StagedFile
    from ingest.settings import Settings

UNREADABLE = "unreadable_line"
# Within the Parquet file: names of columns that were not read, where anything may stand.
_OTHERS = "other_columns"
_NO_MEMBER = "select null::bigint as line, null::ubigint as member_hash where false"
# A row of an erased member is refused and kept nowhere.
ERASED = "member_id.erased"


def quarantine_file(settings: Settings, export_id: str) -> Path:
    """Return where an export's refused rows lie, if it has any."""
    return settings.quarantine / f"{export_id}.parquet"


def store_refused(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    key: PartnerKey | None,
    file: JudgedFile,
    export: JudgedExport,
) -> None:
    """Write the refused rows of an export, if there are any."""
    table = gather_refused(con, key, file, export.mapped)
    if con.execute(f"select 1 from {table} limit 1").fetchall():
        others = [*(file.mapped.ignored_columns if file.mapped else ()), UNREADABLE]
        path = quarantine_file(settings, export.export_id)
        separator = ";" if file.received and file.received.delimiter == ";" else ","
        con.execute(
            f"copy (from {table} order by {ROW}) to {literal(str(path))} (format parquet,"
            f" compression zstd, kv_metadata {{{_OTHERS}: {literal(json.dumps(others))},"
            f" {SEPARATOR}: {literal(separator)}}})"
        )
    con.execute(f"drop table {table}")


def gather_refused(
    con: duckdb.DuckDBPyConnection, key: PartnerKey | None, file: JudgedFile, mapped: MappedExport
) -> str:
    """Create a table of an export's refused rows as they stood in its file; return its name.

    Beside each stand its number, its reasons and the tokens of the members whom it names. Left out
    are answers to single questions, of which only the total was to be kept, and the number and the
    reasons that a row had when it was refused before. Malformed lines belong to the file as a
    whole; its first export carries them.
    """
    if file.staged is None or file.mapped is None:
        raise AssertionError("a judged export has been staged and mapped")
    table = quoted(f"{mapped.table}_refused")
    statement = f"create table {table} as {_refused_rows(file.staged, file.mapped, mapped)}"
    if file.staged.malformed_count and mapped is file.mapped.exports[0]:
        statement += f"""
            union all by name
            select row_number as {ROW}, 'line.malformed' as {REASONS}, text as {UNREADABLE}
            from "{file.staged.malformed_table}"
        """
    con.execute(statement, parameters(key or passing_key(), statement))
    return table


def _refused_rows(staged: StagedFile, mapped_file: MappedFile, mapped: MappedExport) -> str:
    """Join the reasons to the file's rows; several mapped rows can stem from one of them.

    Such a row names the members of all of them, and goes with the first who is erased.
    """
    columns = "".join(
        f", source.{quoted(name)}"
        for name in staged.header
        if name not in mapped.answers and name.casefold() not in {ROW, REASONS}
    )
    members = [
        f'select {_line(one)} as line, member_hash from "{one.table}_rows"'
        for one in mapped_file.exports
        if any(column.identifies == "member" for column in load_contracts()[one.kind].columns)
    ]
    erased = (
        f"select {_line(one)} from \"{one.table}_refusals\" where code = '{ERASED}'"
        for one in mapped_file.exports
    )
    return f"""
        with reasons as (
            select
                {_line(mapped)} as line,
                string_agg(distinct code, ' ' order by code) as {REASONS}
            from "{mapped.table}_refusals"
            group by 1
        ),
        members as (
            select line, string_agg(distinct {tombstone_sql("member_key")}, ' ') as {TOKENS}
            from ({" union all ".join(members) or _NO_MEMBER})
            join member_keys using (member_hash)
            where line in (select line from reasons)
            group by line
        )
        select reasons.line as {ROW}, reasons.{REASONS}, members.{TOKENS}{columns}
        from reasons
        join {staged.numbered} as source on source.rebond_row_number = reasons.line
        left join members on members.line = reasons.line
        where reasons.line not in ({" union all ".join(erased)})
    """


def _line(mapped: MappedExport) -> str:
    """Return SQL of the number of the file's row that a mapped row stems from."""
    return f"(row_number - 1) // {mapped.rows_per_line} + 1"


def remove_leftovers(settings: Settings, known_exports: set[str]) -> None:
    """Remove the refused rows of deliveries whose ledger entries were never committed."""
    for path in settings.quarantine.iterdir():
        if path.suffix != ".parquet" or path.stem not in known_exports:
            path.unlink()


def write_without_member(
    settings: Settings, export_id: str, token: str, member_id: str
) -> Path | None:
    """Write an export's refused rows without a member's beside them; None where none is theirs.

    A row is the member's if it was read as such, which its `token` tells, or if a line that could
    not be read, or a column that is not read, holds the partner's `member_id` as a word of its own.
    """
    path = quarantine_file(settings, export_id)
    if not path.exists():
        return None
    rows = pq.read_table(path)
    kept = rows.filter(pc.invert(_are_of(rows, token, member_id)))
    if kept.num_rows == rows.num_rows:
        return None
    part = path.with_name(path.name + ".part")
    pq.write_table(kept, part, compression="zstd")
    return part


def put_in_place(settings: Settings, export_id: str, part: Path) -> None:
    """Let the rows written take the place; without any the file goes, as if none were refused."""
    path = quarantine_file(settings, export_id)
    if pq.read_metadata(part).num_rows:
        part.replace(path)
    else:
        path.unlink()
        part.unlink()


def _are_of(rows: pa.Table, token: str, member_id: str) -> pa.ChunkedArray:
    """Say of each row whether it is of a member."""
    found = _are_found(rows[TOKENS], re.escape(token))
    word = rf"(^|[^\w-]){re.escape(member_id)}($|[^\w-])"
    for name in json.loads(rows.schema.metadata[_OTHERS.encode()]):
        if name in rows.column_names:
            found = pc.or_(found, _are_found(rows[name], word))
    return found


def _are_found(column: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.match_substring_regex(column, pattern), False)
