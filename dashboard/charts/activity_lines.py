"""Members by month, one line for each way of taking part, named at its end."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    ORANGE,
    ORANGE_WORDS,
    PAPER,
    TEAL,
    TEAL_WORDS,
    drawn,
    encoded,
)
from dashboard.language import Language
from dashboard.marks import written_count
from dashboard.row import Row

HEIGHT = 280
SMALLEST_DISTANCE = 0.08  # between two names, as a share of the highest line
# Each way of taking part, by the name of its count: fixed colours, so that it is the same line
# in every view.
COLOURS = {"active_member": DEEP_BLUE, "contributing_member": TEAL, "new_member": ORANGE}
WORD_COLOURS = {**COLOURS, "contributing_member": TEAL_WORDS, "new_member": ORANGE_WORDS}


@lru_cache(maxsize=4)
def activity_lines(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `months` and `names`."""
    chart = alt.layer(_lines(), *_names(), data=alt.NamedData("months"))
    chart = chart.resolve_scale(color="independent")  # names are darker than their lines
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def months(
    rows: Sequence[Row], names: Mapping[str, str], language: Language
) -> list[dict[str, Any]]:
    """One record per month and way of taking part, oldest first; None where not shown."""
    return [
        {
            "month": row["month"].isoformat(),
            "series": count,
            "count": row[f"{count}_count"],
            "full": _full(row, count, name, language),
        }
        for row in rows
        for count, name in names.items()
    ]


def last_names(rows: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each line's name, to be written above its last month, or higher where names would collide."""
    last = rows[-1]
    shown = [count for count in names if last[f"{count}_count"] is not None]
    ends = [row[f"{count}_count"] or 0 for row in rows for count in names]
    apart = max(ends, default=0) * SMALLEST_DISTANCE
    placed: list[dict[str, Any]] = []
    for count in sorted(shown, key=lambda name: last[f"{name}_count"]):
        lowest = placed[-1]["count"] + apart if placed else 0
        at = max(last[f"{count}_count"], lowest)
        month = last["month"].isoformat()
        placed.append({"month": month, "series": count, "count": at, "name": names[count]})
    return placed


def _full(row: Row, count: str, name: str, language: Language) -> str:
    when = f"{name}, {language.month(row['month'])}"
    return language.named(when, written_count(row, count, language))


def _x() -> alt.X:
    axis = alt.Axis(title=None, format="%b %Y", tickCount=5, grid=False, labelOverlap="greedy")
    return alt.X("month", type="temporal", axis=axis, scale=alt.Scale(nice=False))


def _y() -> alt.Y:
    axis = alt.Axis(title=None, format=",d", tickCount=4, domain=False, ticks=False)
    return alt.Y("count", type="quantitative", axis=axis, scale=alt.Scale(zero=True))


def _colour(colours: Mapping[str, str] = COLOURS) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("series", type="nominal", scale=scale, legend=None)


def _lines() -> alt.Chart:
    mark = alt.Chart().mark_line(strokeWidth=2.5, point={"size": 22})
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    return encoded(mark, x=_x(), y=_y(), color=_colour(), tooltip=tooltip)


def _names() -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("names"))
    place: dict[str, Any] = {
        "align": "right",
        "baseline": "bottom",
        "dy": -8,
        "fontSize": 13,
        "fontWeight": 600,
    }
    at = {"x": _x(), "y": _y(), "text": alt.Text("name", type="nominal")}
    # On a narrow screen a name lies across another line, which gives way around it.
    ground = encoded(base.mark_text(stroke=PAPER, strokeWidth=4, **place), **at)
    return ground, encoded(base.mark_text(**place), color=_colour(WORD_COLOURS), **at)
