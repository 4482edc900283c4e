"""A control chart, small: values, their centre and limits, and the values that stand out.

What stands out bears a shape of its own: a triangle upwards where better, downwards where worse, a
diamond where neither direction is good.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, MID_BLUE, ORANGE, PLUM, QUIET, drawn, encoded
from dashboard.language import Language
from dashboard.row import Row

HEIGHT = 140
MEANINGS = ("better", "worse", "higher", "lower")
SHAPES = ("triangle-up", "triangle-down", "diamond", "diamond")
COLOURS = (MID_BLUE, ORANGE, PLUM, PLUM)


@lru_cache(maxsize=8)
def control_chart(language: Language, *, is_share: bool) -> dict[str, Any]:
    """The specification over the named data sets `points` and `target`."""
    axis_format = "%" if is_share else ",.3~g"
    layers = [
        *_limits(axis_format),
        *_target(axis_format),
        _line(axis_format),
        _signals(axis_format),
    ]
    chart = alt.layer(*layers, data=alt.NamedData("points"))
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def points(
    rows: Sequence[Row], words: Callable[[Row], str], language: Language
) -> list[dict[str, Any]]:
    """One record per period, oldest first; `words` writes a row out for who points at it."""
    return [_point(row, words(row), language) for row in rows]


def _point(row: Row, words: str, language: Language) -> dict[str, Any]:
    stands_out = row["signal_meaning"] in MEANINGS
    return {
        "period": _short_period(row, language),
        "value": row["chart_value"],
        "centre": row["chart_centre"],
        "lower": row["chart_centre_lower"],
        "upper": row["chart_centre_upper"],
        "signal": row["chart_value"] if stands_out else None,
        "meaning": row["signal_meaning"] if stands_out else None,
        "full": words,
    }


def written_period(row: Row, language: Language) -> str:
    """The month or quarter of a row of a control chart."""
    is_month = row["period_length"] == "month"
    return (language.month if is_month else language.quarter)(row["period_start"])


def _short_period(row: Row, language: Language) -> str:
    """As `written_period`; a month in full is too long for the end of a small axis."""
    is_month = row["period_length"] == "month"
    return (language.short_month if is_month else language.quarter)(row["period_start"])


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        labelAngle=0,
        labelPadding=7,
        labelFlush=True,
        labelOverlap="greedy",
        labelSeparation=16,
        grid=False,
        ticks=False,
    )
    return alt.X("period", type="nominal", sort=None, axis=axis)


def _y(field: str, axis_format: str) -> alt.Y:
    axis = alt.Axis(title=None, format=axis_format, tickCount=4, domain=False, ticks=False)
    return alt.Y(field, type="quantitative", axis=axis, scale=alt.Scale(zero=False, nice=True))


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")


def _limits(axis_format: str) -> list[alt.Chart]:
    limits = [encoded(_dashed(), x=_x(), y=_y(name, axis_format)) for name in ("lower", "upper")]
    centre = alt.Chart().mark_line(color=QUIET, strokeWidth=1)
    return [*limits, encoded(centre, x=_x(), y=_y("centre", axis_format))]


def _dashed() -> alt.Chart:
    mark: alt.Chart = alt.Chart().mark_line(
        strokeDash=[3, 3], strokeWidth=1, color=QUIET, interpolate="step"
    )
    return mark


def _target(axis_format: str) -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("target"))
    rule = base.mark_rule(color=PLUM, strokeDash=[6, 3])
    words = base.mark_text(color=PLUM, align="left", baseline="bottom", dy=-3, fontSize=12)
    y = _y("at", axis_format)
    text = alt.Text("words", type="nominal")
    return encoded(rule, y=y), encoded(words, y=y, x=alt.value(2), text=text)


def _line(axis_format: str) -> alt.Chart:
    mark = alt.Chart().mark_line(
        color=DEEP_BLUE, strokeWidth=2, point={"color": DEEP_BLUE, "size": 22}
    )
    return encoded(mark, x=_x(), y=_y("value", axis_format), tooltip=_tooltip())


def _signals(axis_format: str) -> alt.Chart:
    mark = alt.Chart().mark_point(filled=True, opacity=1, size=95)
    shapes = alt.Scale(domain=list(MEANINGS), range=list(SHAPES))
    colours = alt.Scale(domain=list(MEANINGS), range=list(COLOURS))
    return encoded(
        mark,
        x=_x(),
        y=_y("signal", axis_format),
        shape=alt.Shape("meaning", type="nominal", scale=shapes, legend=None),
        color=alt.Color("meaning", type="nominal", scale=colours, legend=None),
        tooltip=_tooltip(),
    )
