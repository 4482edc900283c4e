"""Exports that hold totals, told by their headers before anything else is asked of them.

From a number per day nobody can tell how many members stand behind it, whether they are the same
ones as yesterday, or what became of them: no contract takes such numbers, and a list of refused
rows would not say why.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.errors import ExportRefused

# What Facebook writes above the daily numbers of a group: in full, and in its shorter download.
_FACEBOOK_INSIGHTS = (
    frozenset({"date", "total members", "active members"}),
    frozenset({"date", "joined", "viewed"}),
    frozenset({"date", "posted or commented"}),
)


TOTALS = "kind.facebook_insights"


def refuse_totals(header: Iterable[str]) -> None:
    """Raise ExportRefused where the columns are those of a known export of totals."""
    if are_of_totals(header):
        raise ExportRefused(TOTALS)


def are_of_totals(header: Iterable[str]) -> bool:
    """Say whether the columns are those of a known export of totals."""
    names = {name.casefold() for name in header}
    return any(told <= names for told in _FACEBOOK_INSIGHTS)
