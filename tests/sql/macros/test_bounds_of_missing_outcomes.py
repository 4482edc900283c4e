"""Bounds from published counts hold the bounds from any true counts behind them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ASK = "bounds_of_missing_outcomes(?::int, ?::int, ?::int, ?, ?, ?)"


def published(count, whole):
    """Round to 5, suppress below 8 and, within fewer than 20, nobody and all."""
    is_telling = whole < 20 and count in {0, whole}
    if 1 <= count <= 7 or is_telling:
        return None, "suppressed"
    return 5 * round(count / 5), "ok" if count else "zero"


@settings(max_examples=300, deadline=None)
@given(
    st.integers(20, 600).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda s: st.tuples(st.just(n), st.just(s), st.integers(0, s))
        )
    )
)
def test_the_bounds_from_exact_counts_lie_inside(value, counts):
    n, s, x = counts
    (n_shown, n_status), (s_shown, s_status) = published(n, n + 20), published(s, n)
    x_shown, x_status = published(x, s)
    found = value(ASK, x_shown, s_shown, n_shown, x_status, s_status, n_status)
    if found["status"] == "interval":
        assert 0 <= found["lower"] <= x / n
        assert (x + n - s) / n <= found["upper"] + 1e-12
        assert found["upper"] <= 1


def test_a_trial_with_half_its_scores_has_bounds_as_wide_as_what_is_missing(value):
    found = value(ASK, 50, 100, 200, "ok", "ok", "ok")
    # 50 and 150 of 200, two and six more for the rounding.
    assert found["lower"] == pytest.approx(48 / 202)
    assert found["upper"] == pytest.approx(1 - (98 - 52) / 202)


@pytest.mark.parametrize(
    ("x", "s", "n", "x_status", "n_status", "status"),
    [
        (10, 15, 20, "ok", "ok", "suppressed"),  # truly 18, perhaps
        (10, 15, 25, "ok", "ok", "interval"),
        (None, 15, 100, "withheld", "ok", "withheld"),
        (10, 15, None, "ok", "withheld", "withheld"),
        (10, 15, None, "ok", "suppressed", "suppressed"),
        (None, 50, 100, "suppressed", "ok", "interval"),
    ],
)
def test_where_nothing_may_be_told_there_are_no_bounds(value, x, s, n, x_status, n_status, status):  # noqa: PLR0917
    found = value(ASK, x, s, n, x_status, "ok", n_status)
    assert found["status"] == status
    assert (found["lower"] is None) == (found["upper"] is None) == (status != "interval")


def test_an_unknown_number_of_scores_leaves_the_upper_bound_open(value):
    assert value(ASK, None, None, 100, "suppressed", "suppressed", "ok")["upper"] == 1
