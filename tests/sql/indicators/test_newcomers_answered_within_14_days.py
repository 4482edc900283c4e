"""The 14 days end at the community's own midnight, not at Greenwich's."""

import pytest

LOOKED_AT = ("indicators.newcomers_answered_within_14_days",)

MEMBERS = """
    member_key | joined_on
    ana        | 2025-03-01
    bo         | 2025-03-01
"""


@pytest.mark.parametrize(
    ("time_zone", "replied_at", "is_answered"),
    [
        # Toronto's 15 March ends at four o'clock UTC: its clocks went forward on the ninth.
        ("America/Toronto", "2025-03-16 03:59", True),
        ("America/Toronto", "2025-03-16 04:00", False),
        ("America/Toronto", "2025-03-16 04:01", False),
        ("Europe/Paris", "2025-03-15 22:59", True),
        ("Europe/Paris", "2025-03-15 23:00", False),
        ("Europe/Paris", "2025-03-15 23:01", False),
        ("UTC", "2025-03-15 23:59", True),
        ("UTC", "2025-03-16 00:00", False),
    ],
)
def test_a_reply_counts_until_the_fourteenth_day_ends_where_the_community_is(
    build, time_zone, replied_at, is_answered
):
    con = build(
        communities=f"community_id | time_zone\nforum | {time_zone}",
        members=MEMBERS,
        activity=f"""
            activity_key | member_key | occurred_at      | activity_type | replies_to_activity_key
            p1           | ana        | 2025-03-02 12:00 | post          |
            r1           | bo         | {replied_at}     | reply         | p1
        """,
    )
    found = con.execute(
        "select distinct is_in_numerator from indicators.newcomers_answered_within_14_days"
    ).fetchall()
    assert found == [(is_answered,)]
