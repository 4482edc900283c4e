"""Two figures of inequality per group: the Gini coefficient and the share of the most active."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    ORANGE,
    PLUM,
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN
from dashboard.row import Row

ROW_HEIGHT = 34
COLOURS = {"gini": DEEP_BLUE, "top_1_percent": ORANGE, "top_10_percent": PLUM}


@lru_cache(maxsize=4)
def inequality_dots(language: Language) -> dict[str, Any]:
    """The specification over the named data set `dots`."""
    chart = alt.layer(_dots(language), _marks(), data=alt.NamedData("dots"))
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def dots(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """Two records per group, in the order given; what is not shown is None."""
    return [
        record
        for label, row in labelled
        for record in (
            _dot(label, "gini", row["gini_coefficient"], language),
            _dot(label, row["top_group"] or "top_10_percent", row["top_share"], language),
        )
    ]


def _dot(label: str, kind: str, at: float | None, language: Language) -> dict[str, Any]:
    words = language.say(f"inequality.{kind}")
    value = NOT_SHOWN if at is None else language.decimal(at, 2)
    return {
        "label": on_two_lines(label),
        "kind": words,
        "at": at,
        "mark": NOT_SHOWN if at is None and kind == "gini" else "",
        "full": language.named(f"{label}, {words}", value),
        "zero": 0,
    }


def _x(field: str) -> alt.X:
    axis = alt.Axis(title=None, tickCount=5, domain=False, ticks=False)
    return alt.X(field, type="quantitative", axis=axis, scale=alt.Scale(domain=[0, 1]))


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())


def _dots(language: Language) -> alt.Chart:
    names = [language.say(f"inequality.{kind}") for kind in COLOURS]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=1, labelLimit=300)
    colour = alt.Color(
        "kind",
        type="nominal",
        scale=alt.Scale(domain=names, range=list(COLOURS.values())),
        legend=legend,
    )
    shape = alt.Shape(
        "kind",
        type="nominal",
        scale=alt.Scale(domain=names, range=["circle", "diamond", "triangle-up"]),
        legend=legend,
    )
    return encoded(
        alt.Chart().mark_point(filled=True, opacity=1, size=110),
        x=_x("at"),
        y=_y(),
        color=colour,
        shape=shape,
        tooltip=alt.Tooltip("full", type="nominal", title=" "),
    )


def _marks() -> alt.Chart:
    mark = alt.Chart().mark_text(color=QUIET, align="left", dx=2)
    return encoded(mark, x=_x("zero"), y=_y(), text=alt.Text("mark", type="nominal"))
