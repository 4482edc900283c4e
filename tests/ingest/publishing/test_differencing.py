"""An attacker who keeps two snapshots: what fewer than eight members change must not show."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.release_units import release_units
from tests.ingest.hand_made import TYPES_OF_KEYS, clear, empty_warehouse, put_members, put_row

DAYS = (date(2026, 1, 1), date(2026, 2, 1))
KEYS_OF_TYPE = {"date": "2026-01-01", "bigint": 0, "integer": 0}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = empty_warehouse()
    yield con
    con.close()


def forget_releases(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    con.execute(f"drop table if exists released.{table.name}")
    con.execute("delete from release.units")
    con.execute("delete from release.unit_members")


def build(con: duckdb.DuckDBPyConnection, table: PublishedTable, members: range) -> None:
    """Let every number of the one row depend on who is there."""
    clear(con, table.name)
    keys = {key: KEYS_OF_TYPE[TYPES_OF_KEYS[key]] for key in table.keys if key in TYPES_OF_KEYS}
    types = dict(
        con.execute(
            "select column_name, data_type from duckdb_columns()"
            " where schema_name = 'marts' and table_name = ?",
            [table.name],
        ).fetchall()
    )
    numbers = {
        name: sum(members)
        for name in table.columns
        if name not in table.keys and types[name] in {"BIGINT", "DOUBLE"}
    }
    put_row(con, table.name, **keys, **numbers)
    put_members(con, table.name, members)


def seen(con: duckdb.DuckDBPyConnection, table: PublishedTable, day: date) -> list[tuple[object]]:
    """Release, and return all that any column of the table could tell."""
    release_units(con, (table,), Policy(), day)
    return con.execute(f"select columns(* exclude (as_of)) from released.{table.name}").fetchall()


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize(
    ("later", "is_hidden"),
    [
        (range(51), True),
        (range(57), True),
        (range(58), False),
        (range(49), True),
        (range(43), True),
        (range(42), False),
        (range(7, 57), True),
        (range(8, 58), False),
    ],
)
def test_no_number_of_a_table_changes_by_fewer_than_eight_members(
    warehouse: duckdb.DuckDBPyConnection, table: PublishedTable, later: range, *, is_hidden: bool
) -> None:
    forget_releases(warehouse, table)
    build(warehouse, table, range(50))
    before = seen(warehouse, table, DAYS[0])
    build(warehouse, table, later)
    assert (seen(warehouse, table, DAYS[1]) == before) is is_hidden
