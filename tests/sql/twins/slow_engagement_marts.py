"""Marts of engagement once more: counts of members, group by group and period by period."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction
from math import ceil

from tests.sql.twins.register import twin
from tests.sql.twins.slow_facts import next_start, start_of
from tests.sql.twins.slow_histories import memberships
from tests.sql.twins.slow_recovery_marts import tally, told
from tests.sql.twins.slow_staging import OF_COMMUNITIES, PRACTICES, communities
from tests.sql.twins.slow_strata import (
    awaited,
    cohorts,
    contributors,
    exchanges,
    first_posters,
    hours,
    people,
    quarters,
    states,
)  # fmt: skip

NEVER = 1000


@twin("marts.activity_hours", "community_id, dimension, category, day_of_week, part_of_day,"
      " member_count, active_member_count, contributing_member_count, crisis_help_member_count,"
      " contribution_count")  # fmt: skip
def activity_hours(world):
    found = defaultdict(Counter)
    for *key, _, _, written, has_sought in hours(world):
        tally(found, tuple(key), active=True, writing=written, help=has_sought)
        found[tuple(key)]["written"] += written
    for key, counts in found.items():
        counts["all"] = found[*key[:3], "all", "all"]["active"]
    return told(found, "all", "active", "writing", "help", "written")


@twin("marts.activity_months", "community_id, dimension, category, month, active_member_count,"
      " contributing_member_count, new_member_count")  # fmt: skip
def activity_months(world):
    found = defaultdict(Counter)
    for (*group, _, _), person in people(world).items():
        if person.covered_through is None:
            continue
        months = {start_of("month", deed.day) for deed in person.deeds}
        joined = start_of("month", person.joined)
        for month in {*months, joined} if person.is_joining_known else months:
            last = next_start("month", month) - timedelta(1)
            if person.covered_from <= month and last <= person.covered_through:
                deeds = [d for d in person.deeds if start_of("month", d.day) == month]
                written = any(deed.is_contribution for deed in deeds)
                is_new = person.is_joining_known and month == joined
                tally(found, (*group, month), active=deeds, writing=written, new=is_new)
    return told(found, "active", "writing", "new")


@twin("marts.communities", "community_id, partner_id, community_name, partner_name, platform_type,"
      " led_by, is_anonymous, is_moderated_day_and_night, has_professional_partnership,"
      " has_crisis_protocol, has_moderator_training, has_misinformation_policy, time_zone,"
      " country, opened_on, first_joined_on, last_joined_on, covered_through, member_count,"
      " is_simulated")  # fmt: skip
def told_communities(world):
    described = {row.place: row for row in communities(world)}
    joined = defaultdict(list)
    for row in memberships(world):
        joined[row.place].append(row)
    found = []
    for place in {*described, *joined}:
        row, partner = described.get(place), place.split("/")[0]
        name = place if row is None else row.community_name or row.community_id
        features = [_feature(row, name) for name in (*OF_COMMUNITIES, *PRACTICES)]
        facts = [row and getattr(row, name) for name in ("time_zone", "country", "opened_on")]
        # The north is drawn as simulated, the south as not.
        names = (place, partner, name, partner.title())
        is_simulated = partner == "north"
        found.append((*names, *features, *facts, *_joinings(joined[place]), is_simulated))
    first = defaultdict(list)
    for row in memberships(world):
        first[row.partner_id, row.member_key].append(row)
    nothing = (None,) * 14
    everyone = [min(rows, key=lambda row: row.joined_on) for rows in first.values()]
    earliest, _, through, count = _joinings(everyone)
    _, latest, _, _ = _joinings(memberships(world))
    return [*found, ("all", *nothing, earliest, latest, through, count, True)]


def _feature(row, name):
    value = row and getattr(row, name)
    return {None: "unknown", True: "true", False: "false"}.get(value, value)


def _joinings(rows):
    days = [row.joined_on for row in rows]
    ends = [row.covered_through for row in rows if row.covered_through]
    return (min(days, default=None), max(days, default=None), max(ends, default=None), len(rows))


@twin("marts.engagement_cohorts", "community_id, dimension, category, joined_quarter,"
      " quarters_since_joining, member_count, retained_count, rolling_retained_count")  # fmt: skip
def engagement_cohorts(world):
    found = defaultdict(Counter)
    for key, (joined, first, last) in cohorts(world).items():
        deeds = people(world)[key].deeds
        active = {quarters(joined, start_of("quarter", deed.day)) for deed in deeds}
        for number in range(first, last + 1):
            later = any(number <= other <= last for other in active)
            row = (*key[:3], joined, number)
            tally(found, row, all=True, then=number in active, later=later)
    return told(found, "all", "then", "later")


@twin("marts.engagement_states", "community_id, dimension, category, period_type, period_start,"
      " active_member_count, new_member_count, continuing_member_count, revived_member_count,"
      " reading_member_count, contributing_member_count, previous_member_count,"
      " lapsed_member_count")  # fmt: skip
def engagement_states(world):
    found = defaultdict(Counter)
    for *key, _, _, state, has_written in states(world):
        is_here = state != "lapsed"
        tally(
            found, tuple(key), active=is_here, reading=is_here and not has_written,
            writing=has_written, previous=state in ("continuing", "lapsed"), **{state: True},
        )  # fmt: skip
    names = ("active", "new", "continuing", "revived", "reading", "writing", "previous", "lapsed")
    return told(found, *names)


@twin("marts.first_posts", "community_id, dimension, category, period, member_count,"
      " posted_by_day_0_count, posted_by_day_7_count, posted_by_day_30_count")  # fmt: skip
def first_posts(world):
    found = defaultdict(Counter)
    for *key, _, _, word in first_posters(world):
        by_7 = word in ("day_0", "day_7")
        tally(found, tuple(key), all=1, at_once=word == "day_0", by_7=by_7,
              by_30=word != "later_or_never")  # fmt: skip
    return told(found, "all", "at_once", "by_7", "by_30")


@twin("marts.support_exchanges", "community_id, dimension, category, period, active_member_count,"
      " neither_count, only_receiving_count, mostly_receiving_count, balanced_count,"
      " mostly_giving_count, only_giving_count")  # fmt: skip
def support_exchanges(world):
    found = defaultdict(Counter)
    for *key, _, _, exchange in exchanges(world):
        tally(found, tuple(key), active=True, **{exchange: True})
    bands = ("neither", "only_receiving", "mostly_receiving", "balanced")
    return told(found, "active", *bands, "mostly_giving", "only_giving")


@twin("marts.contribution_inequality", "community_id, dimension, category, period,"
      " contributing_member_count, contribution_count, gini_coefficient, top_1_percent_share,"
      " top_10_percent_share, largest_share")  # fmt: skip
def contribution_inequality(world):
    amounts = defaultdict(list)
    for *key, _, _, count in contributors(world):
        if count:
            amounts[tuple(key)].append(count)
    return [(*key, *_unevenness(sorted(of, reverse=True))) for key, of in amounts.items()]


def _unevenness(amounts):
    """Gini by its definition: mean absolute difference of all pairs, over twice the mean."""
    n, total = len(amounts), sum(amounts)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    shares = [sum(amounts[: ceil(n / part)]) / total for part in (100, 10)]
    return (n, total, differences / (2 * n * total), *shares, amounts[0] / total)


@twin("marts.reply_times", "community_id, dimension, category, period, time_of_day,"
      " posting_member_count, post_count, answered_within_2_hours_share,"
      " answered_within_2_hours_effective_n, answered_within_24_hours_share,"
      " answered_within_24_hours_effective_n, answered_within_7_days_share,"
      " answered_within_7_days_effective_n, first_reply_p10_hours, first_reply_p10_side,"
      " first_reply_p50_hours, first_reply_p50_side, first_reply_p90_hours, first_reply_p90_side,"
      " largest_share")  # fmt: skip
def reply_times(world):
    posts = defaultdict(lambda: defaultdict(list))
    for *key, partner, member, _, waited in awaited(world):
        posts[tuple(key)][partner, member].append(NEVER if waited is None else waited)
    return [(*key, *_waiting([*of.values()])) for key, of in posts.items()]


def _waiting(members):
    """`members` holds the waits of each member's posts."""
    every = sorted(wait for waits in members for wait in waits)
    shares = [fact for limit in (2, 24, 168) for fact in _share(members, len(every), limit)]
    quantiles = [fact for share in (0.1, 0.5, 0.9) for fact in _quantile(members, every, share)]
    largest = max(len(waits) for waits in members) / len(every)
    return (len(members), len(every), *shares, *quantiles, largest)


def _share(members, count, limit):
    """The share answered in time, and the number of independent posts that it is worth.

    Its variance is what leaving out one member after the other does to it.
    """
    within = [sum(wait <= limit for wait in waits) for waits in members]
    share = Fraction(sum(within), count)
    if len(members) == 1:
        return float(share), 1.0
    without = [
        Fraction(sum(within) - own, count - len(waits))
        for own, waits in zip(within, members, strict=True)
    ]
    variance = sum((other - share) ** 2 for other in without)
    variance *= Fraction(len(members) - 1, len(members))
    worth = min(share * (1 - share) / variance, count) if variance else len(members)
    return float(share), float(worth)


def _quantile(members, every, share):
    value = every[max(ceil(round(len(every) * share, 9)) - 1, 0)]
    below = sum(min(waits) <= value for waits in members)
    above = sum(max(waits) >= value for waits in members)
    return None if value == NEVER else value, float(min(below, above))
