"""Each row is accepted, or refused with every reason it gives.

Three outcomes only: the file is refused (not here), the row is refused, or there is a warning.

What one row shows by itself, pandera judges (`row_judging.py`), unless it is plain and beyond
doubt (`ingest/plain_rows.py`). What needs the whole table or another one, SQL finds
(`whole_table_rules.py`):

    rule               outcome                  why
    conflicting copies every copy refused       nobody can know which of them is true
    identical copies   one kept, counted        nothing is lost by it
    erased member      refused, kept nowhere    the member asked to be forgotten
    unknown community  refused, where the       a row without its community's features cannot be
                       partner has sent         shown anywhere; where no communities were ever
                       communities; else warned sent, those that a mapping states are all there is
    unknown member     warned, where the        the member is derived from the first date seen; a
                       partner has sent members partner may send no members at all
    reply to nothing   warned                   exports cover a period, what was answered may be
                                                older than it, or deleted
    before joining     warned                   guests read before they join, and baselines are
                                                scored up to 14 days before

A row counts as known if it is mentioned, even if it is itself refused: one fault of a member does
not become a fault of each of the member's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.gate.row_judging import judge_rows
from ingest.gate.typed_rows import fetch_texts, type_rows
from ingest.gate.whole_table_rules import (
    collapse_copies,
    find_warnings,
    refuse_erased_members,
    refuse_unknown_communities,
)

if TYPE_CHECKING:
    import duckdb

    from ingest.contracts.contract import Contract
    from ingest.gate.knowledge import Knowledge
    from ingest.mapping.mapped_rows import MappedExport


@dataclass(frozen=True)
class Verdict:
    """Counts of rows; `rows_read` = `rows_accepted` + `rows_refused`.

    `rows_collapsed` of the accepted rows are copies of another accepted row and not stored.
    `refusals` and `warnings` hold rows per code; a row with two reasons is counted under both.
    """

    rows_read: int
    rows_accepted: int
    rows_refused: int
    rows_collapsed: int
    refusals: dict[str, int]
    warnings: dict[str, int]


def judge(
    con: duckdb.DuckDBPyConnection, export: MappedExport, contract: Contract, knowledge: Knowledge
) -> Verdict:
    """Judge every row of `export.table`.

    `knowledge` is that of `gather_knowledge`, called once with all exports of the delivery.
    Creates `<table>_refusals(row_number, code)`, `<table>_collapsed(row_number)` and the view
    `<table>_accepted` of typed rows (`accepted_rows.py`) without refused ones and without copies.
    `<table>` then has the text of every refused row.
    """
    table = export.table
    con.execute(f'create or replace table "{table}_refusals" (row_number bigint, code varchar)')
    judge_rows(con, table, contract, knowledge.bounds)
    type_rows(con, export, contract, knowledge.key)
    refuse_erased_members(con, table, contract, knowledge)
    refuse_unknown_communities(con, export, contract, knowledge)
    collapse_copies(con, export, contract)
    fetch_texts(con, export, f'select row_number from "{table}_refusals"')
    con.execute(
        f"""
        create or replace view "{table}_accepted" as
        select * from "{table}_rows"
        where row_number not in (select row_number from "{table}_refusals")
            and row_number not in (select row_number from "{table}_collapsed")
        """
    )
    return _verdict(con, export, find_warnings(con, table, contract, knowledge))


def _verdict(
    con: duckdb.DuckDBPyConnection, export: MappedExport, warnings: dict[str, int]
) -> Verdict:
    table, rows_read = export.table, export.row_count
    rows_refused = _count(con, f'(select distinct row_number from "{table}_refusals")')
    codes = con.execute(
        f'select code, count(*) from "{table}_refusals" group by code order by 2 desc, 1'
    ).fetchall()
    return Verdict(
        rows_read=rows_read,
        rows_accepted=rows_read - rows_refused,
        rows_refused=rows_refused,
        rows_collapsed=_count(con, f'"{table}_collapsed"'),
        refusals=dict(codes),
        warnings=warnings,
    )


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.execute(f"select count(*) from {relation}").fetchall()[0][0])
