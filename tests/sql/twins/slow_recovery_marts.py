"""Marts of recovery once more: counts of members, group by group."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import fmean, stdev

from tests.sql.twins.register import twin
from tests.sql.twins.rules import FLAGS, RULE_SETS, reference
from tests.sql.twins.slow_facts import courses, homes
from tests.sql.twins.slow_histories import date_of
from tests.sql.twins.slow_outcomes import (
    DEGREES,
    FOLLOW_UPS,
    behaviours,
    has_any_follow_up,
    judged,
)  # fmt: skip
from tests.sql.twins.slow_recovery_strata import (
    eligible,
    episode_groups,
    groups_at,
    person_groups,
    standings,
)  # fmt: skip

CROSSED = [
    (row["first_dimension"], row["second_dimension"]) for row in reference("crossed_dimensions")
]
HEADLINES = ("phq9_gad7", "phq9_only")


def tally(found, key, **counts):
    found[key].update({name: int(bool(value)) for name, value in counts.items()})


def told(found, *names):
    return [(*key, *(counts[name] for name in names)) for key, counts in found.items()]


@twin("marts.recovery_rates", "community_id, dimension, category, period, rule_set, follow_up,"
      " scored_count, at_caseness_count, recovered_count, reliably_recovered_count,"
      " reliably_improved_count, reliably_deteriorated_count, unchanged_count, responded_count,"
      " remitted_count")  # fmt: skip
def recovery_rates(world):
    found = defaultdict(Counter)
    for row in judged(world):
        course = row.course
        if course.rule.is_classified and row.is_counted:
            for group in groups_at(world, course.key, row.follow_up):
                for period in (str(date_of(course.start).year), "all"):
                    key = (*group, period, course.rule.name, row.follow_up)
                    tally(found, key, scored=True, case=course.was_case, **row.flags)
    return [
        (
            *key,
            n["scored"],
            n["case"],
            n["has_recovered"],
            *(n[name] if _is_told(name, *key[4:]) else None for name in (*FLAGS[1:], *DEGREES)),
        )
        for key, n in found.items()
    ]


def _is_told(name, rule_set, follow_up):
    """Where the missing count as failures only the two recoveries are told."""
    rule = RULE_SETS[rule_set]
    is_defined = rule.remission is not None if name in DEGREES else rule.has_reliable_change
    return is_defined and (name == "has_reliably_recovered" or follow_up != "end_literal")


@twin("marts.crossed_recovery_rates", "community_id, dimension, category, rule_set, follow_up,"
      " scored_count, at_caseness_count, recovered_count, reliably_recovered_count")  # fmt: skip
def crossed_recovery_rates(world):
    found = defaultdict(Counter)
    for row in judged(world):
        is_told = row.follow_up == "day_180" and row.course.rule.name in HEADLINES
        if is_told and row.is_counted:
            for stratum in _crossed(episode_groups(world)[row.course.key]):
                key = ("all", *stratum, row.course.rule.name, "day_180")
                tally(found, key, scored=True, case=row.course.was_case, **row.flags)
    return told(found, "scored", "case", "has_recovered", "has_reliably_recovered")


def _crossed(groups):
    """The pairs of features that are crossed, and each of the features alone."""
    own = [(name, category) for place, name, category in groups if place == "all"]
    single = {"all", *(name for pair in CROSSED for name in pair)}
    yield from ((name, category) for name, category in own if name in single)
    for pair in CROSSED:
        for one in (category for name, category in own if name == pair[0]):
            for other in (category for name, category in own if name == pair[1]):
                yield " x ".join(pair), f"{one} x {other}"


@twin("marts.follow_up_funnel", "community_id, dimension, category, period, rule_set, follow_up,"
      " member_count, with_baseline_count, at_caseness_count, eligible_count,"
      " with_any_follow_up_count, in_window_count")  # fmt: skip
def follow_up_funnel(world):
    found = defaultdict(Counter)
    started = {course.key: course for course in courses(world)}
    rules = {course.rule.name for course in courses(world) if course.rule.is_classified}
    for who, rows in homes(world).items():
        for rule in rules:
            course = started.get((*who, rule))
            day = date_of(course.start) if course else rows[0].joined_on
            for group in person_groups(world)[who]:
                for period in (str(day.year), "all"):
                    for name in FOLLOW_UPS:
                        tally(found, (*group, period, rule, name), member=True)
    for row in judged(world):
        if row.course.rule.is_classified:
            _step_down(world, found, row)
    names = ("member", "baseline", "case", "eligible", "any", "window")
    return told(found, *names)


def _step_down(world, found, row):
    course = row.course
    is_expected = row.is_eligible and course.was_case
    for group in groups_at(world, course.key, row.follow_up):
        for period in (str(date_of(course.start).year), "all"):
            key = (*group, period, course.rule.name, row.follow_up)
            # Groups that the episode itself makes hold nobody without one.
            is_own = group[1] in ("baseline_severity", "engagement_band")
            is_scored, is_known = row.chosen is not None, has_any_follow_up(course)
            tally(found, key, member=is_own, baseline=True, case=course.was_case)
            tally(found, key, eligible=is_expected, any=is_expected and is_known)
            tally(found, key, window=is_expected and is_scored)


@twin("marts.landmark_comparisons", "community_id, dimension, category, rule_set, follow_up,"
      " landmark_days, at_caseness_count, not_covered_count, left_count, below_caseness_count,"
      " eligible_count, scored_count, recovered_count")  # fmt: skip
def landmark_comparisons(world):
    found = defaultdict(Counter)
    for course, name, days, band, standing, is_scored, has_recovered in standings(world):
        for group in (("engagement_band", band), ("all", "all")):
            key = ("all", *group, course.rule.name, name, days)
            flags = {standing: True, "scored": is_scored, "recovered": has_recovered}
            tally(found, key, everyone=True, **flags)
    names = ("everyone", "not_covered", "left", "below_caseness", "eligible", "scored")
    return told(found, *names, "recovered")


@twin("marts.early_behaviours", "community_id, dimension, category, rule_set, follow_up,"
      " landmark_days, eligible_count, scored_count, recovered_count")  # fmt: skip
def early_behaviours(world):
    found = defaultdict(Counter)
    for course, name, days, _, standing, is_scored, has_recovered in standings(world):
        is_told = name in ("day_90", "day_180", "day_365") and course.rule.name in HEADLINES
        if is_told and days == 14 and standing == "eligible":
            for group in [*behaviours(world, course).items(), ("all", "all")]:
                key = ("all", *group, course.rule.name, name, 14)
                tally(found, key, all=True, scored=is_scored, recovered=has_recovered)
    return told(found, "all", "scored", "recovered")


@twin("marts.score_changes", "community_id, dimension, category, rule_set, follow_up,"
      " scored_count, first_mean, first_deviation, change_mean, change_deviation")  # fmt: skip
def score_changes(world):
    pairs = defaultdict(list)
    for row in judged(world):
        is_told = row.is_counted and row.chosen and row.follow_up != "end_literal"
        if is_told and len(row.course.rule.scales) == 1:
            first, last = row.course.episode.baseline.scores[0], row.chosen.scores[0]
            for group in groups_at(world, row.course.key, row.follow_up):
                key = (*group, row.course.rule.name, row.follow_up)
                pairs[key].append((first, last - first))
    return [
        (*key, len(rows), *(fact for column in zip(*rows, strict=True) for fact in _spread(column)))
        for key, rows in pairs.items()
    ]


def _spread(values):
    return fmean(values), stdev(values) if len(values) > 1 else None


@twin("marts.recovery_sensitivity", "community_id, dimension, category, rule_set, follow_up,"
      " outcome, eligible_count, carried_count")  # fmt: skip
def recovery_sensitivity(world):
    found = defaultdict(Counter)
    for row, _, _, *carried in eligible(world):
        for group in groups_at(world, row.course.key, row.follow_up):
            key = (*group, row.course.rule.name, row.follow_up)
            for outcome, has_outcome in zip(
                ("recovery", "reliable_recovery"), carried, strict=True
            ):
                tally(found, (*key, outcome), all=True, carried=has_outcome)
    return told(found, "all", "carried")
