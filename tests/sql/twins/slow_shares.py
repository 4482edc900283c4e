"""Every indicator that is a share once more: who is counted, and who has the outcome.

A share is told as (community_id, length, start, partner, member, has it).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from tests.sql.twins.register import once, twin
from tests.sql.twins.slow_activity import first_step, in_periods, posts
from tests.sql.twins.slow_facts import (
    MONTHS,
    courses,
    covered_starts,
    homes,
    is_covered,
    next_start,
    start_of,
)
from tests.sql.twins.slow_histories import date_of, memberships, order_of
from tests.sql.twins.slow_outcomes import (
    judged,
    landmarks,
    recoveries,
)  # fmt: skip
from tests.sql.twins.slow_staging import communities, coverage, last_midnight, reports

SHARE = "community_id, period_length, period_start, partner_id, member_key, is_in_numerator"


def in_lengths(world, who, day, has_it):
    """The same in every community of a person, in the month and in the quarter of a day."""
    return [
        (home.place, length, start_of(length, day), *who, has_it)
        for home in homes(world)[who]
        for length in MONTHS
    ]


@once
def active_periods(world):
    """(community_id, length, start, partner, member): deeds, of periods covered whole."""
    return {
        (key[2], length, key[3], *key[:2]): deeds
        for length in MONTHS
        for key, deeds in in_periods(world, length).items()
        if is_covered(world, key[0], "activity", length, key[3])
    }


def _of_deeds(test):
    """Of those active in a period, who did something at least once."""
    return lambda world: [
        (*key, any(test(deed) for deed in deeds)) for key, deeds in active_periods(world).items()
    ]


def _of_practice(name):
    """Of those active in a period, whose community has a practice, where that is known."""

    def slow(world):
        known = {row.place: getattr(row, name) for row in communities(world)}
        return [
            (*key, known[key[0]]) for key in active_periods(world) if known.get(key[0]) is not None
        ]

    return slow


def _of_outcome(rule, flag, *, cases=False, follow_up="day_180", test=None):
    """Of those counted at a follow-up, in the period of their baseline."""

    def slow(world):
        found = []
        for row in judged(world):
            course = row.course
            is_meant = course.rule.name == rule and row.follow_up == follow_up and row.is_counted
            if is_meant and (course.was_case or not cases):
                has_it = row.flags[flag] if flag else test(row)
                found += in_lengths(world, course.who, date_of(course.start), has_it)
        return found

    return slow


def _fell(row):
    return row.chosen.scores[0] < row.course.episode.baseline.scores[0]


def _rose(row):
    return row.chosen.scores[0] > row.course.episode.baseline.scores[0]


def _by_landmark(is_meant):
    def slow(world):
        bands = {
            course.key: count for course, days, why, count in landmarks(world)
            if days == 30 and why == "none"
        }  # fmt: skip
        found = []
        for row in judged(world):
            course = row.course
            is_told = course.rule.name == "phq9_gad7" and row.follow_up == "day_180"
            if is_told and row.is_counted and course.key in bands and is_meant(bands[course.key]):
                flag = row.flags["has_reliably_recovered"]
                found += in_lengths(world, course.who, date_of(course.start), flag)
        return found

    return slow


def _of_first_posts(hours, *, at_night=False):
    """Of those who posted, who was answered in time: by the first post that could be watched."""

    def slow(world):
        found = defaultdict(list)
        for post in posts(world):
            ends = coverage(world)[post.partner_id, "activity"]
            is_watched = post.occurred_at + timedelta(hours=hours) < last_midnight(ends[1])
            if is_watched and (post.is_at_night or not at_night):
                for length in MONTHS:
                    start = start_of(length, post.day)
                    if is_covered(world, post.partner_id, "activity", length, start):
                        found[post.place, length, start, post.partner_id, post.member_key].append(
                            post
                        )
        return [(*key, _is_in_time(_first(group), hours)) for key, group in found.items()]

    return slow


def _first(events):
    return min(events, key=lambda post: (post.occurred_at, order_of(post.activity_key)))


def _is_in_time(post, hours):
    return post.hours is not None and post.hours <= hours


def active_members(world):
    found = []
    for home in memberships(world):
        for length in MONTHS:
            for start in covered_starts(world, home.partner_id, "activity", length):
                has_left = home.left_on is not None and home.left_on < start
                if home.joined_on < next_start(length, start) and not has_left:
                    key = (home.place, length, start, home.partner_id, home.member_key)
                    found.append((*key, key in active_periods(world)))
    return found


def baseline_completeness(world):
    begun = {c.who for c in courses(world) if c.rule.name == "phq9_gad7"}
    found = []
    for home in memberships(world):
        ends = coverage(world).get((home.partner_id, "outcome_scores"))
        if home.is_derived:
            continue
        if ends and ends[0] <= home.joined_on <= ends[1] - timedelta(30):
            who = (home.partner_id, home.member_key)
            found += _at_joining(home, who in begun)
    return found


def _at_joining(home, has_it):
    for length in MONTHS:
        start = start_of(length, home.joined_on)
        yield home.place, length, start, home.partner_id, home.member_key, has_it


def confirmed_recovery(world):
    found = []
    for row in recoveries(world):
        if row.course.rule.name == "phq9_gad7" and row.after:
            found += in_lengths(world, row.course.who, date_of(row.first.day), row.is_confirmed)
    return found


def relapse_within_180_days(world):
    found = []
    for row in recoveries(world):
        end = row.first.day + 180
        is_seen = row.after and row.after[0].day <= end <= row.course.scores_through
        if row.course.rule.name == "phq9_gad7" and is_seen:
            has_relapsed = row.relapsed is not None and row.relapsed <= end
            found += in_lengths(world, row.course.who, date_of(row.first.day), has_relapsed)
    return found


def follow_up_completeness_at_day_180(world):
    found = []
    for row in judged(world):
        is_told = row.course.rule.name == "phq9_gad7" and row.follow_up == "day_180"
        if is_told and row.is_eligible and row.course.was_case:
            day, is_scored = date_of(row.course.start), row.chosen is not None
            found += in_lengths(world, row.course.who, day, is_scored)
    return found


def first_contribution_within_30_days(world):
    found = []
    for home in memberships(world):
        if _is_seen_from_joining(home, 30):
            day = first_step(world, home, lambda deed: deed.is_contribution)
            found += _at_joining(home, day is not None and day <= home.joined_on + timedelta(30))
    return found


def _is_seen_from_joining(home, days):
    if home.covered_through is None or home.is_derived:
        return False
    return home.covered_from <= home.joined_on <= home.covered_through - timedelta(days)


def newcomers_answered_within_14_days(world):
    found = []
    for home in memberships(world):
        last = home.joined_on + timedelta(14)
        own = [
            post
            for post in posts(world)
            if (post.partner_id, post.member_key, post.place)
            == (home.partner_id, home.member_key, home.place)
            and home.joined_on <= post.day <= last
        ]
        if own and _is_seen_from_joining(home, 14):
            is_answered = any(post.replied_on and post.replied_on <= last for post in own)
            found += _at_joining(home, is_answered)
    return found


def _of_newcomers(name, is_meant):
    def slow(world):
        return [
            row
            for home in memberships(world)
            if getattr(home, name) != "unknown"
            for row in _at_joining(home, is_meant(getattr(home, name)))
            if is_covered(world, home.partner_id, "members", *row[1:3])
        ]

    return slow


def reciprocity(world):
    answered = {
        (post.place, length, start_of(length, post.day), post.partner_id, post.member_key)
        for post in posts(world)
        if post.first_reply_at
        for length in MONTHS
    }
    return [
        (*key, any(deed.activity_type == "reply" for deed in deeds))
        for key, deeds in active_periods(world).items()
        if key in answered
    ]


def self_harm_reports_actioned_within_24_hours(world):
    found = defaultdict(list)
    for row in reports(world):
        ends = coverage(world)[row.partner_id, "safety_reports"]
        limit = row.reported_at + timedelta(hours=24)
        for length in MONTHS:
            start = start_of(length, row.day)
            is_told = is_covered(world, row.partner_id, "safety_reports", length, start)
            if row.report_type == "self_harm" and is_told and limit < last_midnight(ends[1]):
                key = (row.place, length, start, row.partner_id, row.member_key or row.report_key)
                found[key].append(row.actioned_at is not None and row.actioned_at <= limit)
    return [(*key, all(times)) for key, times in found.items()]


SHARES = {
    "active_members": active_members,
    "baseline_completeness": baseline_completeness,
    "better_wellbeing_at_day_180": _of_outcome("who5_only", "has_reliably_improved"),
    "confirmed_recovery": confirmed_recovery,
    "contributing_members": _of_deeds(lambda deed: deed.is_contribution),
    "crisis_help_opened": _of_deeds(lambda deed: deed.activity_type == "crisis_help_opened"),
    "first_contribution_within_30_days": first_contribution_within_30_days,
    "first_reply_within_24_hours": _of_first_posts(24),
    "follow_up_completeness_at_day_180": follow_up_completeness_at_day_180,
    "less_lonely_at_day_180": _of_outcome("ucla3_change", None, test=_fell),
    "less_stigma_at_day_180": _of_outcome("ismi10_change", None, test=_fell),
    "members_moderated_day_and_night": _of_practice("is_moderated_day_and_night"),
    "members_with_crisis_protocol": _of_practice("has_crisis_protocol"),
    "members_with_misinformation_policy": _of_practice("has_misinformation_policy"),
    "members_with_professional_partnership": _of_practice("has_professional_partnership"),
    "members_with_trained_moderators": _of_practice("has_moderator_training"),
    "more_support_at_day_180": _of_outcome("mspss_change", None, test=_rose),
    "newcomers_answered_within_14_days": newcomers_answered_within_14_days,
    "newcomers_without_treatment": _of_newcomers("treatment_at_joining", "none".__eq__),
    "night_active_members": _of_deeds(lambda deed: deed.is_at_night),
    "night_posts_answered_within_2_hours": _of_first_posts(2, at_night=True),
    "reciprocity": reciprocity,
    "recovery_at_day_180": _of_outcome("phq9_gad7", "has_recovered", cases=True),
    "recovery_phq9_only_at_day_180": _of_outcome("phq9_only", "has_recovered", cases=True),
    "relapse_within_180_days": relapse_within_180_days,
    "reliable_deterioration_at_day_180": _of_outcome("phq9_gad7", "has_reliably_deteriorated"),
    "reliable_improvement_at_day_180": _of_outcome("phq9_gad7", "has_reliably_improved"),
    "reliable_recovery_at_day_180": _of_outcome("phq9_gad7", "has_reliably_recovered", cases=True),
    "reliable_recovery_at_day_365": _of_outcome(
        "phq9_gad7", "has_reliably_recovered", cases=True, follow_up="day_365"
    ),
    "reliable_recovery_of_non_writers": _by_landmark(lambda count: count == 0),
    "reliable_recovery_of_writers": _by_landmark(lambda count: count >= 1),
    "rural_or_remote_newcomers": _of_newcomers("rurality", {"rural", "remote"}.__contains__),
    "self_harm_reports_actioned_within_24_hours": self_harm_reports_actioned_within_24_hours,
    "session_attended": _of_deeds(lambda deed: deed.activity_type == "session_attended"),
    "support_given": _of_deeds(lambda deed: deed.activity_type == "reply"),
}

for _name, _slow in SHARES.items():
    twin(f"indicators.{_name}", SHARE)(_slow)
