"""The tables of engagement at -1, 0 and +1 of each boundary, and their known answers."""

from datetime import date

import pytest

LOOKED_AT = (
    "marts.engagement_states",
    "marts.activity_hours",
    "marts.support_exchanges",
    "marts.first_posts",
    "marts.contribution_inequality",
    "marts.reply_times",
)

FORUM = """
    community_id | platform_type | led_by | is_anonymous | time_zone
    forum        | forum         | peers  | true         | America/Toronto
"""
MEMBERS = "member_key | joined_on\nana | 2025-01-10\nbo | 2025-01-11"
COVERED = {"covered_from": "2025-01-01", "covered_through": "2025-12-31"}


def one(con, table, columns, where):
    """Return the one row of a mart that is meant."""
    [row] = con.execute(
        f"select {columns} from marts.{table} where community_id = 'all' and dimension = 'all'"
        f" and {where}"
    ).fetchall()
    return row


def drawn(*events):
    """Draw events as (member, UTC time, type, key, replied to)."""
    head = "member_key | occurred_at | activity_type | activity_key | replies_to_activity_key"
    return "\n".join([head, *(" | ".join(event) for event in events)])


def test_a_member_is_new_then_continues_then_lapses_and_is_revived(build):
    con = build(
        members="member_key | joined_on\nana | 2025-04-10",
        activity=drawn(
            ("ana", "2025-04-11 12:00", "read", "a", ""),
            ("ana", "2025-07-11 12:00", "post", "b", ""),
            ("ana", "2026-01-11 12:00", "read", "c", ""),
        ),
        covered_from="2025-01-01",
        covered_through="2026-06-30",
    )
    found = con.execute(
        "select period_start, new_member_count, continuing_member_count, revived_member_count,"
        " lapsed_member_count, reading_member_count from marts.engagement_states"
        " where community_id = 'all' and dimension = 'all' and period_type = 'quarter' order by 1"
    ).fetchall()
    assert found == [
        (date(2025, 4, 1), 1, 0, 0, 0, 1),
        (date(2025, 7, 1), 0, 1, 0, 0, 0),
        (date(2025, 10, 1), 0, 0, 0, 1, 0),
        (date(2026, 1, 1), 0, 0, 1, 0, 1),
        (date(2026, 4, 1), 0, 0, 0, 1, 0),
    ]


def test_who_joined_earlier_and_is_first_active_now_is_not_new(build):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10",
        activity=drawn(("ana", "2025-04-11 12:00", "read", "a", "")),
        **COVERED,
    )
    where = "period_type = 'quarter' and period_start = date '2025-04-01'"
    assert one(con, "engagement_states", "new_member_count, revived_member_count", where) == (0, 1)


@pytest.mark.parametrize(
    ("seen_on", "month", "new"),
    [("2025-03-31", "2025-03-01", 0), ("2025-04-01", "2025-04-01", 1)],
)
def test_who_is_in_no_list_is_new_only_when_first_seen_after_90_days(build, seen_on, month, new):
    con = build(activity=drawn(("ana", f"{seen_on} 12:00", "read", "a", "")), **COVERED)
    where = f"period_type = 'month' and period_start = date '{month}'"
    found = one(con, "engagement_states", "new_member_count, revived_member_count", where)
    assert found == (new, 1 - new)


# In Toronto it is five hours earlier in January.
@pytest.mark.parametrize(
    ("occurred_at", "part"),
    [
        ("2025-01-14 02:59", "day"),  # Monday 21:59
        ("2025-01-14 03:00", "night"),  # Monday 22:00
        ("2025-01-14 10:59", "night"),  # Tuesday 05:59
        ("2025-01-14 11:00", "day"),  # Tuesday 06:00
    ],
)
def test_night_begins_at_ten_and_ends_at_six_on_the_community_s_clock(build, occurred_at, part):
    con = build(
        communities=FORUM,
        members=MEMBERS,
        activity=drawn(("ana", occurred_at, "crisis_help_opened", "a", "")),
        **COVERED,
    )
    where = f"day_of_week = 'all' and part_of_day = '{part}'"
    columns = "member_count, active_member_count, crisis_help_member_count, contribution_count"
    assert one(con, "activity_hours", columns, where) == (1, 1, 1, 0)
    week_day = "1" if occurred_at < "2025-01-14 05:00" else "2"
    where = f"day_of_week = '{week_day}' and part_of_day = 'all'"
    assert one(con, "activity_hours", "active_member_count", where) == (1,)


