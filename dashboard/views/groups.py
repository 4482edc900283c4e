"""By what a view groups the members, and the groups it shows: everyone first, then each group."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from dashboard import labels
from dashboard.filters import choose
from dashboard.labels import ALL, COMMUNITY, DIMENSIONS
from dashboard.language import Language
from dashboard.marks import SHOWN_RATES
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.views.opening import opening_period

Labelled = list[tuple[str, Row]]


def choose_dimension(
    language: Language, snapshot: Path, table: str, *, can_be_everyone: bool = False
) -> str:
    """By what the members are grouped: the published dimensions of the table, or communities.

    Where everyone together is a view of its own, the page opens on it.
    """
    grouped_by = _ways_to_group(snapshot, table)
    options = [ALL, *grouped_by] if can_be_everyone or not grouped_by else grouped_by
    words = partial(labels.dimension, language=language)
    return choose(language.say("filter.dimension"), "by", options, words=words)


def choose_outcome_dimension(
    language: Language, snapshot: Path, table: str, opening: Callable[[Sequence[str]], str]
) -> str:
    """As `choose_dimension`, communities first; `opening` says on which of the ways to open."""
    grouped_by = sorted(_ways_to_group(snapshot, table), key=lambda name: name != COMMUNITY)
    options = grouped_by or [ALL]
    words = partial(labels.dimension, language=language)
    label = language.say("filter.dimension")
    return choose(label, "by", options, words=words, opening=opening(options))


def choose_period(language: Language, snapshot: Path, table: str, by: str, status: str) -> str:
    """A year, or all of them; opens on the latest of which most cells are shown."""
    periods = sorted(values(snapshot, table, "period"), reverse=True)

    def cells(period: str) -> Sequence[Row]:
        return [row for _, row in grouped(language, snapshot, table, by, period=period)]

    opening = opening_period(periods, cells, status)
    words = partial(labels.period, language=language)
    label = language.say("engagement.period")
    return choose(label, "period", periods, words=words, opening=opening)


def grouped(language: Language, snapshot: Path, table: str, by: str, **wanted: object) -> Labelled:
    """Everyone, then each group of the dimension in its own order; communities by name."""
    whole = rows(snapshot, table, community_id=ALL, dimension=ALL, **wanted)
    everyone = [(language.say("group.everyone"), row) for row in whole]
    if by == ALL:
        return everyone
    if by == COMMUNITY:
        return everyone + _communities(snapshot, table, wanted)
    found = rows(snapshot, table, community_id=ALL, dimension=by, **wanted)
    ordered = sorted(found, key=lambda row: labels.place(by, row["category"]))
    return everyone + [(labels.category(by, row["category"], language), row) for row in ordered]


def largest_first(labelled: Labelled, status: str) -> Labelled:
    """Communities by how much is known of them, what is hidden last: no league table."""

    def size(pair: tuple[str, Row]) -> tuple[bool, int]:
        _, row = pair
        return row[status] not in SHOWN_RATES, -(row["denominator_count"] or 0)

    return sorted(labelled, key=size)


def choose_group(language: Language, snapshot: Path, table: str) -> tuple[dict[str, str], str]:
    """One group: what its rows have in common, and its name in words."""
    options = [ALL, *_ways_to_group(snapshot, table)]
    words = partial(labels.dimension, language=language)
    by = choose(language.say("filter.group_by"), "by", options, words=words)
    if by == ALL:
        return {"community_id": ALL, "dimension": ALL}, language.say("group.all")
    if by == COMMUNITY:
        return _chosen_community(language, snapshot, table)
    found = {row["category"] for row in rows(snapshot, table, community_id=ALL, dimension=by)}
    options = sorted(found, key=partial(labels.place, by))
    words = partial(labels.category, by, language=language)
    chosen = choose(language.say("filter.group"), "group", options, words=words)
    return {"community_id": ALL, "dimension": by, "category": chosen}, words(chosen)


def _ways_to_group(snapshot: Path, table: str) -> list[str]:
    """The dimensions of which the table has groups, then communities where it has any."""
    there = values(snapshot, table, "dimension")
    if values(snapshot, table, "community_id") - {ALL}:
        there |= {COMMUNITY}
    return [name for name in (*DIMENSIONS, COMMUNITY) if name in there]


def _chosen_community(language: Language, snapshot: Path, table: str) -> tuple[dict[str, str], str]:
    names = labels.graded_names(snapshot)
    there = values(snapshot, table, "community_id") - {ALL}
    options = sorted(there, key=lambda name: names[name])
    chosen = choose(language.say("filter.group"), "group", options, words=names.__getitem__)
    return {"community_id": chosen, "dimension": ALL}, names[chosen]


def _communities(snapshot: Path, table: str, wanted: dict[str, object]) -> Labelled:
    names = labels.graded_names(snapshot)
    found = rows(snapshot, table, dimension=ALL, **wanted)
    named = [(names[r["community_id"]], r) for r in found if r["community_id"] != ALL]
    return sorted(named, key=lambda pair: pair[0])
