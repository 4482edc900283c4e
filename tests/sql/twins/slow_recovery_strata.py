"""Strata of recovery once more: in which groups episodes count, and how long they took."""

from __future__ import annotations

from collections import defaultdict

from tests.sql.twins.register import once, twin
from tests.sql.twins.slow_facts import courses, strata
from tests.sql.twins.slow_outcomes import (
    WINDOWS,
    band,
    judged,
    landmarks,
    later_assessments,
    recoveries,
)  # fmt: skip

LAST_DAY = 730
OUTCOMES = {
    "recovery": ("has_recovered", True),
    "reliable_recovery": ("has_reliably_recovered", True),
    "reliable_improvement": ("has_reliably_improved", False),
    "reliable_deterioration": ("has_reliably_deteriorated", False),
}
YOUNG = ("under_18", "18_24", "25_34")


@once
def person_groups(world):
    """{(partner, member): groups}, each group once."""
    found = defaultdict(set)
    for home, groups in strata(world):
        found[home.partner_id, home.member_key] |= set(groups)
    return found


@once
def episode_groups(world):
    """{episode's key: {(community_id, dimension, category): landmark or None}}."""
    found = {}
    for course in courses(world):
        groups = dict.fromkeys(person_groups(world)[course.who])
        found[course.key] = groups | {("all", "baseline_severity", course.severity): None}
    for course, days, why, count in landmarks(world):
        if days == 30 and why == "none":
            found[course.key]["all", "engagement_band", band(count)] = 30
    return found


def groups_at(world, key, follow_up):
    """The groups of an episode whose outcome at a follow-up lies after any landmark."""
    earliest = WINDOWS[follow_up][1] if follow_up in WINDOWS else None
    return [
        group
        for group, landmark in episode_groups(world)[key].items()
        if landmark is None or (earliest is not None and landmark < earliest)
    ]


@twin("strata.episode_strata", "partner_id, member_key, rule_set, community_id, dimension,"
      " category, landmark_days")  # fmt: skip
def told_episode_groups(world):
    return [
        (*key, *group, landmark)
        for key, groups in episode_groups(world).items()
        for group, landmark in groups.items()
    ]


@once
def counted(world):
    """(judged episode, outcome, severity group, age group, age band, gender, has it)."""
    found = []
    for row in judged(world):
        if not (row.course.rule.is_headline and row.is_counted) or row.follow_up == "end_literal":
            continue
        features = {name: value for _, name, value in person_groups(world)[row.course.who]}
        age, gender = features["age_band"], features["gender"]
        for outcome, (flag, is_of_cases) in OUTCOMES.items():
            if row.course.was_case or not is_of_cases:
                severity = row.course.severity
                if severity in ("minimal", "mild"):
                    severity = "moderate" if is_of_cases else "below_moderate"
                old = "unknown" if age == "unknown" else "35_and_over"
                group = "under_35" if age in YOUNG else old
                found.append((row, outcome, severity, group, age, gender, row.flags[flag]))
    return found


@twin("strata.counted_members", "partner_id, member_key, rule_set, follow_up, outcome,"
      " severity_group, age_group, age_band, gender, has_outcome")  # fmt: skip
def told_counted(world):
    return [(*row.course.key, row.follow_up, *rest) for row, *rest in counted(world)]


@once
def standings(world):
    """(course, follow-up, landmark, band, standing, was scored, has recovered)."""
    outcome = {(*row.course.key, row.follow_up): row for row in judged(world)}
    found = []
    for course, days, why, count in landmarks(world):
        for name, (_, earliest, _) in WINDOWS.items():
            row = outcome[*course.key, name]
            if course.rule.is_classified and why != "not_at_caseness" and days < earliest:
                standing = "eligible" if why == "none" else why
                if why == "not_covered" or not row.is_eligible:
                    standing = "not_covered"
                is_in = standing == "eligible"
                has_recovered = is_in and bool(row.flags["has_recovered"])
                is_scored = is_in and row.chosen is not None
                found.append((course, name, days, band(count), standing, is_scored, has_recovered))
    return found


