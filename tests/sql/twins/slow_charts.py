"""Control charts of the indicators, their signals and trends, point after point."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from statistics import NormalDist, fmean
from typing import NamedTuple

from tests.sql.twins.disclosure_rules import (
    DUST,
    above,
    below,
    half_away,
    nearest,
    on_grid,
    rounded,
    step_of,
)
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Release, Row

SERIES = ("indicator_id", "community_id", "period_length")
RULES = ("is_outside_limits", "is_part_of_trend", "is_near_limit", "is_part_of_shift")


class Chart(NamedTuple):
    """The exact chart of a series: its centre, and how far each point's limits lie from it."""

    values: list[float]
    centre: float
    reaches: list[float] | None
    is_adjusted: bool


def series_of(release: Release) -> list[list[Row]]:
    """Return the points of each series that is judged, in order: months, or else quarters."""
    found: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    known = {row["indicator_id"] for row in release.indicators}
    for row in sorted(release.tables["control_charts"], key=lambda row: row["period_start"]):
        # Fewer than 50 people are no point.
        if row["judged_count"] >= 50 and row["indicator_id"] in known:
            found[row["indicator_id"], row["community_id"]][row["period_length"]].append(row)
    chosen = [
        lengths["month"]
        if len(lengths["month"]) >= 13 and all(map(_is_shown, lengths["month"]))
        else lengths["quarter"]
        for lengths in found.values()
    ]
    return [points for points in chosen if points]


def _is_shown(point: Row) -> bool:
    return not 1 <= point["side_count"] <= 7


@release_twin("disclosed.control_charts", *SERIES, "period_start")
@once
def control_charts(release: Release) -> list[Row]:
    kinds = {row["indicator_id"]: row["kind"] for row in release.indicators}
    return [
        row
        for points in series_of(release)
        for row in _points(points, kinds[points[0]["indicator_id"]])
    ]


def _points(points: list[Row], kind: str) -> list[Row]:
    if not all(map(_is_shown, points)):
        return [_uncharted(point, kind, len(points)) for point in points]
    chart = _p_chart(points) if kind == "share" else _xmr_chart(points)
    offsets = _offsets(chart, kind)
    marks = _marks(chart, offsets)
    series = {
        "is_trial": len(points) < 13,
        "is_adjusted": chart.is_adjusted,
        "period_count": len(points),
        "trend_95": _trend(chart.values, 0.05),
        "trend_998": _trend(chart.values, 0.002),
    }
    people = sum(point["judged_count"] for point in points)
    return [
        {
            **{name: point[name] for name in (*SERIES, "period_start", "as_of")},
            **_value(point, kind),
            **_limits(point, chart, place, kind, people),
            **dict(zip(RULES, rules, strict=True)),
            "has_signal": any(rules),
            "signal_side": _side(rules, chart.values, offsets, marks, place),
            **series,
        }
        for place, (point, rules) in enumerate(zip(points, marks, strict=True))
    ]


def _uncharted(point: Row, kind: str, period_count: int) -> Row:
    """A point of a series with a hidden value: what belongs to the series is hidden, too."""
    unknown = (*RULES, "has_signal", "is_trial", "is_adjusted")
    return {
        **{name: point[name] for name in (*SERIES, "period_start", "as_of")},
        **_value(point, kind),
        **dict.fromkeys(("chart_centre", "chart_centre_lower", "chart_centre_upper"), None),
        **dict.fromkeys(unknown, None),
        **dict.fromkeys(
            ("chart_centre_status", "signal_side", "trend_95", "trend_998"), "suppressed"
        ),
        "period_count": period_count,
    }


def _p_chart(points: list[Row]) -> Chart:
    """Limits of chance, or Laney's where the points vary by more than chance explains."""
    sizes = [point["denominator_count"] for point in points]
    values = [point["numerator_count"] / point["denominator_count"] for point in points]
    centre = sum(point["numerator_count"] for point in points) / sum(sizes)
    errors = [math.sqrt(centre * (1 - centre) / size) for size in sizes]
    factor = _laney(values, centre, errors)
    return Chart(values, centre, [3 * error * (factor or 1) for error in errors], bool(factor))


