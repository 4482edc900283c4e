"""Warehouses drawn by hand: a few rows in `marts` and `contributions`, nothing behind them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import fields

import duckdb

from ingest.indicators import Indicator
from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.release_units import make_release_memory

SCHEMAS = (
    "ledger",
    "facts",
    "marts",
    "contributions",
    "release",
    "released",
    "disclosed",
    "published",
)
LEDGER = """
create table ledger.changes (sequence integer, changed_at timestamp, what varchar);
create table ledger.partners (partner_id varchar, is_simulated boolean);
create table ledger.exports (
    partner_id varchar, status varchar, covered_from date, covered_through date,
    community_ids varchar[], rows_read bigint, rows_refused bigint
);
"""
TYPES_OF_KEYS = {
    "joined_quarter": "date",
    "month": "date",
    "quarters_since_joining": "bigint",
    "period_start": "date",
    "landmark_days": "integer",
    "duration_days": "bigint",
}
TYPES_OF_FIGURES = {
    "chance_status": "varchar",
    "outlier_status": "varchar",
    "compared_categories": "varchar",
}
TYPES_OF_FACTS = {
    "opened_on": "date",
    "covered_through": "date",
    "is_simulated": "boolean",
    "cost_amount": "double",
    "population_count": "bigint",
}


def empty_warehouse() -> duckdb.DuckDBPyConnection:
    """Return a warehouse in memory: every mart and contribution is there, and empty."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    for schema in SCHEMAS:
        con.execute(f"create schema {schema}")
    con.execute(LEDGER)
    run_stage(con, "reference")
    run_stage(con, "macros")
    benchmarks = (SQL / "facts" / "benchmarks.sql").read_text(encoding="utf-8")
    con.execute(f"create table facts.benchmarks as {benchmarks}")
    make_release_memory(con)
    write_words_of_indicators(con)
    for table in PUBLISHED_TABLES:
        con.execute(f"create table marts.{table.name} ({mart_columns(table)})")
        con.execute(
            f"create table contributions.{table.name} (community_id varchar, partner_id varchar,"
            " member_key uuid, contribution varchar)"
        )
    return con


def write_words_of_indicators(con: duckdb.DuckDBPyConnection) -> None:
    """Make `marts.indicators` with the columns of the registry and one row."""
    words = ", ".join(f"'word' as {field.name}" for field in fields(Indicator))
    con.execute(f"create table marts.indicators as select {words}")
    con.execute("alter table marts.indicators alter target_value type double using null")


def mart_columns(table: PublishedTable) -> str:
    """Return the columns of the mart with their types, as a list for DDL."""
    counts = [measure.name for measure in table.measures] + [name for name, _ in table.event_counts]
    columns = {key: TYPES_OF_KEYS.get(key, "varchar") for key in table.keys}
    columns |= {fact: TYPES_OF_FACTS.get(fact, "varchar") for fact in table.facts}
    columns |= dict.fromkeys(counts, "bigint")
    columns |= {figure: TYPES_OF_FIGURES.get(figure, "double") for figure in table.figures}
    return ", ".join(f"{name} {type_name}" for name, type_name in columns.items())


def put_row(con: duckdb.DuckDBPyConnection, table_name: str, **values: object) -> None:
    """Write one row of a mart; keys that are not named are 'all', columns NULL."""
    table = next(table for table in PUBLISHED_TABLES if table.name == table_name)
    row = {key: "all" for key in table.keys if key not in TYPES_OF_KEYS} | values
    marks = ", ".join("?" for _ in row)
    con.execute(
        f"insert into marts.{table_name} ({', '.join(row)}) values ({marks})", [*row.values()]
    )


def put_members(
    con: duckdb.DuckDBPyConnection,
    table_name: str,
    members: Iterable[int],
    community_id: str = "all",
    contribution: str = "same",
) -> None:
    """Let the numbered members stand behind a unit, each with the same contribution."""
    keys = [str(member_key(number)) for number in members]
    con.execute(
        f"insert into contributions.{table_name} select ?, 'partner', unnest(?::uuid[]), ?",
        [community_id, keys, contribution],
    )


def member_key(number: int) -> uuid.UUID:
    """Return the pseudonym of a numbered member."""
    return uuid.UUID(int=number + 1)


def clear(con: duckdb.DuckDBPyConnection, table_name: str) -> None:
    """Empty the mart and its contributions, as before a new build."""
    con.execute(f"delete from marts.{table_name}")
    con.execute(f"delete from contributions.{table_name}")
