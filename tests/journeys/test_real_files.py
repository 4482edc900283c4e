"""Two real files, as they are, become receipts, a snapshot and pages: by the command line alone."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import views
from ingest.cli import main

MAPPINGS = Path(__file__).parents[1] / "reference_mappings"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real_files") / "home"


@pytest.fixture(scope="module")
def receipts(home: Path, reference_data: Path) -> dict[str, dict[str, Any]]:
    """Take both files in, each for its own partner, and publish; return the receipts."""
    found = {}
    for partner, name in (("uci", "forum_events"), ("enrichd", "bdi_by_day")):
        run(home, "partner", "add", partner)
        words = ("--partner", partner, "--mapping", MAPPINGS / f"{name}.yaml")
        run(home, "take-in", reference_data / f"{name}.csv", *words)
        path = home / "outbox" / partner / f"D-{len(found) + 1:06}" / "receipt.json"
        found[name] = json.loads(path.read_text())
    assert run(home, "publish") == 0
    return found


def run(home: Path, *words: str | Path) -> int:
    return main([*map(str, words), "--home", str(home), "--json"])


@pytest.mark.parametrize(("name", "lines"), [("forum_events", 61_734), ("bdi_by_day", 7_117)])
def test_every_line_is_accepted_refused_or_routed_elsewhere(
    receipts: dict[str, dict[str, Any]], name: str, lines: int
) -> None:
    [file] = receipts[name]["files"]
    parts = ("rows_accepted", "rows_refused", "rows_routed_elsewhere")
    assert sum(file[part] for part in parts) == file["rows_read"] == lines


def test_conflicting_scores_of_a_day_are_refused_and_identical_ones_collapse(
    receipts: dict[str, dict[str, Any]],
) -> None:
    # 153 days of a person are there twice: on 31 the scores differ, both rows of them are refused.
    receipt = receipts["bdi_by_day"]
    assert receipt["refusals"]["member_id.conflicting_copies"] == 31 * 2
    assert receipt["rows_collapsed"] == 153 - 31


def test_what_was_accepted_is_in_the_warehouse(
    receipts: dict[str, dict[str, Any]], home: Path
) -> None:
    with duckdb.connect(str(home / "private" / "work.duckdb"), read_only=True) as warehouse:
        for kind in ("members", "activity", "outcome_scores"):
            [(stored, expected)] = warehouse.execute(
                f"select (select count(*) from accepted.{kind}),"
                " (select sum(rows_accepted - rows_collapsed) from ledger.exports where kind = ?)",
                [kind],
            ).fetchall()
            assert stored == expected > 0


@pytest.mark.parametrize("view", views.IN_ORDER, ids=lambda view: view.name)
def test_every_page_opens_on_their_snapshot(
    receipts: dict[str, dict[str, Any]],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    view: Any,
) -> None:
    def script(name: str) -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        framed(next(view for view in views.IN_ORDER if view.name == name), chosen_language())

    monkeypatch.setenv("REBOND_HOME", str(home))
    page = AppTest.from_function(script, kwargs={"name": view.name}, default_timeout=60).run()
    assert [trouble.message for trouble in page.exception] == []
    assert page.title


def messages(reference_data: Path) -> list[tuple[str, datetime]]:
    """Who sent each message of the forum, and when, on the clock of its university."""
    with (reference_data / "forum_events.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["event"] == "message"]
    clock = ZoneInfo("America/Los_Angeles")
    return [
        (row["user_id"], datetime.fromisoformat(row["timestamp"]).replace(tzinfo=clock))
        for row in rows
    ]


def test_the_forum_is_as_unequal_as_plain_python_finds_it(
    receipts: dict[str, dict[str, Any]], home: Path, reference_data: Path
) -> None:
    amounts = sorted(Counter(sender for sender, _ in messages(reference_data)).values())
    count, total = len(amounts), sum(amounts)
    ranked = sum((2 * place - count - 1) * x for place, x in enumerate(amounts, start=1))
    gini, top = ranked / (count * total), sum(amounts[-ceil(count / 100) :]) / total
    # 1,350 of 1,899 sent 59,835 messages: Gini 0.715, the most active 1 % (14) sent 15.0 %.
    assert (count, total, round(gini, 3), round(top, 3)) == (1_350, 59_835, 0.715, 0.15)
    [published] = of_the_forum(
        home,
        "contribution_inequality",
        "contributing_member_count, contribution_count, gini_coefficient, top_group, top_share",
        "period = 'all'",
    )
    assert published == (1_350, 59_835, 0.7, "top_1_percent", 0.15)


def test_the_forum_s_hours_are_those_that_plain_python_finds(
    receipts: dict[str, dict[str, Any]], home: Path, reference_data: Path
) -> None:
    # No export tells the community's clock: its hours are read in UTC.
    senders: dict[str, set[str]] = {}
    for sender, at in messages(reference_data):
        senders.setdefault(f"{at.astimezone(UTC).hour:02}", set()).add(sender)
    published = of_the_forum(
        home,
        "activity_hours",
        "part_of_day, active_member_count",
        "day_of_week = 'all' and length(part_of_day) = 2",
    )
    assert dict(published) == {hour: 5 * round(len(who) / 5) for hour, who in senders.items()}


def of_the_forum(home: Path, table: str, columns: str, where: str) -> list[tuple[Any, ...]]:
    """The forum's published rows: of everyone, since the other file holds no activity."""
    name = (home / "public" / "CURRENT").read_text().strip()
    # Attached, because the pages of the test before hold the file with settings of their own.
    with duckdb.connect() as own:
        own.execute(f"attach '{home / 'public' / name}' as snapshot (read_only)")
        return own.execute(
            f"select {columns} from snapshot.published.{table}"
            f" where community_id = 'all' and dimension = 'all' and {where}"
        ).fetchall()
