"""Control charts as they may be shown: a slow twin, the choice of months, and the boundaries."""

import math
from datetime import date
from itertools import pairwise
from statistics import NormalDist, fmean

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.disclosure import Policy, write_policy

AS_OF = date(2026, 1, 1)
COLUMNS = """
    community_id varchar, indicator_id varchar, period_length varchar, period_start date,
    numerator_count bigint, denominator_count bigint, exact_value double, judged_count bigint,
    side_count bigint, as_of date
"""


@pytest.fixture(scope="module")
def con():
    made = duckdb.connect(config={"threads": 1})
    run_stage(made, "macros")
    for schema in ("release", "released", "disclosed", "marts"):
        made.execute(f"create schema {schema}")
    write_policy(made, Policy())
    made.execute(f"create table released.control_charts ({COLUMNS})")
    made.execute(
        "create table marts.indicators as select * from (values ('share', 'share', 'higher'),"
        " ('rate', 'rate', 'lower'), ('median', 'median', 'lower')) as t"
        " (indicator_id, kind, polarity)"
    )
    yield made
    made.close()


def charted(con, kind, points, length="quarter"):
    """`points`: (exact value, numerator, denominator, people judged, people on one side) each."""
    con.execute("delete from released.control_charts")
    put(con, kind, points, length)
    text = (SQL / "disclosed" / "control_charts.sql").read_text(encoding="utf-8")
    con.execute(f"create or replace table disclosed.control_charts as\n{text}")
    cursor = con.execute("select * from disclosed.control_charts order by period_start")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def put(con, kind, points, length):
    months = 1 if length == "month" else 3
    for place, (value, x, n, judged, side) in enumerate(points):
        month = place * months
        con.execute(
            "insert into released.control_charts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                "all",
                kind,
                length,
                date(2020 + month // 12, month % 12 + 1, 1),
                x,
                n,
                value,
                judged,
                side,
                AS_OF,
            ],
        )


def share(x, n):
    return (x / n, x, n, n, min(x, n - x))


shares = st.integers(50, 400).flatmap(lambda n: st.integers(0, n).map(lambda x: share(x, n)))
# Steady series with a jump, so that runs on one side are not rare.
hours = st.integers(0, 6).map(lambda extra: (10 + extra / 2, None, None, 60, 30))


@settings(max_examples=60, deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_a_chart_of_shares_equals_the_slow_twin(con, points):
    fast = charted(con, "share", points)
    values = [x / n for _, x, n, _, _ in points]
    centre = sum(x for _, x, *_ in points) / sum(n for _, _, n, *_ in points)
    errors = [math.sqrt(centre * (1 - centre) / n) for _, _, n, *_ in points]
    factor = laney_factor([v - centre for v in values], errors)
    reaches = [3 * factor * error for error in errors]
    assert {row["is_adjusted"] for row in fast} == {factor > 1}
    compare_rules(fast, values, centre, reaches, tolerance=1e-12)
    for row, value, reach, (_, _, n, _, side) in zip(fast, values, reaches, points, strict=True):
        step = 0.05 if n < 150 else 0.02 if n < 300 else 0.01
        if 0 < side < 8:
            assert (row["chart_value"], row["chart_value_status"]) == (None, "suppressed")
        else:
            assert abs(row["chart_value"] - value) <= step / 2 + 1e-9
        assert on_grid(row["chart_centre_lower"], step)
        assert on_grid(row["chart_centre_upper"], step)
        assert 0 <= max(centre - reach, 0) - row["chart_centre_lower"] + 1e-7 < step + 1e-6
        assert 0 <= row["chart_centre_upper"] - min(centre + reach, 1) + 1e-7 < step + 1e-6
    assert {row["trend_95"] for row in fast} == {slow_trend(values, 0.05)}
    assert {row["trend_998"] for row in fast} == {slow_trend(values, 0.002)}


def laney_factor(offsets, errors):
    """By how much limits widen: only where the periods vary by more than chance explains."""
    if len(offsets) < 2 or not all(errors):
        return 1
    scores = [
        0 if abs(offset) <= 1e-12 else offset / error
        for offset, error in zip(offsets, errors, strict=True)
    ]
    sigma_z = fmean(abs(later - earlier) for earlier, later in pairwise(scores)) / 1.128
    return sigma_z if sigma_z > 1 + 1.8 / math.sqrt(len(offsets) - 1) else 1


@settings(max_examples=60, deadline=None)
@given(st.lists(hours, min_size=2, max_size=20))
def test_a_chart_of_hours_equals_the_slow_twin(con, points):
    fast = charted(con, "median", points)
    values = [point[0] for point in points]
    centre = fmean(values)
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    kept = [one for one in ranges if one <= 3.267 * fmean(ranges)]
    reach = 2.66 * fmean(kept)
    compare_rules(fast, values, centre, [reach] * len(values), tolerance=1e-12 * centre)
    for row, value in zip(fast, values, strict=True):
        assert row["chart_value"] == value
        assert row["chart_centre"] == pytest.approx(centre, abs=0.0501)
        assert row["chart_centre_lower"] <= max(centre - reach, 0) + 1e-9
        assert row["chart_centre_upper"] >= centre + reach - 1e-9


def compare_rules(fast, values, centre, reaches, tolerance):
    offsets = [0 if abs(v - centre) <= tolerance else v - centre for v in values]
    sides = [(offset > 0) - (offset < 0) for offset in offsets]
    steps = [0, *((b > a) - (b < a) for a, b in pairwise(values))]
    pairs = list(zip(offsets, reaches, strict=True))
    outside = [abs(offset) > reach for offset, reach in pairs]
    far = [
        side if abs(offset) > reach * 2 / 3 else 0
        for side, (offset, reach) in zip(sides, pairs, strict=True)
    ]
    assert [row["is_outside_limits"] for row in fast] == outside
    assert [row["is_part_of_shift"] for row in fast] == runs(sides, 7)
    assert [row["is_part_of_trend"] for row in fast] == runs(steps, 6)
    assert [row["is_near_limit"] for row in fast] == near_limits(far)
    assert {row["is_trial"] for row in fast} == {len(values) < 13}
    for row, side in zip(fast, sides, strict=True):
        if row["is_outside_limits"] or row["is_part_of_shift"]:
            assert row["signal_side"] == {1: "high", -1: "low"}[side]
        if not row["has_signal"]:
            assert row["signal_side"] is None


def runs(signs, length):
    """Which of 7 points are part of a run of so many signs that are all alike."""
    marked = [False] * len(signs)
    for end in range(6, len(signs)):
        if abs(sum(signs[end - length + 1 : end + 1])) == length:
            marked[end - 6 : end + 1] = [True] * 7
    return marked


def near_limits(far):
    """Which points are one of two in three that lie far out on one side."""
    marked = [False] * len(far)
    for start in range(len(far)):
        three = range(start, min(start + 3, len(far)))
        for side in (1, -1):
            out = [place for place in three if far[place] == side]
            for place in out if len(out) >= 2 else []:
                marked[place] = True
    return marked


def slow_trend(values, alpha):
    n = len(values)
    if n < 8:
        return "too_short"
    score = sum(
        (values[j] > values[i]) - (values[j] < values[i]) for i in range(n) for j in range(i + 1, n)
    )
    ties = [values.count(value) for value in set(values)]
    variance = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)
    if not variance:
        return "no_trend"
    z = (score - (score > 0) + (score < 0)) / math.sqrt(variance / 18)
    p = 2 * (1 - NormalDist().cdf(abs(z)))
    if p >= alpha:
        return "no_trend"
    return "rising" if score > 0 else "falling"


