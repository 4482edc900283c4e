"""Standardised proportions against arithmetic, and against the plain Wilson interval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

PERSON = st.integers(1, 400).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(1, 9))
)


def columns(strata):
    x, n, w = (list(column) for column in zip(*strata, strict=True))
    return {
        "unit_id": ["a"] * len(x),
        "numerator_count": x,
        "denominator_count": n,
        "standard_weight": w,
    }


def test_with_one_stratum_it_is_the_plain_proportion_with_wilsons_interval(rows):
    [row] = rows("from directly_standardised_proportion('s')", s=columns([(65, 100, 3)]))
    assert row["standardised_rate"] == 0.65
    assert row["effective_n"] == pytest.approx(100)
    # Wilson for 65 of 100: PHEindicatormethods' proportions.
    assert row["standardised_rate_lower"] == pytest.approx(0.5525444329688797)
    assert row["standardised_rate_upper"] == pytest.approx(0.7363575175690247)


@settings(max_examples=80, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=10))
def test_it_agrees_with_arithmetic(rows, strata):
    [row] = rows("from directly_standardised_proportion('s')", s=columns(strata))
    total = sum(w for _, _, w in strata)
    rate = sum(w * x / n for x, n, w in strata) / total
    variance = sum(w**2 * x / n * (1 - x / n) / n for x, n, w in strata) / total**2
    even_n = total**2 / sum(w**2 / n for _, n, w in strata)
    effective_n = rate * (1 - rate) / variance if variance > 0 else even_n
    lower, upper = proportion_confint(rate * effective_n, effective_n, method="wilson")
    assert row["standardised_rate"] == pytest.approx(rate)
    assert row["effective_n"] == pytest.approx(effective_n, rel=1e-6)
    assert row["standardised_rate_lower"] == pytest.approx(lower, abs=1e-9)
    assert row["standardised_rate_upper"] == pytest.approx(upper, abs=1e-9)


def test_an_empty_stratum_that_weighs_something_gives_no_rate(rows):
    [row] = rows("from directly_standardised_proportion('s')", s=columns([(5, 10, 1), (0, 0, 1)]))
    assert row["standardised_rate"] is None
    assert row["standardised_rate_lower"] is None
    assert row["standardised_rate_upper"] is None
