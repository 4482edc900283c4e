"""Gaps to benchmarks: zero is "as there"; each gap a point in shape and colour, with its interval.

What may not be shown keeps its line and bears the mark `[c]`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts import standing
from dashboard.charts.theme import (
    INK,
    LIGHT_BLUE,
    PLUM,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN
from dashboard.row import Row

ROW_HEIGHT = 40


@lru_cache(maxsize=4)
def gaps(language: Language) -> dict[str, Any]:
    """The specification over the named data set `gaps`."""
    zero = alt.Chart().mark_rule(color=PLUM, strokeDash=[5, 4], strokeWidth=1.5)
    interval = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=7, strokeCap="round")
    point = alt.Chart().mark_point(filled=True, opacity=1, size=120)
    words = alt.Chart().mark_text(color=INK, align="left", dx=8)
    room = alt.Chart().mark_point(opacity=0, aria=False)
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    chart = alt.layer(
        encoded(room, x=_x("end"), y=_y()),
        encoded(room, x=_x("start"), y=_y()),
        encoded(zero, x=_x("zero")),
        encoded(interval, x=_x("lower"), x2=alt.X2("upper"), y=_y(), tooltip=tooltip),
        encoded(
            point,
            x=_x("gap"),
            y=_y(),
            shape=standing.shape(),
            color=standing.colour(),
            tooltip=tooltip,
        ),
        encoded(words, x=_x("words_at"), y=_y(), text=alt.Text("words", type="nominal")),
        data=alt.NamedData("gaps"),
    )
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def records(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """One record per gap, in the order given; what is not shown is None."""
    ends = [row["gap_upper"] for _, row in labelled if row["gap_upper"] is not None]
    starts = [row["gap_lower"] for _, row in labelled if row["gap_lower"] is not None]
    room = {"start": min([*starts, 0.0]) - 0.01, "end": max([*ends, 0.0]) + 0.12}
    return [{**_record(label, row, language), **room} for label, row in labelled]


def without_verdict(
    records: Sequence[dict[str, Any]], written: Sequence[str], language: Language
) -> list[dict[str, Any]]:
    """The same gaps, each with its number for words and none called better or worse."""
    return [
        {
            **record,
            "standing": "similar",
            "words": words,
            "full": language.named(record["name"], words),
        }
        for record, words in zip(records, written, strict=True)
    ]


def _record(label: str, row: Row, language: Language) -> dict[str, Any]:
    is_shown = row["gap_status"] in {"ok", "interval"}
    words = standing.written(row["comparison"], language) if is_shown else NOT_SHOWN
    return {
        "label": on_two_lines(label),
        "name": label,
        "gap": row["gap"],
        "lower": row["gap_lower"],
        "upper": row["gap_upper"],
        "standing": row["comparison"] or "similar",
        "words": words,
        # Right of zero at least: the dashed line would cross the word.
        "words_at": max(row["gap_upper"], 0) if is_shown else 0,
        "full": language.named(label, words),
        "zero": 0,
    }


def _x(field: str) -> alt.X:
    # Percentage points: a per cent sign would say something else.
    label = "datum.value == 0 ? '0' : format(datum.value * 100, '+.0f')"
    axis = alt.Axis(title=None, labelExpr=label, tickCount=5, domain=False, ticks=False)
    return alt.X(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=False))


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())