def on_grid(value, step):
    return math.isclose(value / step, round(value / step), abs_tol=1e-6)


@pytest.mark.parametrize(("people", "count"), [(49, 0), (50, 1), (51, 1)])
def test_a_value_is_judged_from_50_people_on(con, people, count):
    assert len(charted(con, "share", [share(20, people)])) == count


@pytest.mark.parametrize(("months", "length"), [(12, "quarter"), (13, "month"), (14, "month")])
def test_months_are_judged_where_there_are_13_of_them(con, months, length):
    con.execute("delete from released.control_charts")
    put(con, "share", [share(30, 60)] * months, "month")
    quarters = [share(90, 180)] * 5
    # `charted` empties the table first: the months are put back beside the quarters.
    text = (SQL / "disclosed" / "control_charts.sql").read_text(encoding="utf-8")
    put(con, "share", quarters, "quarter")
    found = con.execute(f"select distinct period_length from ({text})").fetchall()
    assert found == [(length,)]


@pytest.mark.parametrize(
    ("on_one_side", "status"), [(0, "ok"), (1, "suppressed"), (7, "suppressed"), (8, "ok")]
)
def test_a_value_with_few_on_one_side_is_judged_but_not_shown(con, on_one_side, status):
    for x in (on_one_side, 100 - on_one_side):
        [row] = charted(con, "share", [share(x, 100)])
        assert row["chart_value_status"] == status
        assert row["chart_centre_status"] == "ok"


def test_a_rate_is_drawn_from_its_rounded_parts(con):
    # 23 reports over 18,784 contributions: drawn as 25 over 18,785.
    [row] = charted(con, "rate", [(1000 * 23 / 18784, 23, 18784, 500, 20)])
    assert row["chart_value"] == round(1000 * 25 / 18785, 1)
    assert row["chart_centre_status"] == "not_defined", "one point alone has no limits"


def test_a_course_that_only_rises_points_the_way_it_goes(con):
    rising = [(10 + step / 10, None, None, 60, 30) for step in range(8)]
    rows = charted(con, "median", rising)
    assert [row["is_part_of_trend"] for row in rows] == [True] * 8
    alone = [row for row in rows if not (row["is_outside_limits"] or row["is_near_limit"])]
    assert {row["signal_side"] for row in alone} == {"high"}
    assert {row["trend_95"] for row in rows} == {"rising"}
