"""Facts once more: episodes, months, hours, posts and the strata of memberships."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from tests.sql.slow_twin import Diary, Episode, first_episode
from tests.sql.twins.register import once, twin
from tests.sql.twins.rules import RULE_SETS, RuleSet, reference
from tests.sql.twins.slow_histories import date_of, day_of, memberships, persons
from tests.sql.twins.slow_staging import FEATURES, OF_COMMUNITIES, coverage

MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Course:
    """A member's episode under one rule set, with the diary that it was read from."""

    partner: str
    member: str
    rule: RuleSet
    diary: Diary
    episode: Episode
    scores_through: int | None
    severity: str

    @property
    def who(self) -> tuple[str, str]:
        return self.partner, self.member

    @property
    def key(self) -> tuple[str, str, str]:
        return self.partner, self.member, self.rule.name

    @property
    def was_case(self) -> bool | None:
        return self.rule.is_case(self.episode.baseline.scores)

    @property
    def start(self) -> int:
        return self.episode.baseline.day


@once
def courses(world):
    return [
        Course(*who, rule, diary, episode, _scores_through(world, who[0]), _severity(rule, episode))
        for who, diary in persons(world).items()
        for rule in RULE_SETS.values()
        if (episode := first_episode(diary, rule.scales))
    ]


def _scores_through(world, partner):
    ends = coverage(world).get((partner, "outcome_scores"))
    return day_of(ends[1]) if ends else None


def _severity(rule, episode):
    for band in reference("severity_bands"):
        low, high = float(band["score_from"]), float(band["score_through"])
        if band["instrument"] == rule.scales[0] and low <= episode.baseline.scores[0] <= high:
            return band["baseline_severity"]
    return "unknown"


def start_of(length: str, day: date) -> date:
    months = MONTHS[length]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_start(length: str, start: date) -> date:
    number = start.year * 12 + start.month - 1 + MONTHS[length]
    return date(number // 12, number % 12 + 1, 1)


def is_covered(world, partner, kind, length, start) -> bool:
    """Whether a partner's exports of a kind cover the month or quarter whole."""
    ends = coverage(world).get((partner, kind))
    last = next_start(length, start) - timedelta(1)
    return ends is not None and ends[0] <= start and last <= ends[1]


def covered_starts(world, partner, kind, length) -> list[date]:
    first, last = coverage(world).get((partner, kind), (date(2024, 1, 1), date(2000, 1, 1)))
    start, found = start_of(length, first), []
    while start <= last:
        if is_covered(world, partner, kind, length, start):
            found.append(start)
        start = next_start(length, start)
    return found


@once
def homes(world):
    """All memberships of each person, the earliest first."""
    found = defaultdict(list)
    for row in sorted(memberships(world), key=lambda row: (row.joined_on, row.place)):
        found[row.partner_id, row.member_key].append(row)
    return found


@once
def strata(world):
    """Of each membership the groups in which it counts: (community_id, dimension, category)."""
    found = []
    for rows in homes(world).values():
        person = {
            name: next((w for row in rows if (w := getattr(row, name)) != "unknown"), "unknown")
            for name in FEATURES
        }
        for row in rows:
            features = {name: getattr(row, name) for name in OF_COMMUNITIES} | person
            groups = [("all", name, category) for name, category in features.items()]
            groups += [("all", "all", "all"), (row.place, "all", "all")]
            found.append((row, groups))
    return found


@twin(
    "facts.episodes",
    (
        "partner_id, member_key, rule_set, baseline_severity, end_reason,"
        " joined_on, left_on, baseline_on, ended_on, covered_through, scores_covered_through,"
        " contact_count, baseline_primary_score, baseline_secondary_score, was_at_caseness,"
        " is_finished"
    ),
)
def told_episodes(world):
    return [
        (
            *c.key,
            c.severity,
            _end_reason(c),
            date_of(c.diary.joined),
            date_of(c.diary.left),
            date_of(c.start),
            date_of(c.episode.ended),
            date_of(c.diary.covered_through),
            date_of(c.scores_through),
            c.episode.contact_count,
            *(*c.episode.baseline.scores, None)[:2],
            c.was_case,
            c.episode.is_finished,
        )
        for c in courses(world)
    ]


def _end_reason(course):
    ended, left = course.episode.ended, course.diary.left
    if ended is None:
        return "not_ended"
    is_left = left is not None and left <= course.diary.covered_through
    if is_left and max(left, course.start) == ended:
        return "left"
    signs = course.diary.contact_days | {day for day, _ in course.diary.scores}
    is_silent = ended in signs and not any(ended < day <= ended + 90 for day in signs)
    if is_silent and ended + 90 <= course.diary.covered_through:
        return "silent"
    return "year_over"


@twin(
    "facts.covered_periods",
    ("partner_id, kind, period_length, period_start, period_end, covered_through"),
)
def told_covered_periods(world):
    return [
        (partner, kind, length, start, next_start(length, start) - timedelta(1), through)
        for (partner, kind), (_, through) in coverage(world).items()
        for length in MONTHS
        for start in covered_starts(world, partner, kind, length)
    ]


@twin(
    "facts.membership_strata",
    (
        "partner_id, member_key, membership_community_id, community_id,"
        " dimension, category, joined_on, covered_from, covered_through, is_joining_known"
    ),
)
def told_strata(world):
    return [
        (
            row.partner_id,
            row.member_key,
            row.place,
            *group,
            row.joined_on,
            row.covered_from,
            row.covered_through,
            row.is_joining_known,
        )
        for row, groups in strata(world)
        for group in groups
    ]
