"""Shares over time, one stepped line for each group, with a band for its interval.

A curve is known on the published days alone; between two of them it stays where it was, as the
curves of Kaplan and Meier do.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, ORANGE, PLUM, TEAL, drawn, encoded
from dashboard.language import Language
from dashboard.marks import written_rate
from dashboard.row import Row

HEIGHT = 340
# In the order of the groups; more than these cannot be told apart.
COLOURS = (DEEP_BLUE, ORANGE, TEAL, PLUM, "#3D3D3D", "#A285D1")
MOST_GROUPS = len(COLOURS)
# Colour alone tells nothing to one reader in twelve.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


@lru_cache(maxsize=4)
def curves_over_time(language: Language) -> dict[str, Any]:
    """The specification over the named data set `days`."""
    band = alt.Chart().mark_area(interpolate="step-after", opacity=0.13)
    line = alt.Chart().mark_line(interpolate="step-after", strokeWidth=2.5)
    interval = alt.Chart().mark_rule(strokeWidth=1, opacity=0.6)
    point = alt.Chart().mark_point(filled=True, size=60, opacity=1)
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    x = _x(language.say("recovery_curves.days_axis"))
    chart = alt.layer(
        encoded(band, x=x, y=_y("lower"), y2=alt.Y2("upper"), color=_colour()),
        encoded(interval, x=x, y=_y("lower"), y2=alt.Y2("upper"), color=_colour()),
        encoded(line, x=x, y=_y("share"), color=_colour()),
        encoded(point, x=x, y=_y("share"), color=_colour(), shape=_shape(), tooltip=tooltip),
        data=alt.NamedData("days"),
    )
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def days(labelled: Sequence[tuple[str, Sequence[Row]]], language: Language) -> list[dict[str, Any]]:
    """One record per group and day that is shown, in the order given."""
    return [
        _day(label, row, language)
        for label, curve in labelled
        for row in curve
        if row["event_share"] is not None
    ]


def _day(label: str, row: Row, language: Language) -> dict[str, Any]:
    share = row["event_share"]
    # Before the first event there is no interval: the band begins as a line.
    lower, upper = row["event_share_lower"], row["event_share_upper"]
    words = language.percent(share) if lower is None else written_rate(row, "event_share", language)
    day = language.say("recovery_curves.on_day", day=row["curve_day"])
    return {
        "group": label,
        "day": row["curve_day"],
        "share": share,
        "lower": share if lower is None else lower,
        "upper": share if upper is None else upper,
        "full": language.named(f"{label}, {day}", words),
    }


def _x(title: str) -> alt.X:
    axis = alt.Axis(title=title, grid=False, tickCount=8, labelOverlap=True)
    return alt.X(
        "day", type="quantitative", axis=axis, scale=alt.Scale(nice=False, domain=[0, 760])
    )


def _y(field: str) -> alt.Y:
    # Farther from the line than usual: the first point lies on it.
    axis = alt.Axis(title=None, format="%", tickCount=5, domain=False, ticks=False, labelPadding=8)
    return alt.Y(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True))


def _colour() -> alt.Color:
    scale = alt.Scale(range=list(COLOURS))
    return alt.Color("group", type="nominal", sort=None, scale=scale, legend=_legend())


def _shape() -> alt.Shape:
    scale = alt.Scale(range=list(SHAPES))
    return alt.Shape("group", type="nominal", sort=None, scale=scale, legend=_legend())


def _legend() -> alt.Legend:
    # Without an opacity of its own a legend takes that of the bands, and can hardly be seen.
    return alt.Legend(
        title=None, orient="top", columns=1, labelLimit=300, symbolOpacity=1, symbolSize=90
    )
