"""A real server takes a large export to disk piece by piece: its memory does not grow with it."""

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.cli import main

MEGABYTE = 1_000_000
EXPORT_MEGABYTES = 200
# Buffers of the network and of the file system; a tenth of what holding the export would take.
MOST_GROWTH_MEGABYTES = 20
PIECE = b"a,m,quiet-room,2025-07-01 10:00,post\n" * (MEGABYTE // 37)


@pytest.fixture
def token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    for words in (["add", "north"], ["token", "north", "--language", "en"]):
        assert main(["partner", *words, "--home", str(tmp_path)]) == 0
    return capsys.readouterr().out.split()[-1]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, str]]:
    """A server without a worker, which answers at once that the export waits: process, address."""
    monkeypatch.setenv("REBOND_WAIT_SECONDS", "0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "dashboard.server", "--home", str(tmp_path), "--port", port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            # It says where it is as soon as it answers.
            yield process.pid, process.stdout.readline().rpartition("//")[2].strip()
        finally:
            process.terminate()


def peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) / 1_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
def test_the_servers_memory_does_not_grow_with_the_export(
    token: str, server: tuple[int, str], tmp_path: Path
) -> None:
    pid, address = server
    before = peak_megabytes(pid)
    pieces = (PIECE for _ in range(EXPORT_MEGABYTES * MEGABYTE // len(PIECE)))
    headers = {"Authorization": f"Bearer {token}"}
    with closing(http.client.HTTPConnection(address, timeout=300)) as connection:
        connection.request("POST", "/api/v1/exports", pieces, headers, encode_chunked=True)
        assert connection.getresponse().status == 202
    [stored] = tmp_path.glob("inbox/*/000*")
    assert stored.stat().st_size > 0.99 * EXPORT_MEGABYTES * MEGABYTE
    assert peak_megabytes(pid) - before < MOST_GROWTH_MEGABYTES
