"""The course of one share, small: a line, its doubt as a band, its target as a dashed line."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, LIGHT_BLUE, PLUM, QUIET, drawn, encoded
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES
from dashboard.row import Row

HEIGHT = 130


@lru_cache(maxsize=4)
def indicator_trend(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `quarters` and `target`."""
    # The marks come first: theirs is the one layer with every quarter, and Vega puts quarters in
    # the order in which it meets them.
    layers = [_marks(), _band(), *_target(), _line(), _last()]
    chart = alt.layer(*layers, data=alt.NamedData("quarters"))
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def quarters(
    rows: Sequence[Row], written: Sequence[str], language: Language
) -> list[dict[str, Any]]:
    """One record per quarter, oldest first, `written` being each value in words."""
    last = len(rows) - 1
    return [
        _quarter(row, words, is_last=number == last, language=language)
        for number, (row, words) in enumerate(zip(rows, written, strict=True))
    ]


def target(row: Row, words: str) -> list[dict[str, Any]]:
    """The target's line and its words; nothing where nobody has set a target."""
    at = row["target_value"]
    return [] if at is None else [{"at": at, "words": words}]


def _quarter(row: Row, words: str, *, is_last: bool, language: Language) -> dict[str, Any]:
    status = row["indicator_value_status"]
    value = row["indicator_value"] if status in {"ok", "zero"} else None
    return {
        "quarter": language.quarter(row["period_start"]),
        "value": value,
        "lower": row["indicator_value_lower"] if status in SHOWN_RATES else None,
        "upper": row["indicator_value_upper"] if status in SHOWN_RATES else None,
        "last": value if is_last else None,
        "mark": "" if status in SHOWN_RATES | {"zero"} else NOT_SHOWN,
        "full": language.named(language.quarter(row["period_start"]), words),
    }


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        labelAngle=0,
        labelFlush=True,
        labelOverlap="greedy",
        labelSeparation=12,
        grid=False,
        ticks=False,
    )
    return alt.X("quarter", type="nominal", sort=None, axis=axis)


def _y(field: str) -> alt.Y:
    axis = alt.Axis(title=None, format="%", tickCount=3, domain=False, ticks=False)
    return alt.Y(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=True))


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")


def _band() -> alt.Chart:
    mark = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=5, opacity=0.75)
    y = _y("lower")
    return encoded(mark, x=_x(), y=y, y2=alt.Y2("upper"), tooltip=_tooltip())


def _target() -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("target"))
    rule = base.mark_rule(color=PLUM, strokeDash=[5, 4])
    words = base.mark_text(color=PLUM, align="left", baseline="bottom", dy=-3, fontSize=12)
    text = alt.Text("words", type="nominal")
    y = _y("at")
    return encoded(rule, y=y), encoded(words, y=y, x=alt.value(2), text=text)


def _line() -> alt.Chart:
    mark = alt.Chart().mark_line(
        color=DEEP_BLUE, strokeWidth=2, point={"color": DEEP_BLUE, "size": 25}
    )
    return encoded(mark, x=_x(), y=_y("value"), tooltip=_tooltip())


def _last() -> alt.Chart:
    mark = alt.Chart().mark_point(color=DEEP_BLUE, filled=True, opacity=1, size=90)
    return encoded(mark, x=_x(), y=_y("last"), tooltip=_tooltip())


def _marks() -> alt.Chart:
    mark = alt.Chart().mark_text(color=QUIET, fontSize=11, baseline="bottom", dy=-2)
    text = alt.Text("mark", type="nominal")
    return encoded(mark, x=_x(), y=alt.value("height"), text=text)
