"""Facts of activity once more: posts and their answers, first steps, months and hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from types import SimpleNamespace

from tests.sql.twins.register import once, twin
from tests.sql.twins.slow_facts import MONTHS, is_covered, start_of
from tests.sql.twins.slow_histories import answers, memberships
from tests.sql.twins.slow_staging import activity


@once
def posts(world):
    """Every post, with the first instant and day at which somebody else answered it."""
    replied = defaultdict(list)
    for reply, message in answers(world):
        replied[message.partner_id, message.activity_key].append(reply)
    found = []
    for row in activity(world):
        if row.activity_type == "post":
            replies = replied[row.partner_id, row.activity_key]
            first = min((reply.occurred_at for reply in replies), default=None)
            hours = first and (first - row.occurred_at).total_seconds() / 3600
            found.append(
                SimpleNamespace(
                    **vars(row), first_reply_at=first, hours=hours, reply_count=len(replies),
                    replied_on=min((reply.day for reply in replies), default=None),
                )
            )  # fmt: skip
    return found


@twin(
    "facts.first_steps",
    (
        "partner_id, member_key, community_id, joined_on, first_active_on,"
        " first_contributed_on, first_posted_on, first_replied_on, covered_from, covered_through,"
        " is_joining_derived"
    ),
)
def told_first_steps(world):
    return [
        (
            row.partner_id,
            row.member_key,
            row.place,
            row.joined_on,
            *tuple(first_step(world, row, test) for test in _STEPS),
            row.covered_from,
            row.covered_through,
            row.is_derived,
        )
        for row in memberships(world)
    ]


_STEPS = (
    lambda _deed: True,
    lambda deed: deed.is_contribution,
    lambda deed: deed.activity_type == "post",
    lambda deed: deed.activity_type == "reply",
)


def first_step(world, home, test):
    return min((deed.day for deed in deeds_at(world, home) if test(deed)), default=None)


def deeds_at(world, home):
    who = (home.partner_id, home.member_key, home.place)
    return [d for d in activity(world) if (d.partner_id, d.member_key, d.place) == who]


@twin(
    "facts.member_hours",
    (
        "partner_id, member_key, community_id, day_of_week, local_hour,"
        " activity_count, contribution_count, crisis_help_count"
    ),
)
def told_member_hours(world):
    found = defaultdict(Counter)
    for row in activity(world):
        key = (row.partner_id, row.member_key, row.place, row.day.isoweekday(), row.hour)
        is_help = row.activity_type == "crisis_help_opened"
        found[key].update(all=1, written=int(row.is_contribution), help=int(is_help))
    return [(*key, n["all"], n["written"], n["help"]) for key, n in found.items()]


@twin(
    "facts.member_months",
    (
        "partner_id, member_key, community_id, active_month, activity_count,"
        " contribution_count, active_day_count"
    ),
)
def told_member_months(world):
    return [
        (*key, len(rows), sum(row.is_contribution for row in rows), len({row.day for row in rows}))
        for key, rows in in_periods(world, "month").items()
    ]


@twin(
    "facts.member_periods",
    (
        "partner_id, member_key, community_id, period_length, period_start,"
        " activity_count, contribution_count, reply_count, session_count, crisis_help_count,"
        " night_count"
    ),
)
def told_member_periods(world):
    return [
        (
            *key[:3],
            length,
            key[3],
            len(rows),
            sum(row.is_contribution for row in rows),
            *tuple(sum(row.activity_type == kind for row in rows) for kind in _KINDS),
            sum(row.is_at_night for row in rows),
        )
        for length in MONTHS
        for key, rows in in_periods(world, length).items()
        if is_covered(world, key[0], "activity", length, key[3])
    ]


_KINDS = ("reply", "session_attended", "crisis_help_opened")


def in_periods(world, length):
    """What each member did in each community, by month or quarter: covered or not."""
    found = defaultdict(list)
    for row in activity(world):
        found[row.partner_id, row.member_key, row.place, start_of(length, row.day)].append(row)
    return found


@twin(
    "facts.posts",
    (
        "partner_id, activity_key, member_key, community_id, posted_on,"
        " first_replied_on, local_hour, posted_at, first_reply_at, reply_count, first_reply_hours"
    ),
)
def told_posts(world):
    return [
        (
            row.partner_id,
            row.activity_key,
            row.member_key,
            row.place,
            row.day,
            row.replied_on,
            row.hour,
            row.occurred_at,
            row.first_reply_at,
            row.reply_count,
            row.hours,
        )
        for row in posts(world)
    ]
