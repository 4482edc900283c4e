"""Other worlds: choices of whole numbers that fit all that is published, beside the true one.

A world is looked for near a count: the counts around it may move, everything else stays as it
truly is, so what fits near the count fits the whole. It is found by linear programming, which for
sums like these mostly gives whole numbers, and checked in whole numbers before it is believed. Work
is limited by the size of the regions and the nodes of a search, never by seconds: the same counts
give the same worlds on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ingest.publishing.knowledge import Flags, Integers, Knowledge, Numbers

Changes = dict[int, int]

_GAP = 0.2
_ALMOST = 1e-6
# How far a count may move in a world where nothing more is withheld: a step or two are enough.
_STEP_OF_TARGETS = 1
_STEP = 2


@dataclass(frozen=True)
class Region:
    """The counts around one, ascending, with every tie that any of them is in."""

    counts: Integers
    ties: csr_array
    least: Numbers
    most: Numbers
    lower: Numbers
    upper: Numbers

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each count in the region."""
        return {int(count): place for place, count in enumerate(self.counts)}


@dataclass(frozen=True)
class Programme:
    """A goal to make small, within bounds of its columns and of the sums in `ties`."""

    goal: Numbers
    lower: Numbers
    upper: Numbers
    ties: csr_array
    least: Numbers
    most: Numbers


def region_around(
    knowledge: Knowledge, start: int, size: int, is_open: Flags, breadth: int = 4
) -> Region:
    """Return the `size` counts, about, that take up a move of one: of each tie `breadth` of them.

    Ties, and bounds, are given as how far each may move from the truth.
    """
    counts = _counts_around(knowledge, start, size, is_open, breadth)
    ties = np.unique(knowledge.ties_of_counts[counts].indices)
    sums = knowledge.sums[ties]
    return Region(
        counts,
        csr_array(knowledge.ties[ties][:, counts]),
        knowledge.least[ties] - sums,
        knowledge.most[ties] - sums,
        knowledge.lower[counts] - knowledge.truth[counts],
        knowledge.upper[counts] - knowledge.truth[counts],
    )


def free_world(region: Region, is_wanted: Flags, ways: Numbers) -> Changes:
    """Return a world in which many of the wanted counts move as `ways` (+1 or -1) wishes."""
    step = np.where(is_wanted, _STEP_OF_TARGETS, _STEP)
    choice = solved(
        Programme(
            np.where(is_wanted, -ways, 0),
            np.maximum(region.lower, -step),
            np.minimum(region.upper, step),
            region.ties,
            region.least,
            region.most,
        )
    )
    return {} if choice is None else moved(region, choice)


def solved(
    programme: Programme, flags: Sequence[int] = (), *, most_nodes: int = 0
) -> Numbers | None:
    """Return whole numbers that fit and make the goal small, None where none were found.

    `flags` are columns of 0 or 1, of which a linear programme likes to take a fraction: those that
    it takes are then taken whole. Where there are any, the last resort is integer programming, a
    search of at most so many nodes.
    """
    choice = _optimum(programme)
    if choice is not None and flags and not _is_whole(choice, programme):
        choice = _optimum(_with_whole_flags(programme, choice, flags))
        if most_nodes and (choice is None or not _is_whole(choice, programme)):
            choice = _optimum(programme, most_nodes=most_nodes)
    return np.round(choice) if choice is not None and _is_whole(choice, programme) else None


def moved(region: Region, choice: Numbers) -> Changes:
    """Return the counts that a choice moves, and how far."""
    places = np.flatnonzero(choice)
    return {int(region.counts[place]): int(choice[place]) for place in places}


def _counts_around(
    knowledge: Knowledge, start: int, size: int, is_open: Flags, breadth: int
) -> Integers:
    """Return the start, and from each tie that it touches the counts that best take up a move.

    And from each tie that these touch, and so on: few of each, so that every tie has some.
    """
    is_near = np.zeros(len(knowledge.truth), dtype=bool)
    is_used = np.zeros(len(knowledge.least), dtype=bool)
    is_near[start] = True
    newest, count = np.array([start]), 1
    while len(newest) and count < size:
        ties = np.unique(knowledge.ties_of_counts[newest].indices)
        ties = ties[~is_used[ties]]
        is_used[ties] = True
        newest = _best_members(knowledge, ties, is_open & ~is_near, breadth)[: size - count]
        is_near[newest] = True
        count += len(newest)
    return np.flatnonzero(is_near)


def _best_members(
    knowledge: Knowledge, ties: NDArray[np.int32], is_free: Flags, breadth: int
) -> Integers:
    """Return of each tie the free members with most room beside few ties to mend."""
    rows = knowledge.ties[ties]
    members, row = rows.indices, np.repeat(np.arange(len(ties)), np.diff(rows.indptr))
    members, row = members[is_free[members]], row[is_free[members]]
    order = np.lexsort((members, -knowledge.ease[members], row))
    members, row = members[order], row[order]
    first = np.searchsorted(row, row, side="left")
    chosen = members[np.arange(len(row)) - first < breadth]
    _, places = np.unique(chosen, return_index=True)
    return np.asarray(chosen[np.sort(places)])


def _with_whole_flags(programme: Programme, choice: Numbers, flags: Sequence[int]) -> Programme:
    taken = np.ceil(choice[[*flags]] - _ALMOST)
    lower, upper = programme.lower.copy(), programme.upper.copy()
    lower[[*flags]] = upper[[*flags]] = taken
    return replace(programme, lower=lower, upper=upper)


def _optimum(programme: Programme, most_nodes: int = 0) -> Numbers | None:
    """Solve it, in fractions, or in whole numbers where a search of some nodes is allowed."""
    result = milp(
        programme.goal,
        bounds=Bounds(programme.lower, programme.upper),
        constraints=LinearConstraint(programme.ties, programme.least, programme.most),
        integrality=np.full(len(programme.goal), int(most_nodes > 0)),
        options={"node_limit": most_nodes, "presolve": False, "mip_rel_gap": _GAP}
        if most_nodes
        else {},
    )
    return None if result.x is None else np.asarray(result.x)


def _is_whole(choice: Numbers, programme: Programme) -> bool:
    """Return whether a choice is one of whole numbers, and fits as such."""
    whole = np.round(choice)
    sums = programme.ties @ whole
    return bool(
        np.abs(choice - whole).max() < _ALMOST
        and (whole >= programme.lower).all()
        and (whole <= programme.upper).all()
        and (sums >= programme.least).all()
        and (sums <= programme.most).all()
    )
