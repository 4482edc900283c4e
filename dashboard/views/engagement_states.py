"""New, continuing, revived and lapsed members, quarter by quarter or month by month."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.charts import state_columns
from dashboard.filters import choose
from dashboard.language import Language
from dashboard.marks import written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import choose_group

TABLE = "engagement_states"
LENGTHS = ("quarter", "month")
COUNTS = ("active", "new", "continuing", "revived", "lapsed")


def draw(language: Language, snapshot: Path) -> None:
    """The columns of the chosen group."""
    with st.grid(3, min_column_width=160):
        group, name = choose_group(language, snapshot, TABLE)
        # Of a group no months are published, as too few would be shown; and a programme has two
        # whole months, which the first of them needs, before it has two whole quarters.
        there = {row["period_type"] for row in rows(snapshot, TABLE, **group)}
        length = choose(
            language.say("engagement.each"),
            "each",
            [length for length in LENGTHS if length in there],
            words=lambda each: language.say(f"engagement.each.{each}"),
        )
    found = rows(snapshot, TABLE, period_type=length, **group)
    figure.show(_columns(language, snapshot, found, name, length), language)


def _columns(
    language: Language, snapshot: Path, found: Sequence[Row], name: str, length: str
) -> figure.Figure:
    ordered = sorted(found, key=lambda row: row["period_start"])
    write = language.quarter if length == "quarter" else language.month
    periods = [write(row["period_start"]) for row in ordered]
    finding = _finding(ordered, periods, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("states.subtitle", group=name),
        spec=state_columns.state_columns(language),
        data_sets={"states": state_columns.states(ordered, periods, language)},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("states.remark")],
        table=[_line(row, p, language) for row, p in zip(ordered, periods, strict=True)],
        definition=language.say("states.definition"),
        basis=figure.basis(_cells(ordered), "status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, ordered)],
        file_name=f"rebond_{TABLE}_{length}",
    )


def _cells(ordered: Sequence[Row]) -> list[Row]:
    """Every number of the chart as a row of its own: a column has four of them."""
    return [
        {"as_of": row["as_of"], "status": row[f"{state}_member_status"]}
        for row in ordered
        for state in COUNTS
        if state != "active"
    ]


def _finding(ordered: Sequence[Row], periods: Sequence[str], language: Language) -> str:
    last = ordered[-1]
    return language.say(
        "states.finding",
        period=periods[-1],
        active=written_count(last, "active_member", language),
        new=written_count(last, "new_member", language),
        lapsed=written_rate(last, "lapsed_rate", language),
    )


def _line(row: Row, period: str, language: Language) -> dict[str, str]:
    counts = {
        language.say(f"state.{state}"): written_count(row, f"{state}_member", language)
        for state in COUNTS
    }
    lapsed = {language.say("states.lapsed_rate"): written_rate(row, "lapsed_rate", language)}
    return {language.say("states.period"): period, **counts, **lapsed}
