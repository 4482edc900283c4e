"""The attacker of the audit: whole numbers within bounds, tied together by sums.

The published counts leave each true count a range, and what adds up ties the ranges together. A
count is pinned where every choice of whole numbers that fits gives it the same value. The true
counts fit, so one other fitting choice clears a count. It is looked for by quick repairs first
(`repairs.py`), then by integer programming near the count, with everything else left as it truly
is. Linear programming alone would miss some: a range from 3.2 to 4.8 holds one whole number.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from ingest.publishing.repairs import RepairSearch

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Range = tuple[int, int]

# Larger than any programme, small enough to be exact beside a 1.
UNBOUNDED = 1e9

# An exact search costs more than in proportion to its size. What it has not settled in time counts
# as pinned, and the next round, with more withheld, settles it quickly.
_SIZES_OF_EXACT_SEARCH = (150, 600)
_SIZE_OF_LINEAR_PROGRAMME = 250
_SECONDS_OF_ONE_SEARCH = 1
_SECONDS_OF_EXACT_SEARCH = 12.0
_MOST_ROUNDS_OF_TIGHTENING = 50
_NO_FORCE = 1e-7


@dataclass(repr=False)
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


def reachable_ranges(
    knowledge: Knowledge, targets: Iterable[int], seconds: float = _SECONDS_OF_EXACT_SEARCH
) -> dict[int, Range]:
    """Return for each target two values that it can take, the same one twice where it is pinned.

    The true range is at least as wide. A target for which no other value was found in time counts
    as pinned: the audit then withholds too much rather than too little.
    """
    lower, upper = tightened(knowledge)
    is_open = lower < upper
    knowledge = _without_idle_ties(replace(knowledge, lower=lower, upper=upper))
    reached = {target: (int(knowledge.truth[target]),) * 2 for target in targets}
    waiting = {target for target in reached if is_open[target]}
    for changes in RepairSearch(knowledge).other_choices(waiting):
        waiting -= _widen(
            reached, {count: knowledge.truth[count] + changes[count] for count in changes}
        )
    _search_exactly(knowledge, is_open, waiting, reached, seconds)
    return reached


def binding_counts(knowledge: Knowledge, target: int) -> list[int]:
    """Return the counts whose bounds keep the target where it is, the strongest first.

    Linear programming moves the target as far as the sums allow, up or down; the marginals of the
    optimum name the bounds that stop it. Of the two directions the one that fewer bounds block.
    """
    near = _neighbourhood(
        knowledge, knowledge.lower < knowledge.upper, target, _SIZE_OF_LINEAR_PROGRAMME
    )
    blocked = [_blocking(knowledge, near, target, sign) for sign in (1, -1)]
    return min((found for found in blocked if found), key=len, default=[])


def _blocking(knowledge: Knowledge, near: Integers, target: int, sign: int) -> list[int]:
    bound = knowledge.upper if sign > 0 else knowledge.lower
    if bound[target] == knowledge.truth[target]:
        return []
    # Shown zeros cannot move, but letting them go would: they take part as what they are.
    ties = np.unique(knowledge.ties_of_counts[near].indices)
    members = np.unique(knowledge.ties[ties].indices)
    local = knowledge.ties[ties][:, members]
    is_far = ~np.isin(members, near) & (knowledge.lower[members] < knowledge.upper[members])
    lower = np.where(is_far, knowledge.truth[members], knowledge.lower[members])
    upper = np.where(is_far, knowledge.truth[members], knowledge.upper[members])
    result = linprog(  # type: ignore[call-overload] # the stubs know no sparse matrix
        np.where(members == target, -sign, 0),
        A_ub=vstack([local, -local]),
        b_ub=np.concatenate([knowledge.most[ties], -knowledge.least[ties]]),
        bounds=np.column_stack([lower, upper]),
    )
    if not result.success:
        return []
    force = np.abs(result.lower.marginals + result.upper.marginals)
    order = np.lexsort((knowledge.truth[members], -force))
    return [
        int(members[place]) for place in order if force[place] > _NO_FORCE and not is_far[place]
    ]


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


def _search_exactly(
    knowledge: Knowledge,
    is_open: NDArray[np.bool_],
    waiting: set[int],
    reached: dict[int, Range],
    seconds: float,
) -> None:
    """Move what still waits, many counts at once: near each of them first, then farther away."""
    deadline = time.monotonic() + seconds
    for size in _SIZES_OF_EXACT_SEARCH:
        covered: set[int] = set()
        for target in sorted(waiting):
            if target in waiting - covered and time.monotonic() < deadline:
                near = _neighbourhood(knowledge, is_open, target, size)
                covered.update(near.tolist())
                wishes = _wishes(near, waiting)
                for sign in (1, -1):
                    waiting -= _widen(reached, _other_choice(knowledge, near, sign * wishes))


def _wishes(near: Integers, waiting: set[int]) -> Numbers:
    """Return which way each waiting count is to move: by chance, but the same each time."""
    ways = np.random.default_rng(int(near[0])).choice([-1.0, 1.0], len(near))
    return np.where(np.isin(near, [*waiting]), ways, 0)


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


def _widen(reached: dict[int, Range], choice: dict[int, float]) -> set[int]:
    """Widen the ranges by a choice that fits; return which targets it moves from the truth."""
    moved: set[int] = set()
    for index in choice.keys() & reached.keys():
        least, most = reached[index]
        value = round(choice[index])
        reached[index] = (min(least, value), max(most, value))
        if reached[index] != (least, most):
            moved.add(index)
    return moved


def _other_choice(knowledge: Knowledge, near: Integers, wishes: Numbers) -> dict[int, float]:
    """Return a choice that fits and moves the counts of `near` as wished, as far as it can.

    Everything outside `near` stays as it truly is, so the choice fits the whole.
    """
    ties = np.unique(knowledge.ties_of_counts[near].indices)
    local = knowledge.ties[ties][:, near]
    outside = knowledge.sums[ties] - local @ knowledge.truth[near]
    result = milp(
        -wishes,
        bounds=Bounds(knowledge.lower[near], knowledge.upper[near]),
        constraints=LinearConstraint(
            local, knowledge.least[ties] - outside, knowledge.most[ties] - outside
        ),
        integrality=np.ones(len(near), dtype=np.int64),
        options={"time_limit": _SECONDS_OF_ONE_SEARCH},
    )
    return {} if result.x is None else dict(zip(near.tolist(), result.x.tolist(), strict=True))
