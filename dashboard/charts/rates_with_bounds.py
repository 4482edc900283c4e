"""Rates with two kinds of doubt: a thick bar for chance, a thin line for those who did not answer.

What may not be shown keeps its line and bears the mark `[c]`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    INK,
    LIGHT_BLUE,
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
    words_or_short,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, of_how_many, written_rate
from dashboard.row import Row

ROW_HEIGHT = 40
WHOLE = "scored"  # the denominator, by the name of its count


@lru_cache(maxsize=4)
def rates_with_bounds(language: Language) -> dict[str, Any]:
    """The specification over the named data set `groups`."""
    bounds = alt.Chart().mark_rule(color=QUIET, strokeWidth=1.5)
    interval = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=7, strokeCap="round")
    point = alt.Chart().mark_point(color=DEEP_BLUE, filled=True, opacity=1, size=110)
    words = alt.Chart().mark_text(color=INK, align="left", dx=8, dy=-12)
    chart = alt.layer(
        _over(bounds, "bounds_lower", alt.X2("bounds_upper")),
        _over(interval, "lower", alt.X2("upper")),
        _over(point, "rate"),
        encoded(words, x=_x("words_at"), y=_y(), text=words_or_short()),
        data=alt.NamedData("groups"),
    )
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def groups(
    labelled: Sequence[tuple[str, Row]], rate: str, bounds: str, language: Language
) -> list[dict[str, Any]]:
    """One record per group, in the order given; what is not shown is None."""
    return [_group(label, row, rate, bounds, language) for label, row in labelled]


def _group(label: str, row: Row, rate: str, bounds: str, language: Language) -> dict[str, Any]:
    is_shown = row[f"{rate}_status"] in SHOWN_RATES
    words = written_rate(row, rate, language)
    return {
        "label": on_two_lines(label),
        "rate": row[rate],
        "lower": row[f"{rate}_lower"],
        "upper": row[f"{rate}_upper"],
        "bounds_lower": row[f"{bounds}_lower"],
        "bounds_upper": row[f"{bounds}_upper"],
        "words": of_how_many(words, row, language, WHOLE) if is_shown else NOT_SHOWN,
        "short": words if is_shown else NOT_SHOWN,
        "words_at": row[f"{rate}_lower"] if is_shown else 0,
        "full": language.named(label, words),
    }


def _over(mark: alt.Chart, field: str, end: alt.X2 | None = None) -> alt.Chart:
    ends = {"x2": end} if end is not None else {}
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    return encoded(mark, x=_x(field), y=_y(), tooltip=tooltip, **ends)


def _x(field: str) -> alt.X:
    axis = alt.Axis(title=None, format="%", tickCount=6, domain=False, ticks=False)
    return alt.X(field, type="quantitative", axis=axis, scale=alt.Scale(domain=[0, 1]))


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())
