"""Exact rows made into published ones, by the models themselves: what a reader would see of them.

Nothing is withheld by the audit, which looks at single figures and not at their distribution.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from ingest.models import run_stage
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from tests.ingest.hand_made import empty_warehouse

Columns = Mapping[str, object]
RELEASED = np.datetime64("2026-01-01", "D")


def warehouse(**released: Columns) -> duckdb.DuckDBPyConnection:
    """Return a warehouse in which each named table has been released with the given columns."""
    con = empty_warehouse()
    con.execute("set threads = 2")
    for schema in ("strata", "registry"):
        con.execute(f"create schema {schema}")
    write_policy(con, Policy())
    for table in PUBLISHED_TABLES:
        con.execute(
            f"create table released.{table.name} as"
            f" select *, date '{RELEASED}' as as_of from marts.{table.name}"
        )
    for name, columns in released.items():
        put(con, f"released.{name}", {**columns, "as_of": RELEASED})
    return con


def put(con: duckdb.DuckDBPyConnection, table: str, columns: Columns) -> None:
    """Insert columns by name; whatever is not an array is the same in every row."""
    length = max(len(np.atleast_1d(value)) for value in columns.values())
    filled = {
        name: np.broadcast_to(np.ravel(value), length) if np.ndim(value) < 2 else np.ravel(value)
        for name, value in columns.items()
    }
    con.register("drawn_rows", pa.table({name: pa.array(v.copy()) for name, v in filled.items()}))
    con.execute(f"insert into {table} by name select * from drawn_rows")
    con.unregister("drawn_rows")


def release(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Build a mart from what stands before it, and release all of it."""
    con.execute(f"drop table marts.{table}")
    run_stage(con, "marts", only=(table,))
    con.execute(
        f"create or replace table released.{table} as"
        f" select *, date '{RELEASED}' as as_of from marts.{table}"
    )


def publish(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Run the rules of disclosure over what is released, and make one published table."""
    write_cells(con, PUBLISHED_TABLES)
    run_stage(con, "disclosed", only=("cells", table))
    run_stage(con, "shown")
    run_stage(con, "published", only=(table,))


def interval(
    con: duckdb.DuckDBPyConnection, figure: str, table: str, rest: str = ""
) -> dict[str, np.ndarray]:
    """Ends of a published interval, row by row; what is not shown is not a number."""
    found = con.execute(
        f"select *, {figure}_lower as lower, {figure}_upper as upper from {table} {rest}"
    ).fetchnumpy()
    ends = {name: found[name] for name in ("lower", "upper")}
    days = {"day": found["curve_day"]} if "curve_day" in found else {}
    return days | {name: np.ma.filled(v.astype(float), np.nan) for name, v in ends.items()}


def coverage(found: Mapping[str, np.ndarray], truth: object) -> tuple[float, float, int]:
    """Share of shown intervals that hold the truth, their mean width, and how many are shown."""
    lower, upper = found["lower"].astype(float), found["upper"].astype(float)
    is_shown = ~(np.isnan(lower) | np.isnan(upper))
    holds = (lower <= truth + 1e-9) & (upper >= truth - 1e-9)
    return (
        float(holds[is_shown].mean()),
        float((upper - lower)[is_shown].mean()),
        int(is_shown.sum()),
    )
