"""What a partner's figures would become: right, rounded, of them alone, and kept nowhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import preview as previewing
from ingest.settings import Settings
from ingest.state import count_logged, log_action

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

COMMUNITIES = """
    community_id,platform_type,led_by,is_anonymous,time_zone
    quiet-room,forum,peers,true,America/Toronto
    small-room,forum,peers,true,America/Toronto
"""
PERIOD = ("--covered-from", "2025-01-01", "--covered-through", "2025-03-31")


def members(count: int, of_small_room: int = 0) -> str:
    rows = [f"q-{n},quiet-room,2025-01-{n % 28 + 1:02}" for n in range(count)]
    rows += [f"s-{n},small-room,2025-01-{n % 28 + 1:02}" for n in range(of_small_room)]
    return "\n".join(["member_id,community_id,joined_on", *rows])


@pytest.fixture
def with_40_members(rebond: Rebond, north: str, write_export: WriteExport) -> str:
    rebond("take-in", write_export("communities.csv", COMMUNITIES), "--partner", north)
    rebond("take-in", write_export("members.csv", members(40)), "--partner", north, *PERIOD)
    return north


def figures_of(receipt: dict[str, Any]) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Return per community and figure the counts before and after, with their statuses."""

    def side(part: dict[str, Any] | None) -> Any:
        return part and (part["numerator_count"], part["numerator_status"])

    return {
        (one["community_id"], one["figure_id"]): (side(one["before"]), side(one["after"]))
        for one in receipt["preview"]["figures"]
    }


def test_counts_are_rounded_and_small_ones_are_hidden(
    rebond: Rebond, with_40_members: str, write_export: WriteExport
) -> None:
    more = write_export("more.csv", members(63, of_small_room=7))
    checked = rebond("check", "--preview", more, "--partner", with_40_members, *PERIOD)
    figures = figures_of(checked)
    # 40 -> 63 and 7, rounded to 5; 7 is the largest count that is hidden.
    assert figures["all", "members"] == ((40, "ok"), (70, "ok"))
    assert figures["north/quiet-room", "members"] == ((40, "ok"), (65, "ok"))
    assert figures["north/small-room", "members"] == ((0, "zero"), (None, "suppressed"))


def test_what_was_foretold_is_what_a_later_preview_calls_now(
    rebond: Rebond, with_40_members: str, write_export: WriteExport
) -> None:
    more = write_export("more.csv", members(63, of_small_room=8))
    foretold = figures_of(rebond("check", "--preview", more, "--partner", "north", *PERIOD))
    rebond("take-in", more, "--partner", "north", *PERIOD)
    less = write_export("less.csv", members(30))
    later = figures_of(rebond("check", "--preview", less, "--partner", "north", *PERIOD))
    for key, (_, after) in foretold.items():
        assert later[key][0] == after


def test_what_others_sent_changes_nothing_in_a_preview(
    rebond: Rebond, with_40_members: str, write_export: WriteExport
) -> None:
    more = write_export("more.csv", members(50))
    alone = rebond("check", "--preview", more, "--partner", "north", *PERIOD)
    rebond("partner", "add", "south")
    rebond("take-in", write_export("c.csv", COMMUNITIES), "--partner", "south")
    rebond("take-in", write_export("m.csv", members(99)), "--partner", "south", *PERIOD)
    beside = rebond("check", "--preview", more, "--partner", "north", *PERIOD)
    assert beside["preview"] == alone["preview"]


def test_a_preview_keeps_nothing(
    rebond: Rebond, with_40_members: str, write_export: WriteExport, settings: Settings
) -> None:
    more = write_export("more.csv", members(63))
    before = rebond("status")["exports"]
    checked = rebond("check", "--preview", more, "--partner", "north", *PERIOD)
    assert checked["delivery"] is None
    assert checked["files"][0]["exports"][0]["export_id"] is None
    assert rebond("status")["exports"] == before
    assert list(settings.scratch.iterdir()) == []


def test_a_held_export_changes_no_figure(
    rebond: Rebond, with_40_members: str, write_export: WriteExport
) -> None:
    header, *rows = members(40).splitlines()
    spoilt = [row.replace("2025-01-", "2025-02-3x") for row in rows]
    held = write_export("held.csv", "\n".join([header, *spoilt]))
    figures = figures_of(rebond("check", "--preview", held, "--partner", "north", *PERIOD))
    assert figures
    assert all(before == after for before, after in figures.values())


def test_what_is_too_large_for_a_preview_is_told_so(
    rebond: Rebond,
    with_40_members: str,
    write_export: WriteExport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = write_export("more.csv", members(50))
    # 2 communities and 40 members in force, and 50 new ones.
    for most, has_figures in ((2 + 40 + 50, True), (2 + 40 + 50 - 1, False)):
        monkeypatch.setattr(previewing, "MAXIMUM_ROWS", most)
        checked = rebond("check", "--preview", more, "--partner", "north", *PERIOD)
        assert bool(checked["preview"]["figures"]) is has_figures


def test_without_a_partner_there_is_no_preview(rebond: Rebond, write_export: WriteExport) -> None:
    checked = rebond("check", "--preview", write_export("c.csv", COMMUNITIES))
    assert checked["preview"]["figures"] == []
    assert set(checked["preview"]["limits"]) == {"en", "fr"}


def test_previews_of_a_day_are_counted_by_partner_and_the_check_goes_on(
    rebond: Rebond,
    with_40_members: str,
    write_export: WriteExport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REBOND_PREVIEWS_PER_DAY", "2")
    more = write_export("more.csv", members(50))
    checked = [
        rebond("check", "--preview", more, "--partner", with_40_members, *PERIOD) for _ in range(3)
    ]
    assert [bool(one["preview"]["figures"]) for one in checked] == [True, True, False]
    assert "2" in checked[2]["preview"]["limits"]["fr"]
    assert checked[2]["rows_accepted"] == 50
    rebond("partner", "add", "south")
    others = rebond("check", "--preview", more, "--partner", "south", *PERIOD)
    assert others["preview"]["figures"]


def test_a_day_after_the_first_preview_there_is_another(settings: Settings, rebond: Rebond) -> None:
    rebond("partner", "add", "north")
    log_action(settings, actor="page", action="check", partner_id="north", reference="preview")
    now = datetime.now(UTC)
    for hours, count in ((-1, 1), (1, 0)):
        since = now + timedelta(hours=hours)
        asked = {"action": "check", "partner_id": "north", "reference": "preview"}
        assert count_logged(settings, **asked, since=since) == count
