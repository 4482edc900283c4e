"""One count of members per hour of the day; the hours of the night stand darker."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, LIGHT_BLUE, QUIET, drawn, encoded
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_COUNTS, written_count
from dashboard.row import Row

HEIGHT = 200
NIGHT = {"22", "23", "00", "01", "02", "03", "04", "05"}


@lru_cache(maxsize=4)
def hour_columns(language: Language) -> dict[str, Any]:
    """The specification over the named data set `hours`."""
    chart = alt.layer(_columns(), _marks(), data=alt.NamedData("hours"))
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def hours(rows: Sequence[Row], count: str, language: Language) -> list[dict[str, Any]]:
    """One record per hour; the count is None, and the mark stands, where it is not shown."""
    return [
        {
            "hour": row["part_of_day"],
            "count": row[f"{count}_count"],
            "colour": DEEP_BLUE if row["part_of_day"] in NIGHT else LIGHT_BLUE,
            "mark": "" if row[f"{count}_status"] in SHOWN_COUNTS else NOT_SHOWN,
            "full": f"{row['part_of_day']}:00: {written_count(row, count, language)}",
        }
        for row in rows
    ]


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        labelAngle=0,
        labelExpr="toNumber(datum.label) % 3 === 0 ? datum.label : ''",
        labelOverlap=False,
        ticks=False,
    )
    return alt.X("hour", type="ordinal", axis=axis)


def _columns() -> alt.Chart:
    axis = alt.Axis(title=None, format=",d", tickCount=4, domain=False, ticks=False)
    y = alt.Y("count", type="quantitative", axis=axis, scale=alt.Scale(zero=True))
    colour = alt.Color("colour", type="nominal", scale=None)
    tooltip = alt.Tooltip("full", type="nominal", title=" ")
    return encoded(alt.Chart().mark_bar(), x=_x(), y=y, color=colour, tooltip=tooltip)


def _marks() -> alt.Chart:
    mark = alt.Chart().mark_text(color=QUIET, fontSize=11, baseline="bottom", dy=-2)
    text = alt.Text("mark", type="nominal")
    return encoded(mark, x=_x(), y=alt.value("height"), text=text)
