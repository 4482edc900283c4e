"""Who stands behind the rows of each mart, community by community, once more.

What a contribution is made of is checked by its consequence (test_contributions.py); here it is
who has one.
"""

from __future__ import annotations

from tests.sql.twins.register import twin
from tests.sql.twins.slow_facts import next_start, start_of
from tests.sql.twins.slow_histories import memberships
from tests.sql.twins.slow_indicators import COSTS, MEDIANS, RATES
from tests.sql.twins.slow_outcomes import judged
from tests.sql.twins.slow_recovery_marts import HEADLINES
from tests.sql.twins.slow_recovery_strata import (
    counted,
    eligible,
    episode_groups,
    person_groups,
    standings,
    times,
)  # fmt: skip
from tests.sql.twins.slow_shares import SHARES
from tests.sql.twins.slow_strata import (
    awaited,
    cohorts,
    contributors,
    exchanges,
    first_posters,
    hours,
    people,
    states,
)  # fmt: skip


def _behind(rows, who):
    """Of told rows, the community and the member, who stand in two columns from `who` on."""
    return lambda world: {(row[0], row[who], row[who + 1]) for row in rows(world)}


def _in_all_groups(whose):
    """Episodes count in every community of their member."""

    def slow(world):
        return {
            (place, *course.who)
            for course in whose(world)
            for place, _, _ in episode_groups(world)[course.key]
        }

    return slow


def _in_programme(whose):
    return lambda world: {("all", *course.who) for course in whose(world)}


def _of_indicators(kind, *, months=False):
    """A community's quarters, and in the programme its months too where series are told."""

    def slow(world):
        found = set()
        for rows in kind.values():
            for place, length, _, *who in (row[:5] for row in rows(world)):
                if length == "quarter":
                    found |= {(place, *who), ("all", *who)}
                elif months:
                    found.add(("all", *who))
        return found

    return slow


def _months(world):
    found = set()
    for (place, _, _, *who), person in people(world).items():
        if person.covered_through is None:
            continue
        days = [deed.day for deed in person.deeds] + [person.joined] * person.is_joining_known
        starts = {start_of("month", day) for day in days}
        if any(_is_whole(person, start) for start in starts):
            found.add((place, *who))
    return found


def _is_whole(person, start):
    return person.covered_from <= start and (
        next_start("month", start).toordinal() - 1 <= person.covered_through.toordinal()
    )


def _cohorts(world):
    return {(key[0], *key[3:]) for key, (_, first, last) in cohorts(world).items() if first <= last}


def _members(world):
    return {(place, *who) for who, groups in person_groups(world).items() for place, _, _ in groups}


def _joined(world):
    homes = {(row.place, row.partner_id, row.member_key) for row in memberships(world)}
    return homes | {("all", *who) for _, *who in homes}


def _costs(world):
    rows = [row for slow in COSTS.values() for row in slow(world)]
    return {("all", partner, member) for _, _, partner, member, _ in rows if member}


def _counted(world):
    return [row for row in judged(world) if row.is_counted]


def _changed(world):
    """Whose change is known on a single questionnaire."""
    return [
        row.course
        for row in _counted(world)
        if row.chosen and row.follow_up != "end_literal" and len(row.course.rule.scales) == 1
    ]


def _early(world):
    return [
        course
        for course, name, days, _, standing, _, _ in standings(world)
        if standing == "eligible" and days == 14 and course.rule.name in HEADLINES
        and name in ("day_90", "day_180", "day_365")
    ]  # fmt: skip


CONTRIBUTORS = {
    "activity_hours": _behind(hours, 5),
    "activity_months": _months,
    "benchmark_gaps": _in_all_groups(lambda world: [row.course for row, *_ in counted(world)]),
    "communities": _joined,
    "community_funnels": _in_all_groups(lambda world: [row.course for row, *_ in counted(world)]),
    "contribution_inequality": _behind(contributors, 4),
    "curve_comparisons": lambda world: {
        ("all", *row[:2]) for row in times(world) if row[3] != "all"
    },
    "control_charts": _of_indicators(SHARES | RATES | MEDIANS, months=True),
    "crossed_recovery_rates": _in_programme(
        lambda world: [
            row.course
            for row in _counted(world)
            if row.follow_up == "day_180" and row.course.rule.name in HEADLINES
        ]
    ),
    "early_behaviours": _in_programme(_early),
    "engagement_cohorts": _cohorts,
    "engagement_states": _behind(states, 5),
    "first_posts": _behind(first_posters, 4),
    "follow_up_funnel": _members,
    "indicator_costs": _costs,
    "indicator_medians": _of_indicators(MEDIANS),
    "indicator_rates": _of_indicators(RATES),
    "indicator_reach": lambda _world: set(),
    "indicator_values": _of_indicators(SHARES),
    "landmark_comparisons": _in_programme(lambda world: [c for c, *_ in standings(world)]),
    "recovery_curves": lambda world: {("all", *row[:2]) for row in times(world)},
    "recovery_rates": _in_all_groups(
        lambda world: [row.course for row in _counted(world) if row.course.rule.is_classified]
    ),
    "recovery_sensitivity": _in_all_groups(
        lambda world: [row.course for row, *_ in eligible(world)]
    ),
    "reply_times": _behind(awaited, 5),
    "score_changes": _in_all_groups(_changed),
    "standardised_rates": _in_all_groups(lambda world: [row.course for row, *_ in counted(world)]),
    "support_exchanges": _behind(exchanges, 4),
}

for _table, _who in CONTRIBUTORS.items():
    twin(f"contributions.{_table}", "community_id, partner_id, member_key")(_who)
