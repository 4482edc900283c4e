"""At which hours of the week members are there, and at which they open crisis help."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import hour_columns, hour_heat_map
from dashboard.charts.theme import INTERVAL_ONLY
from dashboard.labels import ALL
from dashboard.language import Language, capitalised
from dashboard.marks import NOT_SHOWN, written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import Labelled, choose_dimension, grouped

TABLE = "activity_hours"
HOURS = tuple(f"{hour:02}" for hour in range(24))
DAYS = tuple("1234567")
MONDAY = dt.date(2024, 1, 1)


def draw(language: Language, snapshot: Path) -> None:
    """The heat map of the week or of the groups, then crisis help by hour."""
    with st.grid(3, min_column_width=160):
        by = choose_dimension(language, snapshot, TABLE, can_be_everyone=True)
    figure.show(_heat_map(language, snapshot, by), language)
    figure.show(_crisis_help(language, snapshot), language)


def _heat_map(language: Language, snapshot: Path, by: str) -> figure.Figure:
    labelled = _week(language, snapshot) if by == ALL else _groups(language, snapshot, by)
    night = grouped(language, snapshot, TABLE, by, day_of_week=ALL, part_of_day="night")
    finding = language.say("hours.finding", rate=written_rate(night[0][1], "active_rate", language))
    shown = [row for _, row in labelled]
    drawn = hour_heat_map.hours(labelled, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=_subtitle(hour_heat_map.signs(drawn), language),
        spec=hour_heat_map.hour_heat_map(language),
        data_sets={"hours": drawn},
        alternative=figure.alternative(finding, language),
        remarks=[_night_contributions(night[0][1], snapshot, language)],
        table=_table(labelled, night, by, language),
        definition=language.say("hours.definition"),
        basis=figure.basis(shown, "active_rate_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [*shown, *(row for _, row in night)])],
        file_name=f"rebond_{TABLE}_{by}",
    )


def _subtitle(signs: set[str], language: Language) -> str:
    """What is measured, and what this view's signs mean: a picture travels without its page."""
    key = [
        language.say(name, mark=sign)
        for sign, name in ((NOT_SHOWN, "hours.not_shown"), (INTERVAL_ONLY, "hours.interval_only"))
        if sign in signs
    ]
    return " ".join([language.say("hours.subtitle"), *key])


def _week(language: Language, snapshot: Path) -> Labelled:
    """Every hour of every day, of the programme as a whole."""
    found = rows(snapshot, TABLE, community_id=ALL, dimension=ALL, part_of_day=HOURS)
    ordered = sorted(found, key=lambda row: (row["day_of_week"], row["part_of_day"]))
    return [
        (language.weekday(MONDAY + dt.timedelta(int(row["day_of_week"]) - 1)), row)
        for row in ordered
        if row["day_of_week"] in DAYS
    ]


def _groups(language: Language, snapshot: Path, by: str) -> Labelled:
    return grouped(language, snapshot, TABLE, by, day_of_week=ALL, part_of_day=HOURS)


def _table(
    labelled: Labelled, night: Labelled, by: str, language: Language
) -> list[dict[str, str]]:
    """One line per day or group, a column per hour; of groups also the night as a whole."""
    first = language.say("hours.day") if by == ALL else capitalised(labels.dimension(by, language))
    lines: dict[str, dict[str, str]] = {}
    for label, row in labelled:
        line = lines.setdefault(label, {first: label})
        line[row["part_of_day"]] = written_rate(row, "active_rate", language)
    if by != ALL:
        for label, row in night:
            lines[label][language.say("hours.night")] = written_rate(row, "active_rate", language)
    return list(lines.values())


def _night_contributions(night: Row, snapshot: Path, language: Language) -> str:
    [whole] = rows(
        snapshot, TABLE, community_id=ALL, dimension=ALL, day_of_week=ALL, part_of_day=ALL
    )
    return language.say(
        "hours.remark",
        night=written_count(night, "contribution", language),
        whole=written_count(whole, "contribution", language),
    )


def _crisis_help(language: Language, snapshot: Path) -> figure.Figure:
    found = _by_hour(snapshot)
    [night] = rows(
        snapshot, TABLE, community_id=ALL, dimension=ALL, day_of_week=ALL, part_of_day="night"
    )
    finding = language.say(
        "crisis.finding", count=written_count(night, "crisis_help_member", language)
    )
    return figure.Figure(
        name="crisis_help_hours",
        finding=finding,
        subtitle=language.say("crisis.subtitle"),
        spec=hour_columns.hour_columns(language),
        data_sets={"hours": hour_columns.hours(found, "crisis_help_member", language)},
        alternative=figure.alternative(finding, language),
        table=[
            {
                language.say("hours.hour"): f"{row['part_of_day']}:00",
                language.say("crisis.members"): written_count(row, "crisis_help_member", language),
            }
            for row in found
        ],
        definition=language.say("crisis.definition"),
        basis=figure.basis(found, "crisis_help_member_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [*found, night])],
        file_name="rebond_crisis_help_hours",
        remarks=[language.say("crisis.remark")],
    )


def _by_hour(snapshot: Path) -> Sequence[Row]:
    found = rows(
        snapshot, TABLE, community_id=ALL, dimension=ALL, day_of_week=ALL, part_of_day=HOURS
    )
    return sorted(found, key=lambda row: str(row["part_of_day"]))
