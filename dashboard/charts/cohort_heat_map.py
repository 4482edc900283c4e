"""A cohort heat map: a row per quarter of joining, a column per quarter since, darker for more.

A cell says its share in per cent. Where only an interval may be shown it says that (a ring on a
phone), where nothing may be shown it bears the mark: both stay pale, so that hidden never looks
like low.
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
)
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, written_rate
from dashboard.row import Row

ROW_HEIGHT = 30
BLACK = "#000000"
# From this share on light letters have the better contrast; on both sides it is 4.5 or about that.
LIGHT_LETTERS_FROM = 0.69


@lru_cache(maxsize=4)
def cohort_heat_map(language: Language) -> dict[str, Any]:
    """The specification over the named data set `cells`."""
    chart = alt.layer(_ground(), _shares(), _letters(), data=alt.NamedData("cells"))
    # Shares have a scale of colours, letters bear their own colour: one scale cannot serve both.
    chart = chart.resolve_scale(color="independent")
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def cells(rows: Sequence[Row], rate: str, language: Language) -> list[dict[str, Any]]:
    """One record per cohort and quarter since joining, the latest cohort last."""
    ordered = sorted(rows, key=lambda row: (row["joined_quarter"], row["quarters_since_joining"]))
    return [_cell(row, rate, language) for row in ordered]


def _cell(row: Row, rate: str, language: Language) -> dict[str, Any]:
    share = row[rate] if row[f"{rate}_status"] == "ok" else None
    since = row["quarters_since_joining"]
    cohort = language.quarter(row["joined_quarter"])
    return {
        "cohort": cohort,
        "since": since,
        "share": share,
        "letters": _letters_of(row, rate, language),
        "short": _letters_of(row, rate, language, is_narrow=True),
        "letter_colour": _letter_colour(share),
        "full": language.named(f"{cohort}, +{since}", written_rate(row, rate, language)),
    }


def _letter_colour(share: float | None) -> str:
    if share is None:
        return QUIET
    return PAPER if share >= LIGHT_LETTERS_FROM else BLACK


def _letters_of(row: Row, rate: str, language: Language, *, is_narrow: bool = False) -> str:
    """The share or its interval without a sign: the unit stands in the chart's subtitle."""
    status = row[f"{rate}_status"]
    if status not in SHOWN_RATES:
        return NOT_SHOWN
    if status == "ok":
        return language.whole(round(row[rate] * 100))
    ends = (row[f"{rate}_lower"], row[f"{rate}_upper"])
    return INTERVAL_ONLY if is_narrow else "–".join(language.whole(round(e * 100)) for e in ends)


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        orient="top",
        labelAngle=0,
        labelExpr="'+' + datum.label",
        domain=False,
        ticks=False,
    )
    return alt.X("since", type="ordinal", axis=axis)


def _y() -> alt.Y:
    axis = alt.Axis(title=None, domain=False, ticks=False, labelOverlap=False)
    return alt.Y("cohort", type="nominal", sort=None, axis=axis)


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")


def _ground() -> alt.Chart:
    mark = alt.Chart().mark_rect(color=FAINT, opacity=0.4, stroke=PAPER, strokeWidth=2)
    return encoded(mark, x=_x(), y=_y(), tooltip=_tooltip())


def _shares() -> alt.Chart:
    scale = alt.Scale(domain=[0, 1], range=[PALEST, DEEP_BLUE])
    colour = alt.Color("share", type="quantitative", scale=scale, legend=None)
    mark = alt.Chart().mark_rect(stroke=PAPER, strokeWidth=2, invalid="filter")
    return encoded(mark, x=_x(), y=_y(), color=colour, tooltip=_tooltip())


def _letters() -> alt.Chart:
    colour = alt.Color("letter_colour", type="nominal", scale=None)
    # On a phone a cell has room for two figures, not for an interval.
    on_a_phone = {"test": f"width < {NARROW}", "value": {"expr": "datum.short"}}
    text = alt.Text("letters", type="nominal", condition=on_a_phone)
    return encoded(alt.Chart().mark_text(fontSize=12), x=_x(), y=_y(), text=text, color=colour)
