"""A member who asks to be forgotten: no byte of either pseudonym stays, and none comes back."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.cli import main
from ingest.erasure import erase_member
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


def as_stored(key: UUID) -> bytes:
    """DuckDB keeps a UUID as a 128-bit integer whose highest bit is turned, lowest byte first."""
    return (key.int ^ (1 << 127)).to_bytes(16, "little")


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
    for needle in (MEMBER.encode(), str(key).encode(), key.hex.encode(), key.bytes, as_stored(key)):
        assert bytes_anywhere(settings.home, needle) == []
    # The order of bytes is right: that of a member who stays is found.
    other = member_key(load_key(settings, north), "member-1")
    assert bytes_anywhere(settings.home, as_stored(other))


ACTIVITY = f"""
    activity_id,member_id,community_id,occurred_at,activity_type,thread_id,replies_to_activity_id
    p-1,member-1,quiet-room,2025-01-10 10:00,post,t-1,
    p-2,{MEMBER},quiet-room,2025-01-10 11:00,reply,t-1,p-1
    p-3,member-2,quiet-room,2025-01-10 12:00,reply,t-1,p-2
"""


@pytest.mark.parametrize(
    "words", [("erase", "--partner", "north", "--member", MEMBER),
              ("withdraw", "--partner", "north", "--export", "E-000001")],
)  # fmt: skip
def test_what_was_built_from_replies_names_nobody_who_was_taken_back(
    rebond: Rebond,
    north: str,
    write_export: WriteExport,
    settings: Settings,
    words: tuple[str, ...],
) -> None:
    rebond("take-in", write_export("activity.csv", ACTIVITY), "--partner", north)
    assert rebond("build")["ok"]
    key = member_key(load_key(settings, north), MEMBER)
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        replies = warehouse.execute(
            "select count(*) from histories.answers where ? in (replier_key, answered_member_key)",
            [key],
        ).fetchall()
    assert replies == [(2,)]
    assert rebond(*words)["ok"]
    assert bytes_anywhere(settings.home, as_stored(key)) == []
    assert rebond("build")["ok"]
    assert bytes_anywhere(settings.home, as_stored(key)) == []


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


STEPS = [
    "ingest.erasure.quarantine.write_without_member",
    "ingest.erasure.letterbox.take_back",
    "ingest.erasure.rewrite_refused",
    "ingest.erasure.quarantine.put_in_place",
    "ingest.erasure.rewrite_warehouse",
]


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_ended_before_any_of_its_steps_can_be_repeated(
    rebond: Rebond,
    north: str,
    write_export: WriteExport,
    settings: Settings,
    step: str,
) -> None:
    rebond(
        "take-in", write_export("scores.csv", SCORES.replace(f"{MEMBER}0", "x")), "--partner", north
    )
    [refused] = (settings.outbox / north).glob("D-*/refused-*.csv")
    handed_back = settings.letterbox / north / "receipts" / "R-1"
    handed_back.mkdir(parents=True)
    (handed_back / refused.name).write_bytes(refused.read_bytes())
    assert len(bytes_anywhere(settings.home, MEMBER.encode())) >= 2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_member(settings, north, MEMBER, "R-2")
    erase_member(settings, north, MEMBER, "R-2")
    assert bytes_anywhere(settings.home, MEMBER.encode()) == []
    assert len(refused_rows(settings, north)) == 1


def refused_rows(settings: Settings, partner_id: str) -> list[list[str]]:
    """Return the refused rows of a partner's only delivery with some, as the partner has them."""
    [path] = (settings.outbox / partner_id).glob("D-*/refused-*.csv")
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]


def test_erasing_a_member_takes_nothing_from_others_who_have_the_same_number_elsewhere(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    header = "member_id,community_id,scored_on,instrument,score"
    rows = ["77,quiet-room,2025-01-10,PHQ-9,99", "s-2,quiet-room,2025-01-11,PHQ-9,77"]
    accepted = "s-3,quiet-room,2025-01-11,PHQ-9,7"
    rebond("partner", "add", "south")
    for partner_id in (north, "south"):
        export = write_export(f"{partner_id}.csv", "\n".join([header, *rows, accepted]))
        rebond("take-in", export, "--partner", partner_id)
    rebond("erase", "--partner", north, "--member", "77")
    # South's 77 is somebody else, and 77 is a score of s-2.
    assert [row[-5:] for row in refused_rows(settings, north)] == [rows[1].split(",")]
    assert len(refused_rows(settings, "south")) == 2
    kept = {path.stem: pq.read_table(path).num_rows for path in settings.quarantine.iterdir()}
    assert kept == {"E-000001": 1, "E-000002": 2}


def test_a_member_is_erased_from_refused_rows_by_the_identifier_that_a_mapping_makes(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "constants: {community_id: quiet-room, instrument: PHQ-9}\n"
        "rows:\n  - kind: outcome_scores\n    columns:\n"
        "      member_id: {column: number, prefix: site-a-}\n"
        "      scored_on: day\n      score: total\n"
    )
    text = "number,day,total\n12,2025-01-10,99\n13,2025-01-10,99\n14,2025-01-10,9"
    rebond("take-in", write_export("s.csv", text), "--partner", north, "--mapping", mapping)
    rebond("erase", "--partner", north, "--member", "site-a-12")
    assert [row[-3:] for row in refused_rows(settings, north)] == [["13", "2025-01-10", "99"]]


def test_a_row_of_an_erased_member_is_kept_nowhere_even_if_another_kind_read_from_it_is_refused(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "rows:\n  - kind: members\n    columns:\n"
        "      {member_id: who, community_id: room, joined_on: day}\n"
        "  - kind: communities\n    columns:\n"
        "      community_id: room\n      platform_type: platform\n      time_zone: zone\n"
        "      led_by: {constant: peers}\n      is_anonymous: {constant: 'true'}\n"
    )
    text = f"""
        who,room,day,platform,zone
        {MEMBER},room-1,2025-01-10,telegraph,UTC
        a-1,room-2,2025-01-10,forum,UTC
    """
    rebond("erase", "--partner", north, "--member", MEMBER)
    export = write_export("both.csv", text)
    receipt = rebond("take-in", export, "--partner", north, "--mapping", mapping)
    # The room has a fault of its own, which names nobody.
    assert receipt["refusals"] == {"member_id.erased": 1, "platform_type.unknown_value": 1}
    assert bytes_anywhere(settings.home, MEMBER.encode()) == []


def test_a_member_is_erased_where_a_column_that_is_not_read_or_a_broken_line_names_them(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    text = f"""
        member_id,community_id,scored_on,instrument,score,answered_by
        a-1,quiet-room,2025-01-10,PHQ-9,99,{MEMBER}
        a-2,quiet-room,2025-01-10,PHQ-9,99,a-1
        a-3,quiet-room,2025-01-10,PHQ-9,9,a-1
        {MEMBER},quiet-room
        {MEMBER}0,quiet-room
    """
    rebond("take-in", write_export("scores.csv", text), "--partner", north)
    assert len(refused_rows(settings, north)) == 4
    rebond("erase", "--partner", north, "--member", MEMBER)
    first, second = refused_rows(settings, north)
    assert "a-2" in first
    assert f"{MEMBER}0,quiet-room" in second


def test_erasing_a_misspelt_member_says_that_nothing_was_found(
    north: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("en", "letter by letter"), ("fr", "lettre à lettre")):
        asked = ["erase", "--partner", north, "--member", "m-1x", "--language", language]
        assert main([*asked, "--home", str(home)]) == 0
        assert words in capsys.readouterr().out
