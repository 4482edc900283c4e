"""Observed over expected people, against arithmetic and against the crude proportion."""

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

Z = norm.ppf(0.975)
STRATUM = st.integers(1, 300).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(1, 99).map(lambda p: p / 100))
)


def columns(strata):
    x, n, rate = (list(column) for column in zip(*strata, strict=True))
    names = ("unit_id", "numerator_count", "denominator_count", "reference_rate")
    return dict(zip(names, (["a"] * len(x), x, n, rate), strict=True))


@settings(max_examples=80, deadline=None)
@given(st.lists(STRATUM, min_size=1, max_size=8))
def test_it_agrees_with_arithmetic(rows, strata):
    [row] = rows("from standardised_proportion_ratio('s')", s=columns(strata))
    observed = sum(x for x, _, _ in strata)
    expected = sum(n * rate for _, n, rate in strata)
    level = observed / expected
    variance = sum(n * min(p * level, 1) * (1 - min(p * level, 1)) for _, n, p in strata)
    assert row["observed_count"] == observed
    assert row["expected_count"] == pytest.approx(expected)
    assert row["ratio"] == pytest.approx(level)
    lower = max(observed - Z * sqrt(variance), 0) / expected
    upper = (observed + Z * sqrt(variance)) / expected
    assert (row["ratio_lower"], row["ratio_upper"]) == pytest.approx((lower, upper))


def test_against_one_rate_it_is_the_wald_interval_of_the_proportion(rows):
    [row] = rows("from standardised_proportion_ratio('s')", s=columns([(65, 100, 0.5)]))
    half = Z * sqrt(0.65 * 0.35 / 100)
    assert row["ratio"] == pytest.approx(65 / 50)
    assert row["ratio_lower"] == pytest.approx((0.65 - half) / 0.5)
    assert row["ratio_upper"] == pytest.approx((0.65 + half) / 0.5)


def test_a_stratum_that_the_reference_lacks_takes_no_part(rows):
    [row] = rows("from standardised_proportion_ratio('s')", s=columns([(5, 10, 0.5), (7, 7, None)]))
    assert (row["observed_count"], row["expected_count"], row["ratio"]) == (5, 5, 1)


def test_where_nothing_is_expected_there_is_no_row(rows):
    assert rows("from standardised_proportion_ratio('s')", s=columns([(0, 10, 0.0)])) == []
