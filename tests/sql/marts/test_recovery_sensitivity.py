"""Recovery under other ways with missing scores: counts by group, and the smaller effective n."""

import uuid

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from ingest.models import run_stage
from ingest.places import SQL

MODEL = (SQL / "marts" / "recovery_sensitivity.sql").read_text(encoding="utf-8")
PHQ9, DAY_180 = "phq9_only", "day_180"


@pytest.fixture(scope="module")
def con():
    with duckdb.connect(config={"threads": 1}) as connection:
        for schema in ("weights", "strata", "marts"):
            connection.execute(f"create schema {schema}")
        run_stage(connection, "reference")
        run_stage(connection, "macros")
        yield connection


def mart(con, people, weighted=()):
    """`people`: (community, band, landmark, recovered, reliably) of each member, carried."""
    con.execute(
        "create or replace table weights.eligible_members (partner_id varchar, member_key uuid,"
        " rule_set varchar, follow_up varchar, is_carried_recovery bool,"
        " is_carried_reliable_recovery bool)"
    )
    con.execute(
        "create or replace table strata.episode_strata (partner_id varchar, member_key uuid,"
        " rule_set varchar, community_id varchar, dimension varchar, category varchar,"
        " landmark_days integer)"
    )
    con.execute(
        "create or replace table weights.weighted_rates (rule_set varchar, follow_up varchar,"
        " outcome varchar, community_id varchar, dimension varchar, category varchar,"
        " weighted_rate double, weight_count double, rate_variance double)"
    )
    for number, (community, band, landmark, *carried) in enumerate(people):
        who = ["north", uuid.UUID(int=number), PHQ9]
        con.execute(
            "insert into weights.eligible_members values (?, ?, ?, ?, ?, ?)",
            [*who, DAY_180, *carried],
        )
        strata = [("all", "all", "all", None), (community, "all", "all", None)]
        strata.append(("all", "engagement_band", band, landmark))
        for stratum in strata:
            con.execute(
                "insert into strata.episode_strata values (?, ?, ?, ?, ?, ?, ?)", [*who, *stratum]
            )
    for row in weighted:
        con.execute(
            "insert into weights.weighted_rates values (?, ?, ?, ?, ?, ?, ?, ?, ?)", list(row)
        )
    result = con.execute(MODEL)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


member = st.tuples(
    st.sampled_from(["north/a", "north/b"]), st.sampled_from(["0", "1_4"]),
    st.sampled_from([30, 150]), st.booleans(), st.booleans(),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(member, min_size=1, max_size=30))
def test_it_counts_as_slow_python_does(con, people):
    found = {
        (r["community_id"], r["category"], r["outcome"]): (r["eligible_count"], r["carried_count"])
        for r in mart(con, people)
    }
    expected = {}
    for community, band, landmark, recovered, reliably in people:
        places = [("all", "all"), (community, "all")]
        if landmark < 135:  # the window of day 180 opens on day 135
            places.append(("all", band))
        for place in places:
            for outcome, flag in (("recovery", recovered), ("reliable_recovery", reliably)):
                eligible, carried = expected.get((*place, outcome), (0, 0))
                expected[*place, outcome] = (eligible + 1, carried + flag)
    assert found == expected


ONE = [("north/a", "0", 30, True, False)]
KEYS = (PHQ9, DAY_180, "recovery", "all", "all", "all")


@pytest.mark.parametrize(
    ("kish", "variance", "effective"),
    [
        (100, 0.5 * 0.5 / 80, 80),
        (60, 0.5 * 0.5 / 80, 60),
        (60, 0.0, 60),  # nothing varied: the weights alone tell
        (60, None, 60),
    ],
)
def test_the_effective_number_is_the_smaller_of_the_two(con, kish, variance, effective):
    [row] = [
        row
        for row in mart(con, ONE, [(*KEYS, 0.5, kish, variance)])
        if (row["community_id"], row["dimension"], row["outcome"]) == ("all", "all", "recovery")
    ]
    assert row["effective_count"] == pytest.approx(effective)
    lower, upper = proportion_confint(effective / 2, effective, method="wilson")
    assert row["weighted_rate_lower"] == pytest.approx(lower)
    assert row["weighted_rate_upper"] == pytest.approx(upper)


def test_without_a_model_there_is_no_weighted_rate(con):
    for row in mart(con, ONE):
        assert (row["weighted_rate"], row["effective_count"], row["weighted_rate_lower"]) == (
            None,
            None,
            None,
        )
