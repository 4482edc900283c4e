"""What a reader of the comparisons chose, and the published rows that answer to it."""

from collections.abc import Mapping, Sequence
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
from dashboard.views.opening import first_well_shown
from dashboard.views.recovery_choice import FOLLOW_UPS, OPENING_FOLLOW_UP

RATES = "standardised_rates"
OUTCOMES = ("recovery", "reliable_recovery", "reliable_improvement", "reliable_deterioration")
ADJUSTMENTS = ("severity_age", "severity", "age")


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; every word is a published key.

    who      the group whose missing scores and benchmarks are shown, or `all`
    against  the one group that the others are compared with, or `all`: each with everyone else
    """

    outcome: str
    follow_up: str
    dimension: str
    rule_set: str
    adjustment: str
    who: str = ALL
    against: str = ALL

    @property
    def is_by_community(self) -> bool:
        """Whether communities are compared, and not groups of the whole programme."""
        return self.dimension == COMMUNITY

    @property
    def same_outcome(self) -> dict[str, str]:
        """The keys that every table of this page shares."""
        return {
            "rule_set": self.rule_set,
            "follow_up": self.follow_up,
            "outcome": self.outcome,
        }

    def keys_of(self, group: str) -> dict[str, str]:
        """The keys of one group's rows: a community, a category, or everyone."""
        if group == ALL:
            return {"community_id": ALL, "dimension": ALL, "category": ALL}
        if self.is_by_community:
            return {"community_id": group, "dimension": ALL, "category": ALL}
        return {"community_id": ALL, "dimension": self.dimension, "category": group}

    @property
    def keys_against(self) -> dict[str, str]:
        """The keys of the pairs in which the others are compared with the chosen group."""
        if self.is_by_community:
            return {"dimension": ALL, "other_community_id": self.against}
        return {"dimension": self.dimension, "other_category": self.against}


def chosen(language: Language, snapshot: Path) -> Choice:
    """Draw the filters and return what they say; whatever the snapshot lacks is not offered."""
    with st.grid(3, min_column_width=160):
        outcome = choose_named(language, "outcome", _published(OUTCOMES, snapshot, "outcome"))
        follow_ups = _published(FOLLOW_UPS, snapshot, "follow_up")
        follow_up = choose_named(language, "follow_up", follow_ups, OPENING_FOLLOW_UP)
        opening = partial(_opening_dimension, snapshot)
        dimension = choose_outcome_dimension(language, snapshot, RATES, opening)
        rule_set = choose_named(language, "rule_set", _published(RULE_SETS, snapshot, "rule_set"))
        offered = _adjustments(snapshot, dimension)
        start = Choice(outcome, follow_up, dimension, rule_set, offered[0])
        return _with_groups(language, snapshot, start, offered)


def everyone(snapshot: Path, choice: Choice) -> Row | None:
    """The programme's own row under the chosen adjustment."""
    found = rows(
        snapshot,
        RATES,
        **choice.keys_of(ALL),
        **choice.same_outcome,
        adjustment=choice.adjustment,
    )
    return found[0] if found else None


def groups(snapshot: Path, choice: Choice) -> list[Row]:
    """The rows of the chosen groups under the chosen adjustment."""
    found = rows(
        snapshot,
        RATES,
        dimension=ALL if choice.is_by_community else choice.dimension,
        **choice.same_outcome,
        adjustment=choice.adjustment,
    )
    return [row for row in found if (row["community_id"] != ALL) == choice.is_by_community]


def names(snapshot: Path, choice: Choice, language: Language) -> dict[str, str]:
    """What each group is called, by its key, in the order in which a list offers them."""
    if choice.is_by_community:
        known = labels.graded_names(snapshot)
        found = {row["community_id"] for row in groups(snapshot, choice)}
        return dict(sorted(((key, known.get(key, key)) for key in found), key=lambda item: item[1]))
    keys = {row["category"] for row in groups(snapshot, choice)}
    ordered = sorted(keys, key=lambda key: labels.place(choice.dimension, key))
    return {key: labels.category(choice.dimension, key, language) for key in ordered}


def key_of(row: Row, choice: Choice) -> str:
    """The group that a row is about."""
    return str(row["community_id"] if choice.is_by_community else row["category"])


def _published(known: Sequence[str], snapshot: Path, column: str) -> list[str]:
    return [name for name in known if name in values(snapshot, RATES, column)]


def _opening_dimension(snapshot: Path, options: Sequence[str]) -> str:
    """Judged by the outcome on which the page opens: another one must not change the groups."""
    rule_set = _published(RULE_SETS, snapshot, "rule_set")[0]
    start = Choice(OUTCOMES[0], OPENING_FOLLOW_UP, ALL, rule_set, ADJUSTMENTS[0])

    def cells(dimension: str) -> list[Row]:
        # Not every way to group has every adjustment; the crude rate is the same under each.
        return [
            row
            for adjustment in _adjustments(snapshot, dimension)[:1]
            for row in groups(snapshot, replace(start, dimension=dimension, adjustment=adjustment))
        ]

    return first_well_shown(options, cells, "outcome_rate_status")


def _adjustments(snapshot: Path, dimension: str) -> list[str]:
    """What can be adjusted for: nothing is adjusted for what makes the groups themselves."""
    wanted = ALL if dimension == COMMUNITY else dimension
    there = {row["adjustment"] for row in rows(snapshot, RATES, dimension=wanted)}
    if dimension == COMMUNITY:
        there -= {"age"}
    return [name for name in ADJUSTMENTS if name in there]


def _with_groups(
    language: Language, snapshot: Path, start: Choice, offered: Sequence[str]
) -> Choice:
    """What is compared with what. Rates of two groups are crude: nothing is allowed for."""
    known = names(snapshot, start, language)
    against = _choose_group(language, "with", known, "compare.everyone_else")
    if against == ALL:
        start = replace(start, adjustment=choose_named(language, "adjustment", offered))
    who = _choose_group(language, "who", known, "group.everyone")
    return replace(start, against=against, who=who)


def _choose_group(language: Language, key: str, known: Mapping[str, str], of_all: str) -> str:
    def words(option: str) -> str:
        return known.get(option) or language.say(of_all)

    return choose(language.say(f"filter.{key}"), key, [ALL, *known], words=words)
