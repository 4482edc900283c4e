"""What the attacker of the audit works with: whole numbers within bounds, tied together by sums."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from ingest.publishing.disclosure import Policy

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Larger than any programme, small enough to be exact beside a 1.
UNBOUNDED = 1e9

_ENOUGH_ROOM = 8
_MOST_ROUNDS_OF_TIGHTENING = 50


@dataclass(repr=False)
class Knowledge:
    """What the attacker knows of the counts, beside the true counts themselves.

    lower, upper              bounds of each count
    freed_lower, freed_upper  its bounds once it is withheld
    truth         the counts as they are: they lie within the bounds and fit every tie
    ties          one row a tie: the coefficient, +1 or -1, of each count in a sum
    least, most   the bounds of each sum
    wholes_of_all  counts hidden because they are all of a small whole, with that whole: such a
                  count is all of it, or else a small one
    withheld      the counts that were let go
    policy        the rules by which counts are hidden, which are public
    """

    lower: Numbers
    upper: Numbers
    freed_lower: Numbers
    freed_upper: Numbers
    truth: Numbers
    ties: csr_array
    least: Numbers
    most: Numbers
    policy: Policy
    wholes_of_all: dict[int, int] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)

    @cached_property
    def ties_of_counts(self) -> csr_array:
        """One row a count: the ties that it is in."""
        return csr_array(self.ties.T)

    @cached_property
    def sums(self) -> Numbers:
        """The true sum of each tie."""
        return np.asarray(self.ties @ self.truth)

    @cached_property
    def ease(self) -> Numbers:
        """How easily each count takes up a move: its room, over the ties that it would break."""
        room = np.minimum(self.upper - self.lower, _ENOUGH_ROOM)
        return np.asarray((room + 1) / (1 + np.diff(self.ties_of_counts.indptr)))

    def let_go(self, index: int) -> None:
        """Withhold a count: the attacker no longer has its bounds. What was possible stays so."""
        self.withheld.add(index)
        self.lower[index] = min(self.lower[index], self.freed_lower[index])
        self.upper[index] = max(self.upper[index], self.freed_upper[index])


def tightened(knowledge: Knowledge) -> tuple[Numbers, Numbers]:
    """Return bounds narrowed by each tie in turn, until nothing moves: what is quickly seen."""
    lower, upper = knowledge.lower.copy(), knowledge.upper.copy()
    ties = knowledge.ties.tocoo()
    row, column, sign = ties.coords[0], ties.coords[1], ties.data
    for _ in range(_MOST_ROUNDS_OF_TIGHTENING):
        small = np.where(sign > 0, lower[column], -upper[column])
        large = np.where(sign > 0, upper[column], -lower[column])
        least_sum = np.bincount(row, small, len(knowledge.least))
        most_sum = np.bincount(row, large, len(knowledge.most))
        most_own = knowledge.most[row] - (least_sum[row] - small)
        least_own = knowledge.least[row] - (most_sum[row] - large)
        new_lower, new_upper = lower.copy(), upper.copy()
        np.maximum.at(new_lower, column, np.where(sign > 0, least_own, -most_own))
        np.minimum.at(new_upper, column, np.where(sign > 0, most_own, -least_own))
        if np.array_equal(new_lower, lower) and np.array_equal(new_upper, upper):
            break
        lower, upper = new_lower, new_upper
    return lower, upper


def with_right_guesses(knowledge: Knowledge) -> Knowledge:
    """Return the same where all is taken to be all, narrowed, without the ties that tell nothing.

    It leaves fewer choices than the attacker has, so what is possible in it is possible.
    """
    lower = knowledge.lower.copy()
    guessed = [one for one in knowledge.wholes_of_all if one not in knowledge.withheld]
    lower[guessed] = np.maximum(lower[guessed], knowledge.policy.smallest_shown_count)
    wholes = [knowledge.wholes_of_all[one] for one in guessed]
    numbers = np.arange(len(guessed))
    equal = csr_array(
        (
            np.concatenate([np.ones(len(guessed)), -np.ones(len(guessed))]),
            (np.concatenate([numbers, numbers]), np.array(guessed + wholes, dtype=np.int64)),
        ),
        shape=(len(guessed), len(lower)),
    )
    guess = replace(
        knowledge,
        lower=lower,
        ties=csr_array(vstack([knowledge.ties, equal])),
        least=np.concatenate([knowledge.least, np.zeros(len(guessed))]),
        most=np.concatenate([knowledge.most, np.zeros(len(guessed))]),
    )
    lower, upper = tightened(guess)
    return _without_idle_ties(replace(guess, lower=lower, upper=upper))


def _without_idle_ties(knowledge: Knowledge) -> Knowledge:
    """Leave out the ties that the bounds alone keep: they tell nothing, and link much."""
    positive, negative = knowledge.ties.maximum(0), (-knowledge.ties).maximum(0)
    least = positive @ knowledge.lower - negative @ knowledge.upper
    most = positive @ knowledge.upper - negative @ knowledge.lower
    works = np.flatnonzero((least < knowledge.least) | (most > knowledge.most))
    return replace(
        knowledge,
        ties=knowledge.ties[works],
        least=knowledge.least[works],
        most=knowledge.most[works],
    )
