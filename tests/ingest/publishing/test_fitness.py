"""Marts that contradict themselves, or have fallen overnight, are not shown."""

from collections.abc import Iterator

import duckdb
import pytest

from ingest.messages import load_catalogue
from ingest.publishing.fitness import _rules, fit_to_show, measure_marts

COMMUNITIES = "select 'all' as community_id, 900 as member_count"
RATES = """
create table {schema}.recovery_rates as
select
    'all' as community_id, 'all' as dimension, 'all' as category, 'all' as period,
    'phq9_only' as rule_set, 'day_90' as follow_up, {scored} as scored_count,
    {at_caseness} as at_caseness_count, {recovered} as recovered_count,
    least({recovered}, 30) as reliably_recovered_count, 60 as reliably_improved_count,
    10 as reliably_deteriorated_count, 30 as unchanged_count
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("create schema marts; create schema released")
        con.execute(
            "create table marts.follow_up_funnel as select 9 as member_count,"
            " 8 as with_baseline_count, 7 as at_caseness_count, 6 as eligible_count,"
            " 5 as with_any_follow_up_count, 4 as in_window_count"
        )
        con.execute(
            "create table marts.engagement_cohorts as select 9 as member_count,"
            " 5 as rolling_retained_count, 4 as retained_count"
        )
        con.execute(
            "create table marts.activity_months as"
            " select 9 as active_member_count, 3 as contributing_member_count"
        )
        rates(con, "marts")
        con.execute(f"create table marts.communities as {COMMUNITIES}")
        yield con


def rates(
    con: duckdb.DuckDBPyConnection,
    schema: str,
    scored: int = 400,
    at_caseness: int = 200,
    recovered: int = 100,
) -> None:
    con.execute(f"drop table if exists {schema}.recovery_rates")
    con.execute(
        RATES.format(schema=schema, scored=scored, at_caseness=at_caseness, recovered=recovered)
    )


def found(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {finding.figure: finding.outcome for finding in fit_to_show(con)}


def test_a_first_publishing_has_nothing_to_be_compared_with(con: duckdb.DuckDBPyConnection) -> None:
    assert found(con) == {}
    assert measure_marts(con) == {
        "misordered_count": 0,
        "member_count_ratio": None,
        "scored_count_ratio": None,
        "recovery_rate_shift": None,
    }


def test_a_part_larger_than_its_whole_holds_the_publishing(con: duckdb.DuckDBPyConnection) -> None:
    rates(con, "marts", recovered=201)
    assert found(con) == {"misordered_count": "hold"}


@pytest.mark.parametrize(
    ("members", "outcome"), [(856, None), (854, "warn"), (631, "warn"), (629, "hold")]
)
def test_a_programme_that_shrinks_is_held(
    con: duckdb.DuckDBPyConnection, members: int, outcome: str | None
) -> None:
    con.execute(f"create table released.communities as {COMMUNITIES}")
    con.execute(f"update marts.communities set member_count = {members}")
    assert found(con).get("member_count_ratio") == outcome


@pytest.mark.parametrize(("recovered", "outcome"), [(100, None), (125, "warn"), (155, "hold")])
def test_a_rate_that_leaps_is_held(
    con: duckdb.DuckDBPyConnection, recovered: int, outcome: str | None
) -> None:
    rates(con, "released")
    rates(con, "marts", recovered=recovered)
    assert measure_marts(con)["recovery_rate_shift"] == pytest.approx((recovered - 100) / 200)
    assert found(con).get("recovery_rate_shift") == outcome


def test_a_rate_of_few_members_may_leap(con: duckdb.DuckDBPyConnection) -> None:
    rates(con, "released", at_caseness=99, recovered=10)
    rates(con, "marts", at_caseness=99, recovered=90)
    assert measure_marts(con)["recovery_rate_shift"] is None


def test_every_rule_has_words() -> None:
    for rule in _rules():
        figure = rule["expectation"]["kwargs"]["column"]
        assert rule["rule"] == f"{figure}_{rule['outcome']}"
        assert f"finding.{figure}" in load_catalogue()["findings"]
