"""Recovery by landmark: who is compared, who is left out and why, and what is found without effect.

The null programme is drawn so that writing has nothing to do with recovery. It runs through the
models, from accepted rows to the mart, as any partner's export does.
"""

import math
from datetime import date, timedelta

import duckdb
import pytest

from ingest.simulation import NullProgramme, null_programme
from tests.sql.drawing import build_tables, draw_exports, empty_work_database

LOOKED_AT = ("marts.landmark_comparisons",)

JOINED = date(2025, 1, 1)
COUNTS = (
    "at_caseness_count, not_covered_count, left_count, below_caseness_count, eligible_count,"
    " scored_count, recovered_count"
)


def day(number):
    return JOINED + timedelta(days=number)


def counted(con, category="all", landmark_days=30, follow_up="day_180"):
    return con.execute(
        f"select {COUNTS} from marts.landmark_comparisons where category = ?"
        " and landmark_days = ? and follow_up = ? and rule_set = 'phq9_only'",
        [category, landmark_days, follow_up],
    ).fetchall()


def drawn(scores, contacts=(), left=(), **more):
    names = sorted({name for name, *_ in scores})
    return {
        "members": "\n".join(
            [
                "member_key | joined_on | left_on",
                *(f"{name} | {JOINED} | {day(30) if name in left else ''}" for name in names),
            ]
        ),
        "outcome_scores": "\n".join(
            [
                "member_key | scored_on | instrument | score",
                *(f"{name} | {day(number)} | PHQ-9 | {score}" for name, number, score in scores),
            ]
        ),
        "activity": "\n".join(
            [
                "member_key | occurred_at | activity_type",
                *(f"{name} | {day(number)} 12:00 | post" for name, number in contacts),
            ]
        ),
        **more,
    }


SCORES = [
    ("ana", 0, 15), ("ana", 180, 5),  # recovered, wrote twice
    ("bo", 0, 15), ("bo", 180, 14),  # scored, not recovered
    ("cy", 0, 15),  # never scored again
    ("di", 0, 15), ("di", 20, 9), ("di", 180, 5),  # below caseness by the landmark
    ("ed", 0, 15), ("ed", 180, 5),  # left by the landmark
    ("flo", 0, 9), ("flo", 180, 5),  # never at caseness: not in the comparison
]  # fmt: skip


def test_everyone_at_caseness_is_compared_or_left_out_for_one_reason(build):
    con = build(**drawn(SCORES, contacts=[("ana", 1), ("ana", 2)], left=["ed"]))
    assert counted(con) == [(5, 0, 1, 1, 3, 2, 1)]
    assert counted(con, "1_4") == [(1, 0, 0, 0, 1, 1, 1)]
    assert counted(con, "0") == [(4, 0, 1, 1, 2, 1, 0)]


@pytest.mark.parametrize(("covered_day", "not_covered"), [(224, 5), (225, 0)])
def test_who_cannot_have_been_scored_in_the_whole_window_is_not_covered(
    build, covered_day, not_covered
):
    con = build(**drawn(SCORES, covered_through=str(day(covered_day))))
    [found] = counted(con)
    assert found[:2] == (5, not_covered)


def test_a_window_that_begins_by_the_landmark_is_no_outcome_of_it(build):
    con = build(**drawn(SCORES))
    found = con.execute(
        "select distinct landmark_days, follow_up from marts.landmark_comparisons"
        " where follow_up in ('day_30', 'day_90') order by all"
    ).fetchall()
    # day_30 opens on day 15, day_90 on day 60.
    assert found == [(14, "day_30"), (14, "day_90"), (30, "day_90")]


def through_the_models(programme: NullProgramme) -> duckdb.DuckDBPyConnection:
    """Put the programme's rows into the accepted tables and build what is looked at."""
    con = empty_work_database()
    lines = [
        f"E-{kind} | {kind} | {programme.covered_from} | {programme.covered_through}"
        for kind in programme.exports
    ]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *lines]))
    for kind, frame in programme.exports.items():
        columns = {name: f"exported.{name}" for name in frame.columns}
        for identifier in ("member", "activity", "thread"):
            if f"{identifier}_id" in columns:
                text = columns.pop(f"{identifier}_id")
                columns[f"{identifier}_key"] = f"md5({text})::uuid"
        columns.pop("replies_to_activity_id", None)
        con.register("exported", frame.to_arrow())
        con.execute(
            f"insert into accepted.{kind} by name select"
            f" {', '.join(f'{value} as {name}' for name, value in columns.items())},"
            f" 'north' as partner_id, 'E-{kind}' as export_id,"
            " row_number() over () as row_number from exported"
        )
        con.unregister("exported")
    build_tables(con, *LOOKED_AT)
    return con


@pytest.fixture(scope="module")
def without_effect():
    con = through_the_models(null_programme(20_000))
    yield con
    con.close()


# Writers against the silent, over the members whose outcome is known on day 180.
LANDMARK = """
    select
        sum(recovered_count) filter (where category != '0')
        / sum(scored_count) filter (where category != '0')
        / (
            sum(recovered_count) filter (where category = '0')
            / sum(scored_count) filter (where category = '0')
        )
    from marts.landmark_comparisons
    where
        dimension = 'engagement_band' and rule_set = 'phq9_gad7' and follow_up = 'day_180'
        and landmark_days = 14
"""
NAIVE = """
    with posts as (
        select partner_id, member_key, count(*) as post_count from staging.activity
        where activity_type = 'post'
        group by all
    )

    select
        avg(has_recovered::int) filter (where coalesce(post_count, 0) >= 5)
        / avg(has_recovered::int) filter (where coalesce(post_count, 0) < 5)
    from outcomes.episode_outcomes
    left join posts using (partner_id, member_key)
    where follow_up = 'day_180' and rule_set = 'phq9_gad7'
"""


def test_without_an_effect_the_naive_ratio_is_044_and_the_landmark_ratio_1(without_effect):
    # Immortal time: who posts five times has not recovered early.
    [(naive,)] = without_effect.execute(NAIVE).fetchall()
    assert naive == pytest.approx(0.44, abs=0.03)
    [(ratio,)] = without_effect.execute(LANDMARK).fetchall()
    assert abs(math.log(ratio)) < 0.05


def test_where_the_well_who_write_answer_more_the_completeness_tells():
    con = through_the_models(null_programme(20_000, selective_answering=True))
    [(ratio,)] = con.execute(LANDMARK).fetchall()
    assert math.log(ratio) > 0.05
    completeness = dict(
        con.execute(
            "select category, scored_count / eligible_count from marts.landmark_comparisons"
            " where dimension = 'engagement_band' and rule_set = 'phq9_gad7'"
            " and follow_up = 'day_180' and landmark_days = 14"
        ).fetchall()
    )
    assert completeness["1_4"] - completeness["0"] > 0.05
    con.close()
