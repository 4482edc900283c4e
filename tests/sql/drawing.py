"""Work databases built from tables that a test draws as text.

    member_key | community_id | joined_on
    ana        | forum        | 2025-01-01

Keys are drawn as names (`ana`), an empty cell is NULL, a column that is left out is NULL too;
`partner_id` is `north` and `community_id` is `forum` unless drawn. Every kind has one current
export that covers `covered_from` to `covered_through`, unless the test draws the `exports` itself.
Every private table is built, unless the test names those that it looks at.
In queries `drawn(member_key)` gives the name back.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import duckdb

from ingest.contracts.contract import KINDS
from ingest.models import build_models, run_stage
from ingest.warehouse import make_tables
from tests.sql.needed import needed_for


def build_database(
    *,
    tables: tuple[str, ...] = (),
    covered_from: str = "2020-01-01",
    covered_through: str = "2030-12-31",
    exports: str = "",
    **drawn: str,
) -> duckdb.DuckDBPyConnection:
    """Draw accepted tables (`members=...`, `activity=...`) and build what is looked at."""
    con = empty_work_database()
    draw_exports(con, exports or _one_export_each(covered_from, covered_through))
    for kind, text in drawn.items():
        draw_accepted(con, kind, read_drawing(text))
    build_tables(con, *tables)
    return con


def empty_work_database() -> duckdb.DuckDBPyConnection:
    """Return a work database in memory, with one partner and empty accepted tables."""
    con = duckdb.connect(config={"threads": 1})
    make_tables(con)
    con.execute("create table drawn_keys (key uuid primary key, name varchar)")
    con.execute(
        "create macro drawn(a_key) as"
        " (select any_value(k.name) from drawn_keys as k where k.key = a_key)"
    )
    con.execute("insert into ledger.partners values ('north', 'North', 'CA', true)")
    return con


def build_tables(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    """Build the named tables (`marts.recovery_rates`) and all that they rest on, or everything."""
    if not tables:
        build_models(con)
    for stage, names in needed_for(*tables).items():
        if names:
            run_stage(con, stage, only=names)


def read_drawing(text: str) -> list[dict[str, str | None]]:
    """Read a table drawn with `|` between the columns; the first line names them."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(names, [cell or None for cell in row], strict=True)) for row in rows]


def draw_accepted(
    con: duckdb.DuckDBPyConnection, kind: str, rows: list[dict[str, str | None]]
) -> None:
    """Put drawn rows into `accepted.<kind>`; activities get a key each where none is drawn."""
    filled = []
    for number, drawn in enumerate(rows, start=1):
        row: dict[str, Any] = {"partner_id": "north", "community_id": "forum"}
        row |= {"export_id": f"E-{kind}", "row_number": number}
        if kind == "activity":
            row["activity_key"] = f"activity {number}"
        filled.append(row | drawn)
    _remember_names(con, filled)
    _insert(con, f"accepted.{kind}", [_with_keys(row) for row in filled])


def draw_exports(con: duckdb.DuckDBPyConnection, text: str) -> None:
    """Put drawn lines into the ledger; only what the models read needs to be drawn."""
    for sequence, drawn in enumerate(read_drawing(text), start=1):
        row: dict[str, Any] = {"sequence": sequence, "partner_id": "north", "status": "current"}
        row |= {"delivery_id": "D-1", "file_name": "drawn.csv", "file_sha256": "", "refusals": "{}"}
        row |= {"mapping_sha256": "", "contract_version": "1.0.0", "community_ids": []}
        row |= {"received_at": "2030-01-01 00:00", "submitted_by": "test"}
        counts = ("read", "accepted", "refused", "routed_elsewhere", "collapsed")
        row |= {f"rows_{name}": 0 for name in counts}
        _insert(con, "ledger.exports", [row | drawn])


def key_of(name: str) -> uuid.UUID:
    """Return the key that stands for a drawn name."""
    return uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16])


def _one_export_each(covered_from: str, covered_through: str) -> str:
    lines = [f"E-{kind} | {kind} | {covered_from} | {covered_through}" for kind in KINDS]
    return "\n".join(["export_id | kind | covered_from | covered_through", *lines])


def _remember_names(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    names = {
        value for row in rows for name, value in row.items() if name.endswith("_key") and value
    }
    known = {name for (name,) in con.execute("select name from drawn_keys").fetchall()}
    new = [{"key": key_of(name), "name": name} for name in sorted(names - known)]
    _insert(con, "drawn_keys", new)


def _with_keys(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: key_of(value) if name.endswith("_key") and value else value
        for name, value in row.items()
    }


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows that all have the columns of the first, in one statement."""
    if rows:
        marks = f"({', '.join('?' for _ in rows[0])})"
        con.execute(
            f"insert into {table} ({', '.join(rows[0])}) values {', '.join(marks for _ in rows)}",
            [value for row in rows for value in row.values()],
        )
