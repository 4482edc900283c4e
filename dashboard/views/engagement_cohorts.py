"""Engagement cohorts: of those who joined in a quarter, how many are still active later."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.charts.cohort_heat_map import cells, cohort_heat_map
from dashboard.filters import choose
from dashboard.language import Language
from dashboard.marks import SHOWN_RATES, written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import choose_group

TABLE = "engagement_cohorts"
KINDS = {"active": "retention_rate", "rolling": "rolling_retention_rate"}
QUARTERS_OF_A_YEAR = 4


def draw(language: Language, snapshot: Path) -> None:
    """The heat map of the chosen group, in the chosen kind of retention."""
    if not values(snapshot, TABLE, "dimension"):
        st.info(language.say("engagement_cohorts.empty"), icon=":material/hourglass_empty:")
        return
    with st.grid(3, min_column_width=160):
        kind = choose(
            language.say("filter.retention"),
            "kind",
            list(KINDS),
            words=lambda name: language.say(f"retention.{name}"),
        )
        group, name = choose_group(language, snapshot, TABLE)
    found = rows(snapshot, TABLE, **group)
    figure.show(_heat_map(language, snapshot, kind, found, name), language)


def _heat_map(
    language: Language, snapshot: Path, kind: str, found: Sequence[Row], group: str
) -> figure.Figure:
    rate = KINDS[kind]
    finding = _finding(found, kind, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(f"engagement_cohorts.subtitle.{kind}", group=group),
        spec=cohort_heat_map(language),
        data_sets={"cells": cells(found, rate, language)},
        alternative=figure.alternative(finding, language),
        remarks=_remarks(found, rate, language),
        table=_table(found, rate, language),
        definition=language.say(f"engagement_cohorts.definition.{kind}"),
        basis=figure.basis(found, f"{rate}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, found)],
        file_name=f"rebond_{TABLE}",
    )


def _remarks(found: Sequence[Row], rate: str, language: Language) -> list[str]:
    is_partly_interval = any(row[f"{rate}_status"] in {"interval", "range"} for row in found)
    ring = [language.say("engagement_cohorts.interval_only")] if is_partly_interval else []
    return [*ring, language.say("engagement_cohorts.remark")]


def _finding(found: Sequence[Row], kind: str, language: Language) -> str:
    rate = KINDS[kind]
    year_on = [
        row
        for row in found
        if row["quarters_since_joining"] == QUARTERS_OF_A_YEAR
        and row[f"{rate}_status"] in SHOWN_RATES
    ]
    if not year_on:
        return language.say("engagement_cohorts.too_few")
    latest = max(year_on, key=lambda row: row["joined_quarter"])
    return language.say(
        f"engagement_cohorts.finding.{kind}",
        rate=written_rate(latest, rate, language),
        quarter=language.quarter(latest["joined_quarter"]),
    )


def _table(found: Sequence[Row], rate: str, language: Language) -> list[dict[str, str]]:
    """One line per cohort, a column per quarter since joining; an empty cell lies ahead."""
    longest = max((row["quarters_since_joining"] for row in found), default=0)
    by_cohort: dict[dt.date, dict[int, Row]] = {}
    for row in found:
        by_cohort.setdefault(row["joined_quarter"], {})[row["quarters_since_joining"]] = row
    return [
        {
            language.say("column.joined"): language.quarter(joined),
            language.say("column.members"): written_count(since[min(since)], "member", language),
            **{
                f"+{n}": written_rate(since[n], rate, language) if n in since else ""
                for n in range(longest + 1)
            },
        }
        for joined, since in sorted(by_cohort.items())
    ]