@pytest.mark.parametrize(
    ("posted_at", "counts"),
    [
        ("2025-01-10", (1, 1, 1)),
        ("2025-01-11", (0, 1, 1)),
        ("2025-01-17", (0, 1, 1)),
        ("2025-01-18", (0, 0, 1)),
        ("2025-02-09", (0, 0, 1)),
        ("2025-02-10", (0, 0, 0)),
    ],
)
def test_a_first_post_counts_by_the_end_of_day_0_7_and_30(build, posted_at, counts):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10",
        activity=drawn(("ana", f"{posted_at} 12:00", "reply", "a", "")),
        **COVERED,
    )
    columns = "posted_by_day_0_count, posted_by_day_7_count, posted_by_day_30_count"
    assert one(con, "first_posts", columns, "period = 'all'") == counts


@pytest.mark.parametrize(
    ("covered_through", "members"), [("2025-02-08", []), ("2025-02-09", [(1,)])]
)
def test_who_cannot_be_seen_for_30_days_is_not_counted(build, covered_through, members):
    con = build(
        members="member_key | joined_on\nana | 2025-01-10",
        covered_from="2025-01-01",
        covered_through=covered_through,
    )
    found = con.execute(
        "select member_count from marts.first_posts"
        " where community_id = 'all' and dimension = 'all' and period = 'all'"
    ).fetchall()
    assert found == members


def test_who_is_only_known_by_being_active_has_no_time_to_a_first_post(build):
    con = build(activity=drawn(("ana", "2025-03-01 12:00", "post", "a", "")), **COVERED)
    assert con.execute("select count(*) from marts.first_posts").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("replied_at", "shares"),
    [
        ("2025-01-20 14:00", (1, 1, 1)),
        ("2025-01-20 14:01", (0, 1, 1)),
        ("2025-01-21 12:00", (0, 1, 1)),
        ("2025-01-21 12:01", (0, 0, 1)),
        ("2025-01-27 12:00", (0, 0, 1)),
        ("2025-01-27 12:01", (0, 0, 0)),
    ],
)
def test_an_answer_counts_within_two_hours_a_day_and_a_week(build, replied_at, shares):
    con = build(
        members=MEMBERS,
        activity=drawn(
            ("ana", "2025-01-20 12:00", "post", "a", ""),
            ("bo", replied_at, "reply", "b", "a"),
        ),
        **COVERED,
    )
    columns = (
        "answered_within_2_hours_share, answered_within_24_hours_share,"
        " answered_within_7_days_share, first_reply_p50_hours is null"
    )
    where = "period = 'all' and time_of_day = 'all'"
    assert one(con, "reply_times", columns, where) == (*shares, shares[2] == 0)


@pytest.mark.parametrize(("posted_at", "posts"), [("12-23 23:59", [(1,)]), ("12-24 00:00", [])])
@pytest.mark.parametrize("time_zone", ["UTC", "Pacific/Kiritimati", "America/Vancouver"])
def test_a_post_whose_week_is_not_over_before_the_last_day_is_not_awaited(
    build, posted_at, posts, time_zone
):
    # In Kiritimati the last day covered, 31 December, is over at 10:00 UTC: so is the export.
    con = build(
        communities=f"community_id | time_zone\nforum | {time_zone}",
        members=MEMBERS,
        activity=drawn(("ana", f"2025-{posted_at}", "post", "a", "")),
        **COVERED,
    )
    found = con.execute(
        "select post_count from marts.reply_times where community_id = 'all'"
        " and dimension = 'all' and period = 'all' and time_of_day = 'all'"
    ).fetchall()
    assert found == posts


