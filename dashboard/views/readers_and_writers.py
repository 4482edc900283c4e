"""Of the members active in a quarter, how many write and how many take part without writing."""

import datetime as dt
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.filters import choose
from dashboard.language import Language, capitalised
from dashboard.marks import written_count, written_rate
from dashboard.snapshot import rows
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import Labelled, choose_dimension, grouped
from dashboard.views.opening import opening_quarter

TABLE = "engagement_states"
RATE = "contributing_rate"
QUARTERS = {"period_type": "quarter"}


def draw(language: Language, snapshot: Path) -> None:
    """The share who write, by group, in the chosen quarter."""
    with st.grid(3, min_column_width=160):
        by = choose_dimension(language, snapshot, TABLE)
        quarter = _choose_quarter(language, snapshot, by)
    found = grouped(language, snapshot, TABLE, by, period_start=quarter, **QUARTERS)
    figure.show(_by_group(language, snapshot, found, by, quarter), language)


def _choose_quarter(language: Language, snapshot: Path, by: str) -> dt.date:
    starts = {row["period_start"] for row in rows(snapshot, TABLE, **QUARTERS)}
    latest_first: dict[str, dt.date] = {
        start.isoformat(): start for start in sorted(starts, reverse=True)
    }
    cells = {
        start: [
            row for _, row in grouped(language, snapshot, TABLE, by, period_start=start, **QUARTERS)
        ]
        for start in starts
    }
    opening = opening_quarter(cells, f"{RATE}_status")
    chosen = choose(
        language.say("filter.quarter"),
        "quarter",
        list(latest_first),
        words=lambda name: language.quarter(latest_first[name]),
        opening=opening.isoformat() if opening else None,
    )
    return latest_first[chosen]


def _by_group(
    language: Language, snapshot: Path, found: Labelled, by: str, quarter: dt.date
) -> figure.Figure:
    everyone = found[0][1]
    finding = language.say(
        "writing.finding",
        quarter=language.quarter(quarter),
        rate=written_rate(everyone, RATE, language),
    )
    return figure.Figure(
        name="readers_and_writers",
        finding=finding,
        subtitle=language.say("writing.subtitle", dimension=labels.dimension(by, language)),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": caterpillar.groups(found, RATE, language), "lines": []},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("writing.remark")],
        table=[
            {
                capitalised(labels.dimension(by, language)): label,
                language.say("writing.rate"): written_rate(row, RATE, language),
                language.say("writing.contributing"): written_count(
                    row, "contributing_member", language
                ),
                language.say("writing.reading"): written_count(row, "reading_member", language),
                language.say("state.active"): written_count(row, "active_member", language),
            }
            for label, row in found
        ],
        definition=language.say("writing.definition"),
        basis=figure.basis([row for _, row in found], f"{RATE}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [row for _, row in found])],
        file_name=f"rebond_readers_and_writers_{by}",
    )
