"""Hedges' g against the textbook's example and statsmodels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def test_the_textbooks_example_comes_out(value):
    # Borenstein et al. 2009, chapter 4: means 103 and 100, SD 5.5 and 4.5, 50 each:
    # d = 0.5970, g = 0.5924, variance of g 0.0411.
    found = value("standardised_mean_difference(103, 5.5, 50, 100, 4.5, 50)")
    assert found["difference"] == pytest.approx(0.5924, abs=5e-5)
    error = (found["upper"] - found["lower"]) / (2 * 1.959963984540054)
    assert error**2 == pytest.approx(0.0411, abs=5e-5)


@settings(max_examples=50, deadline=None)
@given(
    st.floats(-50, 50),
    st.floats(-50, 50),
    st.integers(2, 500),
    st.integers(2, 500),
)
def test_it_agrees_with_arithmetic(value, mean_1, mean_2, n_1, n_2):
    found = value("standardised_mean_difference(?, 3, ?, ?, 4, ?)", mean_1, n_1, mean_2, n_2)
    df = n_1 + n_2 - 2
    pooled = (((n_1 - 1) * 9 + (n_2 - 1) * 16) / df) ** 0.5
    assert found["difference"] == pytest.approx((mean_1 - mean_2) / pooled * (1 - 3 / (4 * df - 1)))


@pytest.mark.parametrize("parts", ["1, 0, 9, 2, 0, 9", "1, 2, 1, 2, 2, 9", "null, 2, 9, 1, 2, 9"])
def test_without_spread_or_people_there_is_no_difference(value, parts):
    assert value(f"standardised_mean_difference({parts})") is None
