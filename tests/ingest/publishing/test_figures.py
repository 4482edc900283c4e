"""Figures computed from exact data: the way out of the warehouse, and what stops them on it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.models import model_paths
from ingest.publishing import publish
from ingest.publishing.closed_list import PUBLISHED_NAMES, PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy
from ingest.publishing.figure_rules import rule_of_figure
from ingest.publishing.publish import publish_snapshot
from ingest.publishing.snapshot_check import SnapshotUnsafe, check_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

WITH_FIGURES = [table.name for table in PUBLISHED_TABLES if table.figures]
CURVE = {"rule_set": "phq9_gad7", "curve": "recovery"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "home")
    made.make_folders()
    return made


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = warehouse_of_a_curve()
    yield con
    con.close()


def warehouse_of_a_curve() -> duckdb.DuckDBPyConnection:
    """400 members, of whom 37 recover on day 40 and 180 on day 100."""
    con = empty_warehouse()
    for day, at_risk, events, share, lower, upper in [
        (40, 400, 37, 0.0925, 0.0671, 0.1251),
        (100, 363, 180, 0.5425, 0.4949, 0.5923),
        (800, 183, 0, 0.5425, 0.4949, 0.5923),
    ]:
        put_row(
            con,
            "recovery_curves",
            **CURVE,
            duration_days=day,
            at_risk_count=at_risk,
            event_count=events,
            event_share=share,
            event_share_lower=lower,
            event_share_upper=upper,
        )
    put_members(con, "recovery_curves", range(400))
    return con


def read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    name = (settings.public / "CURRENT").read_text().strip()
    with duckdb.connect(str(settings.public / name), read_only=True) as con:
        return con.execute(query).fetchall()


def test_an_exact_curve_is_published_on_its_days_and_its_grid(warehouse, settings) -> None:
    publish_snapshot(warehouse, settings)
    rows = read(
        settings,
        "select curve_day, at_risk_count, event_share, event_share_lower, event_share_upper,"
        " event_share_status from published.recovery_curves order by curve_day",
    )
    assert rows[:5] == [
        (0, 400, 0.0, None, None, "zero"),
        (30, 400, 0.0, None, None, "zero"),
        (60, 365, 0.09, 0.06, 0.13, "ok"),
        (90, 365, 0.09, 0.06, 0.13, "ok"),
        (120, 185, 0.54, 0.49, 0.6, "ok"),
    ]


MEDIANS = (
    "select distinct median_days_lower, median_days_upper, median_days_status"
    " from published.recovery_curves"
)


def test_a_median_is_told_as_the_published_days_that_its_limits_reach(warehouse, settings) -> None:
    # On day 90 the upper limit is .13, on day 120 the lower one .49; those of day 150 settle it.
    put_row(
        warehouse,
        "recovery_curves",
        **CURVE,
        duration_days=150,
        at_risk_count=183,
        event_count=40,
        event_share=0.6425,
        event_share_lower=0.5941,
        event_share_upper=0.6902,
    )
    warehouse.execute(
        "update marts.recovery_curves set at_risk_count = 143, event_share = 0.6425,"
        " event_share_lower = 0.5941, event_share_upper = 0.6902 where duration_days = 800"
    )
    publish_snapshot(warehouse, settings)
    assert read(settings, MEDIANS) == [(90, 180, "interval")]


def test_a_median_is_not_told_where_the_lower_limit_falls_short_of_half(
    warehouse, settings
) -> None:
    publish_snapshot(warehouse, settings)
    assert read(settings, MEDIANS) == [(None, None, "not_reached")]


@pytest.mark.parametrize(("size", "statuses"), [(149, set()), (150, {"zero"})])
def test_a_curve_is_of_150_members_or_not_there(settings, size, statuses) -> None:
    con = empty_warehouse()
    put_row(
        con,
        "recovery_curves",
        **CURVE,
        duration_days=731,
        at_risk_count=size,
        event_count=0,
        event_share=0,
    )
    put_members(con, "recovery_curves", range(size))
    publish_snapshot(con, settings)
    found = read(settings, "select distinct event_share_status from published.recovery_curves")
    assert {row[0] for row in found} == statuses


PLANTED = {
    "an exact share": "event_share = 0.0925 where curve_day = 60",
    "an exact limit": "event_share_lower = 0.0671 where curve_day = 60",
    "a share outside its limits": "event_share = 0.2 where curve_day = 60",
    "a share above 1": "event_share_upper = 1.01 where curve_day = 60",
    "a share that is said to be hidden": "event_share_status = 'suppressed' where curve_day = 60",
    "a status that nobody knows": "event_share_status = 'fine' where curve_day = 60",
    "an exact number at risk": "at_risk_count = 363 where curve_day = 60",
    "an exact day": "curve_day = 40 where curve_day = 60",
    "an exact median": "median_days_upper = 100",
    "a median without its status": "median_days_status = null",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that is published of the hand-made warehouse."""
    settings = Settings(tmp_path_factory.mktemp("home"))
    settings.make_folders()
    con = warehouse_of_a_curve()
    published = publish_snapshot(con, settings)
    con.close()
    return settings.public / published.file_name


