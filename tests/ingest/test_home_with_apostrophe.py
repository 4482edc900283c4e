"""A home folder may have any name: a path is text in a statement, not a part of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

SCORES = """
    member_id,community_id,scored_on,instrument,score
    m-1,quiet-room,2025-01-10,PHQ-9,15
    m-2,quiet-room,2025-01-10,PHQ-9,99
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "o'brien"


def test_everything_works_in_a_home_folder_with_an_apostrophe_in_its_path(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    export = write_export("scores.csv", SCORES)
    assert "preview" in rebond("check", export, "--partner", north, "--preview")
    assert rebond("take-in", export, "--partner", north)["rows_refused"] == 1
    assert rebond("publish")["ok"]
    assert rebond("erase", "--partner", north, "--member", "m-2")["ok"]
    assert rebond("withdraw", "--partner", north, "--export", "E-000001")["ok"]
    assert list(settings.quarantine.iterdir()) == []
