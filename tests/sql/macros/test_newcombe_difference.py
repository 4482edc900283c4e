"""Newcombe's difference of two proportions against his table and statsmodels."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep


@pytest.mark.parametrize(
    ("counts", "expected"),
    # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
    [
        ((56, 70, 48, 80), (0.2000, 0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.6000, 0.1705, 0.8090)),
        ((5, 56, 0, 29), (0.0893, -0.0381, 0.1926)),
        ((10, 10, 0, 20), (1.0000, 0.6791, 1.0000)),
        ((0, 10, 0, 10), (0.0000, -0.2775, 0.2775)),
    ],
)
def test_it_gives_newcombes_table(value, counts, expected):
    found = value("newcombe_difference(?, ?, ?, ?)", *counts)
    assert (found["difference"], found["lower"], found["upper"]) == pytest.approx(
        expected, abs=5e-5
    )


def test_it_gives_the_whole_table_of_the_reference_data(value, reference_data):
    with (reference_data / "newcombe1998_method10.csv").open() as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 8
    for row in expected:
        found = value("newcombe_difference(?, ?, ?, ?)", *(int(row[k]) for k in list(row)[:4]))
        assert found["difference"] == pytest.approx(float(row["diff"]), abs=5e-5)
        assert found["lower"] == pytest.approx(float(row["lower"]), abs=5e-5)
        assert found["upper"] == pytest.approx(float(row["upper"]), abs=5e-5)


@pytest.mark.parametrize("counts", [(0, 0, 1, 2), (1, 2, 0, 0), (3, 2, 1, 2), (1, 2, -1, 2)])
def test_without_two_proportions_there_is_no_difference(value, counts):
    assert value("newcombe_difference(?, ?, ?, ?)", *counts) is None


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_it_agrees_with_statsmodels(value, data):
    n1, n2 = data.draw(st.integers(1, 5000)), data.draw(st.integers(1, 5000))
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    found = value("newcombe_difference(?, ?, ?, ?)", x1, n1, x2, n2)
    lower, upper = confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="newcomb")
    assert found["difference"] == pytest.approx(x1 / n1 - x2 / n2, abs=1e-12)
    assert found["lower"] == pytest.approx(lower, abs=1e-7)
    assert found["upper"] == pytest.approx(upper, abs=1e-7)


def test_turned_round_it_is_the_same_with_the_other_sign(value):
    one = value("newcombe_difference(56, 70, 48, 80)")
    other = value("newcombe_difference(48, 80, 56, 70)")
    assert one["lower"] == pytest.approx(-other["upper"])
