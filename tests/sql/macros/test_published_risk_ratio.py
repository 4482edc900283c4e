"""Ratios from published counts: the interval holds that of any true counts behind them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ASK = "published_risk_ratio(?::int, ?::int, ?::int, ?::int, ?, ?, ?, ?)"
group = st.integers(23, 800).flatmap(
    lambda n: st.tuples(st.one_of(st.integers(8, n), st.integers(n - 5, n)), st.just(n))
)


def rounded(count):
    return 5 * round(count / 5)


@settings(max_examples=300, deadline=None)
@given(group, group)
def test_the_interval_of_the_exact_counts_lies_inside(value, first, second):
    exact = value("risk_ratio(?, ?, ?, ?)", *first, *second)
    found = value(ASK, *map(rounded, (*first, *second)), *["ok"] * 4)
    if found["status"] != "suppressed":
        assert found["lower"] <= exact["lower"] + 1e-9
        assert found["upper"] >= exact["upper"] - 1e-9


@pytest.mark.parametrize(
    ("smaller", "status"), [(20, "suppressed"), (25, "interval"), (45, "interval"), (50, "ok")]
)
def test_the_smaller_group_decides_what_is_shown(value, smaller, status):
    for groups in ((10, smaller, 40, 100), (40, 100, 10, smaller)):
        found = value(ASK, *groups, *["ok"] * 4)
        assert found["status"] == status
        assert (found["ratio"] is not None) == (status == "ok")
        assert (found["lower"] is not None) == (status != "suppressed")


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize(
    ("given_status", "status"),
    [("suppressed", "suppressed"), ("zero", "suppressed"), ("withheld", "withheld")],
)
def test_without_all_four_counts_nothing_is_shown(value, position, given_status, status):
    counts, statuses = [30, 100, 40, 100], ["ok"] * 4
    counts[position], statuses[position] = (0 if given_status == "zero" else None), given_status
    found = value(ASK, *counts, *statuses)
    assert found == {"ratio": None, "lower": None, "upper": None, "status": status}


@pytest.mark.parametrize(
    ("first", "second"), [((798, 802), (23, 24)), ((23, 24), (778, 802)), ((68, 72), (23, 24))]
)
def test_near_everyone_no_exact_interval_reaches_beyond_it(value, first, second):
    # There Katz's error falls faster than the rate rises: the corners are not the extremes.
    exact = value("risk_ratio(?, ?, ?, ?)", *first, *second)
    found = value(ASK, *map(rounded, (*first, *second)), *["ok"] * 4)
    assert found["lower"] <= exact["lower"] + 1e-9
    assert found["upper"] >= exact["upper"] - 1e-9


def test_the_ratio_is_that_of_the_published_rates(value):
    found = value(ASK, 55, 70, 50, 80, *["ok"] * 4)
    assert found["ratio"] == pytest.approx((55 / 70) / (50 / 80))
    # The limits of Katz at the counts that the rounded ones allow at the worst.
    assert found["lower"] == pytest.approx(value("risk_ratio(53, 72, 52, 78)")["lower"])
    assert found["upper"] == pytest.approx(value("risk_ratio(57, 68, 48, 82)")["upper"])
