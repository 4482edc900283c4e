"""Mean change on every questionnaire: for everyone, and on one of them by group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import mean_changes
from dashboard.filters import choose, choose_named
from dashboard.labels import ALL, COMMUNITY, DIMENSIONS
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, written_change, written_count
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.opening import first_well_shown
from dashboard.views.recovery_choice import FOLLOW_UPS, OPENING_FOLLOW_UP

TABLE = "score_changes"
POINTS, STANDARDISED = "change_points", "standardised_change"
STATUS = "change_points_status"
# Questionnaires in the order in which pages offer them: symptoms, then what may carry recovery.
INSTRUMENTS = (
    "PHQ-9", "GAD-7", "PHQ-8", "BDI-II", "BDI-I", "CES-D", "HAM-D17", "WSAS",
    "UCLA-3", "MSPSS", "WHO-5", "SWEMWBS", "WEMWBS", "ISMI-10",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; every word is a published key."""

    instrument: str
    follow_up: str
    dimension: str


def draw(language: Language, snapshot: Path) -> None:
    """All questionnaires of everyone, then the chosen one by group."""
    if not values(snapshot, TABLE, "instrument"):
        st.info(language.say("score_changes.empty"), icon=":material/hourglass_empty:")
        return
    choice = _chosen(language, snapshot)
    figure.show(_of_everyone(language, snapshot, choice), language)
    figure.show(_by_group(language, snapshot, choice), language)


def _chosen(language: Language, snapshot: Path) -> Choice:
    with st.grid(3, min_column_width=160):
        instruments = [i for i in INSTRUMENTS if i in values(snapshot, TABLE, "instrument")]
        instrument = choose_named(language, "instrument", instruments)
        follow_ups = [f for f in FOLLOW_UPS if f in values(snapshot, TABLE, "follow_up")]
        follow_up = choose_named(language, "follow_up", follow_ups, OPENING_FOLLOW_UP)
        there = values(snapshot, TABLE, "dimension") | {COMMUNITY}
        dimensions = [name for name in (COMMUNITY, *DIMENSIONS) if name in there]
        words = partial(labels.dimension, language=language)
        start = Choice(instruments[0], OPENING_FOLLOW_UP, ALL)
        opening = first_well_shown(
            dimensions, lambda name: _cells(snapshot, replace(start, dimension=name)), STATUS
        )
        label = language.say("filter.dimension")
        dimension = choose(label, "by", dimensions, words=words, opening=opening)
        return Choice(instrument, follow_up, dimension)


def _of_everyone(language: Language, snapshot: Path, choice: Choice) -> figure.Figure:
    found = {row["instrument"]: row for row in _everyone(snapshot, choice)}
    labelled = [(language.say(f"instrument.{i}"), found[i]) for i in INSTRUMENTS if i in found]
    return _figure(
        name="score_changes_of_everyone",
        finding=finding_of_everyone([row for _, row in labelled], choice.follow_up, language),
        subtitle=language.say("score_changes.subtitle"),
        labelled=labelled,
        change=STANDARDISED,
        remarks=[language.say("score_changes.no_control"), language.say("score_changes.sizes")],
        snapshot=snapshot,
        choice=choice,
        language=language,
    )


def finding_of_everyone(found: Sequence[Row], follow_up: str, language: Language) -> str:
    """On how many of the shown questionnaires scores moved, for the better and for the worse."""
    shown = [row for row in found if row[f"{STANDARDISED}_status"] == "ok"]
    if not shown:
        return language.say("figure.too_few")
    return language.say(
        "score_changes.finding",
        better=sum(row[f"{STANDARDISED}_lower"] > 0 for row in shown),
        worse=sum(row[f"{STANDARDISED}_upper"] < 0 for row in shown),
        all=len(shown),
        when=language.say(f"when.{follow_up}"),
    )


def _by_group(language: Language, snapshot: Path, choice: Choice) -> figure.Figure:
    found = [row for row in _everyone(snapshot, choice) if row["instrument"] == choice.instrument]
    whole = [(language.say("group.everyone"), row) for row in found]
    labelled = [*whole, *_groups(language, snapshot, choice)]
    is_higher_better = any(row["is_higher_better"] for _, row in labelled)
    direction = "higher_is_better" if is_higher_better else "lower_is_better"
    finding = language.say(
        "score_changes.finding_of_one",
        instrument=language.say(f"instrument.{choice.instrument}"),
        change=written_change(found[0], POINTS, language) if found else NOT_SHOWN,
        when=language.say(f"when.{choice.follow_up}"),
    )
    remarks = [language.say("score_changes.regression")]
    if choice.dimension == "engagement_band":
        remarks.append(language.say("score_changes.landmark"))
    return _figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(f"score_changes.{direction}"),
        labelled=labelled,
        change=POINTS,
        remarks=remarks,
        snapshot=snapshot,
        choice=choice,
        language=language,
    )


def _figure(
    *,
    name: str,
    finding: str,
    subtitle: str,
    labelled: Sequence[tuple[str, Row]],
    change: str,
    remarks: Sequence[str],
    snapshot: Path,
    choice: Choice,
    language: Language,
) -> figure.Figure:
    found = [row for _, row in labelled]
    follow_up = language.say(f"definition.follow_up.{choice.follow_up}")
    return figure.Figure(
        name=name,
        finding=finding,
        subtitle=subtitle,
        spec=mean_changes.mean_changes(language),
        data_sets={
            "groups": mean_changes.groups(labelled, change, language),
            "zero": [{"at": 0}],
        },
        alternative=figure.alternative(finding, language),
        table=[_line(label, row, language) for label, row in labelled],
        definition="\n\n".join([language.say("score_changes.definition"), follow_up]),
        basis=figure.basis(found, f"{change}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, found)],
        file_name=f"rebond_{name}_{choice.instrument}_{choice.follow_up}_{choice.dimension}",
        remarks=remarks,
    )


def _everyone(snapshot: Path, choice: Choice) -> Sequence[Row]:
    return rows(snapshot, TABLE, community_id=ALL, dimension=ALL, follow_up=choice.follow_up)


def _groups(language: Language, snapshot: Path, choice: Choice) -> list[tuple[str, Row]]:
    """Groups in their dimension's own order, communities by name."""
    found = _cells(snapshot, choice)
    if choice.dimension == COMMUNITY:
        names = labels.graded_names(snapshot)
        named = [(names[row["community_id"]], row) for row in found]
        return sorted(named, key=lambda pair: pair[0])
    ordered = sorted(found, key=lambda row: labels.place(choice.dimension, row["category"]))
    return [(labels.category(choice.dimension, r["category"], language), r) for r in ordered]


def _cells(snapshot: Path, choice: Choice) -> list[Row]:
    is_by_community = choice.dimension == COMMUNITY
    found = rows(
        snapshot,
        TABLE,
        dimension=ALL if is_by_community else choice.dimension,
        follow_up=choice.follow_up,
        instrument=choice.instrument,
    )
    return [row for row in found if (row["community_id"] != ALL) == is_by_community]


def _line(label: str, row: Row, language: Language) -> dict[str, str]:
    is_shown = row["first_points_status"] == "ok"
    return {
        language.say("recovery_curves.group"): label,
        language.say("score_changes.scored"): written_count(row, "scored", language),
        language.say("score_changes.first"): (
            language.decimal(row["first_points"]) if is_shown else NOT_SHOWN
        ),
        language.say("score_changes.change"): written_change(row, POINTS, language),
        language.say("score_changes.standardised"): written_change(row, STANDARDISED, language),
    }
