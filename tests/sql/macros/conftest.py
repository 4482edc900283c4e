"""A database that holds the macros, and short ways to ask it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest.places import SQL

Row = dict[str, Any]


@pytest.fixture(scope="session")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A bare database in memory with every macro of `sql/macros/`, and nothing else."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    for path in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def value(con: duckdb.DuckDBPyConnection) -> Callable[..., Any]:
    """`value("wilson_interval(?, ?)", 65, 100)`: what a scalar macro answers."""

    def ask(expression: str, *parameters: object) -> Any:
        [(answer,)] = con.execute(f"select {expression}", list(parameters)).fetchall()
        return answer

    return ask


@pytest.fixture(scope="session")
def rows(con: duckdb.DuckDBPyConnection) -> Callable[..., list[Row]]:
    """`rows("from funnel_limits('units')", units={...columns})`: what a table macro answers."""

    def ask(query: str, **tables: Mapping[str, Sequence[Any]]) -> list[Row]:
        for name, columns in tables.items():
            con.register(name, pa.table({key: pa.array(list(v)) for key, v in columns.items()}))
        result = con.execute(query)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return ask
