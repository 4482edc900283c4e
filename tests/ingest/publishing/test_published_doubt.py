"""Bounds and ratios in a snapshot follow from its rounded counts, of one vintage alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

KEYS = {"rule_set": "phq9_gad7", "follow_up": "day_180"}
FIRST, LATER = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "home")
    made.make_folders()
    return made


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    made = empty_warehouse()
    yield made
    made.close()


def read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    name = (settings.public / "CURRENT").read_text().strip()
    with duckdb.connect(str(settings.public / name), read_only=True) as snapshot:
        return snapshot.execute(query).fetchall()


def put_rates(con: duckdb.DuckDBPyConnection) -> None:
    put_row(
        con,
        "recovery_rates",
        **KEYS,
        scored_count=103,
        at_caseness_count=98,
        recovered_count=51,
        reliably_recovered_count=48,
        reliably_improved_count=60,
        reliably_deteriorated_count=6,
        unchanged_count=37,
    )
    put_members(con, "recovery_rates", range(103))


def put_funnel(con: duckdb.DuckDBPyConnection) -> None:
    put_row(
        con,
        "follow_up_funnel",
        **KEYS,
        member_count=401,
        with_baseline_count=299,
        at_caseness_count=249,
        eligible_count=202,
        with_any_follow_up_count=149,
        in_window_count=98,
    )
    put_members(con, "follow_up_funnel", range(401))


BOUNDS = (
    "select outcome_bounds_status, outcome_bounds_lower, outcome_bounds_upper"
    " from published.recovery_rates where outcome = "
)


def test_a_recovery_rate_has_the_bounds_of_who_could_have_been_scored(con, settings):
    put_rates(con)
    put_funnel(con)
    publish_snapshot(con, settings, published_at=FIRST)
    # 50 of 100 scored of 200, as published; outward by the rounding.
    [(status, lower, upper)] = read(settings, BOUNDS + "'recovery'")
    assert status == "interval"
    assert lower == pytest.approx(48 / 202)
    assert upper == pytest.approx(1 - (98 - 52) / 202)
    assert lower <= 51 / 202
    assert upper >= (51 + 202 - 98) / 202


def test_change_has_no_bounds(con, settings):
    put_rates(con)
    put_funnel(con)
    publish_snapshot(con, settings, published_at=FIRST)
    assert read(settings, BOUNDS + "'reliable_deterioration'") == [("not_defined", None, None)]


def test_counts_of_two_vintages_make_no_bounds(con, settings):
    put_rates(con)
    publish_snapshot(con, settings, published_at=FIRST)
    # Three more members hold the rates back, while the funnel comes anew.
    put_members(con, "recovery_rates", range(103, 106))
    put_funnel(con)
    publish_snapshot(con, settings, published_at=LATER)
    assert read(settings, BOUNDS + "'recovery'") == [("suppressed", None, None)]


def put_bands(con: duckdb.DuckDBPyConnection, **counted: tuple[int, int, int]) -> None:
    """Write a row per band (scored, recovered, eligible) and one for all of them together."""
    totals = tuple(sum(column) for column in zip(*counted.values(), strict=True))
    rows = {("engagement_band", band): counts for band, counts in counted.items()}
    for (dimension, category), (scored, recovered, eligible) in {
        **rows,
        ("all", "all"): totals,
    }.items():
        put_row(
            con,
            "landmark_comparisons",
            **KEYS,
            dimension=dimension,
            category=category,
            landmark_days=30,
            at_caseness_count=eligible + 60,
            not_covered_count=20,
            left_count=20,
            below_caseness_count=20,
            eligible_count=eligible,
            scored_count=scored,
            recovered_count=recovered,
        )
    put_members(con, "landmark_comparisons", range(totals[2]))


def test_each_band_is_compared_with_those_who_wrote_nothing(con, settings):
    put_bands(con, **{"0": (400, 100, 900), "1_4": (100, 40, 300), "5_19": (30, 12, 90)})
    publish_snapshot(con, settings, published_at=FIRST)
    found = read(
        settings,
        "select category, risk_ratio_status, risk_ratio, risk_ratio_lower < 1.6,"
        " risk_ratio_upper > 1.6 from published.landmark_comparisons order by category",
    )
    assert found == [
        ("0", "not_compared", None, None, None),
        ("1_4", "ok", pytest.approx(1.6), True, True),
        ("5_19", "interval", None, True, True),
        ("all", "not_compared", None, None, None),
    ]


def test_a_band_whose_recovered_are_few_has_a_range_and_no_ratio(con, settings):
    put_bands(con, **{"0": (400, 100, 900), "1_4": (100, 40, 300), "5_19": (60, 5, 90)})
    publish_snapshot(con, settings, published_at=FIRST)
    found = read(
        settings,
        "select recovered_count, recovery_rate_status, risk_ratio_status"
        " from published.landmark_comparisons where category = '5_19'",
    )
    # 5 of 60: a range; and 5 cannot be worked out from the total, which is 145 of 560.
    assert found[0][0] is None
    assert found[0][1:] in {("range", "suppressed"), ("withheld", "withheld")}
