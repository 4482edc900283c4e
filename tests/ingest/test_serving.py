"""Server and worker side by side: which end ends the service, and which does not."""

import subprocess
import sys

import pytest

from ingest import serving

Process = subprocess.Popen[bytes]


def process(statement: str) -> Process:
    return subprocess.Popen([sys.executable, "-c", statement])


KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
WAITS = "import time; time.sleep(60)"


def test_a_worker_that_was_killed_is_started_again_and_the_server_stays() -> None:
    started: list[Process] = []

    def start_worker() -> Process:
        # Killed once more, then it ends by itself.
        started.append(process(KILLED if not started else "raise SystemExit(3)"))
        return started[-1]

    processes = [process(WAITS), process(KILLED)]
    try:
        assert serving._first_to_end(processes, start_worker) == 3
        assert len(started) == 2
        assert processes[0].poll() is None
        assert processes[1] is started[-1]
    finally:
        serving._end_all(processes)


@pytest.mark.parametrize(("statement", "code"), [(KILLED, -9), ("raise SystemExit(1)", 1)])
def test_without_its_server_the_service_ends(statement: str, code: int) -> None:
    processes = [process(statement), process(WAITS)]
    try:
        assert serving._first_to_end(processes, lambda: processes[1]) == code
    finally:
        serving._end_all(processes)
