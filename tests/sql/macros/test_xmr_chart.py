"""XmR charts: the published limits of NHSRplotthedots, and the rules written slowly."""

import csv
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def columns(values, series="a"):
    return {
        "series_id": [series] * len(values),
        "period": list(range(len(values))),
        "value": [None if v is None else float(v) for v in values],
    }


@pytest.mark.parametrize("screens", [True, False])
def test_the_published_limits_of_nhsr_plot_the_dots_come_out(rows, reference_data, screens):
    with (reference_data / "xmr_input.csv").open() as file:
        points = list(csv.DictReader(file))
    series = {
        "series_id": [r["series"] for r in points],
        "period": [int(r["idx"]) for r in points],
        "value": [float(r["value"]) for r in points],
    }
    found = rows(f"from xmr_chart('series', screens_ranges := {screens})", series=series)
    by_series = {row["series_id"]: row for row in found}
    with (reference_data / "xmr_expected.csv").open() as file:
        expected = [r for r in csv.DictReader(file) if r["screen_outliers"] == str(screens)]
    assert len(expected) == (3 if screens else 2)
    for known in expected:
        row = by_series[known["series"]]
        # The sources print so many significant places; their last one is the limit of the check.
        places = len(known["mean"].partition(".")[2])
        assert row["centre"] == pytest.approx(float(known["mean"]), abs=0.51 * 10**-places)
        for ours, theirs in (("lower_limit", "lpl"), ("upper_limit", "upl")):
            places = len(known[theirs].partition(".")[2])
            places = max(places, 2) if known["decimals"] == "2" else places
            assert row[ours] == pytest.approx(float(known[theirs]), abs=0.51 * 10**-places)


def slow_chart(values, *, screens=True):
    """The chart again with lists: (centre, reach, [flags of each point])."""
    centre = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in itertools.pairwise(values)]
    if not ranges:
        return centre, None, [(False,) * 4] * len(values)
    mean_range = sum(ranges) / len(ranges)
    kept = [r for r in ranges if not screens or r <= 3.267 * mean_range]
    kept = kept if any(kept) else ranges
    reach = 2.66 * sum(kept) / len(kept)
    off = [0 if abs(v - centre) <= 1e-12 * abs(centre) else v - centre for v in values]
    trend, shift, near = set(), set(), set()
    for i in range(len(values) - 6):
        run = values[i : i + 7]
        steps = [b - a for a, b in itertools.pairwise(run)]
        if all(s > 0 for s in steps) or all(s < 0 for s in steps):
            trend |= set(range(i, i + 7))
        if all(d > 0 for d in off[i : i + 7]) or all(d < 0 for d in off[i : i + 7]):
            shift |= set(range(i, i + 7))
    for i in range(len(values) - 2):
        for sign in (1, -1):
            beyond = [k for k in range(i, i + 3) if sign * off[k] > reach * 2 / 3]
            near |= set(beyond) if len(beyond) >= 2 else set()
    flags = [(abs(off[i]) > reach, i in trend, i in near, i in shift) for i in range(len(values))]
    return centre, reach, flags


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(-20, 20), min_size=1, max_size=40),
    st.booleans(),
)
def test_it_agrees_with_the_rules_written_slowly(rows, values, screens):
    found = rows(f"from xmr_chart('s', screens_ranges := {screens})", s=columns(values))
    centre, reach, flags = slow_chart([float(v) for v in values], screens=screens)
    assert len(found) == len(values)
    for row, expected in zip(found, flags, strict=True):
        assert row["centre"] == pytest.approx(centre, abs=1e-9)
        if reach is None:
            assert row["upper_limit"] is None
        else:
            assert row["upper_limit"] == pytest.approx(centre + reach, abs=1e-9)
        names = ("is_outside_limits", "is_part_of_trend", "is_near_limit", "is_part_of_shift")
        assert tuple(row[name] for name in names) == expected
        assert row["has_signal"] == any(expected)


@pytest.mark.parametrize(("count", "is_trial"), [(12, True), (13, False), (14, False)])
def test_fewer_than_thirteen_points_are_trial_limits(rows, count, is_trial):
    found = rows("from xmr_chart('s')", s=columns(range(count)))
    assert {row["is_trial"] for row in found} == {is_trial}


@pytest.mark.parametrize(("count", "is_trend"), [(6, False), (7, True)])
def test_seven_rising_points_are_a_trend_six_are_not(rows, count, is_trend):
    found = rows("from xmr_chart('s')", s=columns([0, *range(count)]))
    # The first rise starts from the second point: 0, 0, 1, 2, ...
    assert any(row["is_part_of_trend"] for row in found) == is_trend


def test_a_series_that_never_changes_has_no_signal(rows):
    found = rows("from xmr_chart('s')", s=columns([0.1] * 20))
    assert not any(row["has_signal"] for row in found)
    assert found[0]["upper_limit"] == pytest.approx(0.1)


@pytest.mark.parametrize(("count", "outside"), [(7, []), (8, [3]), (9, [3]), (10, [3])])
def test_one_value_apart_from_a_flat_series_is_the_only_one_outside_limits(rows, count, outside):
    found = rows("from xmr_chart('s')", s=columns([0, 0, 0, 6] + [0] * (count - 4)))
    # Two steps of 6; from 8 points on each is above 3.267 times the mean, and nothing else is left.
    reach = 2.66 * (6 + 6) / (count - 1)
    assert found[0]["upper_limit"] == pytest.approx(6 / count + reach)
    assert [row["period"] for row in found if row["is_outside_limits"]] == outside
    assert [row["period"] for row in found if row["has_signal"]] == outside


def test_outlying_ranges_are_screened_where_any_other_is_left(rows):
    found = rows("from xmr_chart('s')", s=columns([0, 0, 0, 60, 0, 0, 0, 0, 0, 1]))
    assert found[0]["upper_limit"] == pytest.approx(6.1 + 2.66 * 1 / 7)


def test_points_without_a_value_are_left_out(rows):
    found = rows("from xmr_chart('s')", s=columns([1, None, 3]))
    assert [row["moving_range"] for row in found] == [None, 2]


def test_series_do_not_mix(rows):
    one, other = columns([1, 2, 3], "a"), columns([100, 200], "b")
    both = {key: one[key] + other[key] for key in one}
    found = rows("from xmr_chart('s')", s=both)
    assert {row["series_id"]: row["centre"] for row in found} == {"a": 2, "b": 150}
