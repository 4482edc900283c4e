"""Histories once more: who answered whom, who belonged where, and when nothing was heard."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

from tests.sql.drawing import key_of
from tests.sql.slow_twin import Diary, assess
from tests.sql.twins.register import once, twin
from tests.sql.twins.rules import RULE_SETS
from tests.sql.twins.slow_staging import (
    FEATURES,
    OF_COMMUNITIES,
    activity,
    communities,
    coverage,
    members,
    scores,
)  # fmt: skip
from tests.sql.twins.world import OPENED

MESSAGES = ("post", "reply")


@once
def answers(world):
    """Every reply and the message of somebody else that it answers."""
    messages = [row for row in activity(world) if row.activity_type in MESSAGES]
    by_key = {(row.partner_id, row.activity_key): row for row in messages}
    found = []
    for reply in (row for row in messages if row.activity_type == "reply"):
        if reply.replies_to_activity_key:
            message = by_key.get((reply.partner_id, reply.replies_to_activity_key))
        else:
            message = _opening_post(messages, reply)
        is_of_another = message and message.member_key != reply.member_key
        if is_of_another and reply.occurred_at >= message.occurred_at:
            found.append((reply, message))
    return found


def _opening_post(messages, reply):
    posts = [
        row
        for row in messages
        if row.activity_type == "post"
        and row.thread_key is not None
        and (row.place, row.thread_key) == (reply.place, reply.thread_key)
    ]
    # Of two at one instant the key decides, as the database orders keys.
    return min(posts, key=lambda row: (row.occurred_at, order_of(row.activity_key)), default=None)


def order_of(name):
    return key_of(name)


@once
def memberships(world):
    listed = {(row.partner_id, row.member_key, row.place): row for row in members(world)}
    described = {row.place: row for row in communities(world)}
    seen: dict = {}
    for row, day in [(row, row.day) for row in activity(world)] + [
        (row, row.scored_on) for row in scores(world)
    ]:
        key = (row.partner_id, row.member_key, row.place)
        seen[key] = min(day, seen.get(key, day))
    found = []
    for key in {*listed, *seen}:
        row, home = listed.get(key), described.get(key[2])
        said = {name: (row and getattr(row, name)) or "unknown" for name in FEATURES}
        said |= {name: _word(home and getattr(home, name)) for name in OF_COMMUNITIES}
        ends = coverage(world).get((key[0], "activity"), (None, None))
        joined_on = row.joined_on if row else seen[key]
        is_late = ends[0] is not None and (joined_on - ends[0]).days >= 90
        found.append(
            SimpleNamespace(
                partner_id=key[0], member_key=key[1], place=key[2], **said,
                joined_on=joined_on, is_joining_known=row is not None or is_late,
                left_on=row.left_on if row else None,
                covered_from=ends[0], covered_through=ends[1], is_derived=row is None,
            )
        )  # fmt: skip
    return found


def _word(value):
    return {None: "unknown", True: "true", False: "false"}.get(value, value)


@once
def persons(world):
    """Each person's diary, by partner and name; days count from the opening."""
    homes, days, marks = defaultdict(list), defaultdict(set), defaultdict(dict)
    for row in memberships(world):
        homes[row.partner_id, row.member_key].append(row)
    for row in activity(world):
        if row.is_contact:
            days[row.partner_id, row.member_key].add(day_of(row.day))
    for row in scores(world):
        who = (row.partner_id, row.member_key)
        marks[who][day_of(row.scored_on), row.instrument] = row.score
    return {
        who: _diary(world, who, rows, frozenset(days[who]), marks[who])
        for who, rows in homes.items()
    }


def _diary(world, who, rows, contact_days, marks):
    told = [row for row in rows if not row.is_derived]
    joined = min(row.joined_on for row in told or rows)
    has_left = told and all(row.left_on for row in told)
    ends = [
        coverage(world)[who[0], kind][1]
        for kind in ("activity", "outcome_scores")
        if (who[0], kind) in coverage(world)
    ]
    return Diary(
        joined=day_of(joined),
        left=day_of(max(row.left_on for row in told)) if has_left else None,
        contact_days=contact_days,
        scores=marks,
        covered_through=day_of(min(ends)) if ends else -1,
    )


def day_of(day):
    return (day - OPENED).days


def date_of(day):
    return None if day is None else OPENED + timedelta(day)


@twin("histories.answers", "partner_id, reply_activity_key, answered_activity_key, community_id,"
      " replier_key, answered_member_key, answered_type, replied_on, replied_at")  # fmt: skip
def told_answers(world):
    return [
        (
            reply.partner_id,
            reply.activity_key,
            message.activity_key,
            reply.place,
            reply.member_key,
            message.member_key,
            message.activity_type,
            reply.day,
            reply.occurred_at,
        )
        for reply, message in answers(world)
    ]


@twin("histories.memberships", "partner_id, member_key, community_id, age_band, gender,"
      " region_code, rurality, treatment_at_joining, platform_type, led_by, is_anonymous,"
      " is_moderated_day_and_night, has_professional_partnership, joined_on, left_on,"
      " covered_from, covered_through, is_joining_derived, is_joining_known")  # fmt: skip
def told_memberships(world):
    return [
        (
            row.partner_id,
            row.member_key,
            row.place,
            *tuple(getattr(row, name) for name in (*FEATURES, *OF_COMMUNITIES)),
            row.joined_on,
            row.left_on,
            row.covered_from,
            row.covered_through,
            row.is_derived,
            row.is_joining_known,
        )
        for row in memberships(world)
    ]


@twin("histories.contact_days", "partner_id, member_key, contact_on")
def told_contact_days(world):
    return [
        (*who, date_of(day)) for who, diary in persons(world).items() for day in diary.contact_days
    ]


@twin("histories.silences", "partner_id, member_key, last_heard_on")
def told_silences(world):
    found = []
    for who, diary in persons(world).items():
        signs = diary.contact_days | {day for day, _ in diary.scores}
        for day in signs:
            is_silent = not any(day < later <= day + 90 for later in signs)
            if is_silent and day + 90 <= diary.covered_through:
                found.append((*who, date_of(day)))
    return found


@twin("histories.assessments", "partner_id, member_key, rule_set, assessed_on, earlier_scored_on,"
      " primary_score, secondary_score")  # fmt: skip
def told_assessments(world):
    return [
        (*who, rule.name, date_of(found.day), date_of(found.earliest), *((*found.scores, None))[:2])
        for who, diary in persons(world).items()
        for rule in RULE_SETS.values()
        for found in assess(diary, rule.scales)
    ]
