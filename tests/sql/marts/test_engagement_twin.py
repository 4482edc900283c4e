"""The tables of engagement equal slow, boring Python on generated lives in two communities."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql import slow_engagement
from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database
from tests.sql.slow_engagement import Event, Programme

COVERED_FROM = date(2024, 1, 1)
KINDS = (
    *("visit", "read", "post", "post", "reply", "reply", "reply"),
    *("private_message", "crisis_help_opened"),
)
TABLES = {
    "engagement_states": (
        slow_engagement.states,
        "period_type, period_start",
        (
            "active_member_count, new_member_count, continuing_member_count, revived_member_count,"
            " reading_member_count, contributing_member_count, previous_member_count,"
            " lapsed_member_count"
        ),
    ),
    "activity_hours": (
        slow_engagement.hours,
        "day_of_week, part_of_day",
        (
            "member_count, active_member_count, contributing_member_count,"
            " crisis_help_member_count, contribution_count"
        ),
    ),
    "support_exchanges": (
        slow_engagement.exchanges,
        "period",
        (
            "active_member_count, neither_count, only_receiving_count, mostly_receiving_count,"
            " balanced_count, mostly_giving_count, only_giving_count"
        ),
    ),
    "first_posts": (
        slow_engagement.first_posts,
        "period",
        "member_count, posted_by_day_0_count, posted_by_day_7_count, posted_by_day_30_count",
    ),
    "contribution_inequality": (
        slow_engagement.inequality,
        "period",
        (
            "contributing_member_count, contribution_count, gini_coefficient, top_1_percent_share,"
            " top_10_percent_share, largest_share"
        ),
    ),
    "reply_times": (
        slow_engagement.reply_times,
        "period, time_of_day",
        (
            "posting_member_count, post_count, answered_within_2_hours_share,"
            " answered_within_24_hours_share, answered_within_7_days_share, first_reply_p10_hours,"
            " first_reply_p50_hours, first_reply_p90_hours, largest_share"
        ),
    ),
}

# Days and minutes crowd around the ends of quarters, of nights and of waits.
days = st.sampled_from([0, 30, 31, 89, 90, 91, 181, 182, 274, 365, 366]) | st.integers(0, 400)
minutes = st.sampled_from([0, 5 * 60 + 59, 6 * 60, 21 * 60 + 59, 22 * 60]) | st.integers(0, 1439)
waits = st.sampled_from([0, 119, 120, 121, 1440, 1441, 10_080, 10_081]) | st.integers(0, 12_000)


@st.composite
def programmes(draw):
    covered_through = draw(st.sampled_from([date(2024, 12, 31), date(2025, 2, 14)]))
    size = draw(st.integers(2, 6))
    joined = [draw(_memberships()) for _ in range(size)]
    events: list[Event] = []
    for number in range(draw(st.integers(1, 25))):
        events += [draw(_event(number, joined, events))]
    covered = [e for e in events if COVERED_FROM <= e.day <= covered_through]
    seen = {e.key for e in covered}
    # Nobody is active before joining: the gate refuses it.
    kept = [
        e
        for e in covered
        if e.day >= joined[e.member][e.community] and (e.answers is None or e.answers in seen)
    ]
    return Programme(joined, kept, COVERED_FROM, covered_through)


@st.composite
def _memberships(draw):
    where = draw(st.sampled_from([("forum",), ("chat",), ("forum", "chat")]))
    return {name: COVERED_FROM + timedelta(draw(days) - 30) for name in where}


@st.composite
def _event(draw, number, joined, events):
    member = draw(st.integers(0, len(joined) - 1))
    community = draw(st.sampled_from(sorted(joined[member])))
    kind = draw(st.sampled_from(KINDS))
    at = datetime.combine(COVERED_FROM, time()) + timedelta(draw(days), minutes=draw(minutes))
    answers = None
    messages = [e for e in events if e.kind in ("post", "reply") and e.community == community]
    if kind == "reply" and messages:
        named = draw(st.sampled_from(messages))
        at = named.at + timedelta(minutes=draw(waits))
        answers = named.key if draw(st.booleans()) else None
    thread = f"{community} {draw(st.integers(1, 2))}" if draw(st.booleans()) else None
    return Event(f"event {number:02}", member, community, at, kind, thread, answers)


@settings(max_examples=15, deadline=None)
@given(programmes())
def test_the_tables_of_engagement_equal_the_slow_twin(programme):
    con = build_programme(programme)
    for table, (slow, keys, columns) in TABLES.items():
        names = f"community_id, dimension, category, {keys}"
        width = len(names.split(","))
        fast = con.execute(
            f"select {names}, {columns} from marts.{table} where dimension in ('all', 'led_by')"
        ).fetchall()
        found = {row[:width]: row[width:] for row in fast}
        expected = slow(programme)
        assert found.keys() == expected.keys(), table
        for key, row in expected.items():
            assert found[key] == pytest.approx(row, abs=1e-9), (table, key)
    con.close()


def build_programme(programme):
    con = empty_work_database()
    lines = [
        f"E-{kind} | {kind} | {programme.covered_from} | {programme.covered_through}"
        for kind in ("communities", "members", "activity")
    ]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *lines]))
    draw_accepted(
        con,
        "communities",
        [
            {
                "community_id": name,
                "platform_type": name,
                "led_by": led_by,
                "is_anonymous": "true",
                "time_zone": str(slow_engagement.ZONES[name]),
            }
            for name, led_by in (("forum", "peers"), ("chat", "mixed"))
        ],
    )
    draw_accepted(
        con,
        "members",
        [
            {"member_key": f"member {member}", "community_id": where, "joined_on": str(on)}
            for member, joined in enumerate(programme.joined)
            for where, on in joined.items()
        ],
    )
    draw_accepted(con, "activity", [_drawn(event) for event in programme.events])
    build_tables(con, *(f"marts.{table}" for table in TABLES))
    return con


def _drawn(event):
    return {
        "activity_key": event.key,
        "member_key": f"member {event.member}",
        "community_id": event.community,
        "occurred_at": str(event.at),
        "activity_type": event.kind,
        "thread_key": event.thread,
        "replies_to_activity_key": event.answers,
    }
