"""Exact and Byar limits against scipy's gamma quantiles and published values."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, norm


@settings(max_examples=150, deadline=None)
@given(
    x=st.one_of(st.integers(0, 9), st.floats(0.01, 9.99)),
    z=st.sampled_from([1.0, 1.6448536269514722, 1.959963984540054, 3.090232306167813]),
)
def test_below_ten_events_the_limits_are_gamma_quantiles_to_1e_9(value, x, z):
    found = value("poisson_interval(?, z := ?)", x, z)
    tail = norm.sf(z)
    assert found["lower"] == pytest.approx(gamma.ppf(tail, x) if x else 0, rel=1e-9)
    assert found["upper"] == pytest.approx(gamma.isf(tail, x + 1), rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(x=st.integers(10, 10**6))
def test_from_ten_events_on_byar_stays_near_the_exact_limits(value, x):
    found = value("poisson_interval(?)", x)
    assert found["lower"] == pytest.approx(gamma.ppf(0.025, x), rel=2e-3)
    assert found["upper"] == pytest.approx(gamma.isf(0.025, x + 1), rel=2e-3)


def test_the_method_changes_between_nine_and_ten_events(value):
    assert value("poisson_interval(9)")["lower"] == pytest.approx(gamma.ppf(0.025, 9))
    byar = 10 * (1 - 1 / 90 - 1.959963984540054 / (3 * 10**0.5)) ** 3
    assert value("poisson_interval(10)")["lower"] == pytest.approx(byar, rel=1e-12)


def test_no_event_leaves_an_upper_limit(value):
    # The "rule of 3.7": -ln(0.025).
    assert value("poisson_interval(0)") == pytest.approx(
        {"rate": 0, "lower": 0, "upper": 3.688879454}
    )


def test_a_rate_is_the_count_scaled(value):
    found = value("poisson_interval(9, 4500, per := 1000)")
    assert found["rate"] == pytest.approx(9 / 4500 * 1000)
    assert found["upper"] == pytest.approx(17.0848034514 / 4500 * 1000)


@pytest.mark.parametrize(("x", "n"), [(None, 1), (1, None), (1, 0), (-1, 1)])
def test_without_a_count_or_a_base_there_is_no_rate(value, x, n):
    assert value("poisson_interval(?::double, ?::double)", x, n) is None


def test_all_ratios_and_rates_of_phe_indicator_methods_come_from_observed_and_expected(
    value, reference_data
):
    scales = {"ratio x 1": 1, "ratio x 100": 100}
    with (reference_data / "isr_expected.csv").open() as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 16
    for row in expected:
        statistic = row["statistic"].removeprefix("indirectly standardised ")
        per = scales.get(statistic) or float(row["ref_rate"])
        counts = float(row["observed"]), float(row["expected"]), per
        for z, level in ((1.959963984540054, "95_0"), (3.090232306167813, "99_8")):
            if not row[f"lower{level}cl"]:
                continue
            found = value("poisson_interval(?, ?, per := ?, z := ?)", *counts, z)
            assert found["rate"] == pytest.approx(float(row["value"]), abs=1e-6)
            assert found["lower"] == pytest.approx(float(row[f"lower{level}cl"]), abs=1e-6)
            assert found["upper"] == pytest.approx(float(row[f"upper{level}cl"]), abs=1e-6)
