"""Engagement and recovery by landmark: who wrote early, and who was well later."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import rates_with_bounds
from dashboard.filters import choose_named
from dashboard.labels import ALL, RULE_SETS
from dashboard.language import Language
from dashboard.marks import (
    SHOWN_RATES,
    written_bounds,
    written_count,
    written_rate,
    written_ratio,
)
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.landmark_left_out import left_out
from dashboard.views.recovery_choice import FOLLOW_UPS, OPENING_FOLLOW_UP

TABLE = "landmark_comparisons"
BAND = "engagement_band"
RATE, BOUNDS, RATIO = "recovery_rate", "recovery_bounds", "risk_ratio"
OPENING_LANDMARK = "30"


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; every word is a published key."""

    rule_set: str
    follow_up: str
    landmark_days: str


def draw(language: Language, snapshot: Path) -> None:
    """Recovery by band with its bounds, and who was left out of the comparison."""
    if not values(snapshot, TABLE, "rule_set"):
        st.info(language.say("landmark.empty"), icon=":material/hourglass_empty:")
        return
    choice = _chosen(language, snapshot)
    bands = _bands(snapshot, choice)
    figure.show(_by_band(language, snapshot, choice, bands), language)
    everyone = _rows(snapshot, choice, ALL)
    figure.show(left_out(language, snapshot, [*bands, *everyone], choice.landmark_days), language)


def _chosen(language: Language, snapshot: Path) -> Choice:
    with st.grid(3, min_column_width=160):
        follow_ups = [f for f in FOLLOW_UPS if f in values(snapshot, TABLE, "follow_up")]
        follow_up = choose_named(language, "follow_up", follow_ups, OPENING_FOLLOW_UP)
        found = rows(snapshot, TABLE, follow_up=follow_up)
        days = sorted({row["landmark_days"] for row in found})
        landmark = choose_named(language, "landmark_days", [str(d) for d in days], OPENING_LANDMARK)
        rule_sets = [r for r in RULE_SETS if r in values(snapshot, TABLE, "rule_set")]
        return Choice(choose_named(language, "rule_set", rule_sets), follow_up, landmark)


def _bands(snapshot: Path, choice: Choice) -> list[Row]:
    found = _rows(snapshot, choice, BAND)
    return sorted(found, key=lambda row: labels.place(BAND, row["category"]))


def _rows(snapshot: Path, choice: Choice, dimension: str) -> tuple[Row, ...]:
    return rows(
        snapshot,
        TABLE,
        dimension=dimension,
        rule_set=choice.rule_set,
        follow_up=choice.follow_up,
        landmark_days=int(choice.landmark_days),
    )


def _by_band(
    language: Language, snapshot: Path, choice: Choice, bands: Sequence[Row]
) -> figure.Figure:
    labelled = [(labels.category(BAND, row["category"], language), row) for row in bands]
    finding = _finding(labelled, choice, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(
            "landmark.subtitle",
            days=choice.landmark_days,
            rule_set=language.say(f"rule_set.{choice.rule_set}"),
        ),
        spec=rates_with_bounds.rates_with_bounds(language),
        data_sets={"groups": rates_with_bounds.groups(labelled, RATE, BOUNDS, language)},
        alternative=figure.alternative(finding, language),
        remarks=_remarks(labelled, language),
        table=[_line(label, row, language) for label, row in labelled],
        definition=_definition(choice, language),
        basis=figure.basis(bands, f"{RATE}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, bands)],
        file_name=f"rebond_{TABLE}_{choice.follow_up}_{choice.landmark_days}",
    )


def _finding(labelled: Sequence[tuple[str, Row]], choice: Choice, language: Language) -> str:
    shown = [(label, row) for label, row in labelled if row[f"{RATE}_status"] in SHOWN_RATES]
    when = language.say(f"when.{choice.follow_up}")
    if len(shown) < 2 or shown[0][1]["category"] != "0":
        return language.say("compare.too_few", when=when)
    (_, silent), (most, writing) = shown[0], shown[-1]
    return language.say(
        "landmark.finding",
        when=when,
        silent=written_rate(silent, RATE, language),
        writing=written_rate(writing, RATE, language),
        band=most,
    )


def _remarks(labelled: Sequence[tuple[str, Row]], language: Language) -> list[str]:
    shown = [(label, row) for label, row in labelled if row[f"{RATIO}_status"] in SHOWN_RATES]
    ratios = [
        language.say("landmark.ratio", band=label, ratio=written_ratio(row, RATIO, language))
        for label, row in shown
    ]
    return [language.say("landmark.immortal_time"), *ratios, language.say("landmark.association")]


def _line(label: str, row: Row, language: Language) -> dict[str, str]:
    return {
        language.say("landmark.band"): label,
        language.say("landmark.eligible"): written_count(row, "eligible", language),
        language.say("landmark.scored"): written_count(row, "scored", language),
        language.say("landmark.completeness"): written_rate(row, "completeness_rate", language),
        language.say("landmark.recovered"): written_count(row, "recovered", language),
        language.say("column.rate"): written_rate(row, RATE, language),
        language.say("landmark.bounds"): written_bounds(row, BOUNDS, language),
        language.say("landmark.ratio_column"): (
            "1" if row["category"] == "0" else written_ratio(row, RATIO, language)
        ),
    }


def _definition(choice: Choice, language: Language) -> str:
    names = (
        "landmark.definition",
        "landmark.definition_bounds",
        f"definition.rule_set.{choice.rule_set}",
        f"definition.follow_up.{choice.follow_up}",
        "definition.interval",
        "definition.caution",
    )
    return "\n\n".join(language.say(name) for name in names)
