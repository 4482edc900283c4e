"""Every other indicator once more: reports, hours, costs and people reached."""

from __future__ import annotations

from datetime import date, timedelta

from tests.sql.twins.register import twin
from tests.sql.twins.slow_activity import in_periods
from tests.sql.twins.slow_events import POPULATIONS, costs, reached, report_people, waits
from tests.sql.twins.slow_facts import courses
from tests.sql.twins.slow_histories import date_of, order_of
from tests.sql.twins.slow_outcomes import judged
from tests.sql.twins.slow_staging import coverage
from tests.sql.twins.world import COUNTRIES

EVENTS = "community_id, period_length, period_start, partner_id, member_key, report_count"
HOURS = "community_id, period_length, period_start, partner_id, member_key, happened_at, hours"
REACH = "community_id, period_start, partner_id, people_reached_count, country, population_count"


def _events(kind):
    return lambda world: [
        (*key, counts[kind], counts["written"]) for key, counts in report_people(world).items()
    ]


RATES = {
    "harassment_reports": _events("harassment"),
    "misinformation_reports": _events("misinformation"),
    "self_harm_reports": _events("self_harm"),
}


def _waited(is_meant):
    """The first such event of each person in each period, and how long it took."""

    def slow(world):
        first = {}
        for row in waits(world):
            *key, event, kind, report_type, at, night, hours = row
            if is_meant(kind, report_type, night):
                told = (at, order_of(event), hours)
                first[tuple(key)] = min(told, first.get(tuple(key), told))
        return [(*key, at, hours) for key, (at, _, hours) in first.items()]

    return slow


MEDIANS = {
    "hours_to_action_on_reports": _waited(lambda kind, *_: kind == "safety_reports"),
    "hours_to_action_on_self_harm_reports": _waited(lambda _, told, __: told == "self_harm"),
    "hours_to_first_reply": _waited(lambda kind, *_: kind == "activity"),
    "hours_to_first_reply_at_night": _waited(lambda kind, _, night: kind == "activity" and night),
}


def _costs(members, is_meant=lambda _world, _partner, _year: True):
    """The costs of a year, and everybody that each of its currencies is set against."""

    def slow(world):
        found = [
            (year, money, partner, None, cost)
            for partner, _, year, money, cost in costs(world)
            if is_meant(world, partner, year)
        ]
        spent = {(partner, year, money) for year, money, partner, _, _ in found}
        return found + [
            (year, money, partner, member, None)
            for partner, year, money in spent
            for member in members(world, partner, year)
        ]

    return slow


def _active_in(world, partner, year):
    months = in_periods(world, "month")
    return {key[1] for key in months if key[0] == partner and key[3].year == year.year}


def _recovered_in(world, partner, year):
    return {
        row.course.member
        for row in judged(world)
        if row.course.rule.name == "phq9_gad7"
        and row.follow_up == "day_180"
        and row.course.partner == partner
        and date_of(row.course.start).year == year.year
        and row.flags["has_reliably_recovered"]
    }


def _is_followed(world, partner, year):
    """Whether scores cover the year and the 225 days after it, and a baseline lies in it."""
    ends = coverage(world).get((partner, "outcome_scores"))
    begun = {
        date_of(course.start).year
        for course in courses(world)
        if course.partner == partner and course.rule.name == "phq9_gad7"
    }
    last = date(year.year, 12, 31) + timedelta(225)
    return ends is not None and ends[0] <= year and last <= ends[1] and year.year in begun


COSTS = {
    "cost_per_active_member": _costs(_active_in),
    "cost_per_reliable_recovery": _costs(_recovered_in, _is_followed),
}


def _reach(*kinds, per_inhabitant=False):
    def slow(world):
        return [
            (place, start, partner, people)
            + (
                (COUNTRIES[partner], POPULATIONS[COUNTRIES[partner]])
                if per_inhabitant
                else (None,) * 2
            )
            for place, start, partner, kind, people in reached(world)
            if kind in kinds
        ]

    return slow


REACHES = {
    "campaign_reach_per_1000_inhabitants": _reach(
        "information_campaign", "stigma_campaign", per_inhabitant=True
    ),
    "moderators_trained": _reach("moderator_training"),
    "people_in_professional_sessions": _reach("professional_session"),
    "people_reached_by_information_campaigns": _reach("information_campaign"),
    "people_reached_by_stigma_campaigns": _reach("stigma_campaign"),
    "people_referred": _reach("referral_pathway"),
}

for _kind, _columns in (
    (RATES, f"{EVENTS}, contribution_count"),
    (MEDIANS, HOURS),
    (COSTS, "period_start, currency, partner_id, member_key, cost_amount"),
    (REACHES, REACH),
):
    for _name, _slow in _kind.items():
        twin(f"indicators.{_name}", _columns)(_slow)
