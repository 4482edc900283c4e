"""The attacker's quick search: move one count by one, and mend what no longer adds up.

A count is not pinned if any other choice of whole numbers fits what is published. Mostly such a
choice lies near: a neighbour that was rounded has room, takes up the difference, and its own sums
are mended in turn. Each step mends one broken sum by the neighbour that breaks least else; a search
that runs out of steps is begun anew, with other chances. What is found is proof; what is not found
is left to the exact search (`attack.py`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scipy.sparse import csr_array

if TYPE_CHECKING:
    from ingest.publishing.attack import Knowledge

Changes = dict[int, int]
Tie = tuple[int, int]

# Each round tries what the one before left over, harder: (attempts in each direction, steps).
ROUNDS = ((3, 40), (12, 80))
_CHANCE_WEIGHT = 1.5


class RepairSearch:
    """The knowledge as lists of steps from the truth, which Python walks faster than arrays."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare: bounds of counts and sums become how far each may move from the truth."""
        self._members = _rows(knowledge.ties)
        self._ties = _rows(knowledge.ties_of_counts)
        self._down = (knowledge.lower - knowledge.truth).tolist()
        self._up = (knowledge.upper - knowledge.truth).tolist()
        self._least = (knowledge.least - knowledge.sums).tolist()
        self._most = (knowledge.most - knowledge.sums).tolist()
        self._chance = random.Random(1)  # noqa: S311 - the same search each time, not a secret

    def other_choices(self, targets: set[int]) -> Iterator[Changes]:
        """Yield fitting choices, as changes from the truth, until most targets have moved."""
        waiting = set(targets)
        for attempts, steps in ROUNDS:
            for target in sorted(waiting):
                if target in waiting:
                    changes = self._other_choice(target, attempts, steps)
                    waiting -= changes.keys()
                    yield changes

    def _other_choice(self, target: int, attempts: int, steps: int) -> Changes:
        for sign in (1, -1):
            if self._has_room(target, sign):
                for _ in range(attempts):
                    changes = self._mended(target, sign, steps)
                    if changes:
                        return {count: change for count, change in changes.items() if change}
        return {}

    def _mended(self, target: int, sign: int, steps: int) -> Changes:
        """Move the target and mend the broken sums one by one; empty where that fails."""
        changes: Changes = {target: sign}
        moved: dict[int, int] = {}
        broken: set[int] = set()
        self._move(target, sign, moved, broken)
        for _ in range(steps):
            if not broken:
                return changes
            step = self._best_step(self._chance.choice([*broken]), target, changes, moved, broken)
            if step is None:
                return {}
            count, change = step
            changes[count] = changes.get(count, 0) + change
            self._move(count, change, moved, broken)
        return {}

    def _move(self, count: int, change: int, moved: dict[int, int], broken: set[int]) -> None:
        for tie, sign in self._ties[count]:
            moved[tie] = moved.get(tie, 0) + sign * change
            if self._fits(tie, moved[tie]):
                broken.discard(tie)
            else:
                broken.add(tie)

    def _best_step(
        self, tie: int, target: int, changes: Changes, moved: dict[int, int], broken: set[int]
    ) -> tuple[int, int] | None:
        """Return the neighbour, and its move, that mends the sum and breaks least else."""
        wanted = -1 if moved[tie] > self._most[tie] else 1
        steps = [
            (self._damage(count, wanted * sign, moved, broken), count, wanted * sign)
            for count, sign in self._members[tie]
            if count != target and self._has_room(count, wanted * sign, changes.get(count, 0))
        ]
        return min(steps)[1:] if steps else None

    def _damage(self, count: int, change: int, moved: dict[int, int], broken: set[int]) -> float:
        damage = self._chance.random() * _CHANCE_WEIGHT
        for tie, sign in self._ties[count]:
            if not self._fits(tie, moved.get(tie, 0) + sign * change):
                damage += 1
            elif tie in broken:
                damage -= 1
        return damage

    def _has_room(self, count: int, change: int, changed: int = 0) -> bool:
        return bool(self._down[count] <= changed + change <= self._up[count])

    def _fits(self, tie: int, move: int) -> bool:
        return bool(self._least[tie] <= move <= self._most[tie])


def _rows(matrix: csr_array) -> list[list[Tie]]:
    """Return of each row its columns with their signs."""
    indices, signs = matrix.indices.tolist(), matrix.data.astype(int).tolist()
    ends = matrix.indptr.tolist()
    return [
        list(zip(indices[start:end], signs[start:end], strict=True))
        for start, end in pairwise(ends)
    ]
