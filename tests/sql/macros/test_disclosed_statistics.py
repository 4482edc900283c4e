"""Quantiles, ratios and inequality at the boundaries of the disclosure policy."""

import pytest


@pytest.mark.parametrize(
    ("n", "quantile", "is_shown"),
    [
        (19, 0.5, False),
        (20, 0.5, True),
        (31, 0.25, False),
        (32, 0.75, True),
        (79, 0.1, False),
        (80, 0.1, True),
        (80, 0.9, True),
        # Minimum and maximum are one person's value.
        (10_000, 0.0, False),
        (10_000, 1.0, False),
        (None, 0.5, False),
    ],
)
def test_a_quantile_needs_twenty_people_and_eight_on_each_side(value, n, quantile, is_shown):
    found = value("disclosed_quantile(3.26, ?::int, ?)", n, quantile)
    assert found == (3.3 if is_shown else None)


@pytest.mark.parametrize(
    ("observed", "expected", "shown"),
    [(19, 24.6, None), (20, 24.6, 0.8), (21, 24.4, 0.9), (30, 0.2, None), (None, 9, None)],
)
def test_a_ratio_needs_twenty_observed(value, observed, expected, shown):
    assert value("disclosed_ratio(?::int, ?)", observed, expected) == shown


@pytest.mark.parametrize(
    ("n", "top_percent", "top_share"),
    [(99, None, None), (100, 10, 0.75), (150, 10, 0.74), (799, 10, 0.74), (800, 1, 0.31)],
)
def test_the_size_decides_whose_share_is_shown(value, n, top_percent, top_share):
    found = value("disclosed_inequality(0.83, 0.31, 0.74, 0.2, ?)", n)
    assert (found and found["top_percent"]) == top_percent
    assert (found and found["top_share"]) == top_share


@pytest.mark.parametrize(("largest", "is_shown"), [(0.5, True), (0.5001, False), (None, False)])
def test_one_person_who_makes_more_than_half_hides_it_all(value, largest, is_shown):
    found = value("disclosed_inequality(0.83, 0.31, 0.74, ?::double, 1000)", largest)
    assert (found is not None) == is_shown