@twin("strata.landmark_members", "partner_id, member_key, rule_set, follow_up, landmark_days,"
      " engagement_band, standing, is_scored, has_recovered")  # fmt: skip
def told_standings(world):
    return [(*course.key, *rest) for course, *rest in standings(world)]


@once
def times(world):
    """(partner, member, rule set, dimension, category, clock, cause, days)."""
    recovered = {row.course.key: row for row in recoveries(world)}
    found = []
    for course in courses(world):
        if course.was_case and course.rule.is_classified:
            for (place, *group), landmark in episode_groups(world)[course.key].items():
                if place == "all":
                    clocks = [*_clocks(course, recovered.get(course.key), landmark or 0)]
                    if landmark is not None:  # where all were known to be ill
                        clocks = [clock for clock in clocks if clock[0] != "recovery_earliest"]
                    found += [(*course.key, *group, *clock) for clock in clocks]
    return found


def _clocks(course, recovery, delay):
    start = course.start + delay
    last = max([course.start, *(a.day for a in later_assessments(course))])
    left = course.diary.left
    gone = None
    if left is not None and course.scores_through is not None and left <= course.scores_through:
        gone = max(left, course.start)
    day = recovery and recovery.first.day
    yield _capped("recovery", recovery and "recovered", (last if day is None else day) - start)
    earliest = last if recovery is None else recovery.earliest
    yield _capped("recovery_earliest", recovery and "recovered", earliest - start)
    if day is not None and (gone is None or day <= gone):
        first, end = "recovered", day
    else:
        first, end = (None, course.scores_through) if gone is None else ("left", gone)
    yield _capped("first_of_recovery_and_leaving", first, end - start)
    if recovery:
        relapsed = recovery.relapsed
        last_anew = recovery.after[-1].day if recovery.after else day
        end = last_anew if relapsed is None else relapsed
        cause = None if relapsed is None else "relapsed"
        yield _capped("relapse", cause, end - day)


def _capped(clock, cause, days):
    return clock, cause if days <= LAST_DAY else None, min(max(days, 0), LAST_DAY + 1)


@twin("strata.recovery_times", "partner_id, member_key, rule_set, dimension, category, clock,"
      " cause, duration_days")  # fmt: skip
def told_times(world):
    return times(world)


@once
def eligible(world):
    """Who should have been scored again: (judged episode, what is known of each)."""
    written = {
        course.key: None if why == "not_covered" else count
        for course, days, why, count in landmarks(world)
        if days == 14
    }
    found = []
    for row in judged(world):
        course = row.course
        is_asked = course.rule.is_headline and row.follow_up != "end_literal"
        if is_asked and row.is_eligible and course.was_case:
            days = [day for day in course.diary.contact_days if 0 <= day - course.start < 14]
            contacts = None if written[course.key] is None else len(days)
            found.append((row, written[course.key], contacts, *_carried(row)))
    return found


def _carried(row):
    if row.chosen is not None:
        return row.flags["has_recovered"], row.flags["has_reliably_recovered"]
    course = row.course
    end = course.episode.ended
    if row.follow_up in WINDOWS:
        end = course.start + WINDOWS[row.follow_up][2]
    known = [a for a in later_assessments(course) if a.day <= end]
    if not known:
        return False, False
    flags = course.rule.flags(course.episode.baseline.scores, known[-1].scores)
    return bool(flags["has_recovered"]), bool(flags["has_reliably_recovered"])


@twin("weights.eligible_members", "partner_id, member_key, rule_set, follow_up,"
      " baseline_primary_score, baseline_secondary_score, written_count, contact_day_count,"
      " is_scored, has_recovered, has_reliably_recovered, is_carried_recovery,"
      " is_carried_reliable_recovery")  # fmt: skip
def told_eligible(world):
    return [
        (
            *row.course.key,
            row.follow_up,
            *(*row.course.episode.baseline.scores, None)[:2],
            written,
            contacts,
            row.chosen is not None,
            row.flags["has_recovered"],
            row.flags["has_reliably_recovered"],
            *carried,
        )
        for row, written, contacts, *carried in eligible(world)
    ]
