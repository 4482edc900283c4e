"""p-charts: limits by arithmetic, rules as on the XmR chart; Laney's limits by a known answer."""

from itertools import pairwise
from math import sqrt

import numpy as np
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


# Attendances at accident and emergency departments of the NHS seen within four hours, and all, in
# twenty weeks: Mohammed et al. 2013, BMJ Quality and Safety 22:362-368 (qicharts2: nhs_accidents).
SEEN = [
    266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
    267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989,
]  # fmt: skip
CAME = [
    280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
    279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772,
]  # fmt: skip
WEEKS = list(zip(SEEN, CAME, strict=True))
# The limits of the first and the last week that qicharts2 gives: chart = 'p' and chart = 'pp'.
CHANCE_ALONE = (0.951699564646015, 0.954099858042367), (0.951685030668265, 0.954114392020117)
LANEY = (0.940129644177514, 0.965669778510868), (0.939974996522904, 0.965824426165478)


@pytest.mark.parametrize(
    ("overdispersion", "limits"),
    [("ignored", CHANCE_ALONE), ("allowed_for", LANEY), ("where_shown", LANEY)],
)
def test_the_weeks_of_the_nhs_come_out_as_in_qicharts2(rows, overdispersion, limits):
    query = f"from p_chart('s', overdispersion := '{overdispersion}')"
    found = rows(query, s=columns(WEEKS))
    for row, (lower, upper) in zip((found[0], found[-1]), limits, strict=True):
        assert row["centre"] == pytest.approx(0.952899711344191, abs=1e-14)
        # The unbiasing constant is 1.128 here as in Laney's paper; qicharts2 has it so, too.
        assert row["lower_limit"] == pytest.approx(lower, abs=1e-12)
        assert row["upper_limit"] == pytest.approx(upper, abs=1e-12)
    outside = sum(row["is_outside_limits"] for row in found)
    assert outside == (0 if limits is LANEY else sum(abs_z > 3 for abs_z in distances(WEEKS)))


def distances(months):
    centre = sum(x for x, _ in months) / sum(n for _, n in months)
    return [abs(x / n - centre) / sqrt(centre * (1 - centre) / n) for x, n in months]


@settings(max_examples=80, deadline=None)
@given(st.lists(MONTH, min_size=1, max_size=30))
def test_laneys_limits_agree_with_the_formula_written_slowly(rows, months):
    always = rows("from p_chart('s', overdispersion := 'allowed_for')", s=columns(months))
    shown = rows("from p_chart('s', overdispersion := 'where_shown')", s=columns(months))
    centre = sum(x for x, _ in months) / sum(n for _, n in months)
    errors = [sqrt(centre * (1 - centre) / n) for _, n in months]
    has_spread = len(months) > 1 and 0 < centre < 1
    sigma_z = 1
    if has_spread:
        off = [x / n - centre for x, n in months]
        scores = [0 if abs(d) <= 1e-12 else d / e for d, e in zip(off, errors, strict=True)]
        steps = [abs(later - earlier) for earlier, later in pairwise(scores)]
        sigma_z = sum(steps) / len(steps) / 1.128
    is_larger = has_spread and sigma_z > 1 + 1.8 / sqrt(len(months) - 1)
    for row, judged, error in zip(always, shown, errors, strict=True):
        assert row["sigma_z"] == (pytest.approx(sigma_z) if has_spread else None)
        assert row["upper_limit"] == pytest.approx(min(centre + 3 * sigma_z * error, 1))
        assert judged["is_adjusted"] == is_larger
        reach = 3 * error * (sigma_z if is_larger else 1)
        assert judged["lower_limit"] == pytest.approx(max(centre - reach, 0), abs=1e-12)


def test_where_chance_explains_the_spread_few_charts_are_adjusted(rows):
    draws = np.random.default_rng(5)
    table = {"series_id": [], "period": [], "numerator_count": [], "denominator_count": []}
    for series in range(1000):
        for period in range(20):
            size = int(draws.integers(100, 401))
            table["series_id"].append(series)
            table["period"].append(period)
            table["numerator_count"].append(int(draws.binomial(size, 0.3)))
            table["denominator_count"].append(size)
    found = rows(
        "select series_id, any_value(is_adjusted) as is_adjusted"
        " from p_chart('s', overdispersion := 'where_shown') group by series_id",
        s=table,
    )
    assert 0.01 < sum(row["is_adjusted"] for row in found) / 1000 < 0.05


def test_a_jump_alone_does_not_widen_the_limits(rows):
    months = [(300 + period % 2 * 4, 1000) for period in range(10)]
    months += [(500 + period % 2 * 4, 1000) for period in range(10)]
    found = rows("from p_chart('s', overdispersion := 'where_shown')", s=columns(months))
    assert not any(row["is_adjusted"] for row in found)
    assert all(row["is_outside_limits"] for row in found)
