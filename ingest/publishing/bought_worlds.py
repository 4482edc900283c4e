"""Worlds that cost something: what must be withheld so that hidden counts may be otherwise.

Shown counts may move past what is shown of them, at a price; the counts to be protected bring a
reward. One linear programme weighs both, so what many counts need is withheld once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from ingest.publishing.disclosure import Policy
from ingest.publishing.knowledge import Knowledge, Numbers
from ingest.publishing.worlds import Programme, Region, moved, solved


@dataclass(frozen=True)
class BoughtWorld:
    """A world, the counts that must be withheld for it, and the targets that it protects."""

    withheld: list[int]
    protected: list[int]


def bought_world(
    knowledge: Knowledge,
    region: Region,
    wanted: Collection[int],
    ways: dict[int, int],
    *,
    prices: Numbers,
    reward: float,
    most_nodes: int,
) -> BoughtWorld:
    """Return a world that protects as many wanted counts as are worth what must be withheld.

    `prices` is what each count of the region costs to withhold, infinite where it may not be;
    `most_nodes` how far to search where linear programming gives fractions.
    """
    problem = _Problem(region, knowledge.policy)
    for place in np.flatnonzero(np.isfinite(prices)):
        problem.sell(knowledge, int(place), float(prices[place]))
    for count in sorted(knowledge.wholes_of_all.keys() & region.places.keys()):
        problem.branch(knowledge, count, float(prices[region.places[count]]))
    for count in wanted:
        problem.want(count, ways[count], reward)
    return problem.solved(wanted, most_nodes)


class _Problem:
    """A programme of columns: each moves a count, or flags what is rewarded."""

    def __init__(self, region: Region, policy: Policy) -> None:
        self._region = region
        self._policy = policy
        # How far a count may move: all of a small whole may turn out to be a small part of it.
        self._long_step = policy.smallest_breakdown_count - 1
        self._goal: list[float] = []
        self._least_of_columns: list[float] = []
        self._most_of_columns: list[float] = []
        self._columns_of: list[dict[int, float]] = [{} for _ in region.counts]
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._sold: list[tuple[int, int]] = []
        self._flags: list[int] = []
        least = np.maximum(region.lower, -self._long_step)
        most = np.minimum(region.upper, self._long_step)
        for place in range(len(region.counts)):
            column = self._column(0, float(least[place]), float(most[place]))
            self._columns_of[place][column] = 1

    def sell(self, knowledge: Knowledge, place: int, price: float) -> None:
        """Let a count move past its bounds, as far as it may once it is withheld."""
        count = int(self._region.counts[place])
        rooms = {
            1.0: knowledge.freed_upper[count] - knowledge.upper[count],
            -1.0: knowledge.lower[count] - knowledge.freed_lower[count],
        }
        for way, room in rooms.items():
            if room > 0:
                column = self._column(price, 0, min(float(room), self._long_step))
                self._columns_of[place][column] = way
                self._sold.append((count, column))

    def branch(self, knowledge: Knowledge, count: int, price: float) -> None:
        """Let a count that is all of its whole be a small part of it.

        Once it is withheld, it may be any part of it.
        """
        place = self._region.places[count]
        whole = self._region.places.get(knowledge.wholes_of_all[count])
        flag = self._column(0, 0, 1)
        self._flags.append(flag)
        own = self._columns_of[place]
        above = dict(own)
        for column, way in (self._columns_of[whole] if whole is not None else {}).items():
            above[column] = above.get(column, 0) - way
        self._rows.append((above | {flag: 1}, -np.inf, 0))
        if count not in knowledge.withheld:
            truth, long = knowledge.truth[count], self._long_step
            hidden, shown = self._policy.largest_hidden_count, self._policy.smallest_shown_count
            is_sold = np.isfinite(price)
            sold = self._column(price if is_sold else 0, 0, int(is_sold))
            self._sold.append((count, sold))
            self._rows.append((above | {flag: long, sold: long}, 0, np.inf))
            # Not all of its whole, it is hidden for being small.
            small = {flag: long - hidden, sold: hidden - long}
            self._rows.append((own | small, -np.inf, long - truth))
            self._rows.append((own | {flag: shown, sold: shown}, shown - truth, np.inf))

    def want(self, count: int, way: int, reward: float) -> None:
        """Reward the first step of a count's move."""
        flag = self._column(-reward, 0, 1)
        own = self._columns_of[self._region.places[count]]
        moves = {column: sign * way for column, sign in own.items()}
        self._rows.append((moves | {flag: -1}, 0, np.inf))

    def solved(self, wanted: Collection[int], most_nodes: int) -> BoughtWorld:
        """Return what the best world that was found protects, and what it costs."""
        moves = _sparse(self._columns_of, len(self._goal))
        rows = _sparse([row for row, _, _ in self._rows], len(self._goal))
        least = [least for _, least, _ in self._rows]
        most = [most for _, _, most in self._rows]
        choice = solved(
            Programme(
                np.array(self._goal),
                np.array(self._least_of_columns),
                np.array(self._most_of_columns),
                csr_array(vstack([self._region.ties @ moves, rows])),
                np.concatenate([self._region.least, least]),
                np.concatenate([self._region.most, most]),
            ),
            self._flags,
            most_nodes=most_nodes,
        )
        if choice is None:
            return BoughtWorld([], [])
        changes = moved(self._region, moves @ choice)
        return BoughtWorld(
            withheld=list(dict.fromkeys(count for count, column in self._sold if choice[column])),
            protected=[count for count in wanted if count in changes],
        )

    def _column(self, goal: float, least: float, most: float) -> int:
        self._goal.append(goal)
        self._least_of_columns.append(least)
        self._most_of_columns.append(most)
        return len(self._goal) - 1


def _sparse(rows: Sequence[dict[int, float]], width: int) -> csr_array:
    return csr_array(
        (
            [value for row in rows for value in row.values()],
            (
                [number for number, row in enumerate(rows) for _ in row],
                [column for row in rows for column in row],
            ),
        ),
        shape=(len(rows), width),
    )
