"""What of comparisons may be shown: grids at their boundaries, and nothing where a count is hidden.

The models run without the audit here: what it withholds has its own tests.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from ingest.publishing.release_units import release_units
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

KEYS = {"rule_set": "phq9_gad7", "follow_up": "end_paired"}
RECOVERY = KEYS | {"outcome": "recovery"}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    made = empty_warehouse()
    yield made
    made.close()


def put_rates(
    con: duckdb.DuckDBPyConnection, scored: int, recovered: int, community_id: str = "all"
) -> None:
    put_row(
        con, "recovery_rates", **KEYS, community_id=community_id, scored_count=scored,
        at_caseness_count=scored, recovered_count=recovered, reliably_recovered_count=recovered,
        reliably_improved_count=recovered, reliably_deteriorated_count=recovered,
        unchanged_count=0,
    )  # fmt: skip
    put_members(con, "recovery_rates", range(scored), community_id)


def published(con: duckdb.DuckDBPyConnection, table: str, **wanted: object) -> dict[str, Any]:
    """Release everything, and return the one row of a published table that has the values."""
    policy = Policy()
    write_policy(con, policy)
    release_units(con, PUBLISHED_TABLES, policy, date(2026, 1, 5))
    write_cells(con, PUBLISHED_TABLES)
    run_stage(con, "disclosed")
    run_stage(con, "shown")
    model = (SQL / "published" / f"{table}.sql").read_text(encoding="utf-8")
    conditions = " and ".join(f"{name} = ?" for name in wanted) or "true"
    result = con.execute(f"select * from ({model}) where {conditions}", [*wanted.values()])
    names = [column[0] for column in result.description or []]
    [row] = result.fetchall()
    return dict(zip(names, row, strict=True))


def put_sensitivity(con: duckdb.DuckDBPyConnection, **changed: object) -> None:
    usual: dict[str, object] = {
        "eligible_count": 400, "carried_count": 100, "effective_count": 400,
        "weighted_rate": 0.333, "weighted_rate_lower": 0.289, "weighted_rate_upper": 0.381,
    }  # fmt: skip
    figures = usual | changed
    put_row(con, "recovery_sensitivity", **RECOVERY, **figures)
    put_members(con, "recovery_sensitivity", range(400))
    # A row is there only beside the published count of the eligible.
    steps = ("member", "with_baseline", "at_caseness", "eligible")
    funnel = {f"{step}_count": figures["eligible_count"] for step in steps}
    later = dict.fromkeys(("with_any_follow_up_count", "in_window_count"), 40)
    put_row(con, "follow_up_funnel", **KEYS, **funnel, **later)
    put_members(con, "follow_up_funnel", range(400))


@pytest.mark.parametrize(
    ("effective", "shown"),
    [
        (49.9, ("suppressed", None, None, None, None)),
        (50, ("ok", 0.35, 0.25, 0.4, 50)),
        (149.9, ("ok", 0.35, 0.25, 0.4, 150)),
        (150, ("ok", 0.34, 0.28, 0.4, 150)),
        (299.9, ("ok", 0.34, 0.28, 0.4, 300)),
        (300, ("ok", 0.33, 0.28, 0.39, 300)),
    ],
)
def test_the_grid_of_a_weighted_rate_goes_by_its_effective_number(con, effective, shown):
    put_rates(con, 200, 70)
    put_sensitivity(con, effective_count=effective)
    row = published(con, "recovery_sensitivity")
    names = ("_status", "", "_lower", "_upper")
    found = tuple(row[f"weighted_share{name}"] for name in names)
    assert (*found, row["effective_count"]) == pytest.approx(shown)


@pytest.mark.parametrize(
    ("eligible", "step"),
    [(47, None), (48, 0.05), (147, 0.05), (148, 0.02), (297, 0.02), (298, 0.01)],
)
def test_the_grid_of_the_carried_rate_goes_by_the_published_count_of_the_eligible(
    con, eligible, step
):
    put_rates(con, 200, 70)
    put_sensitivity(con, eligible_count=eligible, carried_count=round(eligible * 0.37))
    share = published(con, "recovery_sensitivity")["carried_share"]
    if step is None:
        assert share is None
    else:
        assert share == pytest.approx(round(round(eligible * 0.37) / eligible / step) * step)


def test_without_a_model_the_weighted_rate_is_not_defined(con):
    put_rates(con, 200, 70)
    put_sensitivity(
        con, weighted_rate=None, weighted_rate_lower=None, weighted_rate_upper=None,
        effective_count=None,
    )  # fmt: skip
    row = published(con, "recovery_sensitivity")
    assert (row["weighted_share"], row["weighted_share_status"]) == (None, "not_defined")
    assert row["effective_status"] == "suppressed"


@pytest.mark.parametrize(("recovered", "is_shown"), [(7, False), (8, True)])
def test_no_figure_from_exact_data_stands_where_the_count_itself_is_hidden(
    con, recovered, is_shown
):
    put_rates(con, 200, recovered)
    put_sensitivity(con)
    put_standardised(con, recovered)
    row = published(con, "recovery_sensitivity")
    for name in ("weighted_share", "carried_share", "effective_count"):
        assert (row[name] is not None) == is_shown
    row = published(con, "standardised_rates")
    for name in ("standardised_share", "standardised_ratio", "effective_count"):
        assert (row[name] is not None) == is_shown


def put_standardised(con: duckdb.DuckDBPyConnection, recovered: int = 70, **more: object) -> None:
    usual: dict[str, object] = {
        "community_id": "north/a", "adjustment": "severity", "effective_count": 400,
        "standardised_rate": 0.4, "standardised_rate_lower": 0.35, "standardised_rate_upper": 0.45,
        "observed_count": 70, "expected_count": 56.4, "ratio": 70 / 56.4, "ratio_lower": 1.01,
        "ratio_upper": 1.49,
    }  # fmt: skip
    row = RECOVERY | usual | more
    put_row(con, "standardised_rates", **row)
    put_members(con, "standardised_rates", range(400), str(row["community_id"]))
    if row["community_id"] == "north/a":
        put_rates(con, 200, recovered, "north/a")


@pytest.mark.parametrize(("observed", "ratio"), [(19, None), (20, 0.4), (70, 1.3)])
def test_a_ratio_needs_twenty_observed_and_rounds_the_expected_first(con, observed, ratio):
    put_standardised(con, observed_count=observed, ratio_lower=observed / 70, ratio_upper=1.49)
    row = published(con, "standardised_rates")
    # 70 / 56 = 1.25: a half goes up.
    assert row["standardised_ratio"] == ratio
    if ratio is not None:
        assert row["standardised_ratio_lower"] <= ratio <= row["standardised_ratio_upper"]


@pytest.mark.parametrize(
    ("outcome", "programme", "word"),
    [
        ("recovery", 0.30, "better"),
        ("recovery", 0.35, "similar"),
        ("recovery", 0.50, "worse"),
        ("reliable_deterioration", 0.30, "worse"),
        ("reliable_deterioration", 0.50, "better"),
    ],
)
def test_better_or_worse_goes_by_the_whole_interval_and_the_polarity(con, outcome, programme, word):
    put_rates(con, 2000, 700)
    put_standardised(
        con, outcome=outcome, community_id="all", standardised_rate=programme,
        standardised_rate_lower=programme, standardised_rate_upper=programme,
    )  # fmt: skip
    put_standardised(con, outcome=outcome)
    row = published(con, "standardised_rates", community_id="north/a")
    assert row["standardised_comparison"] == word


def test_the_crude_gap_is_to_everyone_else_and_the_programme_has_none(con):
    put_rates(con, 2200, 650)
    put_standardised(con, community_id="all")
    put_standardised(con)
    row = published(con, "standardised_rates", community_id="north/a")
    # 70 of 200 against 580 of 2,000.
    assert row["rest_gap"] == pytest.approx(0.06)
    assert row["rest_gap_lower"] < 0.06 < row["rest_gap_upper"]
    whole = published(con, "standardised_rates", community_id="all")
    assert (whole["rest_gap"], whole["rest_gap_status"]) == (None, "not_compared")


def test_england_itself_has_no_gap_to_england(con):
    # 2024-25: 321,061 of 635,185 (NHS England), here one hundredth of them.
    put_rates(con, 6352, 3211)
    put_row(
        con, "benchmark_gaps", **RECOVERY, benchmark_id="nhs_england", reporting_year="2024-25",
        adjustment="crude",
    )  # fmt: skip
    put_members(con, "benchmark_gaps", range(6352))
    row = published(con, "benchmark_gaps")
    assert (row["gap"], row["gap_status"], row["comparison"]) == (0, "ok", "similar")
    assert row["gap_lower"] == pytest.approx(-0.02)
    assert row["gap_upper"] == pytest.approx(0.02)


@pytest.mark.parametrize(("size", "is_judged"), [(50, False), (52, False), (53, True), (60, True)])
def test_a_community_is_judged_where_its_published_size_is_surely_fifty(con, size, is_judged):
    put_rates(con, 2000, 700)
    put_rates(con, size, 20, "north/a")
    for community in ("all", "north/a"):
        put_row(
            con, "community_funnels", **RECOVERY, community_id=community, spread=0.05,
            chance_status="high_95", outlier_status="within",
        )  # fmt: skip
        put_members(con, "community_funnels", range(size), community)
    row = published(con, "community_funnels")
    shown = (
        ("high_95", "within", "similar", "interval")
        if is_judged
        else (None, None, None, "suppressed")
    )
    found = tuple(
        row[n] for n in ("chance_status", "outlier_status", "comparison", "spread_95_status")
    )
    assert found == shown
