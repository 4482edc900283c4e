"""A funnel plot: communities by size, and the limits between which chance leaves them.

The limits leave room for the spread that all communities show. Only who lies outside is named.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts import standing
from dashboard.charts.theme import DEEP_BLUE, INK, MID_BLUE, PLUM, drawn, encoded
from dashboard.language import Language
from dashboard.marks import written_rate
from dashboard.row import Row

HEIGHT = 340
LIMITS = ("spread_998_lower", "spread_95_lower", "spread_95_upper", "spread_998_upper")


@lru_cache(maxsize=4)
def funnel_plot(language: Language) -> dict[str, Any]:
    """The specification over the named data sets `communities` and `limits`."""
    title = language.say("compare.members_counted")
    points = alt.Chart(alt.NamedData("communities"))
    named = points.mark_text(color=INK, align="left", dx=9, dy=-9, fontSize=12)
    chart = alt.layer(
        *(_limit(name, title) for name in LIMITS),
        _limit("target_rate", title),
        encoded(
            points.mark_point(filled=True, opacity=1, size=110),
            x=_x("size", title),
            y=_y("rate"),
            shape=standing.shape(),
            color=standing.colour(),
            tooltip=alt.Tooltip("full", type="nominal", title=" "),
        ),
        encoded(named, x=_x("size", title), y=_y("rate"), text=alt.Text("name", type="nominal")),
    )
    return drawn(chart.properties(width="container", height=HEIGHT), language)


def communities(labelled: Sequence[tuple[str, Row]], language: Language) -> list[dict[str, Any]]:
    """One record per community that is judged; only those outside the 99.8 % limits are named."""
    return [
        {
            "size": row["denominator_count"],
            "rate": row["outcome_rate"],
            "standing": row["comparison"],
            "name": label if str(row["outlier_status"]).endswith("998") else "",
            "full": language.named(label, written_rate(row, "outcome_rate", language))
            + f" {standing.written(row['comparison'], language)}",
        }
        for label, row in labelled
        if row["outlier_status"] is not None
    ]


def limits(found: Sequence[Row]) -> list[dict[str, Any]]:
    """The limits at the size of each community that is judged, the smallest first."""
    judged = {row["denominator_count"]: row for row in found if row["outlier_status"] is not None}
    return [
        {"size": size, **{name: judged[size][name] for name in (*LIMITS, "target_rate")}}
        for size in sorted(judged)
    ]


def _limit(name: str, title: str) -> alt.Chart:
    base = alt.Chart(alt.NamedData("limits"))
    if name == "target_rate":
        mark = base.mark_line(color=PLUM, strokeDash=[5, 4], strokeWidth=1.5)
    elif "998" in name:
        mark = base.mark_line(color=DEEP_BLUE, strokeWidth=1.5, interpolate="monotone")
    else:
        mark = base.mark_line(
            color=MID_BLUE, strokeWidth=1.5, strokeDash=[6, 4], interpolate="monotone"
        )
    return encoded(mark, x=_x("size", title), y=_y(name))


def _x(field: str, title: str) -> alt.X:
    axis = alt.Axis(title=title, format=",d", tickCount=5, grid=False)
    # Points keep clear of the numbers of the other axis.
    scale = alt.Scale(zero=False, padding=16)
    return alt.X(field, type="quantitative", axis=axis, scale=scale)


def _y(field: str) -> alt.Y:
    axis = alt.Axis(title=None, format="%", tickCount=6, domain=False, ticks=False)
    scale = alt.Scale(zero=False, nice=True)
    return alt.Y(field, type="quantitative", axis=axis, scale=scale)
