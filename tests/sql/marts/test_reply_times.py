"""Reply times: how many independent posts a share is worth."""

import duckdb
import pytest

from ingest.places import SQL

MODEL = (SQL / "marts" / "reply_times.sql").read_text(encoding="utf-8")


def effective_n(posts_each, answered_each, members=60):
    """Let every member write as many posts, of which as many are answered within two hours."""
    with duckdb.connect() as con:
        con.execute("create schema strata")
        con.execute(
            "create table strata.awaited_posts as select 'all' as community_id,"
            " 'all' as dimension, 'all' as category, 'all' as period, 'all' as time_of_day,"
            " 'north' as partner_id, member as member_key,"
            " case when post < $answered then 1.0 end as first_reply_hours"
            " from range($members) as m (member), range($posts) as p (post)",
            {"members": members, "posts": posts_each, "answered": answered_each},
        )
        [found] = con.execute(
            f"select answered_within_2_hours_effective_n from ({MODEL})"
        ).fetchall()
    return found[0]


# Of 22 posts 15, of 23 posts 13: there the share times the posts is not quite the answered ones.
@pytest.mark.parametrize(("posts", "answered"), [(2, 1), (22, 15), (23, 13), (25, 7)])
def test_members_who_are_all_alike_count_as_members_and_not_as_posts(posts, answered):
    assert effective_n(posts, answered) == 60


def test_who_writes_nearly_half_does_not_pass_for_a_crowd():
    """Without the first the share would be .5 of 60 and not .75 of 120: the others hardly count."""
    with duckdb.connect() as con:
        con.execute("create schema strata")
        con.execute(
            "create table strata.awaited_posts as select 'all' as community_id,"
            " 'all' as dimension, 'all' as category, 'all' as period, 'all' as time_of_day,"
            " 'north' as partner_id, case when post < 60 then 0 else post end as member_key,"
            " case when post < 90 then 1.0 end as first_reply_hours from range(120) as p (post)"
        )
        [found] = con.execute(
            f"select answered_within_2_hours_effective_n from ({MODEL})"
        ).fetchall()
    # Jackknife over 61: (.75 - .5)^2 of the first, (.25 / 119)^2 or (.75 / 119)^2 of each other.
    variance = 60 / 61 * (0.25**2 + 30 * (0.25 / 119) ** 2 + 30 * (0.75 / 119) ** 2)
    assert found[0] == pytest.approx(0.75 * 0.25 / variance)
