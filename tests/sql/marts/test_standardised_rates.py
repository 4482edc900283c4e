"""Standardised rates equal slow arithmetic on made-up members, whatever their mix."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tests.sql.counted import Member, groups, mart, programmes

STRATA = {
    "severity_age": lambda m: None if m.age_group == "unknown" else (m.severity, m.age_group),
    "severity": lambda m: m.severity,
    "age": lambda m: None if m.age_group == "unknown" else m.age_group,
}
SMALLEST_STRATUM = 5


def slow(programme, people, stratum_of):
    """(rate, effective n, observed, expected) of a group, stratum by stratum."""
    whole = [m for m in programme if stratum_of(m) is not None]
    mine = [m for m in people if stratum_of(m) is not None]
    weights = Counter(stratum_of(m) for m in whole)
    sizes = Counter(stratum_of(m) for m in mine)
    successes = Counter(stratum_of(m) for m in mine if m.has_outcome)
    of_all = Counter(stratum_of(m) for m in whole if m.has_outcome)
    expected = sum(n * of_all[s] / weights[s] for s, n in sizes.items())
    observed = sum(successes.values())
    if not weights or any(sizes[stratum] < SMALLEST_STRATUM for stratum in weights):
        return None, None, observed, expected
    total = sum(weights.values())
    shares = {s: successes[s] / sizes[s] for s in weights}
    rate = sum(weights[s] * shares[s] for s in weights) / total
    variance = sum(weights[s] ** 2 * shares[s] * (1 - shares[s]) / sizes[s] for s in weights)
    even_n = total**2 / sum(weights[s] ** 2 / sizes[s] for s in weights)
    effective_n = rate * (1 - rate) * total**2 / variance if variance > 0 else even_n
    return rate, effective_n, observed, expected


@settings(max_examples=25, deadline=None)
@given(programmes)
def test_it_equals_slow_arithmetic(programme):
    of_group = groups(programme)
    found = mart("standardised_rates", programme)
    assert {(r["community_id"], r["dimension"], r["category"]) for r in found} <= of_group.keys()
    for row in found:
        people = of_group[row["community_id"], row["dimension"], row["category"]]
        rate, effective_n, observed, expected = slow(programme, people, STRATA[row["adjustment"]])
        if rate is None:
            assert row["standardised_rate"] is None
        else:
            lower, upper = proportion_confint(rate * effective_n, effective_n, method="wilson")
            assert row["standardised_rate"] == pytest.approx(rate)
            assert row["effective_count"] == pytest.approx(effective_n, rel=1e-6)
            assert row["standardised_rate_lower"] == pytest.approx(lower, abs=1e-9)
            assert row["standardised_rate_upper"] == pytest.approx(upper, abs=1e-9)
        if expected > 0:
            assert (row["observed_count"], row["expected_count"]) == pytest.approx(
                (observed, expected)
            )
            assert row["ratio"] == pytest.approx(observed / expected)
        else:
            assert row["ratio"] is None


def made(count, severity="moderate", age_band="18_24", recovered=0, community="north/a"):
    return [
        Member(frozenset({community}), severity, age_band, "woman", number < recovered)
        for number in range(count)
    ]


def rate_of(programme, community="north/a", adjustment="severity"):
    [row] = [
        row
        for row in mart("standardised_rates", programme)
        if (row["community_id"], row["adjustment"]) == (community, adjustment)
        and row["dimension"] == "all"
    ]
    return row


@pytest.mark.parametrize(("size", "is_estimable"), [(4, False), (5, True), (6, True)])
def test_a_stratum_of_fewer_than_five_gives_no_rate(size, is_estimable):
    programme = made(20, recovered=10) + made(size, "severe", recovered=1)
    assert (rate_of(programme)["standardised_rate"] is not None) == is_estimable


def test_two_communities_that_differ_in_severity_alone_have_one_standardised_rate():
    # Half of the moderate and a tenth of the severe recover, in both.
    easy = made(80, recovered=40) + made(20, "severe", recovered=2)
    hard = made(20, recovered=10, community="north/b")
    hard += made(80, "severe", recovered=8, community="north/b")
    a, b = rate_of(easy + hard), rate_of(easy + hard, "north/b")
    assert a["standardised_rate"] == pytest.approx((50 + 10) / 200)
    assert b["standardised_rate"] == pytest.approx((50 + 10) / 200)
    assert a["ratio"] == pytest.approx(1)


def test_who_has_no_known_age_is_left_out_of_adjusting_for_age_on_both_sides():
    programme = made(20, recovered=10) + made(20, age_band="unknown", recovered=0)
    assert rate_of(programme, "all", "severity_age")["standardised_rate"] == pytest.approx(0.5)
    assert rate_of(programme, "all", "severity")["standardised_rate"] == pytest.approx(0.25)


def test_a_community_whose_ages_nobody_knows_has_a_row_without_a_rate():
    programme = made(20, recovered=10) + made(9, age_band="unknown", community="north/b")
    row = rate_of(programme, "north/b", "severity_age")
    assert (row["standardised_rate"], row["ratio"]) == (None, None)


@settings(max_examples=10, deadline=None)
@given(st.integers(10, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_the_programme_against_itself_is_one(counts):
    recovered, count = counts
    row = rate_of(made(count, recovered=recovered), "all")
    assert row["ratio"] == pytest.approx(1)
    assert row["standardised_rate"] == pytest.approx(recovered / count)


def test_no_group_of_those_still_ill_at_a_landmark_is_compared_with_everybody():
    """Who had recovered by day 30 stands in the programme, and in no band."""
    programme = [Member(frozenset({"north/a"}), "moderate", "18_24", "man", has_outcome=True)]
    found = mart("standardised_rates", programme, rule_set="phq9_gad7", follow_up="day_180")
    assert {row["dimension"] for row in found} == {"all", "gender"}
