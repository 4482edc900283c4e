"""Months of activity: who is active, who writes, who is new."""

from datetime import date

import pytest

LOOKED_AT = ("marts.activity_months", "marts.engagement_cohorts")


def months(con, columns, where="community_id = 'all' and dimension = 'all'"):
    return con.execute(
        f"select month, {columns} from marts.activity_months where {where} order by month"
    ).fetchall()


def test_reading_is_activity_and_writing_is_a_contribution(build):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10\nbo | 2025-01-11",
        activity="""
            member_key | occurred_at      | activity_type
            ana        | 2025-01-12 12:00 | read
            bo         | 2025-01-12 12:00 | post
            bo         | 2025-01-13 12:00 | reply
            bo         | 2025-02-13 12:00 | reaction
        """,
        covered_from="2025-01-01",
        covered_through="2025-02-28",
    )
    columns = "active_member_count, contributing_member_count, new_member_count"
    assert months(con, columns) == [(date(2025, 1, 1), 2, 1, 2), (date(2025, 2, 1), 1, 0, 0)]


@pytest.mark.parametrize(
    ("seen_on", "new"),
    [("2025-03-31", []), ("2025-04-01", [date(2025, 4, 1)]), ("2025-04-02", [date(2025, 4, 1)])],
)
def test_who_is_in_no_list_is_new_only_when_first_seen_after_90_days(build, seen_on, new):
    # 1 April is the 90th day from 1 January on: whoever was there before has been seen by then.
    con = build(
        activity=f"""
            member_key | occurred_at      | activity_type
            ana        | {seen_on} 12:00  | read
        """,
        covered_from="2025-01-01",
        covered_through="2025-12-31",
    )
    assert [month for month, count in months(con, "new_member_count") if count] == new
    cohorts = con.execute(
        "select distinct joined_quarter from marts.engagement_cohorts where community_id = 'all'"
    ).fetchall()
    assert [start for (start,) in cohorts] == new


def test_who_was_there_unlisted_is_not_new_by_a_later_listed_joining(build):
    con = build(
        members="member_key | community_id | joined_on\nana | chat | 2025-02-10",
        activity="""
            member_key | community_id | occurred_at      | activity_type
            ana        | forum        | 2025-01-03 12:00 | read
        """,
        covered_from="2025-01-01",
        covered_through="2025-12-31",
    )
    assert not any(count for _, count in months(con, "new_member_count"))
    of_chat = months(con, "new_member_count", "community_id = 'north/chat'")
    assert (date(2025, 2, 1), 1) in of_chat


def test_a_month_that_is_not_covered_whole_is_left_out(build):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10",
        activity="""
            member_key | occurred_at      | activity_type
            ana        | 2025-01-12 12:00 | read
            ana        | 2025-02-12 12:00 | read
            ana        | 2025-03-12 12:00 | read
        """,
        covered_from="2025-01-02",
        covered_through="2025-03-30",
    )
    assert months(con, "active_member_count") == [(date(2025, 2, 1), 1)]


def test_a_member_of_two_communities_is_active_once_in_the_programme(build):
    con = build(
        members="""
            member_key | community_id | joined_on
            ana        | forum        | 2025-01-10
            ana        | chat         | 2025-01-10
        """,
        activity="""
            member_key | community_id | occurred_at      | activity_type
            ana        | forum        | 2025-01-12 12:00 | post
            ana        | chat         | 2025-01-12 12:00 | post
        """,
        covered_from="2025-01-01",
        covered_through="2025-01-31",
    )
    columns = "active_member_count, new_member_count, contributing_member_count"
    assert months(con, columns) == [(date(2025, 1, 1), 1, 1, 1)]
    assert months(con, columns, "community_id = 'north/chat'") == [(date(2025, 1, 1), 1, 1, 1)]
