"""Retention by quarter of joining; the SQL equals slow, boring Python on generated lives."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database

LOOKED_AT = ("marts.engagement_cohorts",)


def cohorts(con, where="community_id = 'all' and dimension = 'all'"):
    return con.execute(
        "select joined_quarter, quarters_since_joining, member_count, retained_count,"
        f" rolling_retained_count from marts.engagement_cohorts where {where} order by 1, 2"
    ).fetchall()


def test_retained_means_active_in_the_quarter_and_rolling_then_or_later(build):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10\nbo | 2025-02-20",
        activity="""
            member_key | occurred_at      | activity_type
            ana        | 2025-01-11 12:00 | visit
            ana        | 2025-08-01 12:00 | post
            bo         | 2025-04-05 12:00 | read
        """,
        covered_from="2025-01-01",
        covered_through="2025-09-30",
    )
    first = date(2025, 1, 1)
    assert cohorts(con) == [(first, 0, 2, 1, 2), (first, 1, 2, 1, 2), (first, 2, 2, 1, 1)]


@pytest.mark.parametrize(
    ("covered_through", "quarters"), [("2025-06-29", [0]), ("2025-06-30", [0, 1])]
)
def test_a_quarter_counts_once_it_is_covered_whole(build, covered_through, quarters):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10",
        activity="member_key | occurred_at | activity_type\nana | 2025-05-01 12:00 | post",
        covered_from="2025-01-01",
        covered_through=covered_through,
    )
    assert [number for _, number, *_ in cohorts(con)] == quarters


def test_quarters_before_the_covered_period_are_not_looked_at(build):
    con = build(
        members="member_key | joined_on\nana | 2024-02-10",
        activity="member_key | occurred_at | activity_type\nana | 2025-05-01 12:00 | post",
        covered_from="2025-02-15",
        covered_through="2025-06-30",
    )
    # The first whole quarter begins on 2025-04-01, five quarters after joining.
    assert cohorts(con) == [(date(2024, 1, 1), 5, 1, 1, 1)]


def test_who_left_stays_in_the_denominator(build):
    con = build(
        members="member_key | joined_on | left_on\nana | 2025-01-10 | 2025-01-20",
        activity="member_key | occurred_at | activity_type\nana | 2025-01-11 12:00 | post",
        covered_from="2025-01-01",
        covered_through="2025-06-30",
    )
    assert [row[2:] for row in cohorts(con)] == [(1, 1, 1), (1, 0, 0)]


def test_a_member_of_two_communities_joins_the_programme_once(build):
    con = build(
        members="""
            member_key | community_id | joined_on
            ana        | forum        | 2025-01-10
            ana        | chat         | 2025-04-10
        """,
        activity="""
            member_key | community_id | occurred_at      | activity_type
            ana        | chat         | 2025-04-11 12:00 | post
        """,
        covered_from="2025-01-01",
        covered_through="2025-06-30",
    )
    first, second = date(2025, 1, 1), date(2025, 4, 1)
    assert cohorts(con) == [(first, 0, 1, 0, 1), (first, 1, 1, 1, 1)]
    assert cohorts(con, "community_id = 'north/forum'") == [
        (first, 0, 1, 0, 0),
        (first, 1, 1, 0, 0),
    ]
    assert cohorts(con, "community_id = 'north/chat'") == [(second, 0, 1, 1, 1)]


COVERED_FROM = date(2024, 1, 1)
dates = st.dates(date(2023, 6, 1), date(2025, 12, 31))
lives = st.lists(st.tuples(dates, st.frozensets(dates, max_size=5)), min_size=1, max_size=10)
covered_ends = st.sampled_from([date(2024, 3, 30), date(2024, 12, 31), date(2025, 11, 15)])


@settings(max_examples=25, deadline=None)
@given(lives, covered_ends)
def test_cohorts_equal_the_slow_twin(lives, covered_through):
    con = build_lives(lives, covered_through)
    fast = cohorts(con)
    con.close()
    assert fast == slow_cohorts(lives, covered_through)


def slow_cohorts(lives, covered_through):
    members, retained, rolling = Counter(), Counter(), Counter()
    for joined_on, active_on in lives:
        cohort = quarter_start(joined_on)
        for number, first_day in enumerate(quarters_from(cohort)):
            last_day = next_quarter(first_day) - timedelta(days=1)
            if max(first_day, joined_on) < COVERED_FROM or last_day > covered_through:
                continue
            seen = [day for day in active_on if first_day <= day]
            covered_whole = [day for day in seen if is_in_whole_quarter(day, covered_through)]
            members[cohort, number] += 1
            retained[cohort, number] += any(day <= last_day for day in seen)
            rolling[cohort, number] += bool(covered_whole)
    return [(*key, members[key], retained[key], rolling[key]) for key in sorted(members)]


def is_in_whole_quarter(day, covered_through):
    return next_quarter(quarter_start(day)) - timedelta(days=1) <= covered_through


def quarter_start(day):
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_quarter(first_day):
    return quarter_start(first_day + timedelta(days=95))


def quarters_from(first_day):
    while first_day.year < 2026:
        yield first_day
        first_day = next_quarter(first_day)


def build_lives(lives, covered_through):
    con = empty_work_database()
    lines = [
        f"E-{kind} | {kind} | {COVERED_FROM} | {covered_through}"
        for kind in ("members", "activity")
    ]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *lines]))
    draw_accepted(
        con,
        "members",
        [
            {"member_key": f"member {number}", "joined_on": str(joined_on)}
            for number, (joined_on, _) in enumerate(lives)
        ],
    )
    draw_accepted(
        con,
        "activity",
        [
            {
                "activity_key": f"{number} on {day}",
                "member_key": f"member {number}",
                "occurred_at": f"{day} 12:00",
                "activity_type": "read",
            }
            for number, (_, active_on) in enumerate(lives)
            for day in active_on
        ],
    )
    build_tables(con, *LOOKED_AT)
    return con
