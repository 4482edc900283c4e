"""Outcomes once more: what became of each episode, and what else happened to people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from tests.sql.slow_twin import WINDOWS, Assessment, assess, follow_up, is_eligible
from tests.sql.twins.register import once, twin
from tests.sql.twins.rules import FLAGS
from tests.sql.twins.slow_activity import posts
from tests.sql.twins.slow_facts import Course, courses
from tests.sql.twins.slow_histories import date_of, day_of
from tests.sql.twins.slow_staging import activity, coverage

FOLLOW_UPS = (*WINDOWS, "end_paired", "end_literal")
LANDMARKS = (14, 30, 60)
DEGREES = ("has_responded", "has_remitted")
WEEK = 168


@dataclass(frozen=True)
class Judged:
    """An episode at one follow-up; `flags` are None where nobody can tell."""

    course: Course
    follow_up: str
    chosen: Assessment | None
    is_eligible: bool
    is_counted: bool
    flags: dict[str, bool | None]


@once
def judged(world):
    return [_judge(course, name) for course in courses(world) for name in FOLLOW_UPS]


def _judge(course, name):
    chosen = follow_up(course.diary, course.rule.scales, course.episode, name)
    # Windows ask for the days that scores cover, not for those that everything does.
    through = -1 if course.scores_through is None else course.scores_through
    diary = replace(course.diary, covered_through=through)
    eligible = is_eligible(diary, course.episode, name)
    counted = eligible and (chosen is not None or name == "end_literal")
    flags = dict.fromkeys((*FLAGS, *DEGREES))
    if counted:
        flags |= _literal(course, chosen) if name == "end_literal" else _flags(course, chosen)
    return Judged(course, name, chosen, eligible, counted, flags)


def _flags(course, chosen):
    first, rule = course.episode.baseline.scores, course.rule
    flags = rule.flags(first, chosen.scores) | _degrees(course, chosen.scores[0])
    if rule.remission is None or not course.was_case:
        flags |= dict.fromkeys(DEGREES)
    return flags


def _literal(course, chosen):
    """Of recovery alone: who has no last assessment has not recovered."""
    if chosen is not None:
        told = _flags(course, chosen)
    else:
        missing = None if course.was_case is None else False
        told = dict.fromkeys(FLAGS[:1], missing)
        told |= dict.fromkeys(FLAGS[1:2], missing if course.rule.has_reliable_change else None)
    return {name: told[name] for name in FLAGS[:2]}


def _degrees(course, last):
    first, remission = course.episode.baseline.scores[0], course.rule.remission
    return {
        "has_responded": 2 * last <= first,
        "has_remitted": remission is not None and last <= remission,
    }


def later_assessments(course):
    """All assessments after the baseline, in order."""
    return [a for a in assess(course.diary, course.rule.scales) if a.day > course.start]


@twin(
    "outcomes.episode_outcomes",
    (
        "partner_id, member_key, rule_set, follow_up, baseline_on,"
        " assessed_on, baseline_primary_score, follow_up_primary_score, was_at_caseness,"
        " has_any_follow_up, is_eligible, is_scored, is_counted, has_reliable_change,"
        " has_remission, has_recovered, has_reliably_recovered, has_reliably_improved,"
        " has_reliably_deteriorated, is_unchanged, has_responded, has_remitted"
    ),
)
def told_outcomes(world):
    return [
        (
            *row.course.key,
            row.follow_up,
            date_of(row.course.start),
            date_of(row.chosen and row.chosen.day),
            row.course.episode.baseline.scores[0],
            row.chosen and row.chosen.scores[0],
            row.course.was_case,
            has_any_follow_up(row.course),
            row.is_eligible,
            row.chosen is not None,
            row.is_counted,
            row.course.rule.has_reliable_change,
            row.course.rule.remission is not None,
            *tuple(row.flags[name] for name in (*FLAGS, *DEGREES)),
        )
        for row in judged(world)
    ]


def has_any_follow_up(course):
    return any(a.earliest >= course.start + 14 for a in later_assessments(course))


@once
def landmarks(world):
    """(course, landmark, exclusion, posts and replies before it) of every episode."""
    written = defaultdict(list)
    for row in activity(world):
        if row.activity_type in ("post", "reply"):
            written[row.partner_id, row.member_key].append(day_of(row.day))
    found = []
    for course in courses(world):
        for days in LANDMARKS:
            end = course.start + days
            count = sum(course.start <= day < end for day in written[course.who])
            found.append((course, days, _exclusion(world, course, end), count))
    return found


def _exclusion(world, course, end):
    if course.was_case is False:
        return "not_at_caseness"
    if end > course.diary.covered_through or not shows_activity(world, course, end):
        return "not_covered"
    if course.diary.left is not None and course.diary.left <= end:
        return "left"
    well = [a.day for a in later_assessments(course) if course.rule.is_case(a.scores) is False]
    return "below_caseness" if well and min(well) <= end else "none"


def shows_activity(world, course, end):
    """Whether exports of activity cover every day from the baseline through the last one."""
    covered = coverage(world).get((course.partner, "activity"))
    return covered is not None and covered[0] <= date_of(course.start) <= date_of(end) <= covered[1]


def band(count):
    return "0" if not count else "1_4" if count < 5 else "5_19" if count < 20 else "20_and_over"


@twin(
    "outcomes.landmarks",
    (
        "partner_id, member_key, rule_set, landmark_days, engagement_band,"
        " exclusion, landmark_on, written_count, is_eligible"
    ),
)
def told_landmarks(world):
    return [
        (*course.key, days, band(count), why, date_of(course.start + days), count, why == "none")
        for course, days, why, count in landmarks(world)
    ]


@dataclass(frozen=True)
class Recovery:
    course: Course
    before: list[Assessment]
    first: Assessment
    after: list[Assessment]

    @property
    def earliest(self) -> int:
        """The first day on which it can have happened: none of the assessments before shows it."""
        last_ill = self.before[-1].day if self.before else self.course.start
        return max(last_ill + 1, self.course.start + 14)

    @property
    def relapsed(self) -> int | None:
        is_case = self.course.rule.is_case
        return next((a.day for a in self.after if is_case(a.scores)), None)

    @property
    def is_confirmed(self) -> bool | None:
        return not self.course.rule.is_case(self.after[0].scores) if self.after else None


@once
def recoveries(world):
    found = []
    for course in (course for course in courses(world) if course.was_case):
        later = later_assessments(course)
        for place, one in enumerate(later):
            if one.earliest >= course.start + 14 and not course.rule.is_case(one.scores):
                anew = [a for a in later if a.earliest > one.day]
                found.append(Recovery(course, later[:place], one, anew))
                break
    return found


@twin(
    "outcomes.recoveries",
    (
        "partner_id, member_key, rule_set, baseline_on, earliest_recovered_on, recovered_on,"
        " next_assessed_on, relapsed_on, last_assessed_on, scores_covered_through, is_confirmed"
    ),
)
def told_recoveries(world):
    return [
        (
            *row.course.key,
            date_of(row.course.start),
            date_of(row.earliest),
            date_of(row.first.day),
            date_of(row.after[0].day if row.after else None),
            date_of(row.relapsed),
            date_of(row.after[-1].day if row.after else None),
            date_of(row.course.scores_through),
            row.is_confirmed,
        )
        for row in recoveries(world)
    ]


@twin(
    "outcomes.early_behaviours",
    ("partner_id, member_key, rule_set, dimension, category, landmark_days"),
)
def told_early_behaviours(world):
    return [
        (*course.key, *behaviour, 14)
        for course in courses(world)
        if shows_activity(world, course, course.start + 14)
        for behaviour in behaviours(world, course).items()
    ]


def behaviours(world, course):
    """What was done in the first 14 days, and whether a post was answered in time and in them."""
    first, end = date_of(course.start), date_of(course.start + 14)
    deeds = [d for d in activity(world) if (d.partner_id, d.member_key) == course.who]
    deeds = [d for d in deeds if first <= d.day < end]
    kinds = {d.activity_type for d in deeds}
    has_written = any(d.is_contribution for d in deeds)
    found = {
        "early_participation": "contributing" if has_written else "reading" if deeds else "absent",
        "has_posted": _word("post" in kinds),
        "has_replied": _word("reply" in kinds),
        "has_sent_private_message": _word("private_message" in kinds),
        "has_attended_session": _word("session_attended" in kinds),
    }
    if "post" in kinds:
        is_answered = any(
            post.hours is not None and post.hours <= 24 and post.replied_on < end
            for post in posts(world)
            if (post.partner_id, post.member_key) == course.who and first <= post.day < end
        )
        found["has_posted x was_answered_within_24_hours"] = f"true x {_word(is_answered)}"
    return found


def _word(flag):
    return "true" if flag else "false"
