"""Marts of indicators once more: by community, and in the programme each person once."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor, sqrt
from statistics import median

from tests.sql.twins.register import once, twin
from tests.sql.twins.slow_indicators import COSTS, MEDIANS, RATES, REACHES
from tests.sql.twins.slow_shares import SHARES

ROW = "indicator_id, community_id, period_start"


@once
def persons(world):
    """{(indicator, community or all, length, start): facts of each person there}.

    The facts of a person in the programme are those of all communities, put together.
    """
    found = defaultdict(lambda: defaultdict(list))
    for kind in (SHARES, RATES, MEDIANS):
        for name, slow in kind.items():
            for place, length, start, partner, member, *facts in slow(world):
                for where in (place, "all"):
                    found[name, where, length, start][partner, member].append((*facts, place))
    return found


def of_kind(world, kind, length):
    for (name, where, own_length, start), people in persons(world).items():
        if name in kind and own_length == length:
            yield (name, where, start), [*people.values()]


def _has_it(people):
    return sum(any(has_it for has_it, _ in facts) for facts in people)


@twin("marts.indicator_values", f"{ROW}, numerator_count, denominator_count")
def indicator_values(world):
    rows = of_kind(world, SHARES, "quarter")
    return [(*key, _has_it(people), len(people)) for key, people in rows]


@twin("marts.indicator_rates", f"{ROW}, member_count, contributing_member_count,"
      " concerned_member_count, contribution_count, report_count")  # fmt: skip
def indicator_rates(world):
    return [(*key, len(people), *_told(people)) for key, people in of_kind(world, RATES, "quarter")]


def _told(people):
    """How many wrote, how many are concerned, what was written and what was reported."""
    reported = [sum(told for told, _, _ in facts) for facts in people]
    written = [sum(wrote for _, wrote, _ in facts) for facts in people]
    return (
        sum(count > 0 for count in written), sum(count > 0 for count in reported),
        sum(written), sum(reported),
    )  # fmt: skip


@twin("marts.indicator_medians", f"{ROW}, member_count, median_hours, median_hours_lower,"
      " median_hours_upper")  # fmt: skip
def indicator_medians(world):
    return [
        (*key, len(people), *_median(_waited(people)))
        for key, people in of_kind(world, MEDIANS, "quarter")
    ]


def _waited(people):
    """The first event of each person: its instant, then its community, decide."""
    return sorted(min(facts, key=lambda fact: (fact[0], fact[2]))[1] for facts in people)


def _median(hours):
    n = len(hours)
    low, high = floor(n / 2 - 0.98 * sqrt(n)), ceil(n / 2 + 1 + 0.98 * sqrt(n))
    return (
        median(hours),
        hours[low - 1] if low >= 1 else None,
        hours[high - 1] if high <= n else None,
    )


@twin("marts.control_charts", "indicator_id, community_id, period_length, period_start,"
      " numerator_count, denominator_count, exact_value, judged_count, side_count")  # fmt: skip
def control_charts(world):
    found = []
    for (name, where, length, start), by_person in persons(world).items():
        people = [*by_person.values()]
        point = _point(name, people)
        if point and (length == "quarter" or where == "all"):
            found.append((name, where, length, start, *point))
    return found


def _point(name, people):
    n = len(people)
    if name in SHARES:
        x = _has_it(people)
        return x, n, x / n, n, min(x, n - x)
    if name in RATES:
        writers, concerned, written, reported = _told(people)
        return (
            (reported, written, 1000 * reported / written, writers, concerned) if written else None
        )
    return None, None, median(_waited(people)), n, n // 2


@twin("marts.indicator_costs", "indicator_id, community_id, period_start, currency, cost_amount,"
      " denominator_count")  # fmt: skip
def indicator_costs(world):
    found = defaultdict(lambda: [0, 0])
    for name, slow in COSTS.items():
        for start, money, _, member, cost in slow(world):
            found[name, "all", start, money][0] += cost or 0
            found[name, "all", start, money][1] += member is not None
    return [(*key, float(cost), count) for key, (cost, count) in found.items()]


@twin("marts.indicator_reach", f"{ROW}, people_reached_count, population_count")
def indicator_reach(world):
    people, inhabitants = defaultdict(int), defaultdict(dict)
    for name, slow in REACHES.items():
        for place, start, _, count, country, population in slow(world):
            people[name, "all", start] += count
            inhabitants[name, "all", start][country] = population
            # Contacts per inhabitant are told of the programme alone.
            if place and population is None:
                people[name, place, start] += count
    return [(*key, count, _population(inhabitants[key])) for key, count in people.items()]


def _population(by_country):
    known = [population for population in by_country.values() if population is not None]
    return sum(known) if known else None