def check_spoiled(snapshot: Path, folder: Path, statement: str) -> None:
    """Check a copy of the file that a fault of ours has changed."""
    spoiled = folder / "spoiled.duckdb"
    spoiled.write_bytes(snapshot.read_bytes())
    with duckdb.connect(str(spoiled)) as con:
        con.execute(statement)
    check_snapshot(spoiled, PUBLISHED_NAMES, Policy())


@pytest.mark.parametrize("change", PLANTED.values(), ids=PLANTED.keys())
def test_what_may_not_be_shown_is_found_in_the_file(
    snapshot: Path, tmp_path: Path, change: str
) -> None:
    with pytest.raises(SnapshotUnsafe, match=r"recovery_curves\.\w+: a value"):
        check_spoiled(snapshot, tmp_path, f"update published.recovery_curves set {change}")


@pytest.mark.parametrize("column", ["exact_share double", "mean_points double", "exact double"])
def test_a_number_without_a_status_is_found_in_the_file(
    snapshot: Path, tmp_path: Path, column: str
) -> None:
    with pytest.raises(SnapshotUnsafe, match="a number without a rule"):
        check_spoiled(
            snapshot, tmp_path, f"alter table published.recovery_curves add column {column}"
        )


@pytest.mark.parametrize(
    "statement",
    [
        f"update published.recovery_curves set {PLANTED['an exact share']}",
        "alter table published.recovery_curves add column exact double",
    ],
    ids=["a value", "a column"],
)
def test_what_is_found_in_the_file_stops_the_publish(
    warehouse, settings, monkeypatch, statement: str
) -> None:
    run_stage = publish.run_stage

    def run_and_spoil(con: duckdb.DuckDBPyConnection, stage: str) -> None:
        run_stage(con, stage)
        if stage == "published":
            con.execute(statement)

    monkeypatch.setattr(publish, "run_stage", run_and_spoil)
    with pytest.raises(SnapshotUnsafe, match=r"recovery_curves\."):
        publish_snapshot(warehouse, settings)
    assert not (settings.public / "CURRENT").exists()


@pytest.mark.parametrize(
    ("name", "value", "is_shown"),
    [
        ("a_share", 0.43, True),
        ("a_share", 0.433, False),
        ("a_share", 1.01, False),
        ("change_points", -3.2, True),
        ("change_points", -3.25, False),
        ("reply_hours", 2.5, True),
        ("reply_hours", 2.51, False),
        ("gini_coefficient", 0.85, True),
        ("gini_coefficient", 0.83, False),
        ("standardised_ratio", 1.2, True),
        ("standardised_ratio", 1.23, False),
    ],
)
def test_the_unit_in_a_name_tells_the_grid(name: str, value: float, *, is_shown: bool) -> None:
    rule = rule_of_figure(name, {name, f"{name}_status"}, Policy())
    row = f"select ({rule}) from (select {value}::double as {name}, 'ok' as {name}_status)"
    assert duckdb.sql(row).fetchall() == [(is_shown,)]


def figures_read_by(stage: str) -> Callable[[str], bool]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in model_paths(stage)}
    return lambda table: any(re.search(rf"\breleased\.{table}\b", text) for text in texts.values())


@pytest.mark.parametrize("table", WITH_FIGURES)
def test_exact_figures_are_read_by_the_disclosed_stage_alone(table: str) -> None:
    assert figures_read_by("disclosed")(table)
    assert not figures_read_by("published")(table)
