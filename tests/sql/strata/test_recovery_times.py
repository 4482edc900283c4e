"""How long members took: drawn by hand, and against a slow twin on generated diaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from tests.sql.outcomes.test_slow_twin import built, programmes, slow_episodes
from tests.sql.slow_twin import CASENESS, SCALES, assess

LOOKED_AT = ("strata.recovery_times",)

BASELINE = date(2025, 1, 1)
LAST_DAY = 730


def is_case(rule_set, assessment):
    scales = SCALES[rule_set]
    return any(s >= CASENESS[x] for x, s in zip(scales, assessment.scores, strict=True))


def slow_times(diary, rule_set, episode):
    """Return (clock, cause, days) of an episode, walking from score to score."""
    start = episode.baseline.day
    if not is_case(rule_set, episode.baseline):
        return []
    later = [a for a in assess(diary, SCALES[rule_set]) if a.day > start]
    watched_until = max([start, *(a.day for a in later)])
    recovered = earliest = None
    previous = start
    for assessment in later:
        if recovered is None:
            if assessment.earliest >= start + 14 and not is_case(rule_set, assessment):
                recovered = assessment.day
                earliest = max(previous + 1, start + 14)
            previous = assessment.day
    left = None
    if diary.left is not None and diary.left <= diary.covered_through:
        left = max(diary.left, start)
    times = [
        capped("recovery", None, watched_until - start)
        if recovered is None
        else capped("recovery", "recovered", recovered - start)
    ]
    times.append(
        capped("recovery_earliest", None, watched_until - start)
        if recovered is None
        else capped("recovery_earliest", "recovered", earliest - start)
    )
    if recovered is not None and (left is None or recovered <= left):
        first, day = "recovered", recovered
    elif left is not None:
        first, day = "left", left
    else:
        first, day = None, diary.covered_through
    times.append(capped("first_of_recovery_and_leaving", first, day - start))
    if recovered is not None:
        times.append(slow_relapse(rule_set, later, recovered))
    return times


def slow_relapse(rule_set, later, recovered):
    """Return when the first of the assessments that are new in all scales was at caseness."""
    anew = [a for a in later if a.earliest > recovered]
    relapses = [a.day for a in anew if is_case(rule_set, a)]
    if relapses:
        return capped("relapse", "relapsed", relapses[0] - recovered)
    return capped("relapse", None, anew[-1].day - recovered if anew else 0)


def capped(clock, cause, days):
    return clock, cause if days <= LAST_DAY else None, min(max(days, 0), LAST_DAY + 1)


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_times_equal_the_slow_twin(programme):
    with built(programme, *LOOKED_AT) as con:
        fast = con.execute(
            "select drawn(member_key), rule_set, clock, cause, duration_days"
            " from strata.recovery_times where dimension = 'all'"
        ).fetchall()
        by_band = con.execute(
            "select bands.duration_days, everyone.duration_days from strata.recovery_times as bands"
            " inner join strata.recovery_times as everyone"
            " using (partner_id, member_key, rule_set, clock)"
            " where bands.dimension = 'engagement_band' and everyone.dimension = 'all'"
            " and clock != 'relapse'"
        ).fetchall()
    slow = [
        (name, rule_set, *time)
        for name, rule_set, diary, episode in slow_episodes(programme)
        for time in slow_times(diary, rule_set, episode)
    ]
    assert sorted(fast, key=str) == sorted(slow, key=str)
    # By band time starts 30 days later, for the same end.
    assert all(later == max(days - 30, 0) for later, days in by_band if days <= LAST_DAY)


def phq9(*days_and_scores, name="ana"):
    rows = [f"{name} | {BASELINE + timedelta(d)} | PHQ-9 | {s}" for d, s in days_and_scores]
    return "\n".join(["member_key | scored_on | instrument | score", *rows])


def times(build, scores, *, left_day=None, dimension="all", covered_through="2027-12-31"):
    left_on = "" if left_day is None else BASELINE + timedelta(left_day)
    con = build(
        members=f"member_key | joined_on | left_on\nana | {BASELINE} | {left_on}",
        outcome_scores=scores,
        covered_from="2024-01-01",
        covered_through=covered_through,
    )
    found = con.execute(
        "select clock, cause, duration_days from strata.recovery_times"
        " where rule_set = 'phq9_only' and dimension = ?",
        [dimension],
    ).fetchall()
    return {clock: (cause, days) for clock, cause, days in found}


def test_who_recovers_and_relapses_has_four_times(build):
    assert times(build, phq9((0, 15), (60, 12), (90, 9), (180, 12))) == {
        "recovery": ("recovered", 90),
        "recovery_earliest": ("recovered", 61),
        "first_of_recovery_and_leaving": ("recovered", 90),
        "relapse": ("relapsed", 90),
    }


def test_who_is_never_scored_again_is_watched_for_no_time_and_until_the_scores_end(build):
    found = times(build, phq9((0, 15)), covered_through=str(BASELINE + timedelta(200)))
    assert found == {
        "recovery": (None, 0),
        "recovery_earliest": (None, 0),
        "first_of_recovery_and_leaving": (None, 200),
    }


@pytest.mark.parametrize(("ill_on_day", "earliest"), [(12, 14), (13, 14), (14, 15), (89, 90)])
def test_a_recovery_is_dated_at_the_earliest_after_the_score_before_and_from_day_14(
    build, ill_on_day, earliest
):
    found = times(build, phq9((0, 15), (ill_on_day, 12), (90, 9)))
    assert found["recovery"] == ("recovered", 90)
    assert found["recovery_earliest"] == ("recovered", earliest)


def test_by_engagement_band_a_recovery_has_one_date(build):
    found = times(build, phq9((0, 15), (90, 9)), dimension="engagement_band")
    assert "recovery" in found
    assert "recovery_earliest" not in found


@pytest.mark.parametrize(
    ("left_day", "first"), [(89, ("left", 89)), (90, ("recovered", 90)), (91, ("recovered", 90))]
)
def test_leaving_comes_first_if_it_does(build, left_day, first):
    found = times(build, phq9((0, 15), (90, 9)), left_day=left_day)
    assert found["first_of_recovery_and_leaving"] == first


@pytest.mark.parametrize(
    ("day", "expected"),
    [(729, ("recovered", 729)), (730, ("recovered", 730)), (731, (None, 731)), (800, (None, 731))],
)
def test_watching_stops_after_two_years(build, day, expected):
    assert times(build, phq9((0, 15), (day, 9)))["recovery"] == expected


@pytest.mark.parametrize(("day", "is_compared"), [(29, False), (30, False), (31, True)])
def test_bands_hold_only_who_was_still_ill_at_the_landmark(build, day, is_compared):
    found = times(build, phq9((0, 15), (day, 9)), dimension="engagement_band")
    assert ("recovery" in found) == is_compared
    if is_compared:
        assert found["recovery"] == ("recovered", day - 30)


def test_who_did_not_begin_at_caseness_has_no_time(build):
    assert times(build, phq9((0, 9), (90, 5))) == {}
