"""Strata of engagement once more: in which groups, periods and hours members count."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from types import SimpleNamespace

from tests.sql.twins.register import once, twin
from tests.sql.twins.slow_activity import deeds_at, posts
from tests.sql.twins.slow_facts import next_start, start_of, strata
from tests.sql.twins.slow_histories import answers
from tests.sql.twins.slow_staging import OF_COMMUNITIES, last_midnight

OF_ALL = ("all", *OF_COMMUNITIES)
OF_ENGAGEMENT = (*OF_ALL, "age_band", "gender", "rurality")
WEEK = 168


@once
def people(world):
    """Everybody in every group: {(community_id, dimension, category, partner, member): person}.

    A person holds the memberships by which they are in the group, and all that was done in them.
    """
    found = {}
    for home, groups in strata(world):
        deeds = deeds_at(world, home)
        for group in groups:
            key = (*group, home.partner_id, home.member_key)
            person = found.setdefault(key, SimpleNamespace(homes=[], deeds=[]))
            person.homes.append(home)
            person.deeds += deeds
    for person in found.values():
        person.joined = min(home.joined_on for home in person.homes)
        person.is_joining_known = all(
            home.is_joining_known for home in person.homes if home.joined_on == person.joined
        )
        person.covered_from = person.homes[0].covered_from
        person.covered_through = person.homes[0].covered_through
    return found


def of_dimensions(world, dimensions):
    return {key: person for key, person in people(world).items() if key[1] in dimensions}


@twin("strata.active_quarters", "community_id, dimension, category, partner_id, member_key,"
      " active_quarter")  # fmt: skip
def told_active_quarters(world):
    return [
        (*key, start)
        for key, person in people(world).items()
        for start in {start_of("quarter", deed.day) for deed in person.deeds}
    ]


@once
def cohorts(world):
    """{person in a group: (quarter of joining, first and last quarter after it in sight)}."""
    found = {}
    for key, person in people(world).items():
        if person.covered_through is None or not person.is_joining_known:
            continue
        quarter = start_of("quarter", person.joined)
        first = start_of("quarter", person.covered_from)
        if first < person.covered_from:
            first = next_start("quarter", first)
        last = start_of("quarter", person.covered_through + timedelta(1))
        earliest = 0 if person.joined >= person.covered_from else quarters(quarter, first)
        found[key] = (quarter, earliest, quarters(quarter, last) - 1)
    return found


def quarters(start, end):
    return (end.year - start.year) * 4 + (end.month - start.month) // 3


@twin("strata.cohort_members", "community_id, dimension, category, partner_id, member_key,"
      " joined_quarter, first_quarter_seen, last_quarter_seen")  # fmt: skip
def told_cohorts(world):
    return [(*key, *cohort) for key, cohort in cohorts(world).items()]


@once
def contributors(world):
    found = []
    for key, person in of_dimensions(world, OF_ALL).items():
        written = [deed for deed in person.deeds if deed.is_contribution]
        for period in periods(person, written):
            count = sum(period in ("all", str(deed.day.year)) for deed in written)
            found.append((*key[:3], period, *key[3:], count))
    return found


def periods(home, deeds):
    """The covered years of the deeds, and all years together; nothing where nothing was done."""
    years = {deed.day.year for deed in deeds}
    whole = [str(year) for year in years if _is_whole_year(home, year)]
    return [*whole, "all"] if years else []


def _is_whole_year(home, year):
    return home.covered_from <= date(year, 1, 1) and date(year, 12, 31) <= home.covered_through


@twin("strata.contribution_members", "community_id, dimension, category, period, partner_id,"
      " member_key, contribution_count")  # fmt: skip
def told_contributors(world):
    return contributors(world)


@once
def awaited(world):
    """Posts that could be watched for a week, by the features of the community they stand in."""
    places = defaultdict(list)
    for home, groups in strata(world):
        places[home.partner_id, home.member_key, home.place] = groups
    homes = {h.place: h for h, _ in strata(world)}
    found = []
    for post in posts(world):
        if post.occurred_at + timedelta(hours=WEEK) >= last_midnight(
            homes[post.place].covered_through
        ):
            continue
        hours = post.hours if post.hours is not None and post.hours <= WEEK else None
        for group in places[post.partner_id, post.member_key, post.place]:
            if group[1] in OF_ALL:
                for period in periods(homes[post.place], [post]):
                    for part in ("night" if post.is_at_night else "day", "all"):
                        who = (post.partner_id, post.member_key, post.activity_key)
                        found.append((*group, period, part, *who, hours))
    return found


@twin("strata.awaited_posts", "community_id, dimension, category, period, time_of_day, partner_id,"
      " member_key, activity_key, first_reply_hours")  # fmt: skip
def told_awaited(world):
    return awaited(world)


@once
def hours(world):
    found = []
    for key, person in of_dimensions(world, OF_ALL).items():
        days = ("all", *"1234567") if key[:2] == ("all", "all") else ("all",)
        for day in days:
            for part, deeds in _by_part(person.deeds, day).items():
                written = sum(deed.is_contribution for deed in deeds)
                has_sought = any(deed.activity_type == "crisis_help_opened" for deed in deeds)
                found.append((*key[:3], day, part, *key[3:], written, has_sought))
    return found


def _by_part(deeds, day):
    found = defaultdict(list)
    for deed in deeds:
        if day in ("all", str(deed.day.isoweekday())):
            for part in ("all", "night" if deed.is_at_night else "day", f"{deed.hour:02}"):
                found[part].append(deed)
    return found


@twin("strata.hour_members", "community_id, dimension, category, day_of_week, part_of_day,"
      " partner_id, member_key, contribution_count, has_opened_crisis_help")  # fmt: skip
def told_hours(world):
    return hours(world)


@once
def first_posters(world):
    found = []
    for key, person in of_dimensions(world, OF_ENGAGEMENT).items():
        start, through = person.joined, person.covered_through
        if through is None or any(home.is_derived for home in person.homes):
            continue
        if not person.covered_from <= start <= through - timedelta(30):
            continue
        spoken = [d.day for d in person.deeds if d.activity_type in ("post", "reply")]
        waited = max((min(spoken) - start).days, 0) if spoken else None
        word = "later_or_never" if waited is None or waited > 30 else "day_30"
        if waited is not None and waited <= 7:
            word = "day_7" if waited else "day_0"
        found += [(*key[:3], period, *key[3:], word) for period in (str(start.year), "all")]
    return found


@twin("strata.first_post_members", "community_id, dimension, category, period, partner_id,"
      " member_key, first_posted_by")  # fmt: skip
def told_first_posters(world):
    return first_posters(world)


@once
def states(world):
    """New, continuing, revived or lapsed: walking from period to period."""
    found = []
    for key, person in of_dimensions(world, OF_ENGAGEMENT).items():
        if person.covered_through is None or not person.deeds:
            continue
        lengths = ("quarter", "month") if key[:2] == ("all", "all") else ("quarter",)
        for length in lengths:
            found += [
                (*key[:3], length, start, *key[3:], *state)
                for start, state in _states(person, length)
            ]
    return found


def _states(person, length):
    before = start_of(length, person.covered_from)
    while True:
        start = next_start(length, before)
        if next_start(length, start) - timedelta(1) > person.covered_through:
            return
        if before >= person.covered_from:
            state = _state(person, length, before, start)
            if state:
                yield start, state
        before = start


def _state(person, length, before, start):
    now = [deed for deed in person.deeds if start_of(length, deed.day) == start]
    was_active = any(start_of(length, deed.day) == before for deed in person.deeds)
    if not now:
        return ("lapsed", False) if was_active else None
    entered = min([person.joined, *(start_of("month", deed.day) for deed in person.deeds)])
    is_new = person.is_joining_known and entered >= start
    state = "continuing" if was_active else "new" if is_new else "revived"
    return state, any(deed.is_contribution for deed in now)


@twin("strata.member_states", "community_id, dimension, category, period_type, period_start,"
      " partner_id, member_key, state, has_contributed")  # fmt: skip
def told_states(world):
    return states(world)


@once
def exchanges(world):
    given, received = Counter(), Counter()
    for reply, message in answers(world):
        for period in (str(reply.day.year), "all"):
            given[reply.partner_id, reply.member_key, reply.place, period] += 1
            received[message.partner_id, message.member_key, reply.place, period] += 1
    found = []
    for key, person in of_dimensions(world, OF_ALL).items():
        for period in periods(person, person.deeds):
            where = [
                (home.partner_id, home.member_key, home.place, period) for home in person.homes
            ]
            gave, got = (sum(n[place] for place in where) for n in (given, received))
            found.append((*key[:3], period, *key[3:], _exchange(gave, got)))
    return found


def _exchange(gave, got):
    if not gave or not got:
        return "only_giving" if gave else "only_receiving" if got else "neither"
    if 3 * gave < gave + got:
        return "mostly_receiving"
    return "mostly_giving" if 3 * gave > 2 * (gave + got) else "balanced"


@twin("strata.support_members", "community_id, dimension, category, period, partner_id,"
      " member_key, exchange")  # fmt: skip
def told_exchanges(world):
    return exchanges(world)
