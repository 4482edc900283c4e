"""Means at the boundary of twenty people."""

import pytest


@pytest.mark.parametrize(("n", "shown"), [(19, None), (20, 14.3), (21, 14.3), (None, None)])
def test_a_mean_needs_twenty_people_and_has_one_decimal(value, n, shown):
    assert value("disclosed_mean(14.26, ?::int)", n) == shown
