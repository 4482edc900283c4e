"""The tables that `sql/` makes: when they were built, from which rows, and when they must go.

Everything in them can be made again from the accepted rows. Readers never see them, only what was
published of them.
"""

from __future__ import annotations

import duckdb

from ingest import models
from ingest.warehouse import ledger_sequence, transaction


def build_tables(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Run the models over the accepted rows, all or none; return how many there are."""
    with transaction(warehouse):
        names: list[str] = []
        models.build_models(warehouse, names.append)
        warehouse.execute(
            "create or replace table ledger.built as"
            " select ?::integer as sequence, ?::varchar as models_sha256",
            [ledger_sequence(warehouse), models.models_digest()],
        )
    return len(names)


def are_built(warehouse: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the tables stem from the present rows and the present models."""
    tables = warehouse.execute(
        "select 1 from duckdb_tables() where schema_name = 'ledger' and table_name = 'built'"
    ).fetchall()
    if not tables:
        return False
    built = warehouse.execute("select sequence, models_sha256 from ledger.built").fetchall()
    return built == [(ledger_sequence(warehouse), models.models_digest())]


def drop_tables(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Drop every table that was built; the next publish builds them anew."""
    with transaction(warehouse):
        warehouse.execute("drop table if exists ledger.built")
        for stage in models.PRIVATE_STAGES:
            warehouse.execute(f"drop schema if exists {stage} cascade")
