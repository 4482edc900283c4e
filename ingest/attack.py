"""The attacker of the audit: whole numbers within bounds, tied together by sums.

The published counts leave each true count a range, and what adds up ties the ranges together. A
count is pinned where every choice of whole numbers that fits gives it the same value. The true
counts fit, so one other fitting choice clears a count. It is looked for near the count first, with
everything else left as it truly is, and in all that hangs together only where nothing was found.

This is integer programming, which sees what linear programming would miss: a range from 3.2 to 4.8
holds one whole number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Range = tuple[int, int]

# Larger than any programme, small enough to be exact beside a 1.
UNBOUNDED = 1e9

# Searches cost more than in proportion to their size, and small ones rarely find a way out: a
# thousand counts at a time clear most targets in one sweep.
_SIZES_OF_SWEEPS = (1_000, 1_000, 1_500)
_SIZE_OF_LAST_SEARCH = 2_000
_SECONDS_OF_ONE_SEARCH = 10
_GAP_OF_SWEEPS = 0.5
_MOST_ROUNDS_OF_TIGHTENING = 50


@dataclass
class Knowledge:
    """What the attacker knows of the counts, beside the true counts themselves.

    lower, upper  bounds of each count
    truth         the counts as they are: they lie within the bounds and fit every tie
    ties          one row a tie: the coefficient, +1 or -1, of each count in a sum
    least, most   the bounds of each sum
    """

    lower: Numbers
    upper: Numbers
    truth: Numbers
    ties: csr_array
    least: Numbers
    most: Numbers

    @cached_property
    def ties_of_counts(self) -> csr_array:
        """One row a count: the ties that it is in."""
        return csr_array(self.ties.T)

    @cached_property
    def sums(self) -> Numbers:
        """The true sum of each tie."""
        return np.asarray(self.ties @ self.truth)


def reachable_ranges(knowledge: Knowledge, targets: Iterable[int]) -> dict[int, Range]:
    """Return for each target two values that it can take, the same one twice where it is pinned.

    The true range is at least as wide. A target for which no other value was found in time counts
    as pinned: the audit then withholds too much rather than too little.
    """
    is_open = np.not_equal(*tightened(knowledge))
    reached = {target: (int(knowledge.truth[target]),) * 2 for target in targets}
    waiting = {target for target in reached if is_open[target]}
    for size in _SIZES_OF_SWEEPS:
        for near in _cover(knowledge, is_open, waiting, size):
            wished = sorted(waiting.intersection(near.tolist()))
            waiting -= _search(knowledge, near, _random_wishes(wished), _GAP_OF_SWEEPS, reached)
    for target in sorted(waiting):
        if target in waiting:
            near = _neighbourhood(knowledge, is_open, target, _SIZE_OF_LAST_SEARCH)
            waiting -= _search(knowledge, near, {target: 1}, 0, reached)
    return reached


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


def _cover(
    knowledge: Knowledge, is_open: NDArray[np.bool_], waiting: set[int], size: int
) -> Iterator[Integers]:
    """Yield neighbourhoods in which each target that waits now has a place, unless it is found."""
    covered: set[int] = set()
    for target in sorted(waiting):
        if target in waiting and target not in covered:
            near = _neighbourhood(knowledge, is_open, target, size)
            covered.update(near.tolist())
            yield near


def _neighbourhood(
    knowledge: Knowledge, is_open: NDArray[np.bool_], target: int, size: int
) -> Integers:
    """Return the counts that hang together with the target, the nearest first, about `size`."""
    near, seen, seen_ties = [target], {target}, set[int]()
    for count in near:  # the list grows while it is walked
        for tie in _indices(knowledge.ties_of_counts, count):
            if tie not in seen_ties:
                seen_ties.add(tie)
                members = _indices(knowledge.ties, tie)
                fresh = [int(member) for member in members[is_open[members]] if member not in seen]
                near.extend(fresh)
                seen.update(fresh)
        if len(near) >= size:
            break
    return np.array(near)


def _indices(matrix: csr_array, row: int) -> Integers:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]])


def _random_wishes(targets: list[int]) -> dict[int, int]:
    signs = np.random.default_rng(len(targets)).choice([-1, 1], len(targets))
    return dict(zip(targets, signs.tolist(), strict=True))


def _search(
    knowledge: Knowledge,
    near: Integers,
    wishes: dict[int, int],
    gap: float,
    reached: dict[int, Range],
) -> set[int]:
    """Move the targets as wished, then the other way; widen `reached`, return who moved."""
    moved: set[int] = set()
    for sign in (1, -1):
        choice = _other_choice(knowledge, near, wishes, sign, gap)
        for index, value in zip(near.tolist(), choice.tolist(), strict=True):
            if index in reached and value != knowledge.truth[index]:
                least, most = reached[index]
                reached[index] = (min(least, int(value)), max(most, int(value)))
                moved.add(index)
    return moved


def _other_choice(
    knowledge: Knowledge, near: Integers, wishes: dict[int, int], sign: int, gap: float
) -> Numbers:
    """Return a choice that fits and moves the wished ones as far as it can.

    Everything outside `near` stays as it truly is, so the choice fits the whole.
    """
    weights = np.array([sign * wishes.get(index, 0) for index in near.tolist()], dtype=float)
    ties = np.unique(knowledge.ties_of_counts[near].indices)
    local = knowledge.ties[ties][:, near]
    outside = knowledge.sums[ties] - local @ knowledge.truth[near]
    result = milp(
        -weights,
        bounds=Bounds(knowledge.lower[near], knowledge.upper[near]),
        constraints=LinearConstraint(
            local, knowledge.least[ties] - outside, knowledge.most[ties] - outside
        ),
        integrality=np.ones(len(near)),
        options={"time_limit": _SECONDS_OF_ONE_SEARCH, "mip_rel_gap": gap},
    )
    return knowledge.truth[near] if result.x is None else np.round(result.x)