def test_posts_of_one_member_are_one_cluster(build):
    # Ana's four posts are answered, bo's four are not: two opinions at odds, not eight. p = 1/2;
    # without either it is 0 or 1, variance = 1/2 (1/4 + 1/4) = 1/4; effective n = 1/4 / (1/4) = 1.
    posts = [
        (name, f"2025-02-0{day} 12:00", "post", f"{name} {day}", "")
        for name in ("ana", "bo")
        for day in range(1, 5)
    ]
    replies = [
        ("bo", f"2025-02-0{day} 13:00", "reply", f"to {day}", f"ana {day}") for day in "1234"
    ]
    con = build(members=MEMBERS, activity=drawn(*posts, *replies), **COVERED)
    columns = "posting_member_count, post_count, answered_within_24_hours_effective_n"
    where = "period = 'all' and time_of_day = 'all'"
    assert one(con, "reply_times", columns, where) == (2, 8, 1)


@pytest.mark.parametrize(
    ("given", "received", "band"),
    [
        (1, 3, "mostly_receiving"),
        (1, 2, "balanced"),
        (2, 1, "balanced"),
        (3, 1, "mostly_giving"),
        (1, 0, "only_giving"),
        (0, 1, "only_receiving"),
    ],
)
def test_a_third_and_two_thirds_are_balanced(build, given, received, band):
    asked = [(who, "2025-02-01 12:00", "post", f"post of {who}", "") for who in ("ana", "bo")]
    gifts = [("ana", "2025-02-02 12:00", "reply", f"g{n}", "post of bo") for n in range(given)]
    received_ = [
        ("bo", "2025-02-02 12:00", "reply", f"r{n}", "post of ana") for n in range(received)
    ]
    con = build(members=MEMBERS, activity=drawn(*asked, *gifts, *received_), **COVERED)
    bands = dict.fromkeys(("mostly_receiving", "balanced", "mostly_giving"), 0)
    bands |= dict.fromkeys(("only_giving", "only_receiving"), 0)
    mirrored = {
        "mostly_receiving": "mostly_giving",
        "only_giving": "only_receiving",
        "balanced": "balanced",
    }
    other = mirrored.get(band) or next(k for k, v in mirrored.items() if v == band)
    for one_of_two in (band, other):
        bands[one_of_two] += 1
    columns = ", ".join(f"{name}_count" for name in bands)
    assert one(con, "support_exchanges", columns, "period = '2025'") == tuple(bands.values())


def test_nobody_answers_oneself(build):
    con = build(
        members=MEMBERS,
        activity=drawn(
            ("ana", "2025-02-01 12:00", "post", "a", ""),
            ("ana", "2025-02-01 13:00", "reply", "b", "a"),
        ),
        **COVERED,
    )
    assert one(con, "support_exchanges", "neither_count", "period = 'all'") == (1,)
    where = "period = 'all' and time_of_day = 'all'"
    assert one(con, "reply_times", "answered_within_7_days_share", where) == (0,)


def test_readers_are_not_in_the_inequality_of_those_who_write(build):
    # 1 and 3 contributions: Gini = (2 - 1) (3 - 1) / (2 x 4) = 1/4; the most active has 3/4.
    con = build(
        members=MEMBERS,
        activity=drawn(
            ("ana", "2025-02-01 12:00", "post", "a", ""),
            *(("bo", f"2025-02-0{day} 12:00", "reply", f"b{day}", "a") for day in range(2, 5)),
            ("cy", "2025-02-01 12:00", "read", "c", ""),
        ),
        **COVERED,
    )
    columns = "contributing_member_count, gini_coefficient, largest_share"
    assert one(con, "contribution_inequality", columns, "period = '2025'") == (2, 1 / 4, 3 / 4)


@pytest.mark.parametrize(
    ("covered_from", "covered_through", "periods"),
    [
        ("2025-01-01", "2025-12-31", ["2025", "all"]),
        ("2024-12-31", "2026-01-01", ["2025", "all"]),
        # Part of a year would say that people exchange less, and wait less often, than they do.
        ("2025-01-02", "2025-12-31", ["all"]),
        ("2025-01-01", "2025-12-30", ["all"]),
    ],
)
@pytest.mark.parametrize("table", ["support_exchanges", "contribution_inequality", "reply_times"])
def test_a_year_is_told_only_where_it_is_covered_whole(
    build, table, covered_from, covered_through, periods
):
    con = build(
        members=MEMBERS,
        activity=drawn(("ana", "2025-02-01 12:00", "post", "a", "")),
        covered_from=covered_from,
        covered_through=covered_through,
    )
    found = con.execute(f"select distinct period from marts.{table} order by all").fetchall()
    assert [period for (period,) in found] == periods
