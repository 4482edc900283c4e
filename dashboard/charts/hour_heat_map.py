"""A heat map of the hours of the day: a row per day of the week or per group, darker for more.

What may not be shown stays pale and bears no colour of the scale: its tooltip and the table say so.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, FAINT, PAPER, drawn, encoded, label_axis, on_two_lines
from dashboard.language import Language
from dashboard.marks import written_rate
from dashboard.row import Row

ROW_HEIGHT = 30
PALEST = "#EAF1F8"


@lru_cache(maxsize=4)
def hour_heat_map(language: Language) -> dict[str, Any]:
    """The specification over the named data set `hours`."""
    chart = alt.layer(_ground(), _shares(), data=alt.NamedData("hours"))
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def hours(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """One record per line and hour, in the order given; the share is None where not shown."""
    return [
        {
            "line": on_two_lines(label),
            "hour": row["part_of_day"],
            "share": row["active_rate"],
            "full": f"{label}, {row['part_of_day']}:00: "
            f"{written_rate(row, 'active_rate', language)}",
        }
        for label, row in labelled
    ]


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        orient="top",
        labelAngle=0,
        # Every third hour has a name: on a phone there is no room for more.
        labelExpr="toNumber(datum.label) % 3 === 0 ? datum.label : ''",
        labelOverlap=False,
        domain=False,
        ticks=False,
    )
    return alt.X("hour", type="ordinal", axis=axis)


def _y() -> alt.Y:
    return alt.Y("line", type="nominal", sort=None, axis=label_axis())


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")


def _ground() -> alt.Chart:
    mark = alt.Chart().mark_rect(color=FAINT, opacity=0.4, stroke=PAPER, strokeWidth=1)
    return encoded(mark, x=_x(), y=_y(), tooltip=_tooltip())


def _shares() -> alt.Chart:
    legend = alt.Legend(title=None, orient="bottom", format="%", gradientLength=180, tickCount=4)
    # The pattern is what is looked for: the scale begins at the least, and the legend says so.
    scale = alt.Scale(range=[PALEST, DEEP_BLUE], zero=False, nice=True)
    colour = alt.Color("share", type="quantitative", scale=scale, legend=legend)
    mark = alt.Chart().mark_rect(stroke=PAPER, strokeWidth=1, invalid="filter")
    return encoded(mark, x=_x(), y=_y(), color=colour, tooltip=_tooltip())
