"""What publishing starts from: the rows that the release units let through, and what is withheld.

A twin of the stages from `disclosed` on is told a release and nothing else. Most are made up
(drawn_release.py); the same can be read off a warehouse that was published (tests/ingest).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow

from ingest.models import STAGES, run_stage
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from ingest.publishing.model_texts import write_models
from tests.ingest.hand_made import empty_warehouse, mart_columns

Row = dict[str, Any]
Name = tuple[str, ...]

PUBLIC_STAGES = STAGES[STAGES.index("disclosed") :]
# What the models read beside the released rows, and how this release calls it.
BESIDE = {
    "release.units": "units",
    "release.snapshots": "snapshots",
    "release.models": "models",
    "ledger.exports": "exports",
    "marts.indicators": "indicators",
}
PREVIEWED = ("communities", "activity_months", "follow_up_funnel", "recovery_rates")


@dataclass(frozen=True, eq=False)
class Release:
    """`tables` holds the rows of each released table, each with the day of its release."""

    tables: dict[str, list[Row]]
    withheld: frozenset[tuple[str, Name, str]] = frozenset()
    units: list[Row] = field(default_factory=list)
    snapshots: list[Row] = field(default_factory=list)
    models: list[Row] = field(default_factory=list)
    exports: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)


def build_release(release: Release) -> duckdb.DuckDBPyConnection:
    """Put the release into a warehouse and run the stages from `disclosed` on, and the questions.

    For the previews some marts hold what is released: they are of counts before any release.
    """
    con = _warehouse()
    for table in PUBLISHED_TABLES:
        _refill(con, f"released.{table.name}", release.tables[table.name])
    for name in PREVIEWED:
        _refill(con, f"marts.{name}", [_unreleased(row) for row in release.tables[name]])
    for table_name, rows in BESIDE.items():
        _refill(con, table_name, getattr(release, rows))
    con.execute("delete from release.withheld_cells")
    for table_name, name, measure in sorted(release.withheld):
        # The audit may come upon a cell in more than one of its passes.
        con.execute(
            "insert into release.withheld_cells select ?, ?, ?, ? from range(2)",
            [table_name, name[0], [*name], measure],
        )
    write_cells(con, PUBLISHED_TABLES)
    for stage in (*PUBLIC_STAGES, "questions"):
        run_stage(con, stage)
    return con


def read_release(con: duckdb.DuckDBPyConnection) -> Release:
    """Return the release that a warehouse was published from."""
    tables = {table.name: rows_of(con, f"released.{table.name}") for table in PUBLISHED_TABLES}
    withheld = frozenset(
        (row["table_name"], tuple(row["row_keys"]), row["measure_name"])
        for row in rows_of(con, "release.withheld_cells")
    )
    beside = {name: rows_of(con, table) for table, name in BESIDE.items()}
    return Release(tables, withheld, **beside)


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    cursor = con.execute(f"select * from {table}")
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@lru_cache(maxsize=1)
def _warehouse() -> duckdb.DuckDBPyConnection:
    """References, macros, benchmarks and policy: the same for every release."""
    con = empty_warehouse()
    write_policy(con, Policy())
    write_models(con)
    con.execute(
        "create table release.snapshots (sequence integer, snapshot_id varchar,"
        " published_at timestamp, policy_version varchar, thresholds varchar,"
        " ledger_sequence bigint, models_sha256 varchar, is_simulated boolean, covered_from date,"
        " covered_through date)"
    )
    for table in PUBLISHED_TABLES:
        con.execute(f"create table released.{table.name} ({mart_columns(table)}, as_of date)")
    return con


def _refill(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    """Put rows in the place of those of the release before, columns that none has left NULL."""
    # Made anew, not emptied: after many deletions DuckDB 2.0 finds no row by `order by .. limit`.
    con.execute(f"create or replace table {table} as from {table} where false")
    if rows:
        con.register("drawn_rows", pyarrow.Table.from_pylist(rows))
        con.execute(f"insert into {table} by name from drawn_rows")
        con.unregister("drawn_rows")


def _unreleased(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "as_of"}
