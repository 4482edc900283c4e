"""Periods of keeping: what is older goes, what is in force never does, and a dry run only tells."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.settings import RetentionPeriods, Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

DAY = 24 * 3600
HEADER = "member_id,community_id,scored_on,instrument,score"
PERIOD = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")
FAR = RetentionPeriods(**dict.fromkeys(asdict(RetentionPeriods()), 10_000))


@pytest.fixture
def installation(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> Settings:
    """One export replaced by another with a refused row; one withdrawn, one refused, one kept."""
    for number, (count, refused) in enumerate([(3, 0), (4, 1)]):
        text = scores(count, refused)
        rebond("take-in", write_export(f"{number}.csv", text), "--partner", north, *PERIOD)
    rebond("take-in", write_export("gone.csv", scores(2, 0, "2024-01")), "--partner", north)
    rebond("withdraw", "--partner", north, "--export", "E-000003")
    rebond("take-in", write_export("none.csv", f"{HEADER}\n"), "--partner", north)
    rebond("take-in", write_export("last.csv", scores(2, 0, "2024-03")), "--partner", north)
    time.sleep(1.1)  # a period of 0 days is over only once the second is
    return settings


def scores(count: int, refused: int, month: str = "2025-01") -> str:
    rows = [f"m-{n},quiet-room,{month}-{n:02},PHQ-9,9" for n in range(1, count + 1)]
    rows += [f"r-{n},quiet-room,{month}-{n:02},PHQ-9,99" for n in range(1, refused + 1)]
    return "\n".join([HEADER, *rows])


@pytest.fixture
def keep(
    rebond: Rebond, monkeypatch: pytest.MonkeyPatch
) -> Callable[[RetentionPeriods, bool], dict[str, int]]:
    """Run `rebond retention` with these periods, and return how much of each store was older."""

    def run(periods: RetentionPeriods, is_dry_run: bool = False) -> dict[str, int]:
        for name, days in asdict(periods).items():
            monkeypatch.setenv(f"REBOND_KEEP_{name.upper()}", str(days))
        answer = rebond("retention", *(["--dry-run"] if is_dry_run else []))
        assert answer["is_dry_run"] is is_dry_run
        return {store["store"]: store["count"] for store in answer["stores"]}

    return run


Keep = Callable[..., dict[str, int]]


def stored(settings: Settings) -> dict[str, int]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        rows = warehouse.execute(
            "select export_id, count(*) from accepted.outcome_scores group by 1"
        ).fetchall()
    return dict(rows)


def files(settings: Settings) -> set[Path]:
    return {path for path in settings.home.rglob("*") if path.is_file() and path.suffix != ".json"}


def test_a_dry_run_says_what_would_go_and_removes_nothing(
    installation: Settings, keep: Keep
) -> None:
    before = files(installation), stored(installation)
    told = keep(RetentionPeriods(0, 0, 0, 0, 0), is_dry_run=True)
    # E-000001 was replaced; its delivery is kept as long as its rows. Of E-000002 one row was
    # refused: our copy and the partner's. D-000003 was withdrawn, D-000004 refused.
    assert told["superseded"] == 1
    assert told["quarantine"] == 2
    assert told["reports"] == 2
    assert (files(installation), stored(installation)) == before


def test_what_is_in_force_survives_periods_of_no_day_at_all(
    installation: Settings, keep: Keep, rebond: Rebond
) -> None:
    keep(RetentionPeriods(0, 0, 0, 0, 0))
    assert stored(installation) == {"E-000002": 4, "E-000005": 2}
    assert list(installation.quarantine.iterdir()) == []
    folders = {path.name for path in (installation.outbox / "north").glob("D-*")}
    assert folders == {"D-000001", "D-000002", "D-000005"}
    statuses = {row["export_id"]: row["status"] for row in rebond("status")["exports"]}
    assert statuses == {"E-000001": "withdrawn", "E-000002": "current", "E-000005": "current"}


def test_what_is_forgotten_is_told_in_no_history_any_more(
    installation: Settings, keep: Keep, rebond: Rebond, write_export: WriteExport
) -> None:
    rebond("partner", "add", "south")
    rebond("take-in", write_export("none.csv", f"{HEADER}\n\n"), "--partner", "south")
    # Of neither partner the newest entry goes, which is kept so that its number is known.
    last = write_export("newest.csv", scores(2, 0, "2024-05"))
    rebond("take-in", last, "--partner", "north")
    time.sleep(1.1)
    keep(replace(FAR, reports_days=0))
    told = json.loads((installation.outbox / "north" / "history.json").read_text())["exports"]
    assert [export["export_id"] for export in told] == [
        "E-000007", "E-000005", "E-000002", "E-000001",
    ]  # fmt: skip
    assert not (installation.outbox / "south" / "history.json").exists()


def test_no_number_is_given_twice(
    installation: Settings, keep: Keep, rebond: Rebond, write_export: WriteExport
) -> None:
    rebond("withdraw", "--partner", "north", "--export", "E-000005")
    time.sleep(1.1)
    keep(RetentionPeriods(0, 0, 0, 0, 0))
    new = write_export("new.csv", scores(2, 0, "2023-01"))
    taken = rebond("take-in", new, "--partner", "north")
    assert taken["delivery"] == "D-000006"
    assert taken["files"][0]["exports"][0]["export_id"] == "E-000006"


def test_rows_that_are_no_longer_kept_are_not_restored(
    installation: Settings, keep: Keep, rebond: Rebond
) -> None:
    keep(replace(FAR, superseded_days=0))
    assert rebond("withdraw", "--partner", "north", "--export", "E-000002")["restored"] == []
    [first] = [
        one
        for one in rebond("status", "--partner", "north")["history"]
        if one["export_id"] == "E-000001"
    ]
    assert "removed at the end of the time" in first["words"]["en"]


@pytest.mark.parametrize(("age_days", "is_removed"), [(364.9, False), (365.1, True)])
def test_a_replaced_snapshot_goes_with_its_period_and_the_current_one_never(
    installation: Settings, keep: Keep, age_days: float, is_removed: bool
) -> None:
    old, current = (installation.public / f"safe-00000{n}-x.duckdb" for n in (1, 2))
    for path in (old, current):
        path.write_bytes(b"snapshot")
        os.utime(path, (0, time.time() - age_days * DAY))
    (installation.public / "CURRENT").write_text(f"{current.name}\n")
    assert keep(replace(FAR, snapshots_days=365))["snapshots"] == int(is_removed)
    assert (old.exists(), current.exists()) == (not is_removed, True)


def test_answers_go_with_their_period(installation: Settings, keep: Keep) -> None:
    [*answers] = (installation.outbox / "north" / "answers").glob("*.json")
    os.utime(answers[0], (0, time.time() - 31 * DAY))
    assert keep(replace(FAR, answers_days=30))["answers"] == 1
    assert not answers[0].exists()
    assert answers[1].exists()


def test_every_period_can_be_set_and_each_is_documented() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for period in fields(RetentionPeriods):
        assert f"`REBOND_KEEP_{period.name.upper()}` ({period.default:,})" in readme


def test_the_table_is_printed_in_both_languages(
    installation: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from ingest.cli import main

    for language, words in (("en", "dry run"), ("fr", "Simple aperçu")):
        home = ["--home", str(installation.home), "--language", language]
        assert main(["retention", "--dry-run", *home]) == 0
        assert words in capsys.readouterr().out
