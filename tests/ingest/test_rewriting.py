"""What was deleted leaves the file of the warehouse, too, whenever the process was killed."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.pseudonyms import load_key, member_key
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

MEMBER = "only-in-the-first"
HEADER = "member_id,community_id,scored_on,instrument,score"
PERIOD = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")
ACTIONS = {
    "retention": ("retention",),
    "erase": ("erase", "--partner", "north", "--member", MEMBER),
    "withdraw": ("withdraw", "--partner", "north", "--export", "E-000001"),
}
# Killed when the rows are deleted, and before their bytes go.
KILLED = """
import os, signal, sys
from ingest import erasure, retention
from ingest.cli import main
def be_killed(settings):
    os.kill(os.getpid(), signal.SIGKILL)
erasure.rewrite_warehouse = retention.rewrite_warehouse = be_killed
main(sys.argv[1:])
"""


@pytest.fixture
def installation(
    rebond: Rebond,
    north: str,
    write_export: WriteExport,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """An export that another replaced, which names one member less; its time is over at once."""
    for name, members in {"first": [MEMBER, "m-1"], "second": ["m-1"]}.items():
        rows = [f"{member},quiet-room,2025-01-10,PHQ-9,9" for member in members]
        export = write_export(f"{name}.csv", "\n".join([HEADER, *rows]))
        rebond("take-in", export, "--partner", north, *PERIOD)
    monkeypatch.setenv("REBOND_KEEP_SUPERSEDED_DAYS", "-1")
    return settings


def kill(settings: Settings, action: str) -> None:
    """Let a command be killed between the deletion and the rewriting."""
    command = [sys.executable, "-c", KILLED, *ACTIONS[action], "--home", str(settings.home)]
    assert subprocess.run(command, check=False).returncode == -9
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        rows = warehouse.execute(
            "select count(*) from accepted.outcome_scores where member_key = ?", [key(settings)]
        ).fetchall()
    assert rows == [(0,)]
    assert has_bytes(settings)


def key(settings: Settings) -> Any:
    return member_key(load_key(settings, "north"), MEMBER)


def has_bytes(settings: Settings) -> bool:
    """Say whether the member's pseudonym stands anywhere in the warehouse's file or its log.

    DuckDB keeps a UUID as a 128-bit integer whose highest bit is turned, lowest byte first.
    """
    needle = (key(settings).int ^ (1 << 127)).to_bytes(16, "little")
    paths = [path for path in settings.private.iterdir() if path.name.startswith("work.duckdb")]
    return any(needle in path.read_bytes() for path in paths)


def test_the_next_worker_finishes_what_was_killed(installation: Settings, rebond: Rebond) -> None:
    kill(installation, "retention")
    assert rebond("status")["ok"]
    assert not has_bytes(installation)


@pytest.mark.parametrize("action", ACTIONS)
def test_retention_finishes_it_even_where_the_request_was_given_up(
    installation: Settings, rebond: Rebond, action: str
) -> None:
    kill(installation, action)
    [request] = installation.inbox.iterdir()
    shutil.rmtree(request)
    assert rebond("retention")["ok"]
    assert not has_bytes(installation)


def test_the_file_is_written_anew_once_and_not_with_every_retention(
    installation: Settings, rebond: Rebond
) -> None:
    rebond("retention")
    written = installation.warehouse.stat().st_ino
    rebond("retention")
    assert installation.warehouse.stat().st_ino == written


def test_a_withdrawal_that_is_repeated_tells_again_what_it_restored(
    installation: Settings, rebond: Rebond
) -> None:
    words = ("withdraw", "--partner", "north", "--export", "E-000002")
    assert rebond(*words)["restored"] == rebond(*words)["restored"] == ["E-000001"]
