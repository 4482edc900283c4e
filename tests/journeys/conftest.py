"""A real server on a small snapshot, and a real browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).parents[2]
SMALL_SNAPSHOT = ("small_snapshot.sql", "small_engagement.sql")
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose only snapshot is the small one."""
    found = tmp_path_factory.mktemp("home")
    public = found / "public"
    public.mkdir()
    with duckdb.connect(str(public / "safe-000001-small.duckdb")) as con:
        for macro in ("published_proportion", "published_difference", "compare_with_benchmark"):
            con.execute((ROOT / f"sql/macros/{macro}.sql").read_text("utf-8"))
        for name in SMALL_SNAPSHOT:
            con.execute((ROOT / "tests/dashboard" / name).read_text("utf-8"))
    (public / "CURRENT").write_text("safe-000001-small.duckdb\n", "utf-8")
    return found


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """The address of a server that answers; it is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.server", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, cwd=home) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def screen() -> Iterator[BrowserContext]:
    """Chromium. Where there is none the journeys are left out, except under CI.

    One context for all: each page is a session of its own, and scripts are loaded only once. It
    ends with its module, because Playwright keeps an event loop running that later tests would
    meet.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None and not os.environ.get("CI"):
        pytest.skip("There is no Chromium here: the journeys are left out")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(QUIET_CHROMIUM))
        yield started.new_context(locale="en-GB")
        started.close()


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):  # noqa: S310  our own
                return address
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server did not answer within a minute")
