"""The short way of a large export: of rows that are beyond doubt no text is ever copied.

To write ten million rows of text and to read them again costs several times what parsing them
does. So the file is read once more instead: in one pass each row is judged plain or not
(`contracts/plain_values.py`), plain ones become what is stored, typed and re-keyed, and the others
are kept as text. These few then go the way of any file: screen, mapping, gate. What else is wanted
as text later, such as the copies of a row, is fetched from the file by the number of its line.

A file takes the long way where this one could not be exact: where it was packed or transcoded, has
empty or malformed lines or columns that no contract knows, and where many rows are not plain.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from ingest.accepted_rows import typed_rows
from ingest.contracts.plain_values import plain_row
from ingest.errors import ExportRefused
from ingest.mapping.mapping_file import MISSING_MARKERS
from ingest.privacy_screen.column_names import kind_of_person
from ingest.privacy_screen.screen import SAMPLED_PLACES, SAMPLED_ROWS_A_PLACE
from ingest.pseudonyms import parameters
from ingest.reading.column_signs import look_at_columns
from ingest.reading.lines_in_place import copy_rows
from ingest.reading.staging import StagedFile, scratch_folder
from ingest.reading.text_staging import append_numbered, has_wildcards, text_relation
from ingest.sql_text import quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.contracts.contract import Contract
    from ingest.contracts.row_rules import Bounds
    from ingest.mapping.mapped_rows import MappedFile
    from ingest.pseudonyms import PartnerKey
    from ingest.reading.header import Header
    from ingest.reading.plain_text import TextFacts
    from ingest.reading.receive import ReceivedFile

# By the text of these exports others are judged, so all of it is wanted.
_KINDS_REFERRED_TO = {"communities", "members"}
_MOST_NOT_PLAIN = 0.25


@dataclass(frozen=True)
class PlainRows:
    """`table` has the typed columns of each row of a file, and `is_plain`; row n has rowid n - 1.

    `excerpt` is the staged table that holds the text of the rows that are not plain.
    """

    table: str
    excerpt: str
    path: Path
    text: TextFacts

    def fetch(self, con: duckdb.DuckDBPyConnection, rows: str) -> None:
        """Put the text of `rows`, a query of row numbers, into the excerpt where it is not yet."""
        numbers = con.execute(
            f"select distinct row_number from ({rows}) where row_number not in"
            f' (select rebond_row_number from "{self.excerpt}") order by row_number'
        ).fetchnumpy()["row_number"]
        _append_rows(con, self.path, self.text, numbers, self.excerpt)

    def members_not_in(self, con: duckdb.DuckDBPyConnection, keys: str) -> list[tuple[str, str]]:
        """Create a table of one row of each member without a key; return it and its column.

        A file that leaves its members out, as one of reports may, has none.
        """
        if "member_id" not in self.text.header.names:
            return []
        numbers = con.execute(
            f'select min(rowid) + 1 as row_number from "{self.table}" where is_plain'
            f" and member_hash not in (select member_hash from {keys})"
            " group by member_hash order by 1"
        ).fetchnumpy()["row_number"]
        table = f"{self.excerpt}_members"
        _create_excerpt(con, table, self.text.header)
        _append_rows(con, self.path, self.text, numbers, table)
        return [(f'"{table}"', "member_id")]


@dataclass(frozen=True)
class Judge:
    """By which contract, within which bounds, and under whose key rows are made."""

    contract: Contract
    bounds: Bounds
    key: PartnerKey

    @property
    def is_plain(self) -> str | None:
        """Return the SQL condition of a plain row, if the contract has one."""
        return plain_row(self.contract, self.bounds, MISSING_MARKERS)


def stage_plain_rows(
    con: duckdb.DuckDBPyConnection, received: ReceivedFile, judge: Judge, table: str
) -> tuple[StagedFile, PlainRows] | None:
    """Create `<table>_plain`, and `table` with the text of all rows that are not plain.

    Creates nothing and returns None where the file has to take the long way.
    """
    text = received.text
    if text is None or not _is_open(received, text, judge):
        return None
    plain = PlainRows(f"{table}_plain", table, received.path, text)
    try:
        staged = _stage(con, plain, judge)
    except (duckdb.Error, ExportRefused):
        # A line that is no row: on the long way it is set apart.
        staged = None
    if staged is None:
        for name in (f"{table}_sample", plain.table):
            con.execute(f'drop table if exists "{name}"')
        return None
    return staged, plain


def with_plain_rows(
    mapped: MappedFile, staged: StagedFile, plain: PlainRows, contract: Contract
) -> MappedFile:
    """Return what the mapping of the excerpt says of the whole file."""
    (export,) = mapped.exports
    times = {column.name for column in contract.columns if column.type == "timestamp"}
    # Plain dates and times are written as the contract writes them, without an offset.
    formats = {
        column: "+".join(sorted({*found.split("+"), "iso"} - {"unknown"}))
        for column, found in mapped.formats.items()
    }
    return replace(
        mapped,
        exports=(replace(export, row_count=staged.row_count, plain=plain),),
        formats=formats,
        without_offset=tuple(sorted({*mapped.without_offset, *(times & {*staged.header})})),
    )


def _is_open(received: ReceivedFile, text: TextFacts, judge: Judge) -> bool:
    known = {column.name for column in judge.contract.columns}
    return (
        text.is_plain_utf8
        and received.compression == "none"
        and not text.blank_line_count
        and not has_wildcards(received.path)
        and judge.contract.kind not in _KINDS_REFERRED_TO
        and known.issuperset(text.header.names)
        and not any(map(kind_of_person, text.header.names))
        and judge.is_plain is not None
    )


def _stage(con: duckdb.DuckDBPyConnection, plain: PlainRows, judge: Judge) -> StagedFile | None:
    header, sample = plain.text.header, f"{plain.excerpt}_sample"
    _create_excerpt(con, sample, header)
    _append_rows(con, plain.path, plain.text, _sampled_rows(plain.text.data_line_count), sample)
    if not _are_mostly_plain(con, sample, judge, header):
        return None
    _write_plain_rows(con, plain, judge)
    row_count, other_count = con.execute(
        f'select count(*), count(*) filter (not is_plain) from "{plain.table}"'
    ).fetchall()[0]
    if row_count != plain.text.data_line_count or other_count > _MOST_NOT_PLAIN * row_count:
        return None
    _create_excerpt(con, plain.excerpt, header)
    cells = ", ".join(f"cells[{place}]" for place in range(1, len(header.names) + 1))
    con.execute(
        f'insert into "{plain.excerpt}" select rowid + 1, {cells} from "{plain.table}"'
        " where not is_plain"
    )
    con.execute(f'create table "{plain.excerpt}_malformed" (row_number bigint, text varchar)')
    signs = look_at_columns(con, plain.excerpt, header.names, plain.text.absent)
    return StagedFile(plain.excerpt, header.names, row_count, 0, signs, True, sample)


def _write_plain_rows(con: duckdb.DuckDBPyConnection, plain: PlainRows, judge: Judge) -> None:
    header = plain.text.header
    rows = text_relation("$path", header, header.line_count)
    source = _with_signs(judge, header, rows)
    cells = ", ".join(quoted(name) for name in header.names)
    others = f"is_plain, case when not is_plain then [{cells}] end as cells"
    query = typed_rows(judge.contract, source, "is_plain", others)
    statement = f'create table "{plain.table}" as {query}'
    con.execute(statement, {"path": str(plain.path), **parameters(judge.key, statement)})


def _with_signs(judge: Judge, header: Header, rows: str) -> str:
    """Return the rows with `is_plain`, and with columns of the contract that the file lacks."""
    columns = (column.name for column in judge.contract.columns)
    nothing = "".join(
        f', null::varchar as "{name}"' for name in columns if name not in header.names
    )
    return f"(select *, {judge.is_plain} as is_plain from (select *{nothing} from {rows}))"


def _are_mostly_plain(
    con: duckdb.DuckDBPyConnection, sample: str, judge: Judge, header: Header
) -> bool:
    rows = _with_signs(judge, header, f'"{sample}"')
    share = con.execute(f"select avg(is_plain::integer) from {rows}").fetchall()[0][0]
    return bool(share is not None and share >= 1 - _MOST_NOT_PLAIN)


def _sampled_rows(row_count: int) -> NDArray[np.int64]:
    """Return runs of row numbers from places spread evenly over the file."""
    step = max(SAMPLED_ROWS_A_PLACE, row_count // SAMPLED_PLACES + 1)
    runs = [
        np.arange(first, min(first + SAMPLED_ROWS_A_PLACE, row_count + 1))
        for first in range(1, row_count + 1, step)
    ]
    return np.concatenate(runs)


def _create_excerpt(con: duckdb.DuckDBPyConnection, table: str, header: Header) -> None:
    names = "".join(f", {quoted(name)} varchar" for name in header.names)
    con.execute(f'create table "{table}" (rebond_row_number bigint{names})')


def _append_rows(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    text: TextFacts,
    numbers: NDArray[np.int64],
    table: str,
) -> None:
    """Append the text of rows to a table. Raises ExportRefused where a line is not one row."""
    if not len(numbers):
        return
    with tempfile.TemporaryDirectory(dir=scratch_folder(con)) as folder:
        lines = Path(folder) / "lines.csv"
        copy_rows(path, text, numbers, lines)
        before = _count(con, table)
        append_numbered(con, lines, text.header, table)
        if _count(con, table) - before != len(numbers):
            raise ExportRefused("file.lines_lost")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f'select count(*) from "{table}"').fetchall()[0][0])
