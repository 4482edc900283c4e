"""Work databases built from tables that a test draws as text.

    member_key | community_id | joined_on
    ana        | forum        | 2025-01-01

Keys are drawn as names (`ana`), an empty cell is NULL, a column that is left out is NULL too, and
`partner_id` is `north` unless it is drawn. Every drawn kind has one current export that covers
`covered_from` to `covered_through`, unless the test draws the `exports` as well.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from ingest.contracts import load_contracts
from ingest.models import STAGES, run_stage
from ingest.warehouse import _make_tables

Build = Callable[..., duckdb.DuckDBPyConnection]
KINDS = tuple(load_contracts())


@pytest.fixture
def build() -> Iterator[Build]:
    """Return a function that draws accepted tables and runs the stages through the one named."""
    connections: list[duckdb.DuckDBPyConnection] = []

    def build_database(
        *,
        through: str = "contributions",
        covered_from: str = "2020-01-01",
        covered_through: str = "2030-12-31",
        exports: str = "",
        **drawn: str,
    ) -> duckdb.DuckDBPyConnection:
        con = empty_work_database()
        connections.append(con)
        draw_exports(con, exports or default_exports(covered_from, covered_through))
        for kind, text in drawn.items():
            draw_accepted(con, kind, read_drawing(text))
        for stage in STAGES[: STAGES.index(through) + 1]:
            run_stage(con, stage)
        return con

    yield build_database
    for con in connections:
        con.close()


def empty_work_database() -> duckdb.DuckDBPyConnection:
    """Return a work database in memory, with the ledger and the empty accepted tables."""
    con = duckdb.connect(config={"threads": 1})
    _make_tables(con)
    con.execute("create table drawn_keys (key uuid primary key, name varchar)")
    con.execute(
        "create macro drawn(a_key) as"
        " (select any_value(k.name) from drawn_keys as k where k.key = a_key)"
    )
    con.execute("insert into ledger.partners values ('north', 'North', 'CA', true)")
    return con


def key_of(name: str) -> uuid.UUID:
    """Return the key that stands for a drawn name."""
    return uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16])


def read_drawing(text: str) -> list[dict[str, str | None]]:
    """Read a table drawn with `|` between the columns; the first line names them."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(names, [cell or None for cell in row], strict=True)) for row in rows]


def draw_accepted(
    con: duckdb.DuckDBPyConnection, kind: str, rows: list[dict[str, str | None]]
) -> None:
    """Put drawn rows into `accepted.<kind>`."""
    for number, drawn in enumerate(rows, start=1):
        row: dict[str, Any] = {
            "partner_id": "north",
            "community_id": "forum",
            "export_id": f"E-{kind}",
            "row_number": number,
        }
        row |= {name: _drawn_value(con, name, value) for name, value in drawn.items()}
        _insert(con, f"accepted.{kind}", row)


def draw_exports(con: duckdb.DuckDBPyConnection, text: str) -> None:
    """Put drawn lines into the ledger; only what the models read needs to be drawn."""
    for sequence, drawn in enumerate(read_drawing(text), start=1):
        row: dict[str, Any] = {
            "sequence": sequence,
            "partner_id": "north",
            "status": "current",
            "delivery_id": "D-1",
            "file_name": "drawn.csv",
            "file_sha256": drawn["export_id"],
            "mapping_sha256": "",
            "contract_version": "1.0.0",
            "community_ids": [],
            "refusals": "{}",
            "received_at": "2030-01-01 00:00",
            "submitted_by": "test",
        }
        counts = ("read", "accepted", "refused", "routed_elsewhere", "collapsed")
        row |= {f"rows_{name}": 0 for name in counts}
        _insert(con, "ledger.exports", row | drawn)


def default_exports(covered_from: str, covered_through: str) -> str:
    """Draw one current export for every kind."""
    lines = [f"E-{kind} | {kind} | {covered_from} | {covered_through}" for kind in KINDS]
    return "\n".join(["export_id | kind | covered_from | covered_through", *lines])


def _drawn_value(con: duckdb.DuckDBPyConnection, name: str, value: str | None) -> object:
    if not name.endswith("_key") or value is None:
        return value
    con.execute("insert or ignore into drawn_keys values (?, ?)", [key_of(value), value])
    return key_of(value)


def _insert(con: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    con.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", [*row.values()])
