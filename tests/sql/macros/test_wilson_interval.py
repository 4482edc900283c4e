"""Wilson's interval against the literature, reference data and statsmodels."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

Z_998 = norm.isf(0.001)


@pytest.mark.parametrize(
    ("x", "n", "lower", "upper"),
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_gives_newcombes_table(value, x, n, lower, upper):
    interval = value("wilson_interval(?, ?)", x, n)
    assert interval["lower"] == pytest.approx(lower, abs=5e-5)
    assert interval["upper"] == pytest.approx(upper, abs=5e-5)


def test_recovery_in_england_2024_25_has_the_limits_recomputed_from_the_published_counts(value):
    # NHS England: recovered 321,061 of 670,419 finished less 35,234 not at caseness.
    interval = value("wilson_interval(321061, 670419 - 35234)")
    assert round(100 * interval["lower"], 4) == 50.4231
    assert round(100 * interval["upper"], 4) == 50.6690


def test_it_gives_the_proportions_of_phe_indicator_methods(value, reference_data):
    with (reference_data / "proportion_expected.csv").open() as file:
        expected = [row for row in csv.DictReader(file) if row["value"]]
    assert len(expected) == 16
    for row in expected:
        for z, level in ((1.959963984540054, "95_0"), (Z_998, "99_8")):
            interval = value(
                "wilson_interval(?, ?, z := ?)",
                float(row["Numerator"]),
                float(row["Denominator"]),
                z,
            )
            scale = float(row["multiplier"])
            assert interval["lower"] * scale == pytest.approx(
                float(row[f"lower{level}cl"]), abs=1e-9
            )
            assert interval["upper"] * scale == pytest.approx(
                float(row[f"upper{level}cl"]), abs=1e-9
            )


@pytest.mark.parametrize(("x", "n"), [(0, 0), (1, 0), (None, 10), (5, None), (-1, 10), (11, 10)])
def test_what_is_no_proportion_has_no_interval(value, x, n):
    assert value("wilson_interval(?::double, ?::double)", x, n) is None


def test_nobody_and_everybody_reach_the_ends_exactly(value):
    assert value("wilson_interval(0, 7)")["lower"] == 0
    assert value("wilson_interval(7, 7)")["upper"] == 1


def test_it_takes_aggregates_as_arguments(rows):
    people = {"has_recovered": [True] * 65 + [False] * 35}
    [row] = rows(
        "select wilson_interval(count(*) filter (where has_recovered), count(*)) as i from people",
        people=people,
    )
    assert row["i"]["lower"] == pytest.approx(0.552544, abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_it_agrees_with_statsmodels(value, data):
    n = data.draw(st.integers(1, 10**7))
    x = data.draw(st.integers(0, n))
    alpha = data.draw(st.sampled_from([0.2, 0.05, 0.002]))
    lower, upper = proportion_confint(x, n, alpha=alpha, method="wilson")
    interval = value("wilson_interval(?, ?, z := ?)", x, n, norm.isf(alpha / 2))
    assert interval["lower"] == pytest.approx(lower, abs=1e-11)
    assert interval["upper"] == pytest.approx(upper, abs=1e-11)
    assert 0 <= interval["lower"] <= x / n <= interval["upper"] <= 1
