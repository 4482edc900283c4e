"""The fixture that builds a work database from drawn tables."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from tests.sql.drawing import build_database


@pytest.fixture
def build(request: pytest.FixtureRequest) -> Iterator[Callable[..., duckdb.DuckDBPyConnection]]:
    """Return `build_database`, by default for what the test's file names as `LOOKED_AT`.

    What it makes is closed at the end of the test.
    """
    connections: list[duckdb.DuckDBPyConnection] = []
    looked_at: tuple[str, ...] = getattr(request.module, "LOOKED_AT", ())

    def build_and_remember(
        tables: tuple[str, ...] = looked_at, **drawn: str
    ) -> duckdb.DuckDBPyConnection:
        connections.append(build_database(tables=tables, **drawn))
        return connections[-1]

    yield build_and_remember
    for con in connections:
        con.close()
