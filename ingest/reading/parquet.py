"""Parquet into a table of text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.errors import ExportRefused
from ingest.reading.header import clean_names
from ingest.sql_text import quoted

# Whole numbers of either type, as programs keep numbers some of which are missing.
_INEXACT_FROM = {"DOUBLE": 2**53, "FLOAT": 2**24}
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY")


def stage_parquet(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> tuple[str, ...]:
    """Create `table` and an empty `<table>_malformed`; return the names of the columns.

    Instants with a time zone become UTC, whole numbers kept as doubles lose their `.0`. Those that
    are too long for their type are rounded in the file, and written so that it shows.
    Raises ExportRefused for damage, and for columns that hold lists or records.
    """
    try:
        source = con.read_parquet(str(path), hive_partitioning=False, filename=False)
        types = dict(zip(source.columns, map(str, source.types), strict=True))
        _refuse_nested(types)
        names = clean_names(_names(con, path))
        cells = ", ".join(
            f"{_as_text(quoted(column), kind)} as {quoted(name)}"
            for name, (column, kind) in zip(names, types.items(), strict=True)
        )
        query = f'create or replace table "{table}" as select {cells} from read_parquet(?)'
        con.execute(query, [str(path)])
    except (duckdb.Error, RuntimeError, UnicodeError) as trouble:
        # Names that are no text come as the last two, from between DuckDB and Python.
        raise ExportRefused("parquet.damaged") from RuntimeError(type(trouble).__name__)
    con.execute(f'create or replace table "{table}_malformed" (row_number bigint, text varchar)')
    return names


def _names(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Return the names as they are written: the reader gives a second `ID` another name."""
    rows = con.execute(
        "select name from parquet_schema(?) where coalesce(num_children, 0) = 0", [str(path)]
    ).fetchall()
    return [name for (name,) in rows]


def _refuse_nested(types: dict[str, str]) -> None:
    nested = [
        name for name, kind in types.items() if kind.endswith("]") or kind.startswith(_NESTED)
    ]
    if nested:
        raise ExportRefused("parquet.nested_column", columns=", ".join(nested[:5]))


def _as_text(column: str, kind: str) -> str:
    if kind in _INEXACT_FROM:
        return (
            f"case when {column} != trunc({column}) or not isfinite({column})"
            f" then {column}::varchar"
            f" when abs({column}) < {_INEXACT_FROM[kind]} then {column}::bigint::varchar"
            f" else format('{{:e}}', {column}::double) end"
        )
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(make_timestamp(epoch_us({column})), '%Y-%m-%dT%H:%M:%SZ')"
    return f"{column}::varchar"
