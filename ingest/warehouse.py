"""`private/work.duckdb`: opened by the worker alone, and made here."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingest.contracts.contract import load_contracts
from ingest.settings import Settings
from ingest.sql_text import literal

# What outlives a build: the schema of each stage is made as the stage is run (`models.py`).
SCHEMAS = ("ledger", "accepted", "release", "released")

_LEDGER = """
create table if not exists ledger.partners (
    partner_id varchar primary key,
    partner_name varchar not null,
    country varchar,
    is_simulated boolean not null
);
create table if not exists ledger.deliveries (
    delivery_id varchar primary key,
    sequence integer not null,
    partner_id varchar not null,
    request_id varchar not null,
    received_at timestamp not null,
    submitted_by varchar not null,
    receipt json not null
);
create table if not exists ledger.exports (
    export_id varchar primary key,
    sequence integer not null,
    delivery_id varchar not null,
    partner_id varchar not null,
    kind varchar not null,
    file_name varchar not null,
    file_sha256 varchar not null,
    mapping_sha256 varchar not null,
    contract_version varchar not null,
    covered_from date,
    covered_through date,
    community_ids varchar[] not null,
    is_complement boolean not null default false,
    status varchar not null check (
        status in ('current', 'held', 'superseded', 'refused', 'withdrawn')
    ),
    superseded_by varchar,
    rows_read bigint not null,
    rows_accepted bigint not null,
    rows_refused bigint not null,
    rows_routed_elsewhere bigint not null,
    rows_collapsed bigint not null,
    refusals json not null,
    received_at timestamp not null,
    submitted_by varchar not null
);
create table if not exists ledger.status_changes (
    sequence integer primary key,
    export_id varchar not null,
    changed_at timestamp not null,
    status varchar not null,
    caused_by varchar
);
create table if not exists ledger.tombstones (
    partner_id varchar not null,
    token varchar not null,
    erased_on date not null,
    request_id varchar not null,
    primary key (partner_id, token)
);
create table if not exists ledger.changes (
    sequence integer primary key,
    changed_at timestamp not null,
    what varchar not null
);
create table if not exists ledger.deletions (
    deleted_at timestamp not null
);
"""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to the warehouse, made if absent. Only the worker may hold it."""
    settings.make_folders()
    connection = duckdb.connect(str(settings.warehouse), config=limits(settings))
    try:
        make_tables(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def open_scratch(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a throw-away database with the warehouse attached as `warehouse`.

    Staged text and both pseudonyms of a member meet only here, and the file is removed at the end.
    """
    with open_warehouse(settings):
        pass  # makes the tables of a new installation
    path = settings.scratch / f"{uuid.uuid4().hex}.duckdb"
    connection = duckdb.connect(str(path), config=limits(settings))
    try:
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse")
        # What is thrown away at the end need not reach its file after each statement.
        connection.execute("set wal_autocheckpoint = '1TB'")
        yield connection
    finally:
        connection.close()
        path.unlink()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Make everything inside visible at once, or nothing of it."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        with contextlib.suppress(duckdb.TransactionException):
            connection.execute("rollback")
        raise
    connection.execute("commit")


def note_change(connection: duckdb.DuckDBPyConnection, what: str, *, database: str = "") -> None:
    """Advance the ledger's sequence: what was built before this is out of date.

    `database` is `warehouse.` where the warehouse is attached beside another database.
    """
    table = f"{database}ledger.changes"
    connection.execute(
        f"insert into {table}"
        f" select coalesce(max(sequence), 0) + 1, now() at time zone 'UTC', ? from {table}",
        [what],
    )


def ledger_sequence(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the newest change of the ledger, 0 for an empty one."""
    row = connection.execute("select coalesce(max(sequence), 0) from ledger.changes").fetchone()
    return int(row[0]) if row else 0


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schemas, the ledger and the tables of accepted rows, where they are absent."""
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(_LEDGER)
    for contract in load_contracts().values():
        connection.execute(contract.ddl("accepted"))


def limits(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    """Return the configuration of every private connection."""
    return {
        "temp_directory": str(settings.scratch / "spill"),
        "memory_limit": "1GB",
    }
