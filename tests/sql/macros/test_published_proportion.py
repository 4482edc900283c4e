"""Rates from published counts: each line of the policy's table, and what the interval covers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint


def union_interval(x, n):
    """Wilson lower of (x - 2, n + 2) to Wilson upper of (x + 2, n - 2), clamped."""
    return (
        proportion_confint(max(x - 2, 0), n + 2, method="wilson")[0],
        proportion_confint(min(x + 2, n - 2), n - 2, method="wilson")[1],
    )


@pytest.mark.parametrize(
    ("n", "status", "has_point", "has_interval"),
    [
        (15, "suppressed", False, False),
        (20, "interval", False, True),
        (45, "interval", False, True),
        (50, "ok", True, True),
    ],
)
def test_the_size_of_the_denominator_decides_what_is_shown(
    value, n, status, has_point, has_interval
):
    found = value("published_proportion(10, ?, 'ok', 'ok')", n)
    assert found["status"] == status
    assert (found["rate"] is not None) == has_point
    assert (found["lower"] is not None) == (found["upper"] is not None) == has_interval


def test_a_suppressed_numerator_leaves_a_range(value):
    # The policy in words: 1-7 of 100 reads as 1-7 %, up to 14 %.
    found = value("published_proportion(null, 100, 'suppressed', 'ok')")
    assert found["status"] == "range"
    assert found["rate"] is None
    assert found["lower"] == 1 / 100
    assert found["upper"] == pytest.approx(proportion_confint(7, 98, method="wilson")[1])
    assert round(found["upper"], 2) == 0.14


@pytest.mark.parametrize(
    ("x", "n", "x_status", "n_status", "status"),
    [
        (None, 15, "suppressed", "ok", "suppressed"),
        (None, None, "suppressed", "suppressed", "suppressed"),
        (10, None, "ok", "suppressed", "suppressed"),
        (None, 100, "withheld", "ok", "withheld"),
        (50, None, "ok", "withheld", "withheld"),
        (0, 0, "zero", "zero", "suppressed"),
        (None, 100, None, "ok", "suppressed"),
        (50, 100, "ok", None, "suppressed"),
        (None, 100, "ok", "ok", "suppressed"),
    ],
)
def test_without_both_parts_nothing_is_shown(value, x, n, x_status, n_status, status):  # noqa: PLR0917
    found = value("published_proportion(?::int, ?::int, ?, ?)", x, n, x_status, n_status)
    assert found == {"rate": None, "lower": None, "upper": None, "status": status}


def test_nobody_has_the_lower_end_and_everybody_the_upper(value):
    assert value("published_proportion(0, 60, 'zero', 'ok')")["lower"] == 0
    everybody = value("published_proportion(60, 60, 'ok', 'ok')")
    assert everybody["upper"] == 1
    assert everybody["rate"] == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_interval_is_the_union_over_the_true_counts(value, data):
    true_n = data.draw(st.integers(20, 3000))
    true_x = data.draw(st.one_of(st.just(0), st.integers(8, true_n)))
    x, n = (5 * round(count / 5) for count in (true_x, true_n))
    found = value(
        "published_proportion(disclosed_count(?), disclosed_count(?), disclosed_status(?),"
        " disclosed_status(?))",
        *(true_x, true_n) * 2,
    )
    lower, upper = union_interval(x, n)
    assert found["lower"] == pytest.approx(lower, abs=1e-10)
    assert found["upper"] == pytest.approx(upper, abs=1e-10)
    wilson = proportion_confint(true_x, true_n, method="wilson")
    assert found["lower"] <= wilson[0] + 1e-12
    assert found["upper"] >= wilson[1] - 1e-12
