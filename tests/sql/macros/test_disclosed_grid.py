"""Rates from exact data on the grid of the disclosure policy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("n", "step"),
    [
        (49, None),
        (50, 0.05),
        (149, 0.05),
        (150, 0.02),
        (299, 0.02),
        (300, 0.01),
    ],
)
def test_the_step_follows_the_number_of_people(value, n, step):
    found = value("disclosed_grid(0.5, 0.4, 0.6, ?)", n)
    assert (found and found["step"]) == step


def test_a_limit_on_the_grid_stays_there(value):
    # 0.15 / 0.05 is 2.9999999999999996 in binary fractions.
    found = value("disclosed_grid(0.2, 0.15, 0.35, 100)")
    assert (found["lower"], found["upper"]) == (0.15, 0.35)


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(*[st.floats(0, 1)] * 3).map(sorted),
    st.integers(50, 1000),
)
def test_the_rate_goes_to_the_nearest_step_and_the_limits_outward(value, limits, n):
    lower, rate, upper = limits
    found = value("disclosed_grid(?, ?, ?, ?)", rate, lower, upper, n)
    step = found["step"]
    assert abs(found["rate"] - rate) <= step / 2 + 1e-9
    assert lower - step - 1e-9 < found["lower"] <= lower + 1e-6
    assert upper - 1e-6 <= found["upper"] < upper + step + 1e-9
    assert found["lower"] / step == pytest.approx(round(found["lower"] / step), abs=1e-6)


def test_what_is_not_known_stays_unknown(value):
    found = value("disclosed_grid(0.5, null, null, 300)")
    assert found == {"rate": 0.5, "lower": None, "upper": None, "step": 0.01}
    assert value("disclosed_grid(0.5, 0.4, 0.6, null)") is None
