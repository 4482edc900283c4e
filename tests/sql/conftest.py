"""The fixture that builds a work database from drawn tables."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from tests.sql.drawing import build_database


@pytest.fixture
def build() -> Iterator[Callable[..., duckdb.DuckDBPyConnection]]:
    """Return `build_database`; what it makes is closed at the end of the test."""
    connections: list[duckdb.DuckDBPyConnection] = []

    def build_and_remember(**drawn: str) -> duckdb.DuckDBPyConnection:
        connections.append(build_database(**drawn))
        return connections[-1]

    yield build_and_remember
    for con in connections:
        con.close()
