"""The spread between units of a funnel: as `funnel_limits` finds it, and as slow Python does."""

import csv
from math import asin, sqrt
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

UNIT = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def quantile(values, share):
    """The quantile of a sorted list, linear between its order statistics."""
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def slow(counts, target):
    scores = [(asin(sqrt(x / n)) - asin(sqrt(target))) * 2 * sqrt(n) for x, n in counts]
    low, high = (quantile(sorted(scores), share) for share in (0.1, 0.9))
    phi = mean(min(max(score, low), high) ** 2 for score in scores)
    weights = [4 * n for _, n in counts]
    room = sum(weights) - sum(w**2 for w in weights) / sum(weights)
    k = len(counts)
    return phi, max((k * phi - (k - 1)) / room, 0) if room > 1e-9 else 0


def lists(counts):
    return [list(column) for column in zip(*counts, strict=True)]


@settings(max_examples=80, deadline=None)
@given(st.lists(UNIT, min_size=1, max_size=20), st.floats(0.05, 0.95))
def test_it_equals_slow_python(value, counts, target):
    found = value("funnel_overdispersion(?, ?, ?)", *lists(counts), target)
    phi, tau2 = slow(counts, target)
    assert found["phi"] == pytest.approx(phi, rel=1e-9, abs=1e-9)
    assert found["tau2"] == pytest.approx(tau2, rel=1e-6, abs=1e-9)


def test_it_equals_funnel_limits_on_the_303_areas_of_phe_indicator_methods(
    value, rows, reference_data
):
    with (reference_data / "funnel_prop_inputs.csv").open() as file:
        areas = [(float(r["numerator"]), float(r["denominator"])) for r in csv.DictReader(file)]
    x, n = lists(areas)
    units = {"unit_id": list(range(len(x))), "numerator_count": x, "denominator_count": n}
    whole = rows("from funnel_limits('units') limit 1", units=units)[0]
    found = value("funnel_overdispersion(?, ?, ?)", x, n, whole["target_rate"])
    assert found["phi"] == pytest.approx(whole["dispersion_ratio"])
    assert found["tau2"] == pytest.approx(whole["tau2"])


def test_one_unit_has_no_spread_and_none_has_nothing(value):
    assert value("funnel_overdispersion([5], [10], 0.4).tau2") == 0
    assert value("funnel_overdispersion([]::int[], []::int[], 0.4)") is None
