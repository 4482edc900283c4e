"""Gray's test against the answers printed for a published data set, and against slow Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.slow_gray import slow_gray

# Months to relapse or to death in remission after stem cell transplants of 177 patients with acute
# leukaemia, by disease and outcome: Scrucca, Santucci and Aversa 2010, Bone Marrow Transplantation
# 45:1388-1395 (data set bmtcrr). None: neither had happened yet.
LEUKAEMIA = {
    ("ALL", None): """
        16.13 16.83 19.9 24.77 29.2 35.5 43.67 45.3 56.6 71.83 72.93 82.6 112.23 121.1
        123.9 124.83 131.77
    """,
    ("ALL", "relapsed"): """
        1.1 1.23 1.67 1.7 1.8 1.87 2 2.23 2.4 2.53 2.87 3.07 3.57 3.63 4.07 4.23 5.37
        6.13 7.53 7.57 7.63 7.93 8.63 9.43 10.3 13.07 17.23 20.83
    """,
    ("ALL", "died"): """
        0.27 0.37 0.4 0.67 0.87 1.1 1.43 1.47 1.7 2.23 2.7 2.8 3.23 3.3 3.43 3.63 4.17
        5.43 6 6.03 6.6 7.47 7.5 8 8.17 10.53 12.17 24.03
    """,
    ("AML", None): """
        9.97 10.2 14.5 15.17 16.6 26.13 28.7 29.9 32.63 35.5 41.3 42.5 43.2 49.27 58
        58.23 59.17 67.8 68.83 70.2 76.03 77 81.67 85.1 106.13 110.37 112.93 114.1 114.7
    """,
    ("AML", "relapsed"): """
        1.2 1.3 1.6 1.87 2.03 2.3 2.53 3.03 4.2 4.73 5 5.6 5.63 5.7 5.87 6 6.07 6.2 6.63
        7 7.63 9.13 9.5 12.27 12.57 28.53 35 42.17
    """,
    ("AML", "died"): """
        0.13 0.87 1 1.23 1.47 1.77 1.97 2 2.3 2.8 2.83 3.17 3.4 3.47 3.5 3.57 3.57 3.6
        3.7 3.9 3.93 4.4 4.4 4.57 4.57 4.8 5.23 5.27 6.1 6.3 6.33 6.7 7.2 7.2 7.63 8.6
        8.73 8.8 9 9.17 9.2 9.63 9.97 10.9 11.8 13.8 20.93
    """,
}
PERSON = st.tuples(st.integers(0, 9), st.sampled_from([None, "event", "event", "other"]))


def table(people, event):
    """Columns of the macro, from (group, time, what happened)."""
    groups, times, causes = zip(*people, strict=True)
    return {
        "group_id": list(groups),
        "duration_days": list(times),
        "is_event": [cause == event for cause in causes],
        "is_competing": [cause not in {event, None} for cause in causes],
    }


@pytest.mark.parametrize(
    ("event", "chi_square", "p_value"),
    # As cmprsk::cuminc prints them for these data.
    [("relapsed", 2.8623325, 0.09067592), ("died", 0.4481279, 0.50322531)],
)
def test_the_answers_of_cmprsk_for_leukaemia_come_out(rows, event, chi_square, p_value):
    people = [
        (disease, float(months), cause)
        for (disease, cause), text in LEUKAEMIA.items()
        for months in text.split()
    ]
    assert len(people) == 177
    found = rows("from gray_test('p')", p=table(people, event))
    assert found[0]["chi_square"] == pytest.approx(chi_square, abs=5e-8)
    assert found[0]["p_value"] == pytest.approx(p_value, abs=5e-9)
    assert found[0]["degrees_of_freedom"] == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PERSON, min_size=1, max_size=12), min_size=2, max_size=4))
def test_it_equals_slow_python_for_any_number_of_groups(rows, groups):
    people = [(name, *one) for name, group in enumerate(groups) for one in group]
    found = rows("from gray_test('p')", p=table(people, "event"))
    scores, covariances = slow_gray(people, "event")
    for place, row in enumerate(found):
        assert row["observed_count"] - (row["expected_count"] or 0) == pytest.approx(
            scores[place], abs=1e-9
        )
    inner = covariances[:-1, :-1]
    if np.linalg.matrix_rank(inner, tol=1e-6) == len(inner):
        expected = scores[:-1] @ np.linalg.solve(inner, scores[:-1])
        assert found[0]["chi_square"] == pytest.approx(expected, rel=1e-6, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.sampled_from([None, "event"])),
                min_size=4, max_size=30))  # fmt: skip
def test_where_nothing_competes_it_expects_what_the_log_rank_test_expects(rows, people):
    drawn = table(people, "event")
    found = rows("from gray_test('p')", p=drawn)
    log_rank = rows("from log_rank_test('p')", p=drawn)
    assert [row["expected_count"] or 0 for row in found] == pytest.approx(
        [row["expected_count"] or 0 for row in log_rank]
    )


def test_tests_asked_for_together_equal_those_asked_for_alone(rows):
    one = [("a", 1, "event"), ("a", 3, "other"), ("b", 2, "event"), ("b", 4, None)]
    other = [("a", 2, "event"), ("b", 1, "other"), ("b", 3, "event"), ("c", 5, "event")]
    together = {key: [] for key in (*table(one, "event"), "test_id")}
    alone = []
    for name, people in (("x", one), ("y", other)):
        drawn = table(people, "event")
        alone += [row | {"test_id": name} for row in rows("from gray_test('p')", p=drawn)]
        for key, values in (drawn | {"test_id": [name] * len(people)}).items():
            together[key] += values
    for row, expected in zip(rows("from gray_test('p')", p=together), alone, strict=True):
        assert row == pytest.approx(expected)


def test_one_group_alone_is_compared_with_nothing(rows):
    [row] = rows("from gray_test('p')", p=table([("a", 1, "event"), ("a", 2, "other")], "event"))
    assert row["observed_count"] == 1
    assert row["chi_square"] is None
    assert row["p_value"] is None
