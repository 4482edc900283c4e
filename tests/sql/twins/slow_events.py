"""Outcomes of communities once more: people reached, money spent, harm reported, time waited."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from tests.sql.twins.register import once, twin
from tests.sql.twins.rules import reference
from tests.sql.twins.slow_activity import posts
from tests.sql.twins.slow_facts import MONTHS, covered_starts, is_covered, start_of
from tests.sql.twins.slow_staging import activity, coverage, last_midnight, programs, reports
from tests.sql.twins.world import COUNTRIES

WEEK = 168


@once
def reached(world):
    """(community or None, quarter, partner, type, people): programmes, and a nought for each."""
    found, types = [], {row.program_type for row in programs(world)}
    for partner in COUNTRIES:
        for start in covered_starts(world, partner, "program_activities", "quarter"):
            found += [(None, start, partner, kind, 0) for kind in types]
            found += [
                (row.place, start, partner, row.program_type, row.people_reached)
                for row in programs(world)
                if row.partner_id == partner and row.people_reached is not None
                and start_of("quarter", row.started_on) == start
            ]  # fmt: skip
    return found


POPULATIONS = {row["country"]: int(row["population_count"]) for row in reference("populations")}


@twin(
    "outcomes.people_reached",
    (
        "community_id, period_start, partner_id, program_type,"
        " people_reached_count, country, population_count"
    ),
)
def told_reach(world):
    return [(*row, COUNTRIES[row[2]], POPULATIONS.get(COUNTRIES[row[2]])) for row in reached(world)]


@once
def costs(world):
    found = []
    for row in programs(world):
        year = date(row.started_on.year, 1, 1)
        last = date(year.year, 12, 31)
        kinds = [
            coverage(world).get((row.partner_id, k)) for k in ("activity", "program_activities")
        ]
        is_whole = all(ends and ends[0] <= year and last <= ends[1] for ends in kinds)
        if is_whole and row.cost_amount is not None:
            found.append((row.partner_id, row.program_id, year, row.currency, row.cost_amount))
    return found


@twin("outcomes.programme_costs", "partner_id, program_id, period_start, currency, cost_amount")
def told_costs(world):
    return costs(world)


@once
def report_people(world):
    """{(community, length, start, partner, person): contributions and reports by kind}."""
    found = defaultdict(Counter)
    for length in MONTHS:
        for row in reports(world):
            person = row.member_key or row.report_key
            start = start_of(length, row.day)
            if _is_well_covered(world, row.partner_id, length, start):
                found[row.place, length, start, row.partner_id, person][row.report_type] += 1
        for row in activity(world):
            start = start_of(length, row.day)
            if row.is_contribution and _is_well_covered(world, row.partner_id, length, start):
                found[row.place, length, start, row.partner_id, row.member_key]["written"] += 1
    return found


def _is_well_covered(world, partner, length, start):
    kinds = ("activity", "safety_reports")
    return all(is_covered(world, partner, kind, length, start) for kind in kinds)


@twin(
    "outcomes.reports_and_contributions",
    (
        "community_id, period_length, period_start, partner_id,"
        " member_key, contribution_count, harassment_count, misinformation_count, self_harm_count"
    ),
)
def told_reports(world):
    names = ("written", "harassment", "misinformation", "self_harm")
    return [(*key, *(n[name] for name in names)) for key, n in report_people(world).items()]


@once
def waits(world):
    """(community, length, start, partner, person, event, kind, type, instant, night, hours)."""
    found = []
    for row in posts(world):
        event = (row.activity_key, "activity", None, row.occurred_at, row.is_at_night, row.hours)
        found += _watched(world, row, row.member_key, row.day, event)
    for row in reports(world):
        hours = row.actioned_at and (row.actioned_at - row.reported_at).total_seconds() / 3600
        event = (row.report_key, "safety_reports", row.report_type, row.reported_at, None, hours)
        person = row.member_key or row.report_key
        found += _watched(world, row, person, row.day, event)
    return found


def _watched(world, row, person, day, event):
    key, kind, report_type, at, night, hours = event
    ends = coverage(world)[row.partner_id, kind]
    if at + timedelta(hours=WEEK) >= last_midnight(ends[1]):
        return
    for length in MONTHS:
        start = start_of(length, day)
        if is_covered(world, row.partner_id, kind, length, start):
            shown = WEEK if hours is None else min(hours, WEEK)
            yield (row.place, length, start, row.partner_id, person, key, kind, report_type,
                   at, night, shown)  # fmt: skip


@twin(
    "outcomes.waiting_times",
    (
        "community_id, period_length, period_start, partner_id,"
        " member_key, event_key, kind, report_type, happened_at, is_at_night, hours"
    ),
)
def told_waits(world):
    return waits(world)
