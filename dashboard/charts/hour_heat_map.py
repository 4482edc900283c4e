"""A heat map of the hours of the day: a row per day of the week or per group, darker for more.

What may not be shown bears no colour of the scale but the mark, on a phone a cross; where only an
interval may be shown, a ring. The least share is nearly as pale as they are: colour alone would not
tell hidden from low.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    FAINT,
    INTERVAL_ONLY,
    NARROW,
    PALEST,
    PAPER,
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
    words_or_short,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, written_rate
from dashboard.row import Row

ROW_HEIGHT = 30
CROSS = "×"


@lru_cache(maxsize=4)
def hour_heat_map(language: Language) -> dict[str, Any]:
    """The specification over the named data set `hours`."""
    chart = alt.layer(_ground(), _shares(), _signs(), data=alt.NamedData("hours"))
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def hours(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """One record per line and hour, in the order given; a sign stands where no share is shown."""
    return [_hour(label, row, language) for label, row in labelled]


def signs(records: Sequence[dict[str, Any]]) -> set[str]:
    """Which signs, NOT_SHOWN or INTERVAL_ONLY, the drawn records bear: a key need name no other."""
    return {record["words"] for record in records} - {""}


def _hour(label: str, row: Row, language: Language) -> dict[str, Any]:
    sign = _sign(row["active_rate_status"])
    return {
        "line": on_two_lines(label),
        "hour": row["part_of_day"],
        "share": row["active_rate"],
        "words": sign,
        "short": CROSS if sign == NOT_SHOWN else sign,
        "full": f"{label}, {row['part_of_day']}:00: {written_rate(row, 'active_rate', language)}",
    }


def _sign(status: str) -> str:
    if status == "ok":
        return ""
    return INTERVAL_ONLY if status in SHOWN_RATES else NOT_SHOWN


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        orient="top",
        labelAngle=0,
        # Every third hour has a name, on a phone every sixth: there is no room for more.
        labelExpr=f"toNumber(datum.label) % (width < {NARROW} ? 6 : 3) === 0 ? datum.label : ''",
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
    legend = alt.Legend(title=None, orient="bottom", format="%", gradientLength=120, tickCount=4)
    # The pattern is what is looked for: the scale begins at the least, and the legend says so.
    scale = alt.Scale(range=[PALEST, DEEP_BLUE], zero=False, nice=True)
    colour = alt.Color("share", type="quantitative", scale=scale, legend=legend)
    mark = alt.Chart().mark_rect(stroke=PAPER, strokeWidth=1, invalid="filter")
    return encoded(mark, x=_x(), y=_y(), color=colour, tooltip=_tooltip())


def _signs() -> alt.Chart:
    mark = alt.Chart().mark_text(color=QUIET, fontSize=11)
    return encoded(mark, x=_x(), y=_y(), text=words_or_short())
