"""p-charts: limits by arithmetic, rules as on the XmR chart."""

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MONTH = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def columns(months):
    x, n = (list(column) for column in zip(*months, strict=True))
    return {
        "series_id": ["a"] * len(x),
        "period": list(range(len(x))),
        "numerator_count": x,
        "denominator_count": n,
    }


@settings(max_examples=80, deadline=None)
@given(st.lists(MONTH, min_size=1, max_size=30))
def test_it_agrees_with_the_rules_written_slowly(rows, months):
    found = rows("from p_chart('s')", s=columns(months))
    centre = sum(x for x, _ in months) / sum(n for _, n in months)
    off = [x / n - centre for x, n in months]
    off = [0 if abs(d) <= 1e-12 else d for d in off]
    reach = [3 * sqrt(centre * (1 - centre) / n) for _, n in months]
    near = set()
    for i in range(len(months) - 2):
        for sign in (1, -1):
            beyond = [k for k in range(i, i + 3) if sign * off[k] > reach[k] * 2 / 3]
            near |= set(beyond) if len(beyond) >= 2 else set()
    for i, row in enumerate(found):
        assert row["centre"] == pytest.approx(centre)
        assert row["lower_limit"] == pytest.approx(max(centre - reach[i], 0), abs=1e-12)
        assert row["upper_limit"] == pytest.approx(min(centre + reach[i], 1), abs=1e-12)
        assert row["is_outside_limits"] == (abs(off[i]) > reach[i])
        assert row["is_near_limit"] == (i in near)


def test_months_without_people_are_left_out(rows):
    found = rows("from p_chart('s')", s=columns([(1, 10), (0, 0), (2, 10)]))
    assert [row["period"] for row in found] == [0, 2]


def test_seven_months_on_one_side_are_a_shift(rows):
    months = [(60, 100)] * 7 + [(40, 100)] * 7
    found = rows("from p_chart('s')", s=columns(months))
    assert all(row["is_part_of_shift"] for row in found)
    assert not any(row["is_part_of_trend"] for row in found)


def test_where_nobody_has_the_outcome_nothing_stands_out(rows):
    found = rows("from p_chart('s')", s=columns([(0, 10)] * 14))
    assert not any(row["has_signal"] for row in found)
