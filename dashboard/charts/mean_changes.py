"""Mean changes with their intervals, one line for each group, around the line of no change."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    INK,
    LIGHT_BLUE,
    PAPER,
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, written_change
from dashboard.row import Row

ROW_HEIGHT = 40


@lru_cache(maxsize=4)
def mean_changes(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `groups` and `zero`."""
    zero = alt.Chart(alt.NamedData("zero")).mark_rule(color=QUIET, strokeDash=[4, 3])
    interval = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=7, strokeCap="round")
    point = alt.Chart().mark_point(color=DEEP_BLUE, filled=True, opacity=1, size=110)
    words = {"x": _x("words_at"), "y": _y(), "text": alt.Text("words", type="nominal")}
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    chart = alt.layer(
        encoded(zero, x=_x("at")),
        encoded(interval, x=_x("lower"), x2=alt.X2("upper"), y=_y(), tooltip=tooltip),
        encoded(point, x=_x("change"), y=_y(), tooltip=tooltip),
        # Around the words the line of no change gives way.
        encoded(alt.Chart().mark_text(stroke=PAPER, strokeWidth=4, dy=-14), **words),
        encoded(alt.Chart().mark_text(color=INK, dy=-14), **words),
        data=alt.NamedData("groups"),
    )
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def groups(
    labelled: Sequence[tuple[str, Row]], change: str, language: Language
) -> list[dict[str, Any]]:
    """One record per group, in the order given; what is not shown is None."""
    return [_group(label, row, change, language) for label, row in labelled]


def _group(label: str, row: Row, change: str, language: Language) -> dict[str, Any]:
    is_shown = row[f"{change}_status"] == "ok"
    words = written_change(row, change, language)
    return {
        "label": on_two_lines(label),
        "change": row[change],
        "lower": row[f"{change}_lower"],
        "upper": row[f"{change}_upper"],
        "words": words if is_shown else NOT_SHOWN,
        "words_at": row[change] if is_shown else 0,
        "full": language.named(label, words),
    }


def _x(field: str) -> alt.X:
    label = "datum.value === 0 ? '0' : format(datum.value, '+.1f')"
    axis = alt.Axis(
        title=None,
        labelExpr=label,
        tickCount=6,
        labelOverlap="greedy",
        labelSeparation=12,
        domain=False,
        ticks=False,
    )
    # Room beside the outermost points for the words above them.
    scale = alt.Scale(zero=True, padding=70)
    return alt.X(field, type="quantitative", axis=axis, scale=scale)


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())
