"""Programmes in which nothing has an effect: how often do the macros find one?

Run by `make benchmark`. Over 200 seeds a nominal 5 % test may cry wolf at most 18 times (10 are
expected; 19 or more happen less than once in a hundred by chance).
"""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ingest.places import SQL

SEEDS = 200
MOST_FALSE_ALARMS = 18
PEOPLE = 2000


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """All programmes at once: one row per seed and member, outcome independent of everything."""
    connection = duckdb.connect()
    for path in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    connection.register("generated", pa.concat_tables(programme(seed) for seed in range(SEEDS)))
    connection.execute("create table members as from generated")
    yield connection
    connection.close()


def programme(seed: int) -> pa.Table:
    """Members of one programme: engagement, platform and outcome drawn apart from each other."""
    rng = np.random.default_rng(seed)
    return pa.table(
        {
            "seed": np.full(PEOPLE, seed),
            "engagement_band": rng.choice(4, PEOPLE, p=[0.5, 0.25, 0.15, 0.1]),
            "is_peer_led": rng.random(PEOPLE) < 0.5,
            "has_recovered": rng.random(PEOPLE) < 0.4,
            "duration_days": np.ceil(rng.exponential(250, PEOPLE)),
            "is_event": rng.random(PEOPLE) < 0.6,
            "change_points": rng.normal(-3, 5, PEOPLE),
            "month": rng.integers(0, 24, PEOPLE),
        }
    )


def false_alarms(con: duckdb.DuckDBPyConnection, query: str) -> int:
    """Count the seeds for which the query says true."""
    answers = [answer for (answer,) in con.execute(query).fetchall()]
    assert len(answers) == SEEDS
    return sum(answers)


TWO_GROUPS = """
    with groups as (
        select
            seed,
            count(*) filter (where is_peer_led and has_recovered) as x1,
            count(*) filter (where is_peer_led) as n1,
            count(*) filter (where not is_peer_led and has_recovered) as x2,
            count(*) filter (where not is_peer_led) as n2
        from members
        group by seed
    )
"""
QUERIES = {
    "newcombe_difference": TWO_GROUPS
    + """
        select d.lower > 0 or d.upper < 0
        from (select newcombe_difference(x1, n1, x2, n2) as d from groups)
    """,
    "risk_ratio": TWO_GROUPS
    + """
        select r.lower > 1 or r.upper < 1
        from (select risk_ratio(x1, n1, x2, n2) as r from groups)
    """,
    "compare_with_benchmark": """
        select compare_with_benchmark(w.lower, w.upper, 0.4, 'higher') != 'similar'
        from (
            select wilson_interval(count(*) filter (where has_recovered), count(*)) as w
            from members
            group by seed
        )
    """,
    "cochran_armitage_trend": """
        with doses as (
            select
                seed as series_id,
                engagement_band as score,
                count(*) filter (where has_recovered) as numerator_count,
                count(*) as denominator_count
            from members
            group by seed, engagement_band
        )
        select p_value < 0.05 from cochran_armitage_trend('doses')
    """,
    "mann_kendall_trend": """
        with months as (
            select seed as series_id, month as period, avg(has_recovered::int) as value
            from members
            group by seed, month
        )
        select p_value < 0.05 from mann_kendall_trend('months')
    """,
    "mean_interval": """
        select m.lower > -3 or m.upper < -3
        from (
            select mean_interval(avg(change_points), stddev_samp(change_points), count(*)) as m
            from members
            group by seed
        )
    """,
    "standardised_mean_difference": """
        select d.lower > 0 or d.upper < 0
        from (
            select
                standardised_mean_difference(
                    avg(change_points) filter (where is_peer_led),
                    stddev_samp(change_points) filter (where is_peer_led),
                    count(*) filter (where is_peer_led),
                    avg(change_points) filter (where not is_peer_led),
                    stddev_samp(change_points) filter (where not is_peer_led),
                    count(*) filter (where not is_peer_led)
                ) as d
            from members
            group by seed
        )
    """,
}


@pytest.mark.parametrize("name", QUERIES)
def test_an_absent_effect_is_seldom_found(con, name):
    assert false_alarms(con, QUERIES[name]) <= MOST_FALSE_ALARMS


def test_the_log_rank_test_seldom_finds_an_absent_effect(con):
    alarms = 0
    for seed in range(SEEDS):
        con.execute(
            "create or replace temp table people as select engagement_band as group_id,"
            f" duration_days, is_event from members where seed = {seed}"
        )
        found = con.execute("select any_value(p_value) from log_rank_test('people')").fetchall()
        alarms += found[0][0] < 0.05
    assert alarms <= MOST_FALSE_ALARMS


def test_grays_test_seldom_finds_an_absent_effect(con):
    """Half of those without the event had the other one before."""
    alarms = 0
    for seed in range(SEEDS):
        con.execute(
            "create or replace temp table people as select engagement_band as group_id,"
            " duration_days, is_event, not is_event and is_peer_led as is_competing"
            f" from members where seed = {seed}"
        )
        found = con.execute("select any_value(p_value) from gray_test('people')").fetchall()
        alarms += found[0][0] < 0.05
    assert alarms <= MOST_FALSE_ALARMS
