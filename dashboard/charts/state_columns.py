"""Members by state, period by period: the active stand on a line, who lapsed hangs below it.

Where a state may not be shown, the rest of the active keeps its place as a pale part that names no
state: a column must never look shorter because something in it is hidden.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, INK, ORANGE, PLUM, TEAL, drawn, encoded
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_COUNTS, written_count
from dashboard.row import Row

HEIGHT = 320
PALE = "#C5CDD5"
# From the line upwards, then what hangs below it: fixed colours in every view.
COLOURS = {
    "continuing": DEEP_BLUE,
    "new": TEAL,
    "revived": ORANGE,
    "hidden": PALE,
    "lapsed": PLUM,
}
OF_THE_ACTIVE = ("continuing", "new", "revived")


@lru_cache(maxsize=4)
def state_columns(language: Language) -> dict[str, Any]:
    """The specification over the named data set `states`."""
    chart = alt.layer(_columns(language), _line(), _marks(), data=alt.NamedData("states"))
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def states(rows: Sequence[Row], periods: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """One record per period and state, `periods` naming each row's; None where not shown."""
    return [
        _record(row, period, state, order, language)
        for row, period in zip(rows, periods, strict=True)
        for order, state in enumerate(COLOURS)
    ]


def hidden_rest(row: Row) -> int | None:
    """The active of whom no state is shown; None where each state is shown, or none is hidden."""
    parts = [row[f"{state}_member_count"] for state in OF_THE_ACTIVE]
    whole = row["active_member_count"]
    if whole is None or None not in parts:
        return None
    rest: int = whole - sum(part for part in parts if part is not None)
    return rest if rest > 0 else None


def _record(row: Row, period: str, state: str, order: int, language: Language) -> dict[str, Any]:
    if state == "hidden":
        return _rest(row, period, order, language)
    name = f"{state}_member"
    count = row[f"{name}_count"]
    sign = -1 if state == "lapsed" else 1
    words = language.say(f"state.{state}")
    is_hidden = row[f"{name}_status"] not in SHOWN_COUNTS
    return {
        "period": period,
        "state": words,
        "order": order,
        "count": None if count is None else sign * count,
        "mark": NOT_SHOWN if is_hidden and state in ("continuing", "lapsed") else "",
        "full": language.named(f"{words}, {period}", written_count(row, name, language)),
        "zero": 0,
    }


def _rest(row: Row, period: str, order: int, language: Language) -> dict[str, Any]:
    words = language.say("state.hidden", mark=NOT_SHOWN)
    return {
        "period": period,
        "state": words,
        "order": order,
        "count": hidden_rest(row),
        "mark": "",
        "full": f"{words}, {period}",
        "zero": 0,
    }


def _x() -> alt.X:
    axis = alt.Axis(
        title=None, labelAngle=0, labelOverlap="greedy", labelSeparation=10, ticks=False
    )
    return alt.X("period", type="nominal", sort=None, axis=axis)


def _y(field: str) -> alt.Y:
    axis = alt.Axis(
        title=None,
        tickCount=5,
        labelExpr="format(abs(datum.value), ',d')",
        domain=False,
        ticks=False,
    )
    return alt.Y(field, type="quantitative", axis=axis, stack="zero")


def _columns(language: Language) -> alt.Chart:
    names = [language.say(f"state.{state}", mark=NOT_SHOWN) for state in COLOURS]
    scale = alt.Scale(domain=names, range=list(COLOURS.values()))
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=2, labelLimit=260)
    colour = alt.Color("state", type="nominal", scale=scale, legend=legend)
    return encoded(
        alt.Chart().mark_bar(),
        x=_x(),
        y=_y("count"),
        color=colour,
        order=alt.Order("order", type="quantitative"),
        tooltip=alt.Tooltip("full", type="nominal", title=" "),
    )


def _line() -> alt.Chart:
    y = alt.Y("zero", type="quantitative")
    return encoded(alt.Chart().mark_rule(color=INK, strokeWidth=1), y=y)


def _marks() -> alt.Chart:
    mark = alt.Chart().mark_text(color=INK, fontSize=11, baseline="bottom", dy=-2)
    y = alt.Y("zero", type="quantitative")
    return encoded(mark, x=_x(), y=y, text=alt.Text("mark", type="nominal"))
