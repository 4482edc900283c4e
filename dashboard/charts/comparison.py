"""Groups against everyone: a thin line for the crude rate, a thick bar for the standardised one.

The point of the standardised rate bears the shape and colour of how it compares; where it cannot be
estimated, the crude rate's own point does. Where the numerator is hidden, dots run as far as the
crude rate could go and its upper limit is written, as rare harm must not vanish. What may not be
shown at all keeps its line and bears `[c]`.
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
    QUIET,
    drawn,
    encoded,
    label_axis,
    on_two_lines,
    share_axis,
)
from dashboard.language import Language
from dashboard.marks import written_headline, written_rate
from dashboard.row import Row

ROW_HEIGHT = 40
ROOM_FOR_WORDS = 1.7


@lru_cache(maxsize=4)
def comparison(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `groups` and `lines`."""
    crude = alt.Chart().mark_rule(color=QUIET, strokeWidth=1.5, yOffset=-9)
    crude_range = alt.Chart().mark_rule(color=QUIET, strokeWidth=2, strokeDash=[2, 4], yOffset=-9)
    crude_point = alt.Chart().mark_point(color=QUIET, filled=True, size=35, yOffset=-9, opacity=1)
    bar = alt.Chart().mark_rule(color=LIGHT_BLUE, strokeWidth=7, strokeCap="round")
    point = alt.Chart().mark_point(filled=True, opacity=1, size=120)
    words = alt.Chart().mark_text(color=INK, align="left", dx=8)
    room = alt.Chart().mark_point(opacity=0, aria=False)
    chart = alt.layer(
        encoded(room, x=_x("end"), y=_y()),
        *_line(),
        _over(crude, "crude_lower", "crude_upper"),
        _over(crude_range, "range_lower", "range_upper"),
        encoded(crude_point, x=_x("crude"), y=_y(), tooltip=_tooltip()),
        _over(bar, "lower", "upper"),
        encoded(
            point,
            x=_x("at"),
            y=_y(),
            shape=standing.shape(),
            color=standing.colour(),
            tooltip=_tooltip(),
        ),
        encoded(words, x=_x("words_at"), y=_y(), text=alt.Text("words", type="nominal")),
        data=alt.NamedData("groups"),
    )
    return drawn(chart.properties(width="container", height=alt.Step(ROW_HEIGHT)), language)


def groups(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """One record per group, in the order given; what is not shown is None."""
    ends = [row[f"{name}_upper"] or 0 for _, row in labelled for name in (CRUDE, STANDARDISED)]
    end = min(max(ends, default=1.0) * ROOM_FOR_WORDS, 1.3) or 1.0
    return [_group(label, row, end, language) for label, row in labelled]


CRUDE, STANDARDISED = "outcome_rate", "standardised_share"


def standing_of(row: Row) -> str | None:
    """The standardised comparison where there is one, else the crude one."""
    if row[f"{STANDARDISED}_status"] == "ok":
        standardised: str | None = row["standardised_comparison"]
        return standardised
    crude: str | None = row["comparison"]
    return crude


def _group(label: str, row: Row, end: float, language: Language) -> dict[str, Any]:
    is_standardised = row[f"{STANDARDISED}_status"] == "ok"
    shown = [limit for limit in (row[f"{CRUDE}_upper"], row[f"{STANDARDISED}_upper"]) if limit]
    is_interval = row[f"{CRUDE}_status"] in {"ok", "interval"}
    is_range = row[f"{CRUDE}_status"] == "range"
    words = standing.written(standing_of(row), language)
    rates = " · ".join(written_rate(row, name, language) for name in (CRUDE, STANDARDISED))
    return {
        "label": on_two_lines(label),
        "crude": row[CRUDE],
        "crude_lower": row[f"{CRUDE}_lower"] if is_interval else None,
        "crude_upper": row[f"{CRUDE}_upper"] if is_interval else None,
        "range_lower": row[f"{CRUDE}_lower"] if is_range else None,
        "range_upper": row[f"{CRUDE}_upper"] if is_range else None,
        "lower": row[f"{STANDARDISED}_lower"],
        "upper": row[f"{STANDARDISED}_upper"],
        "at": row[STANDARDISED] if is_standardised else row[CRUDE],
        "standing": standing_of(row) or "similar",
        # Where nothing is compared, the crude rate says what is known, or that nothing is.
        "words": words or written_headline(row, CRUDE, language),
        "words_at": max(shown, default=0),
        "full": language.named(label, f"{rates} {words}".strip()),
        "end": end,
    }


def _line() -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("lines"))
    rule = base.mark_rule(color=PLUM, strokeDash=[5, 4], strokeWidth=1.5)
    words = base.mark_text(color=PLUM, baseline="bottom", dy=-3, fontSize=12)
    text = alt.Text("line", type="nominal")
    return encoded(rule, x=_x("at")), encoded(words, x=_x("at"), y=alt.value(0), text=text)


def _over(mark: alt.Chart, lower: str, upper: str) -> alt.Chart:
    return encoded(mark, x=_x(lower), x2=alt.X2(upper), y=_y(), tooltip=_tooltip())


def _x(field: str) -> alt.X:
    axis = share_axis(5)
    return alt.X(field, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=False))


def _y() -> alt.Y:
    return alt.Y("label", type="nominal", sort=None, axis=label_axis())


def _tooltip() -> alt.Tooltip:
    return alt.Tooltip("full", type="nominal", title=" ")
