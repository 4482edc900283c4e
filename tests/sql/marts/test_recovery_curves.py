"""The curves: against slow twins, and Freireich's trial through the way to the public."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from ingest.publishing.release_units import release_units
from tests.sql.drawing import build_database

LOOKED_AT = ("marts.recovery_curves", "contributions.recovery_curves")

BASELINE = date(2025, 1, 1)
# Freireich et al. 1963: weeks in remission, (week, relapsed), 21 patients in each arm.
SIX_MP = [(6, 1)] * 3 + [(week, 1) for week in (7, 10, 13, 16, 22, 23)]
SIX_MP += [(week, 0) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
COPIES = 8  # of each patient, so that an arm has the 150 that a published curve needs
DAYS_A_WEEK = 10  # so that the weeks spread over the published days
RECOVERED, ILL = 5, 15


def built(courses):
    """Members at caseness, drawn as (day of the last score, has recovered, left on day, group)."""
    members, scores = [], []
    for number, (day, has_recovered, left, group) in enumerate(courses):
        left_on = "" if left is None else BASELINE + timedelta(left)
        members.append(f"m{number} | {BASELINE} | {left_on} | {group}")
        scores.append(f"m{number} | {BASELINE} | PHQ-9 | {ILL}")
        if day:
            score = RECOVERED if has_recovered else ILL
            scores.append(f"m{number} | {BASELINE + timedelta(day)} | PHQ-9 | {score}")
    return build_database(
        tables=LOOKED_AT,
        members="\n".join(["member_key | joined_on | left_on | rurality", *members]),
        outcome_scores="\n".join(["member_key | scored_on | instrument | score", *scores]),
        covered_from="2024-01-01",
        covered_through=str(BASELINE + timedelta(700)),
    )


def exact(con, curve):
    rows = con.execute(
        "select duration_days, at_risk_count, event_share from marts.recovery_curves"
        " where dimension = 'all' and rule_set = 'phq9_only' and curve = ? order by duration_days",
        [curve],
    ).fetchall()
    return {day: (at_risk, share) for day, at_risk, share in rows}


def slow_kaplan_meier(people):
    """Share with the event from each time on; `people` are (days, has the event)."""
    found, survival = {}, 1.0
    for day in sorted({days for days, _ in people}):
        at_risk = sum(days >= day for days, _ in people)
        survival *= 1 - sum(days == day and event for days, event in people) / at_risk
        found[day] = (at_risk, 1 - survival)
    return found


def slow_aalen_johansen(people, cause):
    """Share with this cause first; `people` are (days, cause or None)."""
    found, still, share = {}, 1.0, 0.0
    for day in sorted({days for days, _ in people}):
        at_risk = sum(days >= day for days, _ in people)
        causes = Counter(what for days, what in people if days == day and what)
        share += still * causes[cause] / at_risk
        still *= 1 - causes.total() / at_risk
        found[day] = (at_risk, share)
    return found


course = st.tuples(
    st.just(0) | st.integers(14, 200),
    st.booleans(),
    st.none() | st.integers(1, 200),
    st.just("urban"),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(course, min_size=1, max_size=25))
def test_curves_equal_the_slow_twins(courses):
    con = built(courses)
    people = [(day, bool(day and recovered)) for day, recovered, _, _ in courses]
    firsts = []
    for day, recovered, left, _ in courses:
        has_recovered = day and recovered
        if has_recovered and (left is None or day <= left):
            firsts.append((day, "recovered"))
        else:
            firsts.append((700, None) if left is None else (left, "left"))
    # A single score after the first: the recovery may have been on any day from the 14th on.
    earliest = [(14 if event else day, event) for day, event in people]
    ignoring = [(day, what == "recovered") for day, what in firsts]
    expected = {
        "recovery": slow_kaplan_meier(people),
        "recovery_earliest": slow_kaplan_meier(earliest),
        "recovery_ignoring_leaving": slow_kaplan_meier(ignoring),
        "recovery_before_leaving": slow_aalen_johansen(firsts, "recovered"),
        "leaving_before_recovery": slow_aalen_johansen(firsts, "left"),
    }
    for curve, slow in expected.items():
        fast = exact(con, curve)
        # A cause that nobody has draws no curve.
        if fast or any(share for _, share in slow.values()):
            assert fast.keys() == slow.keys()
            for day, (at_risk, share) in slow.items():
                assert fast[day] == (at_risk, pytest.approx(share, abs=1e-9))
    con.close()


def test_ignoring_those_who_leave_never_gives_less():
    con = built([(60, True, None, "urban"), (90, True, None, "urban"), (0, False, 30, "urban")])
    ignoring, counting = (
        exact(con, "recovery_ignoring_leaving"),
        exact(con, "recovery_before_leaving"),
    )
    assert ignoring[90][1] == pytest.approx(1)
    assert counting[90][1] == pytest.approx(2 / 3)
    con.close()


@pytest.fixture(scope="module")
def freireich():
    six_mp = [(week * DAYS_A_WEEK, bool(event), None, "urban") for week, event in SIX_MP]
    placebo = [(week * DAYS_A_WEEK, True, None, "rural") for week in PLACEBO]
    # A score below caseness within 14 days of the first is no recovery yet.
    placebo = [(max(day, 14), *others) for day, *others in placebo]
    con = built((six_mp + placebo) * COPIES)
    table = next(table for table in PUBLISHED_TABLES if table.name == "recovery_curves")
    for schema in ("release", "released", "disclosed", "published"):
        con.execute(f"create schema if not exists {schema}")
    run_stage(con, "macros")
    write_policy(con, Policy())
    release_units(con, (table,), Policy(), BASELINE)
    for stage in ("disclosed", "published"):
        text = (SQL / stage / "recovery_curves.sql").read_text(encoding="utf-8")
        con.execute(f"create or replace table {stage}.recovery_curves as {text}")
    yield con
    con.close()


def published(con, group, columns):
    return con.execute(
        f"select {columns} from published.recovery_curves where rule_set = 'phq9_only'"
        " and curve = 'recovery' and dimension = 'rurality' and category = ? order by curve_day",
        [group],
    ).fetchall()


def test_freireichs_curve_is_published_on_the_grid(freireich):
    found = published(freireich, "urban", "curve_day, at_risk_count, event_share")
    # S(6) .8571, S(10) .7529, S(16) .6275, S(23) .4482 (Kleinbaum and Klein, chapter 2), in
    # steps of .02; 21, 12 + 0, 11 - 1, 6 patients, eight times each, to the nearest 5.
    assert found[:3] == [(0, 170, 0), (30, 170, 0), (60, 170, 0.14)]
    by_day = {day: share for day, _, share in found}
    assert (by_day[120], by_day[180], by_day[270]) == (0.24, 0.38, 0.56)


def test_freireichs_medians_are_published_as_the_days_that_their_limits_reach(freireich):
    medians = "median_days_lower, median_days_upper, median_days_status"
    # 8 weeks, 95 % limits 4 to 11 weeks for one copy of the patients (R, survfit, log-log).
    assert set(published(freireich, "rural", medians)) == {(30, 90, "interval")}
    # 23 weeks: of the days shown, on none has the lower limit reached half.
    assert set(published(freireich, "urban", medians)) == {(None, None, "not_reached")}
