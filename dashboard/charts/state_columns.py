"""Members by state, period by period: the active stand on a line, who lapsed hangs below it.

Where a state may not be shown, the rest of the active keeps its place as a pale part that names no
state: a column must never look shorter because something in it is hidden.

States are told apart without colour too: dark, middling, hollow, pale with a dashed edge. No three
fills can have 3:1 to the paper and to each other.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    INK,
    NARROW,
    ORANGE_WORDS,
    PAPER,
    PLUM,
    QUIET,
    TEAL,
    drawn,
    encoded,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_COUNTS, written_count
from dashboard.row import Row

HEIGHT = 320
PALE = "#E4E8EC"
SOLID, DASHED = (1, 0), (3, 2)


class Look(NamedTuple):
    """How a state is drawn: its fill, its edge, and the dashes of the edge."""

    fill: str
    edge: str = PAPER
    dashes: tuple[int, int] = SOLID


# From the line upwards, then what hangs below it: the same in every view.
LOOKS = {
    "continuing": Look(DEEP_BLUE),
    "new": Look(TEAL),
    "revived": Look(PAPER, ORANGE_WORDS),
    "hidden": Look(PALE, QUIET, DASHED),
    "lapsed": Look(PLUM),
}
OF_THE_ACTIVE = ("continuing", "new", "revived")


@lru_cache(maxsize=4)
def state_columns(language: Language) -> dict[str, Any]:
    """The specification over the named data set `states`."""
    chart = alt.layer(
        _columns(language),
        _line(),
        _marks("above"),
        _marks("below"),
        data=alt.NamedData("states"),
    )
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def states(rows: Sequence[Row], periods: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """One record per period and state, `periods` naming each row's; None where not shown."""
    return [
        _record(row, period, state, order, language)
        for row, period in zip(rows, periods, strict=True)
        for order, state in enumerate(LOOKS)
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
    return {
        "period": period,
        "state": words,
        "order": order,
        # Of nobody there is no part: its edge would lie on the column as a line.
        "count": sign * count if count else None,
        **_marks_of(row, state),
        "full": language.named(f"{words}, {period}", written_count(row, name, language)),
        "zero": 0,
    }


def _marks_of(row: Row, state: str) -> dict[str, str]:
    """The mark on its side of the line, where neither the state nor a pale part stands there."""
    is_hidden = row[f"{state}_member_status"] not in SHOWN_COUNTS
    is_bare = state == "continuing" and hidden_rest(row) is None
    return {
        "above": NOT_SHOWN if is_hidden and is_bare else "",
        "below": NOT_SHOWN if is_hidden and state == "lapsed" else "",
    }


def _rest(row: Row, period: str, order: int, language: Language) -> dict[str, Any]:
    words = language.say("state.hidden", mark=NOT_SHOWN)
    return {
        "period": period,
        "state": words,
        "order": order,
        "count": hidden_rest(row),
        "above": "",
        "below": "",
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
    names = [language.say(f"state.{state}", mark=NOT_SHOWN) for state in LOOKS]
    # One legend for all three: Vega-Lite joins those that have the same names in the same order.
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns={"expr": f"width < {NARROW} ? 1 : {len(names)}"},
        symbolType="square",
        symbolStrokeWidth=1.5,
        labelLimit=260,
    )

    def look(drawn_as: Sequence[Any]) -> dict[str, Any]:
        scale = alt.Scale(domain=names, range=list(drawn_as))
        return {"shorthand": "state", "type": "nominal", "scale": scale, "legend": legend}

    looks = LOOKS.values()
    return encoded(
        alt.Chart().mark_bar(strokeWidth=1.5),
        x=_x(),
        y=_y("count"),
        fill=alt.Fill(**look([each.fill for each in looks])),
        stroke=alt.Stroke(**look([each.edge for each in looks])),
        strokeDash=alt.StrokeDash(**look([each.dashes for each in looks])),
        order=alt.Order("order", type="quantitative"),
        tooltip=alt.Tooltip("full", type="nominal", title=" "),
    )


def _line() -> alt.Chart:
    y = alt.Y("zero", type="quantitative")
    return encoded(alt.Chart().mark_rule(color=INK, strokeWidth=1), y=y)


def _marks(side: str) -> alt.Chart:
    place: dict[str, dict[str, Any]] = {
        "above": {"baseline": "bottom", "dy": -2},
        "below": {"baseline": "top", "dy": 3},
    }
    mark = alt.Chart().mark_text(color=INK, fontSize=11, **place[side])
    y = alt.Y("zero", type="quantitative")
    return encoded(mark, x=_x(), y=y, text=alt.Text(side, type="nominal"))
