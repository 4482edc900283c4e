"""A held export waits for its steward, who lets it in by `rebond release`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

HEADER = "member_id,community_id,scored_on,instrument,score\n"
GOOD = "".join(f"m-{day},quiet-room,2025-01-{day:02},PHQ-9,{day}\n" for day in range(10, 20))
# Nearly half of the rows refused: more than the fifth above which an export is held.
TOO_HIGH = "".join(f"m-{day},quiet-room,2025-01-{day:02},PHQ-9,99\n" for day in range(10, 20))


@pytest.fixture
def held(rebond: Rebond, north: str, write_export: WriteExport) -> str:
    """A current export, and a wider one of which half the rows are refused."""
    rebond("take-in", write_export("first.csv", HEADER + GOOD), "--partner", north)
    late = "late,quiet-room,2025-01-30,PHQ-9,3\n"
    path = write_export("second.csv", HEADER + GOOD + late + TOO_HIGH.replace("m-", "n-"))
    taken = rebond("take-in", path, "--partner", north)
    assert taken["files"][0]["outcome"] == "held"
    return "E-000002"


def statuses(rebond: Rebond) -> dict[str, str]:
    return {export["export_id"]: export["status"] for export in rebond("status")["exports"]}


def test_a_held_export_leaves_the_former_one_in_use(rebond: Rebond, held: str) -> None:
    assert statuses(rebond) == {"E-000001": "current", held: "held"}


def test_a_released_export_takes_the_place_of_what_it_covers(
    rebond: Rebond, north: str, held: str
) -> None:
    answer = rebond("release", "--partner", north, "--export", held)
    assert answer["superseded"] == ["E-000001"]
    assert statuses(rebond) == {"E-000001": "superseded", held: "current"}


def test_releasing_twice_changes_nothing(rebond: Rebond, north: str, held: str) -> None:
    first = rebond("release", "--partner", north, "--export", held)
    assert rebond("release", "--partner", north, "--export", held) == first


def test_a_released_export_can_be_withdrawn(rebond: Rebond, north: str, held: str) -> None:
    rebond("release", "--partner", north, "--export", held)
    answer = rebond("withdraw", "--partner", north, "--export", held)
    assert answer["restored"] == ["E-000001"]


def test_what_was_replaced_or_withdrawn_cannot_be_released(
    rebond: Rebond, north: str, held: str
) -> None:
    rebond("release", "--partner", north, "--export", held)
    answer = rebond("release", "--partner", north, "--export", "E-000001")
    assert (answer["code"], answer["exit_code"]) == ("export.not_held", 1)
    rebond("withdraw", "--partner", north, "--export", held)
    assert rebond("release", "--partner", north, "--export", held)["code"] == "export.not_held"


def test_a_newer_export_that_covers_a_held_one_is_kept(
    rebond: Rebond, north: str, held: str, write_export: WriteExport
) -> None:
    late = "late,quiet-room,2025-02-01,PHQ-9,3\n"
    rebond("take-in", write_export("third.csv", HEADER + GOOD + late), "--partner", north)
    answer = rebond("release", "--partner", north, "--export", held)
    assert answer["code"] == "export.replaced"
    assert "E-000003" in answer["sentences"]["fr"]
    assert statuses(rebond)[held] == "superseded"


def test_nobody_releases_the_export_of_another_partner(rebond: Rebond, held: str) -> None:
    rebond("partner", "add", "south")
    answer = rebond("release", "--partner", "south", "--export", held)
    assert answer["code"] == "export.unknown"
