"""A member who asks to be forgotten: no byte of either pseudonym stays, and none comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.cli import main
from ingest.pseudonyms import load_key, member_key
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

MEMBER = "forgotten-member-7f3a"
ROWS = "\n".join(
    f"member-{number},quiet-room,2025-01-{number:02d},PHQ-9,15" for number in range(1, 29)
)
SCORES = f"""
    member_id,community_id,scored_on,instrument,score
    {MEMBER},quiet-room,2025-01-10,PHQ-9,15
    {MEMBER},quiet-room,2025-01-11,PHQ-9,99
    {MEMBER}0,quiet-room,2025-01-11,PHQ-9,99
    {ROWS}
"""


def bytes_anywhere(home: Path, needle: bytes) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_no_byte_of_an_erased_member_is_left_and_the_next_publish_works(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    text = SCORES.replace(f"{MEMBER}0", "another-high")
    rebond("take-in", write_export("scores.csv", text), "--partner", north)
    assert rebond("publish")["ok"]
    key = member_key(load_key(settings, north), MEMBER)
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        before = warehouse.execute(
            "select count(*) from accepted.outcome_scores where member_key = ?", [key]
        ).fetchall()
    assert before == [(1,)]
    assert rebond("erase", "--partner", north, "--member", MEMBER)["rows_erased"] == 1
    assert rebond("publish")["ok"]
    # DuckDB keeps a UUID as a 128-bit integer whose highest bit is turned, lowest byte first.
    stored = (key.int ^ (1 << 127)).to_bytes(16, "little")
    for needle in (MEMBER.encode(), str(key).encode(), key.hex.encode(), key.bytes, stored):
        assert bytes_anywhere(settings.home, needle) == []
    # The order of bytes is right: that of a member who stays is found.
    other = member_key(load_key(settings, north), "member-1")
    assert bytes_anywhere(settings.home, (other.int ^ (1 << 127)).to_bytes(16, "little"))


def test_an_erased_member_is_ignored_in_later_exports(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    rebond("erase", "--partner", north, "--member", MEMBER)
    receipt = rebond("take-in", write_export("scores.csv", SCORES), "--partner", north)
    assert receipt["refusals"]["member_id.erased"] == 2
    found = bytes_anywhere(settings.home, f"{MEMBER},".encode())
    assert found == []


def test_erasing_one_member_keeps_the_refused_rows_of_a_member_with_a_longer_name(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    rebond("take-in", write_export("scores.csv", SCORES), "--partner", north)
    rebond("erase", "--partner", north, "--member", MEMBER)
    [path] = (settings.outbox / north).glob("D-000001/refused-*.csv")
    [line] = path.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert f"{MEMBER}0" in line


def test_refused_rows_that_were_all_of_an_erased_member_are_gone_and_others_can_be_erased_after(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    header = "member_id,community_id,scored_on,instrument,score"
    rows = [
        f"{name},quiet-room,2025-01-10,PHQ-9,{score}" for name, score in (("a-1", 99), ("b-1", 9))
    ]
    rebond("take-in", write_export("scores.csv", "\n".join([header, *rows])), "--partner", north)
    assert rebond("erase", "--partner", north, "--member", "a-1")["ok"]
    assert list(settings.quarantine.iterdir()) == []
    assert list((settings.outbox / north).glob("D-*/refused-*")) == []
    assert rebond("erase", "--partner", north, "--member", "b-1")["rows_erased"] == 1


def test_erasing_a_misspelt_member_says_that_nothing_was_found(
    north: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("en", "letter by letter"), ("fr", "lettre à lettre")):
        asked = ["erase", "--partner", north, "--member", "m-1x", "--language", language]
        assert main([*asked, "--home", str(home)]) == 0
        assert words in capsys.readouterr().out
