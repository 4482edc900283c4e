"""The attack: which hidden counts does what is published pin, as far as anybody can tell?

A count is pinned where every choice of whole numbers that fits gives it the same value. The true
counts fit, so one other fitting choice (`worlds.py`) clears a count, and mostly it clears many at
once. Linear programming alone would miss some: a range from 3.2 to 4.8 holds one whole number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from ingest.publishing.knowledge import Flags, Integers, Knowledge, Numbers, with_right_guesses
from ingest.publishing.worlds import free_world, region_around

# Most is settled near at hand; what is left is looked at from farther away.
_SIZES = (500, 1500)


def unsettled(knowledge: Knowledge, targets: Iterable[int]) -> set[int]:
    """Return the targets for which no other value was found near at hand.

    A count that is hidden for being all of its whole is taken for all of it here: that it may be
    less, and others more, is for `bought_world` to find.
    """
    guess = with_right_guesses(knowledge)
    is_open = guess.lower < guess.upper
    is_target = np.zeros(len(knowledge.truth), dtype=bool)
    is_target[[*targets]] = True
    is_waiting = is_target & is_open
    for size in _SIZES:
        _search(guess, is_open, is_waiting, size)
    return {int(count) for count in np.flatnonzero(is_waiting | (is_target & ~is_open))}


def _search(knowledge: Knowledge, is_open: Flags, is_waiting: Flags, size: int) -> None:
    """Look around each waiting count in turn, both ways; clear every waiting count that moves."""
    is_covered = np.zeros(len(is_waiting), dtype=bool)
    for start in np.flatnonzero(is_waiting).tolist():
        if is_covered[start] or not is_waiting[start]:
            continue
        region = region_around(knowledge, start, size, is_open)
        is_covered[region.counts] = True
        ways = chosen_ways(region.counts, region.lower, region.upper)
        for sign in (1, -1):
            is_wanted = is_waiting[region.counts]
            if is_wanted.any():
                moved: Collection[int] = free_world(region, is_wanted, sign * ways)
                is_waiting[[*moved]] = False


def chosen_ways(counts: Integers, lower: Numbers, upper: Numbers) -> Numbers:
    """Return which way each count is to move: where it has room, else by chance, always the same.

    Counts that all move one way seldom fit together.
    """
    by_chance = np.random.default_rng(int(counts[0])).choice([-1.0, 1.0], len(counts))
    return np.where(lower >= 0, 1.0, np.where(upper <= 0, -1.0, by_chance))
