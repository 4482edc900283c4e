"""What a reader of the recovery rates chose, and the published rows that answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.filters import choose, choose_named
from dashboard.labels import ALL, COMMUNITY, RULE_SETS
from dashboard.language import Language
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.views.groups import choose_outcome_dimension
from dashboard.views.opening import first_well_shown, opening_period

TABLE = "recovery_rates"
STATUS = "outcome_rate_status"
OUTCOMES = (
    "recovery",
    "reliable_recovery",
    "reliable_improvement",
    "reliable_deterioration",
    "no_reliable_change",
)
# By how far the score fell; of rule sets of one questionnaire on which remission is defined.
DEGREES = ("response", "remission")
FOLLOW_UPS = ("day_30", "day_90", "day_180", "day_365", "day_730", "end_paired", "end_literal")
OPENING_FOLLOW_UP = "day_180"


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; every word is a published key."""

    rule_set: str
    follow_up: str
    outcome: str
    dimension: str
    period: str


def chosen(language: Language, snapshot: Path) -> Choice:
    """Draw the filters and return what they say; whatever the snapshot lacks is not offered."""
    with st.grid(5, min_column_width=160):
        outcomes = [*OUTCOMES, *_published(DEGREES, snapshot, "outcome")]
        outcome = choose_named(language, "outcome", outcomes)
        follow_ups = follow_ups_of(outcome, snapshot)
        follow_up = choose_named(language, "follow_up", follow_ups, _opening_follow_up(snapshot))
        opening = partial(_opening_dimension, snapshot)
        dimension = choose_outcome_dimension(language, snapshot, TABLE, opening)
        rule_set = choose_named(
            language, "rule_set", _told(RULE_SETS, "rule_set", outcome, snapshot)
        )
        start = Choice(rule_set, follow_up, outcome, dimension, ALL)
        return _with_period(language, snapshot, start)


def follow_ups_of(outcome: str, snapshot: Path) -> list[str]:
    """The follow-ups that tell of an outcome: not all tell of more than recovery."""
    return _told(FOLLOW_UPS, "follow_up", outcome, snapshot)


def groups(snapshot: Path, choice: Choice) -> tuple[Row, ...]:
    """The published rows of the chosen outcome, one per group of the chosen dimension."""
    return _of_period(snapshot, choice, choice.period)


def everyone(snapshot: Path, choice: Choice, outcome: str) -> Row | None:
    """The programme as a whole: one row, or None where the snapshot has none for this choice."""
    found = rows(
        snapshot,
        TABLE,
        community_id=ALL,
        dimension=ALL,
        period=choice.period,
        rule_set=choice.rule_set,
        follow_up=choice.follow_up,
        outcome=outcome,
    )
    return found[0] if found else None


def _opening_follow_up(snapshot: Path) -> str:
    """Six months, or the longest follow-up of which a rate can be shown.

    Missing scores counted as not recovered come last: few answer, and the rate tells of that.
    """
    total = rows(snapshot, TABLE, community_id=ALL, dimension=ALL, period=ALL)
    shown = {row["follow_up"] for row in total if row[STATUS] in {"ok", "interval", "range"}}
    longest_first = (OPENING_FOLLOW_UP, *reversed(FOLLOW_UPS[:-1]), FOLLOW_UPS[-1])
    return next((name for name in longest_first if name in shown), OPENING_FOLLOW_UP)


def _published(known: Sequence[str], snapshot: Path, column: str) -> list[str]:
    return [name for name in known if name in values(snapshot, TABLE, column)]


def _told(known: Sequence[str], column: str, outcome: str, snapshot: Path) -> list[str]:
    """Under which of the known names the outcome is told; all of them where it has no row yet."""
    total = rows(snapshot, TABLE, community_id=ALL, dimension=ALL, period=ALL, outcome=outcome)
    told = {row[column] for row in total} or values(snapshot, TABLE, column)
    return [name for name in known if name in told]


def _opening_dimension(snapshot: Path, options: Sequence[str]) -> str:
    """Judged by the outcome on which the page opens: another one must not change the groups."""
    rule_sets = _told(RULE_SETS, "rule_set", OUTCOMES[0], snapshot) or list(RULE_SETS)
    start = Choice(rule_sets[0], _opening_follow_up(snapshot), OUTCOMES[0], ALL, ALL)

    def cells(dimension: str) -> tuple[Row, ...]:
        return groups(snapshot, replace(start, dimension=dimension))

    return first_well_shown(options, cells, STATUS)


def _with_period(language: Language, snapshot: Path, start: Choice) -> Choice:
    periods = sorted(values(snapshot, TABLE, "period"), reverse=True)
    opening = opening_period(periods, partial(_of_period, snapshot, start), STATUS)
    words = partial(labels.period, language=language)
    period = choose(language.say("filter.period"), "period", periods, words=words, opening=opening)
    return replace(start, period=period)


def _of_period(snapshot: Path, choice: Choice, period: str) -> tuple[Row, ...]:
    is_by_community = choice.dimension == COMMUNITY
    found = rows(
        snapshot,
        TABLE,
        dimension=ALL if is_by_community else choice.dimension,
        period=period,
        rule_set=choice.rule_set,
        follow_up=choice.follow_up,
        outcome=choice.outcome,
    )
    return tuple(row for row in found if (row["community_id"] != ALL) == is_by_community)
