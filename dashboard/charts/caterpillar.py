"""A caterpillar: one line per group, its rate as a point, its doubt as a bar.

What may not be shown keeps its line: the interval alone where the group is small, the range where
the numerator is hidden, the mark `[c]` where there is nothing to show.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.theme import (
    DEEP_BLUE,
    INK,
    LIGHT_BLUE,
    MID_BLUE,
    PAPER,
    PLUM,
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
    share_axis,
    words_or_short,
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, of_how_many, written_rate
from dashboard.row import Row

ROW_HEIGHT = 34
# The axis ends beyond each bar, so that what is written there is not cut off: a rate is short, the
# two ends of an interval are not.
ROOM_FOR_A_RATE, ROOM_FOR_WORDS, LONGEST_AXIS = 1.25, 1.6, 1.4


@lru_cache(maxsize=16)
def caterpillar(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `groups` and `lines` (see below)."""
    chart = alt.layer(
        _room(),
        *_reference_lines(),
        _ranges(),
        _intervals(),
        _points(),
        *_words(),
        _marks(),
        data=alt.NamedData("groups"),
    )
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def groups(
    labelled: Sequence[tuple[str, Row]], rate: str, language: Language
) -> list[dict[str, Any]]:
    """One record per group, in the order given: what each layer draws, None for nothing."""
    ends = [_end(row, rate) for _, row in labelled if row[f"{rate}_status"] in SHOWN_RATES]
    end = min(max(ends, default=1.0), LONGEST_AXIS)
    return [_group(label, row, rate, end, language) for label, row in labelled]


def _end(row: Row, rate: str) -> float:
    room = ROOM_FOR_A_RATE if row[f"{rate}_status"] == "ok" else ROOM_FOR_WORDS
    return float(row[f"{rate}_upper"] * room)


def lines(named: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Reference lines across all groups: a word or two, and where they stand."""
    return [{"line": name, "at": at} for name, at in named]


def _group(label: str, row: Row, rate: str, end: float, language: Language) -> dict[str, Any]:
    status = row[f"{rate}_status"]
    is_interval, is_range = status in {"ok", "interval"}, status == "range"
    lower, upper = row[f"{rate}_lower"], row[f"{rate}_upper"]
    words = written_rate(row, rate, language)
    short = language.percent(row[rate]) if status == "ok" else words
    return {
        "label": on_two_lines(label),
        "rate": row[rate] if status == "ok" else None,
        "lower": lower if is_interval else None,
        "upper": upper if is_interval else None,
        "range_lower": lower if is_range else None,
        "range_upper": upper if is_range else None,
        "words_at": upper if status in SHOWN_RATES else None,
        "words": of_how_many(short, row, language),
        "short": short,
        "mark": NOT_SHOWN if status not in SHOWN_RATES else "",
        "full": language.named(label, of_how_many(words, row, language)),
        "end": end,
        "zero": 0,
    }


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())


def _x(field: str) -> alt.X:
    axis = share_axis(6)
    return alt.X(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=False))


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")


def _room() -> alt.Chart:
    # Drawn first, over all rows: it fixes the order of the groups and the end of the axis.
    return encoded(alt.Chart().mark_point(opacity=0, aria=False), x=_x("end"), y=_y())


def _reference_lines() -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("lines"))
    rule = base.mark_rule(color=PLUM, strokeDash=[5, 4], strokeWidth=1.5)
    words = base.mark_text(color=PLUM, baseline="bottom", dy=-3, fontSize=12)
    text = alt.Text("line", type="nominal")
    return encoded(rule, x=_x("at")), encoded(words, x=_x("at"), y=alt.value(0), text=text)


def _intervals() -> alt.Chart:
    mark = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=6, strokeCap="round")
    return encoded(mark, x=_x("lower"), x2=alt.X2("upper"), y=_y(), tooltip=_tooltip())


def _ranges() -> alt.Chart:
    mark = alt.Chart().mark_rule(color=MID_BLUE, strokeWidth=2, strokeDash=[2, 4])
    ends = {"x": _x("range_lower"), "x2": alt.X2("range_upper")}
    return encoded(mark, **ends, y=_y(), tooltip=_tooltip())


def _points() -> alt.Chart:
    mark = alt.Chart().mark_point(color=DEEP_BLUE, filled=True, opacity=1, size=110)
    return encoded(mark, x=_x("rate"), y=_y(), tooltip=_tooltip())


def _words() -> tuple[alt.Chart, alt.Chart]:
    place: dict[str, Any] = {"align": "left", "dx": 8}
    at = {"x": _x("words_at"), "y": _y(), "text": words_or_short()}
    # Reference lines give way around the numbers.
    ground = encoded(alt.Chart().mark_text(stroke=PAPER, strokeWidth=4, **place), **at)
    return ground, encoded(alt.Chart().mark_text(color=INK, **place), **at)


def _marks() -> alt.Chart:
    mark = alt.Chart().mark_text(color=QUIET, align="left", dx=2)
    return encoded(mark, x=_x("zero"), y=_y(), text=alt.Text("mark", type="nominal"))
