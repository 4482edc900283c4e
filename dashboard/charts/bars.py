"""Plain bars: one count of people per line, its number beside it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import DEEP_BLUE, INK, drawn, label_axis, on_two_lines
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN

ROW_HEIGHT = 36
ROOM_FOR_WORDS = 1.2


@lru_cache(maxsize=16)
def bars(language: Language) -> dict[str, Any]:
    """The specification over the named data set `bars`."""
    y = alt.Y("label", type="nominal", sort=None, axis=label_axis())
    x = alt.X("count", type="quantitative", axis=None, scale=alt.Scale(zero=True, nice=False))
    room = alt.Chart().mark_point(opacity=0, aria=False).encode(x=alt.X("end:Q", axis=None), y=y)
    bar = alt.Chart().mark_bar(color=DEEP_BLUE, height=22).encode(x=x, y=y)
    words = alt.Chart().mark_text(color=INK, align="left", dx=6)
    words = words.encode(x=alt.X("from:Q", axis=None), y=y, text=alt.Text("words:N"))
    chart = alt.layer(room, bar, words, data=alt.NamedData("bars"))
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def steps(counted: Sequence[tuple[str, int | None]], language: Language) -> list[dict[str, Any]]:
    """One record per line; a count of None is not shown and bears the mark."""
    end = max((count for _, count in counted if count is not None), default=1) * ROOM_FOR_WORDS
    return [
        {
            "label": on_two_lines(label),
            "count": count,
            "from": count or 0,
            "words": NOT_SHOWN if count is None else language.whole(count),
            "end": end,
        }
        for label, count in counted
    ]