def _laney(values: list[float], centre: float, errors: list[float]) -> float | None:
    if len(values) < 2 or not all(errors):
        return None
    scores = [
        0.0 if abs(value - centre) <= 1e-12 else (value - centre) / error
        for value, error in zip(values, errors, strict=True)
    ]
    spread = fmean(abs(later - earlier) for earlier, later in pairwise(scores)) / 1.128
    return spread if spread > 1 + 1.8 / math.sqrt(len(values) - 1) else None


def _xmr_chart(points: list[Row]) -> Chart:
    """Limits by moving ranges, without those above 3.267 times their mean if any other is left."""
    values = [point["exact_value"] for point in points]
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    if not ranges:
        return Chart(values, fmean(values), None, is_adjusted=False)
    kept = [one for one in ranges if one <= 3.267 * fmean(ranges)]
    kept = kept if any(kept) else ranges
    return Chart(values, fmean(values), [2.66 * fmean(kept)] * len(values), is_adjusted=False)


def _offsets(chart: Chart, kind: str) -> list[float]:
    """How far each point lies from the centre; dust of binary fractions is nought."""
    dust = 1e-12 * (1 if kind == "share" else abs(chart.centre))
    return [
        0.0 if abs(value - chart.centre) <= dust else value - chart.centre for value in chart.values
    ]


def _marks(chart: Chart, offsets: list[float]) -> list[tuple[bool, bool, bool, bool]]:
    """Which of the four rules each point breaks, in the order of their names."""
    steps = [0, *(_sign(later - earlier) for earlier, later in pairwise(chart.values))]
    reaches = chart.reaches or [math.inf] * len(offsets)
    far = [
        _sign(offset) if abs(offset) > reach * 2 / 3 else 0
        for offset, reach in zip(offsets, reaches, strict=True)
    ]
    outside = [abs(offset) > reach for offset, reach in zip(offsets, reaches, strict=True)]
    trend, shift = _runs(steps, 6), _runs([_sign(offset) for offset in offsets], 7)
    return list(zip(outside, trend, _near(far), shift, strict=True))


def _runs(signs: list[int], length: int) -> list[bool]:
    """Which of seven points in a row belong to a run of so many signs that are all alike."""
    marked = [False] * len(signs)
    for end in range(6, len(signs)):
        if abs(sum(signs[end - length + 1 : end + 1])) == length:
            marked[end - 6 : end + 1] = [True] * 7
    return marked


def _near(far: list[int]) -> list[bool]:
    """Which points are one of two in three that lie far out on one side."""
    marked = [False] * len(far)
    for start in range(len(far)):
        for side in (1, -1):
            three = range(start, min(start + 3, len(far)))
            out = [place for place in three if far[place] == side]
            for place in out if len(out) >= 2 else []:
                marked[place] = True
    return marked


def _side(
    rules: tuple[bool, bool, bool, bool],
    values: list[float],
    offsets: list[float],
    marks: list[tuple[bool, bool, bool, bool]],
    place: int,
) -> str | None:
    """Which way a signal points: a run alone points the way it goes, all else the side it is on."""
    way = offsets[place]
    is_run_alone = rules == (False, True, False, False)
    if is_run_alone and place + 1 < len(values) and marks[place + 1][1]:
        way = values[place + 1] - values[place]
    elif is_run_alone:
        way = values[place] - values[place - 1]
    if not any(rules) or not way:
        return None
    return "high" if way > 0 else "low"


