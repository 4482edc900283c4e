"""Gini and top shares against arithmetic."""

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def columns(amounts):
    return {"group_id": ["a"] * len(amounts), "amount": amounts}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=250))
def test_it_agrees_with_the_mean_difference_of_all_pairs(rows, amounts):
    [row] = rows("from inequality_of_contribution('p')", p=columns(amounts))
    total, n = sum(amounts), len(amounts)
    if total == 0:
        assert row["gini_coefficient"] is None
        assert row["top_1_percent_share"] is None
        return
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    assert row["gini_coefficient"] == pytest.approx(pairs / (2 * n * total), abs=1e-12)
    ranked = sorted(amounts, reverse=True)
    assert row["top_1_percent_share"] == pytest.approx(sum(ranked[: ceil(n / 100)]) / total)
    assert row["top_10_percent_share"] == pytest.approx(sum(ranked[: ceil(n / 10)]) / total)
    assert row["largest_share"] == pytest.approx(ranked[0] / total)


def test_all_alike_is_nought_and_one_for_all_is_nearly_one(rows):
    [alike] = rows("from inequality_of_contribution('p')", p=columns([3] * 50))
    assert alike["gini_coefficient"] == pytest.approx(0)
    [lonely] = rows("from inequality_of_contribution('p')", p=columns([0] * 99 + [7]))
    assert lonely["gini_coefficient"] == pytest.approx(99 / 100)
    assert lonely["top_1_percent_share"] == 1


def test_one_person_is_all_and_equal(rows):
    [row] = rows("from inequality_of_contribution('p')", p=columns([4]))
    assert (row["gini_coefficient"], row["largest_share"]) == (0, 1)
