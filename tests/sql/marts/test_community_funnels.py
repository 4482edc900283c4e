"""Who stands out: slow Spiegelhalter, and the boundary of 50 people."""

from math import asin, pi, sin, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.counted import COMMUNITIES, Member, mart
from tests.sql.macros.test_funnel_overdispersion import slow as slow_overdispersion

Z_95, Z_998 = 1.959963984540054, 3.090232306167813
counts = st.tuples(st.integers(1, 90), st.integers(0, 90)).map(lambda t: (min(t), max(t)))


def programme_of(of_community):
    return [
        Member(frozenset({community}), "moderate", "18_24", "woman", number < recovered)
        for community, (recovered, size) in of_community.items()
        for number in range(size)
    ]


def position(rate, size, target, z95, z998):
    for name, z in (("998", z998), ("95", z95)):
        low, high = z(size)
        if rate < low:
            return f"low_{name}"
        if rate > high:
            return f"high_{name}"
    return "within"


def plain(target, z):
    return lambda n: (
        max(target - z * sqrt(target * (1 - target) / n), 0),
        min(target + z * sqrt(target * (1 - target) / n), 1),
    )


def spread(target, z, tau2):
    if tau2 <= 0:
        return plain(target, z)
    angle = asin(sqrt(target))

    def limits(n):
        room = z * sqrt(1 / (4 * n) + tau2)
        return sin(max(angle - room, 0)) ** 2, sin(min(angle + room, pi / 2)) ** 2

    return limits


@settings(max_examples=40, deadline=None)
@given(st.lists(counts, min_size=3, max_size=3))
def test_it_equals_slow_spiegelhalter(sizes):
    of_community = {c: size for c, size in zip(COMMUNITIES, sizes, strict=True) if size[1]}
    recovered = sum(x for x, _ in of_community.values())
    target = recovered / sum(n for _, n in of_community.values())
    judged = [size for size in of_community.values() if size[1] >= 50]
    tau2 = slow_overdispersion(judged, target)[1] if judged else 0
    found = {
        row["community_id"]: row for row in mart("community_funnels", programme_of(of_community))
    }
    assert found.keys() == {"all", *of_community}
    expected_spread = sqrt(tau2) if len(judged) >= 2 else None
    assert found["all"]["spread"] == pytest.approx(expected_spread, abs=1e-6)
    for community, (x, n) in of_community.items():
        limits = [plain(target, z) for z in (Z_95, Z_998)]
        assert found[community]["chance_status"] == position(x / n, n, target, *limits)
        limits = [spread(target, z, tau2) for z in (Z_95, Z_998)]
        assert found[community]["outlier_status"] == position(x / n, n, target, *limits)


@pytest.mark.parametrize(("size", "takes_part"), [(49, False), (50, True), (51, True)])
def test_a_community_below_50_takes_no_part_in_the_spread(size, takes_part):
    programme = programme_of({"north/a": (10, 80), "north/b": (size - 5, size)})
    [whole] = [r for r in mart("community_funnels", programme) if r["community_id"] == "all"]
    assert (whole["spread"] is not None) == takes_part
