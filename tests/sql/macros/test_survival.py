"""Kaplan-Meier, medians, log-rank and Aalen-Johansen against Freireich 1963 and statsmodels."""

import csv
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

# Freireich et al. 1963: weeks in remission.
SIX_MP_RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO_RELAPSED = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PERSON = st.tuples(st.integers(0, 15), st.booleans())


def columns(people, group="a"):
    times, events = (list(column) for column in zip(*people, strict=True))
    return {"group_id": [group] * len(times), "duration_days": times, "is_event": events}


def joined(*tables):
    return {key: [v for table in tables for v in table[key]] for key in tables[0]}


@pytest.fixture(scope="module")
def freireich():
    six_mp = [(week, True) for week in SIX_MP_RELAPSED]
    six_mp += [(week, False) for week in SIX_MP_CENSORED]
    placebo = [(week, True) for week in PLACEBO_RELAPSED]
    return joined(columns(six_mp, "6-MP"), columns(placebo, "placebo"))


def test_freireichs_curve_and_errors_come_out(rows, freireich):
    found = rows("from kaplan_meier('f') where group_id = '6-MP' and event_count > 0", f=freireich)
    # Survival and Greenwood's errors as printed in textbooks (Kleinbaum and Klein, chapter 2).
    expected = [
        (6, 21, 3, 0.8571, 0.0764),
        (7, 17, 1, 0.8067, 0.0869),
        (10, 15, 1, 0.7529, 0.0963),
        (13, 12, 1, 0.6902, 0.1068),
        (16, 11, 1, 0.6275, 0.1141),
        (22, 7, 1, 0.5378, 0.1282),
        (23, 6, 1, 0.4482, 0.1346),
    ]
    for row, (week, at_risk, events, survival, error) in zip(found, expected, strict=True):
        assert (row["duration_days"], row["at_risk_count"], row["event_count"]) == (
            week,
            at_risk,
            events,
        )
        assert row["survival_rate"] == pytest.approx(survival, abs=5e-5)
        assert row["standard_error"] == pytest.approx(error, abs=6e-5)


def test_freireichs_medians_and_log_rank_come_out(rows, freireich):
    medians = rows("from median_survival('f')", f=freireich)
    assert [row["median_days"] for row in medians] == [23, 8]
    tested = rows("from log_rank_test('f')", f=freireich)
    assert round(tested[0]["chi_square"], 2) == 16.79
    assert [row["observed_count"] for row in tested] == [9, 21]
    assert tested[0]["expected_count"] == pytest.approx(19.25, abs=5e-3)


def test_the_reference_file_holds_the_same_curve(rows, reference_data):
    with (reference_data / "freireich_6mp.csv").open() as file:
        people = [(float(r["weeks"]), r["event"] == "1", r["group"]) for r in csv.DictReader(file)]
    table = {
        "group_id": [g for _, _, g in people],
        "duration_days": [w for w, _, _ in people],
        "is_event": [e for _, e, _ in people],
    }
    found = {
        row["duration_days"]: row
        for row in rows("from kaplan_meier('f') where group_id = '6-MP'", f=table)
    }
    with (reference_data / "freireich_6mp_km_expected.csv").open() as file:
        for known in csv.DictReader(file):
            row = found[float(known["t"])]
            assert row["survival_rate"] == pytest.approx(float(known["surv"]), abs=5e-7)
            assert row["standard_error"] == pytest.approx(float(known["se_greenwood"]), abs=5e-7)


@settings(max_examples=80, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=40))
def test_the_curve_agrees_with_statsmodels(rows, people):
    found = [r for r in rows("from kaplan_meier('p')", p=columns(people)) if r["event_count"]]
    times, events = (np.array(column) for column in zip(*people, strict=True))
    if not events.any():
        assert found == []
        return
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        known = SurvfuncRight(times + 1, events)
    for row, t, s, e in zip(
        found, known.surv_times - 1, known.surv_prob, known.surv_prob_se, strict=True
    ):
        assert row["duration_days"] == t
        assert row["survival_rate"] == pytest.approx(s, abs=1e-12)
        if s > 1e-12:
            assert row["standard_error"] == pytest.approx(e, abs=1e-9)
            assert 0 <= row["survival_rate_lower"] <= s <= row["survival_rate_upper"] <= 1
        else:
            assert row["standard_error"] is None


def test_who_is_censored_when_others_have_the_event_was_still_at_risk(rows):
    found = rows("from kaplan_meier('p')", p=columns([(5, True), (5, False), (5, None)]))
    assert found[0]["at_risk_count"] == 3
    assert found[0]["survival_rate"] == pytest.approx(2 / 3)


def test_without_events_the_curve_stays_at_one_and_has_no_median(rows):
    people = columns([(5, False), (7, False)])
    assert {r["survival_rate"] for r in rows("from kaplan_meier('p')", p=people)} == {1}
    [row] = rows("from median_survival('p')", p=people)
    assert row["median_days"] is None


