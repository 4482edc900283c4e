"""Means with their intervals: tenths, limits outward, nobody below 20 members."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

POINTS = st.floats(-63, 63)


@pytest.mark.parametrize(("n", "is_shown"), [(19, False), (20, True), (21, True)])
def test_a_mean_is_shown_from_twenty_members(value, n, is_shown) -> None:
    found = value("disclosed_mean_interval(-3.2, -4, -2.4, ?)", n)
    assert (found is not None) == is_shown


def test_a_limit_on_the_grid_stays_there(value) -> None:
    found = value("disclosed_mean_interval(0.25, 0.1, 0.3, 40)")
    assert (found["lower"], found["upper"]) == (0.1, 0.3)


@given(st.lists(POINTS, min_size=3, max_size=3))
def test_the_published_interval_holds_the_exact_one(value, numbers) -> None:
    lower, mean, upper = sorted(numbers)
    found = value("disclosed_mean_interval(?, ?, ?, 50)", mean, lower, upper)
    assert found["lower"] <= lower + 1e-6
    assert found["upper"] >= upper - 1e-6
    assert found["lower"] <= found["mean"] <= found["upper"]
    assert found["mean"] == pytest.approx(mean, abs=0.05 + 1e-9)
