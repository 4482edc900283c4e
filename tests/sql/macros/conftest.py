"""Databases that hold the macros."""

from collections.abc import Iterator

import duckdb
import pytest

from ingest.places import SQL


@pytest.fixture(scope="session")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A bare database in memory with every macro of `sql/macros/`, and nothing else."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    for path in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()