def _limits(point: Row, chart: Chart, place: int, kind: str, people: int) -> Row:
    """Centre and limits on their grid: that of the people, or the tenth."""
    lower = upper = centre = None
    if chart.reaches:
        low = max(chart.centre - chart.reaches[place], 0.0)
        high = chart.centre + chart.reaches[place]
        step = step_of(point["judged_count"]) if kind == "share" else 0.1
        lower, upper = _outward(low, min(high, 1.0) if kind == "share" else high, kind, step)
        centre = _centre(chart.centre, kind, people)
    return {
        "chart_centre": centre,
        "chart_centre_lower": lower,
        "chart_centre_upper": upper,
        "chart_centre_status": "ok" if chart.reaches else "not_defined",
    }


def _value(point: Row, kind: str) -> Row:
    """The value on its grid, unless it stands for one to seven people on a side."""
    is_shown = _is_shown(point)
    return {
        "chart_value": _drawn(point, kind) if is_shown else None,
        "chart_value_status": "ok" if is_shown else "suppressed",
    }


def _drawn(point: Row, kind: str) -> float:
    if kind == "rate":
        rate = 1000 * rounded(point["numerator_count"]) / rounded(point["denominator_count"])
        return half_away(rate, 1)
    if kind == "median":
        return half_away(point["exact_value"], 1)
    step = step_of(point["judged_count"])
    assert step, "fewer than 50 people are no point"
    return nearest(point["numerator_count"] / point["denominator_count"], step)


def _outward(lower: float, upper: float, kind: str, step: float | None) -> tuple[float, float]:
    if kind == "share" and step:
        return below(lower, step), above(upper, step)
    return math.floor(lower * 10 + DUST) / 10, math.ceil(upper * 10 - DUST) / 10


def _centre(centre: float, kind: str, people: int) -> float:
    grid = on_grid(centre, centre, centre, people) if kind == "share" else None
    return grid.rate if grid else half_away(centre, 1)


def _trend(values: list[float], alpha: float) -> str:
    """Mann and Kendall: count the pairs that rise and those that fall."""
    n = len(values)
    if n < 8:
        return "too_short"
    score = sum(_sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    ties = [values.count(value) for value in set(values)]
    variance = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)
    if not variance:
        return "no_trend"
    z = (score - _sign(score)) / math.sqrt(variance / 18)
    if 2 * (1 - NormalDist().cdf(abs(z))) >= alpha:
        return "no_trend"
    return "rising" if score > 0 else "falling"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


@release_twin("published.control_charts", *SERIES, "period_start")
def published_charts(release: Release) -> list[Row]:
    polarities = {row["indicator_id"]: row["polarity"] for row in release.indicators}
    told_elsewhere = ("signal_side", "period_count", "trend_95", "trend_998")
    return [
        {name: value for name, value in row.items() if name not in told_elsewhere}
        | {"signal_meaning": _meaning(row["signal_side"], polarities[row["indicator_id"]])}
        for row in control_charts(release)
    ]


def _meaning(side: str | None, polarity: str) -> str:
    if side is None:
        return "none"
    if side == "suppressed":
        return side
    if polarity == "neutral":
        return f"{side}er"
    return "better" if (side == "high") == (polarity == "higher") else "worse"


@release_twin("published.indicator_trends", *SERIES)
def indicator_trends(release: Release) -> list[Row]:
    polarities = {row["indicator_id"]: row["polarity"] for row in release.indicators}
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in control_charts(release):
        found[tuple(row[name] for name in SERIES)].append(row)
    names = ("period_count", "trend_95", "trend_998", "is_trial", "as_of")
    return [
        {
            **{name: points[0][name] for name in (*SERIES, *names)},
            "first_period_start": points[0]["period_start"],
            "last_period_start": points[-1]["period_start"],
            "trend_meaning": _course(points[0], polarities[points[0]["indicator_id"]]),
        }
        for points in found.values()
    ]


def _course(point: Row, polarity: str) -> str:
    trend = str(point["trend_95"])
    if trend not in ("rising", "falling") or polarity == "neutral":
        return trend
    return "improving" if (trend == "rising") == (polarity == "higher") else "worsening"
