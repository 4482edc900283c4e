"""What a partner is told of each export: its status as it is now, who decides, and what was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

HEADER = "member_id,community_id,scored_on,instrument,score"
# A file rule holds what was scored on no day of the period it covers but a few, all of them wrong.
NONE_ACCEPTED = f"{HEADER}\nm-1,quiet-room,2025-01-10,PHQ-9,99\nm-2,quiet-room,2025-01-31,PHQ-9,99"
PERIOD = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")


def some_scores(count: int) -> str:
    rows = [f"m-{number},quiet-room,2025-01-{number:02},PHQ-9,9" for number in range(1, count + 1)]
    return "\n".join([HEADER, *rows])


@pytest.fixture
def told(rebond: Rebond, north: str, settings: Settings) -> Callable[[], list[dict[str, Any]]]:
    """What `rebond status --partner` says, which must be what lies in the outbox."""

    def tell() -> list[dict[str, Any]]:
        history: list[dict[str, Any]] = rebond("status", "--partner", north)["history"]
        written = json.loads((settings.outbox / north / "history.json").read_text())
        assert written["exports"] == history
        return history

    return tell


def test_the_status_is_the_one_of_now_and_not_of_the_receipt(
    rebond: Rebond, north: str, write_export: WriteExport, told: Callable[[], list[dict[str, Any]]]
) -> None:
    def statuses() -> list[tuple[str, str | None]]:
        return [(one["status"], one["superseded_by"]) for one in reversed(told())]

    rebond("take-in", write_export("1.csv", some_scores(3)), "--partner", north, *PERIOD)
    assert statuses() == [("current", None)]
    rebond("take-in", write_export("2.csv", some_scores(4)), "--partner", north, *PERIOD)
    assert statuses() == [("superseded", "E-000002"), ("current", None)]
    rebond("withdraw", "--partner", north, "--export", "E-000002")
    assert statuses() == [("current", None), ("withdrawn", None)]
    [first] = [one for one in told() if one["export_id"] == "E-000001"]
    assert [(one["status"], one["caused_by"]) for one in first["status_changes"]] == [
        ("current", None),
        ("superseded", "E-000002"),
        ("current", "E-000002"),
    ]


def test_a_held_export_says_why_and_who_decides_and_later_what_was_decided(
    rebond: Rebond, north: str, write_export: WriteExport, told: Callable[[], list[dict[str, Any]]]
) -> None:
    rebond("take-in", write_export("1.csv", NONE_ACCEPTED), "--partner", north, *PERIOD)
    [held] = told()
    assert held["status"] == "held"
    assert "a steward of this site" in held["words"]["en"]
    assert "un responsable de ce site" in held["words"]["fr"]
    assert held["why"]
    assert all(words["en"] in held["words"]["en"] for words in held["why"])
    rebond("release", "--partner", north, "--export", "E-000001")
    [let_in] = told()
    assert let_in["status"] == "current"
    assert "a steward let it in" in let_in["words"]["en"]


def test_a_held_export_waits_for_nobody_once_a_newer_one_tells_of_the_same_days(
    rebond: Rebond, north: str, write_export: WriteExport, told: Callable[[], list[dict[str, Any]]]
) -> None:
    rebond("take-in", write_export("1.csv", NONE_ACCEPTED), "--partner", north, *PERIOD)
    rebond("take-in", write_export("2.csv", some_scores(4)), "--partner", north, *PERIOD)
    held = told()[1]
    assert (held["status"], held["superseded_by"]) == ("superseded", "E-000002")
    rebond("withdraw", "--partner", north, "--export", "E-000002")
    assert told()[1]["status"] == "held"


def test_a_refused_file_says_in_words_why(
    rebond: Rebond, north: str, write_export: WriteExport, told: Callable[[], list[dict[str, Any]]]
) -> None:
    rebond("take-in", write_export("1.csv", f"{HEADER}\n"), "--partner", north)
    [refused] = told()
    assert refused["status"] == "refused"
    assert [set(words) for words in refused["why"]] == [{"en", "fr"}]


def test_nobody_reads_the_history_of_another_partner(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    rebond("partner", "add", "south")
    rebond("take-in", write_export("1.csv", some_scores(3)), "--partner", north, *PERIOD)
    assert rebond("status", "--partner", "south")["history"] == []
    assert not (settings.outbox / "south" / "history.json").exists()


def test_a_history_that_a_crash_kept_from_being_written_is_written_at_the_next_start(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    rebond("take-in", write_export("1.csv", some_scores(3)), "--partner", north, *PERIOD)
    path = settings.outbox / north / "history.json"
    written = path.read_text()
    path.unlink()
    rebond("status")
    assert path.read_text() == written
