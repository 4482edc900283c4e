"""What a reader of the curves over time chose, and the published curves that answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.filters import choose, choose_named
from dashboard.labels import ALL, DIMENSIONS, RULE_SETS
from dashboard.language import Language
from dashboard.row import Row
from dashboard.snapshot import rows, values

TABLE, TESTS = "recovery_curves", "curve_comparisons"
# What was seen comes first; what supposes something of those who stopped answering after it.
CURVES = ("recovery_before_leaving", "leaving_before_recovery", "recovery", "relapse")
# A recovery lies between two scores: dated as late and as early as it can have been.
DATED = ("recovery", "recovery_earliest")
# What becomes of people where leaving counts, and the curve that overstates recovery.
COMPETING = ("recovery_before_leaving", "leaving_before_recovery", "recovery_ignoring_leaving")
Labelled = Sequence[tuple[str, Sequence[Row]]]


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; every word is a published key."""

    curve: str
    dimension: str
    rule_set: str


def chosen(language: Language, snapshot: Path) -> Choice:
    """Draw the filters and return what they say; whatever the snapshot lacks is not offered."""
    with st.grid(3, min_column_width=160):
        curves = [name for name in CURVES if name in values(snapshot, TABLE, "curve")]
        curve = choose_named(language, "curve", curves)
        there = values(snapshot, TABLE, "dimension")
        dimensions = [ALL, *(name for name in DIMENSIONS if name in there)]
        words = partial(labels.dimension, language=language)
        dimension = choose(language.say("filter.dimension"), "by", dimensions, words=words)
        rule_sets = [name for name in RULE_SETS if name in values(snapshot, TABLE, "rule_set")]
        return Choice(curve, dimension, choose_named(language, "rule_set", rule_sets))


def groups(language: Language, snapshot: Path, choice: Choice) -> Labelled:
    """The groups of the dimension in its own order, else the largest first."""
    found = rows(
        snapshot,
        TABLE,
        dimension=choice.dimension,
        rule_set=choice.rule_set,
        curve=choice.curve,
        curve_day=0,
    )
    if choice.dimension == ALL:
        return []
    ordered = sorted(found, key=lambda row: row["at_risk_count"] or 0, reverse=True)
    if choice.dimension in labels.ORDERED:
        ordered.sort(key=lambda row: labels.place(choice.dimension, row["category"]))
    # Those that are not shown stand in the table alone.
    ordered.sort(key=lambda row: row["at_risk_count"] is None)
    return [
        (
            labels.category(choice.dimension, row["category"], language),
            curve_of(snapshot, choice, choice.dimension, row["category"], choice.curve),
        )
        for row in ordered
    ]


def of_everyone(language: Language, snapshot: Path, choice: Choice) -> Labelled:
    """The chosen curve of all; of recovery, how far its date alone moves it."""
    if not is_dated_twice(choice):
        return [
            (
                language.say("group.everyone"),
                curve_of(snapshot, choice, ALL, ALL, choice.curve),
            )
        ]
    dated = ((name, curve_of(snapshot, choice, ALL, ALL, name)) for name in DATED)
    # A snapshot of an older version has the later date alone.
    return [(language.say(f"dated.{name}"), curve) for name, curve in dated if curve]


def is_dated_twice(choice: Choice) -> bool:
    """Whether the chosen curve is drawn by its later and by its earlier date."""
    return choice.dimension == ALL and choice.curve == "recovery"


def curve_of(
    snapshot: Path, choice: Choice, dimension: str, category: str, curve: str
) -> Sequence[Row]:
    """The rows of one curve of one group, by day."""
    found = rows(
        snapshot,
        TABLE,
        dimension=dimension,
        category=category,
        rule_set=choice.rule_set,
        curve=curve,
    )
    return sorted(found, key=lambda row: row["curve_day"])


def comparison(snapshot: Path, choice: Choice) -> Sequence[Row]:
    """The test of the drawn curves: one row, or none where no two groups can be compared."""
    return rows(
        snapshot,
        TESTS,
        dimension=choice.dimension,
        rule_set=choice.rule_set,
        curve=choice.curve,
    )
