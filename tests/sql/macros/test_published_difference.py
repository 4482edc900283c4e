"""The difference of two rounded rates: it holds Newcombe's interval of every possible truth."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

ASK = "published_difference(?, ?, ?, ?, ?, slack2 := ?)"
people = st.integers(25, 400).flatmap(lambda n: st.tuples(st.integers(8, n), st.just(n)))


def five(count):
    return 5 * math.floor(count / 5 + 0.5)


def newcombe(x1, n1, x2, n2):
    return confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")


def test_newcombes_own_example_lies_within(value):
    # Newcombe 1998, table II, (a): 56/70 v 48/80 -> .2000 (.0524, .3339).
    found = value(ASK, 55, 70, 50, 80, "ok", 2)
    assert found["lower"] <= 0.0524
    assert found["upper"] >= 0.3339


@settings(max_examples=150, deadline=None)
@given(people, people)
def test_it_holds_the_interval_of_the_true_counts(value, first, second):
    rounded = [five(count) for count in (*first, *second)]
    if rounded[0] > rounded[1] or rounded[2] > rounded[3]:
        return
    found = value(ASK, *rounded, "ok", 2)
    if found["status"] in {"ok", "interval"}:
        lower, upper = newcombe(*first, *second)
        assert found["lower"] <= lower + 1e-9
        assert found["upper"] >= upper - 1e-9


@settings(max_examples=150, deadline=None)
@given(people, people)
def test_with_the_rest_of_a_total_it_holds_it_with_twice_the_slack(value, group, rest):
    whole = [five(a + b) for a, b in zip(group, rest, strict=True)]
    rounded = [five(count) for count in group]
    others = [w - r for w, r in zip(whole, rounded, strict=True)]
    if rounded[0] > rounded[1] or others[0] < 0 or others[0] > others[1]:
        return
    found = value(ASK, *rounded, *others, "ok", 4)
    if found["status"] in {"ok", "interval"}:
        lower, upper = newcombe(*group, *rest)
        assert found["lower"] <= lower + 1e-9
        assert found["upper"] >= upper - 1e-9


@pytest.mark.parametrize(
    ("counts", "status", "expected"),
    [
        ((10, 20, 50, 100), "ok", "suppressed"),  # 20 may be a true 18
        ((10, 25, 50, 100), "ok", "interval"),
        ((25, 45, 50, 100), "ok", "interval"),
        ((25, 50, 50, 100), "ok", "ok"),
        ((0, 50, 50, 100), "zero", "ok"),
        ((None, 50, 50, 100), "suppressed", "suppressed"),
        ((None, 50, 50, 100), "withheld", "withheld"),
        ((55, 50, 50, 100), "ok", "suppressed"),
    ],
)
def test_what_is_shown_depends_on_both_sizes_and_the_gravest_status(
    value, counts, status, expected
):
    found = value(ASK, *counts, status, 2)
    assert found["status"] == expected
    assert (found["difference"] is not None) == (expected == "ok")
    assert (found["lower"] is not None) == (expected in {"ok", "interval"})


hidden = st.integers(22, 400).flatmap(lambda n: st.tuples(st.integers(1, 7), st.just(n)))


@settings(max_examples=150, deadline=None)
@given(hidden, people)
def test_with_a_hidden_numerator_it_holds_the_interval_of_each_that_it_may_be(value, first, second):
    n1, x2, n2 = five(first[1]), five(second[0]), five(second[1])
    if x2 > n2:
        return
    found = value("published_difference(null, ?, ?, ?, 'ok', largest_hidden := 7)", n1, x2, n2)
    if found["status"] != "suppressed":
        lower, upper = newcombe(*first, *second)
        assert found["status"] == "interval"
        assert found["lower"] <= lower + 1e-9
        assert found["upper"] >= upper - 1e-9


@pytest.mark.parametrize(("n1", "status"), [(20, "suppressed"), (25, "interval"), (50, "interval")])
def test_a_hidden_numerator_never_has_a_point(value, n1, status):
    found = value("published_difference(null, ?, 50, 100, 'ok', largest_hidden := 7)", n1)
    assert (found["status"], found["difference"]) == (status, None)
    assert value("published_difference(null, ?, 50, 100, 'ok')", n1)["status"] == "suppressed"


def test_it_lies_on_hundredths_outward(value):
    found = value(ASK, 55, 70, 50, 80, "ok", 2)
    for name in ("difference", "lower", "upper"):
        assert found[name] * 100 == pytest.approx(round(found[name] * 100), abs=1e-9)
