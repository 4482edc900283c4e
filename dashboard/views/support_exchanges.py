"""How evenly support is given and received among the members of a group."""

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.filters import choose
from dashboard.language import Language
from dashboard.marks import written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import choose_group
from dashboard.views.opening import opening_period

TABLE = "support_exchanges"
BANDS = (
    "neither",
    "only_receiving",
    "mostly_receiving",
    "balanced",
    "mostly_giving",
    "only_giving",
)
RATE = "balanced_rate"


def draw(language: Language, snapshot: Path) -> None:
    """The six bands of the chosen group."""
    with st.grid(3, min_column_width=160):
        group, name = choose_group(language, snapshot, TABLE)
        periods = sorted(values(snapshot, TABLE, "period"), reverse=True)
        opening = opening_period(
            periods, lambda p: rows(snapshot, TABLE, period=p, **group), f"{RATE}_status"
        )
        period = choose(
            language.say("engagement.period"),
            "period",
            periods,
            words=lambda p: labels.period(p, language),
            opening=opening,
        )
    found = rows(snapshot, TABLE, period=period, **group)
    if not found:
        st.info(language.say("figure.too_few"))
        return
    figure.show(_bands(language, snapshot, found[0], name), language)


def _bands(language: Language, snapshot: Path, row: Row, name: str) -> figure.Figure:
    banded = [(language.say(f"support.{band}"), _of_band(row, band)) for band in BANDS]
    finding = language.say(
        "support.finding",
        neither=written_rate(row, "neither_rate", language),
        balanced=written_rate(row, "balanced_rate", language),
    )
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("support.subtitle", group=name),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": caterpillar.groups(banded, "rate", language), "lines": []},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("support.remark")],
        table=[
            {
                language.say("support.band"): label,
                language.say("support.rate"): written_rate(band, "rate", language),
                language.say("column.members"): written_count(band, "band", language),
            }
            for label, band in banded
        ],
        definition=language.say("support.definition"),
        basis=figure.basis([band for _, band in banded], "rate_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [row])],
        file_name=f"rebond_{TABLE}",
    )


def _of_band(row: Row, band: str) -> dict[str, Any]:
    """One band's columns under names that all bands share."""
    ends = ("rate", "rate_lower", "rate_upper", "rate_status")
    return {
        **{end: row[f"{band}_{end}"] for end in ends},
        "band_count": row[f"{band}_count"],
        "band_status": row[f"{band}_status"],
        "as_of": row["as_of"],
    }