def test_a_curve_that_just_reaches_a_half_has_its_median_there(rows):
    # Ten people, one event a day: the product of 9/10, 8/9, ... is a half but for its last bit.
    people = columns([(day, True) for day in range(1, 11)])
    [row] = rows("from median_survival('p')", p=people)
    assert row["median_days"] == 5


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(PERSON, min_size=2, max_size=15),
        min_size=2,
        max_size=4,
    )
)
def test_the_log_rank_test_agrees_with_statsmodels_for_any_number_of_groups(rows, groups):
    table = joined(*(columns(people, index) for index, people in enumerate(groups)))
    found = rows("from log_rank_test('p')", p=table)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            chi_square, p_value = survdiff(
                np.array(table["duration_days"]) + 1,
                np.array(table["is_event"]),
                np.array(table["group_id"]),
            )
        except np.linalg.LinAlgError:
            return
    assert sum(r["observed_count"] for r in found) == sum(table["is_event"])
    assert sum(r["expected_count"] or 0 for r in found) == pytest.approx(sum(table["is_event"]))
    if np.isfinite(chi_square) and p_value > 1e-6:
        assert found[0]["chi_square"] == pytest.approx(chi_square, rel=1e-6, abs=1e-9)
        assert found[0]["p_value"] == pytest.approx(p_value, rel=1e-6)
        assert found[0]["degrees_of_freedom"] == len(groups) - 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.lists(PERSON, min_size=1, max_size=9), min_size=1, max_size=3),
                min_size=2, max_size=3))  # fmt: skip
def test_tests_asked_for_together_equal_those_asked_for_alone(rows, tests):
    alone, together = [], []
    for name, groups in zip("xyz", tests, strict=False):
        table = joined(*(columns(people, index) for index, people in enumerate(groups)))
        alone += [row | {"test_id": name} for row in rows("from log_rank_test('p')", p=table)]
        together.append(table | {"test_id": [name] * len(table["group_id"])})
    found = rows("from log_rank_test('p')", p=joined(*together))
    assert len(found) == len(alone)
    for row, other in zip(found, alone, strict=True):
        assert row == pytest.approx(other, nan_ok=True)


def test_one_group_alone_is_compared_with_nothing(rows):
    [row] = rows("from log_rank_test('p')", p=columns([(1, True), (2, False)]))
    assert row["observed_count"] == 1
    assert row["chi_square"] is None
    assert row["p_value"] is None


CAUSE = st.tuples(st.integers(0, 12), st.sampled_from([None, "recovered", "left"]))


@settings(max_examples=80, deadline=None)
@given(st.lists(CAUSE, min_size=1, max_size=40))
def test_incidences_agree_with_statsmodels_and_add_up(rows, people):
    times, causes = (list(column) for column in zip(*people, strict=True))
    table = {
        "group_id": ["a"] * len(times),
        "duration_days": times,
        "cause": causes,
        "is_event": [cause is not None for cause in causes],
    }
    found = rows("from aalen_johansen('p')", p=table)
    codes = np.array([{None: 0, "recovered": 1, "left": 2}[cause] for cause in causes])
    if not codes.any():
        assert found == []
        return
    total = {}
    for row in found:
        total[row["duration_days"]] = (
            total.get(row["duration_days"], 0) + row["cumulative_incidence"]
        )
    for row in rows("from kaplan_meier('p')", p=table):
        assert total[row["duration_days"]] == pytest.approx(1 - row["survival_rate"], abs=1e-12)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        known = CumIncidenceRight(np.array(times) + 1, codes)
    incidence = {(row["cause"], row["duration_days"]): row["cumulative_incidence"] for row in found}
    for cause, curve in zip(("recovered", "left"), known.cinc, strict=False):
        for t, value_there in zip(known.times - 1, curve, strict=True):
            assert incidence.get((cause, t), 0) == pytest.approx(value_there, abs=1e-12)


def test_with_one_cause_the_error_is_greenwoods(rows):
    table = columns(
        [(1, True), (2, False), (3, True), (3, True), (4, False), (6, True), (9, False)]
    )
    table["cause"] = ["x" if event else None for event in table["is_event"]]
    kaplan_meier = rows("from kaplan_meier('p')", p=table)
    incidence = rows("from aalen_johansen('p')", p=table)
    for one, other in zip(incidence, kaplan_meier, strict=True):
        assert one["cumulative_incidence"] == pytest.approx(1 - other["survival_rate"])
        assert one["standard_error"] == pytest.approx(other["standard_error"])


def test_one_less_the_curve_of_one_cause_overstates_where_leaving_competes(rows):
    table = columns([(1, False), (2, True), (3, False), (4, True)])
    table["cause"] = ["left", "recovered", "left", "recovered"]
    naive = rows("from kaplan_meier('p')", p=table)[-1]
    honest = rows("from aalen_johansen('p') where cause = 'recovered'", p=table)[-1]
    assert 1 - naive["survival_rate"] == 1
    assert honest["cumulative_incidence"] == pytest.approx(0.5)
