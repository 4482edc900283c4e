"""What members did in their first 14 days, and who was well later: an association."""

from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import rates_with_bounds
from dashboard.filters import choose_named
from dashboard.labels import ALL
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
from dashboard.views.groups import Labelled

TABLE = "early_behaviours"
RATE, BOUNDS, RATIO = "recovery_rate", "recovery_bounds", "risk_ratio"
FOLLOW_UPS = ("day_90", "day_180", "day_365")
OPENING_FOLLOW_UP = "day_180"
ANSWERED = "has_posted x was_answered_within_24_hours"
# Each behaviour, and its groups in order: with whom it is compared first.
BEHAVIOURS = {
    "early_participation": ("reading", "absent", "contributing"),
    "has_posted": ("false", "true"),
    ANSWERED: ("true x false", "true x true"),
    "has_replied": ("false", "true"),
    "has_sent_private_message": ("false", "true"),
    "has_attended_session": ("false", "true"),
}


def draw(language: Language, snapshot: Path) -> None:
    """Recovery after the chosen time, of those who did and who did not, behaviour by behaviour."""
    with st.grid(3, min_column_width=160):
        follow_ups = [name for name in FOLLOW_UPS if name in values(snapshot, TABLE, "follow_up")]
        follow_up = choose_named(language, "follow_up", follow_ups, OPENING_FOLLOW_UP)
        there = values(snapshot, TABLE, "rule_set")
        rule_set = choose_named(language, "rule_set", [n for n in labels.RULE_SETS if n in there])
    found = rows(snapshot, TABLE, rule_set=rule_set, follow_up=follow_up)
    figure.show(_by_behaviour(language, snapshot, found, rule_set, follow_up), language)


def _by_behaviour(
    language: Language,
    snapshot: Path,
    found: tuple[Row, ...],
    rule_set: str,
    follow_up: str,
) -> figure.Figure:
    labelled = _labelled(found, language)
    finding = language.say("early.finding", count=_apart(labelled), all=_compared(labelled))
    shown = [row for _, row in labelled]
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(
            "early.subtitle",
            when=language.say(f"when.{follow_up}"),
            rule_set=language.say(f"rule_set.{rule_set}"),
        ),
        spec=rates_with_bounds.rates_with_bounds(language),
        data_sets={"groups": rates_with_bounds.groups(labelled, RATE, BOUNDS, language)},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("early.association"), *_left_out(found, language)],
        table=[_line(label, row, language) for label, row in labelled],
        definition="\n\n".join(
            language.say(name)
            for name in (
                "early.definition",
                f"definition.rule_set.{rule_set}",
                f"definition.follow_up.{follow_up}",
                "definition.interval",
                "definition.caution",
            )
        ),
        basis=figure.basis(shown, f"{RATE}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [row for row in found if row["dimension"] == ALL] + shown)],
        file_name=f"rebond_{TABLE}_{follow_up}",
    )


def _labelled(found: tuple[Row, ...], language: Language) -> Labelled:
    by_name = {(row["dimension"], row["category"]): row for row in found}
    return [
        (language.say(f"early.{_key(behaviour)}.{_key(group)}"), by_name[behaviour, group])
        for behaviour, groups in BEHAVIOURS.items()
        for group in groups
        if (behaviour, group) in by_name
    ]


def _key(name: str) -> str:
    """A crossed name's last part: it is what is new in it."""
    return name.rpartition(labels.CROSSED)[2]


def _compared(labelled: Labelled) -> int:
    return sum(row[f"{RATIO}_status"] in SHOWN_RATES for _, row in labelled)


def _apart(labelled: Labelled) -> int:
    """How many intervals of a ratio leave 1 out."""
    return sum(
        row[f"{RATIO}_status"] in SHOWN_RATES
        and not row[f"{RATIO}_lower"] <= 1 <= row[f"{RATIO}_upper"]
        for _, row in labelled
    )


def _left_out(found: tuple[Row, ...], language: Language) -> list[str]:
    everyone = [row for row in found if row["dimension"] == ALL]
    return [
        language.say("early.eligible", eligible=written_count(row, "eligible", language))
        for row in everyone
    ]


def _line(label: str, row: Row, language: Language) -> dict[str, str]:
    is_reference = row[f"{RATIO}_status"] == "not_compared"
    return {
        language.say("early.behaviour"): label,
        language.say("landmark.eligible"): written_count(row, "eligible", language),
        language.say("landmark.scored"): written_count(row, "scored", language),
        language.say("landmark.completeness"): written_rate(row, "completeness_rate", language),
        language.say("landmark.recovered"): written_count(row, "recovered", language),
        language.say("column.rate"): written_rate(row, RATE, language),
        language.say("landmark.bounds"): written_bounds(row, BOUNDS, language),
        language.say("early.ratio"): "1" if is_reference else written_ratio(row, RATIO, language),
    }
