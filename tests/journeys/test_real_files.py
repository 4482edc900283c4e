"""Two real files, as they are, become receipts, a snapshot and pages: by the command line alone."""

import json
from pathlib import Path
from typing import Any

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
