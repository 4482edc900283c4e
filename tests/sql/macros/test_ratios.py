"""Risk ratio and rate ratio against published figures and statsmodels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep


def test_a_rate_ratio_of_modern_epidemiology_comes_out(value):
    # Breast cancer after fluoroscopy: 41 in 28,010 and 15 in 19,017 person-years (Rothman,
    # Greenland and Lash 2008, chapter 14): 1.86, 95 % 1.03 to 3.35.
    found = value("rate_ratio(41, 28010, 15, 19017)")
    assert found == pytest.approx({"ratio": 1.86, "lower": 1.03, "upper": 3.35}, abs=5e-3)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_risk_ratio_agrees_with_statsmodels(value, data):
    n1, n2 = data.draw(st.integers(2, 5000)), data.draw(st.integers(2, 5000))
    x1, x2 = data.draw(st.integers(1, n1 - 1)), data.draw(st.integers(1, n2 - 1))
    found = value("risk_ratio(?, ?, ?, ?)", x1, n1, x2, n2)
    lower, upper = confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="log")
    assert found["ratio"] == pytest.approx((x1 / n1) / (x2 / n2))
    assert found["lower"] == pytest.approx(lower, rel=1e-6)
    assert found["upper"] == pytest.approx(upper, rel=1e-6)


@pytest.mark.parametrize("macro", ["risk_ratio", "rate_ratio"])
def test_no_event_in_the_first_group_has_no_limits_in_the_second_no_ratio(value, macro):
    assert value(f"{macro}(0, 50, 5, 50)") == {"ratio": 0, "lower": None, "upper": None}
    assert value(f"{macro}(5, 50, 0, 50)") is None
    assert value(f"{macro}(5, 0, 5, 50)") is None
    assert value(f"{macro}(null::int, 50, 5, 50)") is None
