"""Starting the other processes: the web server, the worker, the throw-away query.

They are started by name and never imported: the web server must not be able to reach a private
store through this package.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from ingest.errors import RebondError
from ingest.settings import Settings

_POLL_SECONDS = 0.2
_GRACE_SECONDS = 10
_WORKER = 1  # its place behind the web server


def serve(settings: Settings, *, address: str, port: int) -> int:
    """Run web server and worker until one of them ends or we are told to stop.

    A worker that the system killed, as it does where memory runs out, is started again: the pages
    stay, and the request that was its end is given up after some attempts (`ingest/spool.py`).
    """
    settings.make_folders()
    home = ["--home", str(settings.home)]
    commands = (
        ["-m", "dashboard.server", *home, "--address", address, "--port", str(port)],
        ["-m", "ingest.cli", "work", *home],
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    processes = [_started(command) for command in commands]
    try:
        return _first_to_end(processes, lambda: _started(commands[_WORKER]))
    except _Stopped:
        return 0
    finally:
        _end_all(processes)


def run_query(settings: Settings, question: str, output_format: str, language: str) -> int:
    """Answer one question from the newest snapshot; the child prints rows or a sentence."""
    current = settings.public / "CURRENT"
    if not current.exists():
        raise RebondError("snapshot.none")
    text = sys.stdin.read() if question == "-" else question
    command = [
        "-m",
        "dashboard.query",
        "--snapshot",
        str(settings.public / current.read_text().strip()),
    ]
    options = ["--format", output_format, "--language", language]
    return subprocess.run(
        [sys.executable, *command, *options], input=text, text=True, check=False
    ).returncode


class _Stopped(Exception):
    """We were told to stop."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command])


def _first_to_end(
    processes: list[subprocess.Popen[bytes]], start_worker: Callable[[], subprocess.Popen[bytes]]
) -> int:
    while True:
        for place, process in enumerate(processes):
            code = process.poll()
            if code is None:
                continue
            if place != _WORKER or code >= 0:
                return code
            # It had no say in its end.
            sys.stderr.write(f"Rebond: the worker was killed (signal {-code}) and starts again.\n")
            processes[_WORKER] = start_worker()
        time.sleep(_POLL_SECONDS)


def _end_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
