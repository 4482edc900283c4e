"""The throw-away process: reads one request, answers it once, ends.

Started by `running.py` with an empty environment. It first takes away its own means (memory,
CPU, files, network), then opens the snapshot, and only then looks at the SQL.
"""

from __future__ import annotations

import json
import math
import resource
import sys
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import duckdb

from dashboard.query.landlock import allow_reading_only
from dashboard.query.statement import fault_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.query.answers import Value

ROWS_AT_A_TIME = 500
LONGEST_DETAIL = 600

# DuckDB asks the system how much memory and how many processors there are, and ends with an
# internal error where it sees these files and may not read them.
ASKED_BY_DUCKDB = (
    Path("/proc/self"),
    Path("/proc/stat"),
    Path("/sys/fs/cgroup"),
    Path("/sys/devices/system/cpu"),
)

# One of each type that a result may hold: DuckDB imports what it needs for them on first use,
# which must be over before the process may read nothing but the snapshot.
EVERY_TYPE = """
    select 1.5::decimal(9, 2), uuid(), date '2026-01-01', timestamp '2026-01-01 00:00',
           time '12:00', interval 1 day, [1], {'a': 1}, map {'a': 1}, 'a'::blob, 1.5::double
"""

TROUBLES_OF_DUCKDB = (duckdb.Error, MemoryError, RecursionError)
# What DuckDB answers can be more than Python has a value for, such as a million years.
TROUBLES_OF_PYTHON = (OverflowError, ValueError, TypeError)


def main() -> None:
    """Answer the request on standard input as one JSON document on standard output."""
    request = json.load(sys.stdin)
    limits = request["limits"]
    _take_away_means(limits)
    answer = _answer(Path(request["snapshot"]), request["sql"], limits)
    json.dump(answer, sys.stdout)


def _take_away_means(limits: dict[str, int]) -> None:
    cpu_seconds = (limits["seconds"] + 1) * limits["threads"]
    for what, most in (
        (resource.RLIMIT_AS, limits["address_space_bytes"]),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _answer(snapshot: Path, sql: str, limits: dict[str, int]) -> dict[str, object]:
    try:
        duckdb.connect(":memory:").execute(EVERY_TYPE).fetchall()
        allow_reading_only((snapshot, *ASKED_BY_DUCKDB))
        con = _connect(snapshot, limits)
        _say_ready()
        fault = fault_of(con, sql)
        return {"refused": fault} if fault else _run(con, sql, limits)
    except (*TROUBLES_OF_DUCKDB, *TROUBLES_OF_PYTHON) as trouble:
        return _refusal(trouble)


def _say_ready() -> None:
    """Send one blank, which JSON allows before a document: the deadline counts from here."""
    sys.stdout.write(" ")
    sys.stdout.flush()


def _connect(snapshot: Path, limits: dict[str, int]) -> duckdb.DuckDBPyConnection:
    """Open the snapshot; every line is needed, in this order."""
    con = duckdb.connect(
        str(snapshot),
        read_only=True,
        config={
            "temp_directory": "",
            "memory_limit": f"{limits['database_memory_bytes']}B",
            "python_enable_replacements": "false",
            # Here, not by SET: on another cursor a plain SET of it is ignored.
            "max_execution_time": str(1000 * limits["seconds"]),
            "threads": str(limits["threads"]),
        },
    )
    con.execute("set enable_external_access = false")
    # Without this line SQL could overwrite its own database file.
    con.execute("set disabled_filesystems = 'LocalFileSystem'")
    con.execute("set lock_configuration = true")
    return con


def _run(con: duckdb.DuckDBPyConnection, sql: str, limits: dict[str, int]) -> dict[str, object]:
    con.execute(sql)
    columns = [(column[0], str(column[1])) for column in con.description or []]
    rows: list[list[Value]] = []
    size = 0
    while len(rows) <= limits["rows"] and (fetched := con.fetchmany(ROWS_AT_A_TIME)):
        rows.extend([_plain(value) for value in row] for row in fetched)
        size += len(json.dumps(rows[-len(fetched) :]))
        if size > limits["answer_bytes"]:
            return {"refused": "answer_too_large"}
    return {
        "columns": [name for name, _ in columns],
        "types": [kind for _, kind in columns],
        "rows": rows[: limits["rows"]],
        "is_cut": len(rows) > limits["rows"],
    }


def _plain(value: Any) -> Value:
    """Turn what DuckDB gives into what JSON holds; NaN and infinities become their names."""
    for kinds, conversion in CONVERSIONS:
        if isinstance(value, kinds):
            return conversion(value)
    raise TypeError(f"DuckDB returned a {type(value).__name__}, which has no form in JSON.")


def _real(value: float) -> Value:
    return value if math.isfinite(value) else str(value)


def _object(value: dict[Any, Any]) -> Value:
    return {str(key): _plain(inner) for key, inner in value.items()}


def _list(value: list[Any] | tuple[Any, ...]) -> Value:
    return [_plain(inner) for inner in value]


CONVERSIONS: tuple[tuple[Any, Callable[[Any], Value]], ...] = (
    ((NoneType, bool, int, str), lambda value: value),
    (float, _real),
    (Decimal, float),
    ((date, time), lambda value: value.isoformat()),
    ((timedelta, UUID), str),
    (bytes, lambda value: value.hex()),
    (dict, _object),
    ((list, tuple), _list),
)


def _refusal(trouble: Exception) -> dict[str, object]:
    """Name the refusal; only what DuckDB says of the SQL itself is passed on."""
    if isinstance(trouble, MemoryError | duckdb.OutOfMemoryException):
        return {"refused": "too_heavy"}
    if isinstance(trouble, RecursionError):
        return {"refused": "too_deep"}
    if isinstance(trouble, duckdb.InterruptException):
        return {"refused": "too_slow"}
    if isinstance(trouble, duckdb.PermissionException | duckdb.IOException):
        return {"refused": "out_of_reach"}
    if "pytz" in str(trouble):
        return {"refused": "needs_plain_timestamp"}
    return {"refused": "not_understood", "detail": str(trouble)[:LONGEST_DETAIL]}


if __name__ == "__main__":
    main()
