"""Weighted rates against numpy, and against the truth that selective answering hides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

PERSON = st.tuples(st.sampled_from([True, False, None]), st.floats(0.01, 1))


def columns(people):
    outcomes, probabilities = (list(column) for column in zip(*people, strict=True))
    return {
        "group_id": ["a"] * len(outcomes),
        "has_outcome": outcomes,
        "answer_probability": probabilities,
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=60))
def test_it_agrees_with_numpy(rows, people):
    [row] = rows("from inverse_probability_weighted_rate('p')", p=columns(people))
    answered = [(y, 1 / p) for y, p in people if y is not None]
    assert row["person_count"] == len(people)
    assert row["answered_count"] == len(answered)
    if not answered:
        assert row["weighted_rate"] is None
        assert row["weighted_rate_upper"] is None
        return
    y, w = (np.array(column, dtype=float) for column in zip(*answered, strict=True))
    w = np.clip(w, *np.quantile(w, [0.01, 0.99]))
    rate, effective_n = (w * y).sum() / w.sum(), w.sum() ** 2 / (w**2).sum()
    lower, upper = proportion_confint(rate * effective_n, effective_n, method="wilson")
    assert row["weighted_rate"] == pytest.approx(rate)
    assert row["effective_n"] == pytest.approx(effective_n)
    assert row["weighted_rate_lower"] == pytest.approx(lower, abs=1e-9)
    assert row["weighted_rate_upper"] == pytest.approx(upper, abs=1e-9)


def test_equal_probabilities_leave_the_plain_rate(rows):
    [row] = rows(
        "from inverse_probability_weighted_rate('p')",
        p=columns([(True, 0.3)] * 65 + [(False, 0.3)] * 35),
    )
    assert row["weighted_rate"] == pytest.approx(0.65)
    assert row["effective_n"] == pytest.approx(100)
    assert row["weighted_rate_lower"] == pytest.approx(0.5525444329688797)


def test_it_finds_the_rate_that_selective_answering_hides(rows):
    # 500 mild (80 % recover, all answer) and 500 severe (20 % recover, one in four answers):
    # the truth is 50 %, the answers say (400 + 25) / 625 = 68 %.
    people = [(True, 1.0)] * 400 + [(False, 1.0)] * 100
    people += [(True, 0.25)] * 25 + [(False, 0.25)] * 100 + [(None, 0.25)] * 375
    [row] = rows("from inverse_probability_weighted_rate('p')", p=columns(people))
    assert row["weighted_rate"] == pytest.approx(0.5)
