"""Start the throw-away process, wait no longer than the deadline, and read its one answer."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from dashboard.query.answers import QueryLimits, QueryRefused, QueryResult

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

# Python and DuckDB need a moment before the query starts; on a busy machine a long one.
SECONDS_TO_START = 20
# DuckDB's own limit of time comes first where it works: it ends with a cleaner answer.
SECONDS_OF_GRACE = 1
SECONDS_TO_END = 5
OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
PLACES = BoundedSemaphore(4)
CHUNK_BYTES = 1 << 16
# Room for the names of columns and the JSON around the rows.
BYTES_AROUND_THE_ROWS = 1_000_000


def run_query(
    snapshot: Path, sql: str, limits: QueryLimits | None = None
) -> QueryResult | QueryRefused:
    """Run one SQL statement on a snapshot; whatever it does, this process lives on.

    At most four queries run at once in a process; a fifth waits as long as a query may take.
    """
    allowed = limits or QueryLimits()
    refused = _refused_unread(snapshot, sql, allowed)
    if refused:
        return refused
    if not PLACES.acquire(timeout=allowed.seconds):
        return QueryRefused("busy")
    try:
        return _ask(snapshot, sql, allowed)
    finally:
        PLACES.release()


def _refused_unread(snapshot: Path, sql: str, limits: QueryLimits) -> QueryRefused | None:
    try:
        size = len(sql.encode())
    except UnicodeEncodeError:
        return _refused("not_text", limits)
    if size > limits.sql_bytes:
        return _refused("too_long", limits)
    if not sql.strip():
        return _refused("empty", limits)
    return None if snapshot.is_file() else _refused("no_snapshot", limits)


def _ask(snapshot: Path, sql: str, limits: QueryLimits) -> QueryResult | QueryRefused:
    request = {"snapshot": str(snapshot.resolve()), "sql": sql, "limits": asdict(limits)}
    with _started() as process:
        try:
            answer = _exchange(process, json.dumps(request, ensure_ascii=False).encode(), limits)
            process.wait(SECONDS_TO_END)
        except (TimeoutError, subprocess.TimeoutExpired):
            return _refused("too_slow", limits)
        finally:
            process.kill()
    return _understood(answer, process.returncode, limits)


def _started() -> subprocess.Popen[bytes]:
    """Start the worker: isolated from user settings, with no environment, in its own session."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "dashboard.query.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    )


def _exchange(process: subprocess.Popen[bytes], request: bytes, limits: QueryLimits) -> bytes:
    """Send the request and read until the worker closes; TimeoutError after the deadline.

    The worker's first byte says that it is ready: the deadline of the query counts from there.
    """
    sending, receiving = process.stdin, process.stdout
    if sending is None or receiving is None:
        raise RuntimeError("The query worker was started without its pipes.")
    sending.write(request)
    sending.close()
    received = bytearray(_read_once(receiving, time.monotonic() + SECONDS_TO_START))
    deadline = time.monotonic() + limits.seconds + SECONDS_OF_GRACE
    while chunk := _read_once(receiving, deadline):
        received += chunk
        if len(received) > limits.answer_bytes + BYTES_AROUND_THE_ROWS:
            raise RuntimeError("The query worker sent more than it may.")
    return bytes(received)


def _read_once(receiving: IO[bytes], deadline: float) -> bytes:
    """Return the next bytes, none at the end; TimeoutError where the deadline comes first."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(receiving, selectors.EVENT_READ)
        if not waiting.select(max(0.0, deadline - time.monotonic())):
            raise TimeoutError
    return os.read(receiving.fileno(), CHUNK_BYTES)


def _understood(answer: bytes, return_code: int, limits: QueryLimits) -> QueryResult | QueryRefused:
    """Read the answer; a worker that ended without one had run into its limits."""
    if return_code in OUT_OF_TIME:
        return _refused("too_slow", limits)
    if return_code != 0:
        return _refused("broken_off", limits)
    said = json.loads(answer)
    if "refused" in said:
        return _refused(said["refused"], limits, said.get("detail", ""))
    rows = tuple(tuple(row) for row in said["rows"])
    return QueryResult(tuple(said["columns"]), tuple(said["types"]), rows, said["is_cut"])


def _refused(code: str, limits: QueryLimits, detail: str = "") -> QueryRefused:
    return QueryRefused(code, detail, asdict(limits))
