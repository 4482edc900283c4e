"""A value planted in a row is met in its partner's own rows and nowhere else that people read."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from ingest import actions
from ingest.cli import main
from ingest.settings import Settings
from ingest.spool import Request, request_folder
from ingest.worker import Duties, ask

MARKER = "planted7f3a9c"
COMMUNITIES = (
    "community_id,platform_type,led_by,is_anonymous,time_zone\n"
    "quiet-room,forum,peers,true,America/Toronto\n"
)
HEADER = "member_id,community_id,scored_on,instrument,score"
# Each row is refused for the planted cell; the last one is a line with a cell too many.
ROWS = (
    f"{MARKER}-a,quiet-room,2025-01-10,PHQ-9,99",
    f"m-1,{MARKER},2025-01-10,PHQ-9,9",
    f"m-2,quiet-room,{MARKER},PHQ-9,9",
    f"m-3,quiet-room,2025-01-10,{MARKER},9",
    f"m-4,quiet-room,2025-01-10,PHQ-9,{MARKER}",
    f"m-5,quiet-room,2025-01-10,PHQ-9,9,{MARKER}",
)
GOOD = tuple(f"m-{number},quiet-room,2025-02-{number:02},PHQ-9,9" for number in range(10, 28))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two partners; the first has told which communities there are."""
    made = Settings(tmp_path / "home")
    communities = tmp_path / "communities.csv"
    communities.write_text(COMMUNITIES)
    for partner in ("north", "south"):
        assert run(made, "partner", "add", partner) == 0
    assert run(made, "take-in", communities, "--partner", "north") == 0
    return made


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([HEADER, *ROWS, *GOOD, ""]))
    return path


def run(settings: Settings, *words: str | Path) -> int:
    return main([*map(str, words), "--home", str(settings.home)])


def files_that_hold_it(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and MARKER.encode() in path.read_bytes()
    ]


def test_a_planted_value_comes_back_to_its_owner_and_to_nobody_else(
    settings: Settings,
    export: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for language in ("en", "fr"):
        run(settings, "check", export, "--partner", "north", "--language", language)
    run(settings, "take-in", export, "--partner", "north")
    run(settings, "take-in", export, "--partner", "north", "--json")
    run(settings, "release", "--partner", "north", "--export", "E-000002")
    run(settings, "publish")
    run(settings, "status")
    said = capfd.readouterr()
    assert MARKER not in said.out + said.err + caplog.text
    # Only the copy of the refused rows holds it, and that lies with their owner.
    own = settings.outbox / "north" / "D-000002" / "refused-E-000002.csv"
    assert files_that_hold_it(settings.outbox) == [own]
    for folder in (settings.public, settings.state, settings.inbox, settings.scratch):
        assert files_that_hold_it(folder) == []


def test_an_erased_member_s_name_is_in_no_answer_and_no_log(
    settings: Settings,
    export: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    run(settings, "take-in", export, "--partner", "north")
    run(settings, "erase", "--partner", "north", "--member", f"{MARKER}-a")
    said = capfd.readouterr()
    assert MARKER not in said.out + said.err + caplog.text
    assert files_that_hold_it(settings.state) == []


def test_a_fault_of_our_own_is_logged_without_the_value_that_met_it(
    settings: Settings,
    export: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    def stumble(settings: Settings, request: Request) -> dict[str, Any]:
        text = (request_folder(settings, request) / request.files[0]).read_text()
        raise ValueError(text.splitlines()[1])

    duties = Duties(actions.DUTIES.actions | {"take_in": stumble}, actions.DUTIES.recover)
    answer = ask(settings, duties, Request("take_in", "north"), (export,))
    assert answer["code"] == "request.failed"
    said = capfd.readouterr()
    assert MARKER not in json.dumps(answer) + said.out + said.err + caplog.text
    # The log still says where it happened.
    assert "stumble" in caplog.text
