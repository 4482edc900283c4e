"""What to withhold: as little as readers can spare, so that no hidden count is pinned.

For the counts that the attack leaves, worlds are looked for in which shown counts may move past
what is shown of them, at a price: what moves so must be withheld, and then the world fits. One
world protects many counts, so what they need together is withheld once. The reward for a count
rises from round to round, until each is worth whatever it takes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from ingest.publishing.attack import chosen_ways, unsettled
from ingest.publishing.attacker_knowledge import Unknowns
from ingest.publishing.bought_worlds import bought_world
from ingest.publishing.knowledge import Numbers, tightened
from ingest.publishing.worlds import Region, region_around


@dataclass(frozen=True)
class _Effort:
    """How far to go for a count: its reward (a shown count costs about 1), where to look.

    size, breadth   of the region around it, and how much of each tie
    most_nodes      of a search in whole numbers, where fractions come out of a linear programme
    """

    reward: float
    size: int
    breadth: int = 4
    most_nodes: int = 0


# The search in whole numbers takes half of the time, and what it finds early costs readers more.
_ROUNDS = (_Effort(4.0, 400), _Effort(100.0, 600), _Effort(10_000.0, 1600, most_nodes=20))
# At last each count alone, seen from farther away. Where more than that are left, no way of looking
# finds more than a few of them.
_LAST = _Effort(10_000.0, 1600, breadth=10, most_nodes=20)
_MOST_ALONE = 40
# What bounds alone pin even then has its neighbours withheld, and theirs; what that leaves is seen
# anew from nearby, because what was withheld in between changes which of them are pinned.
_REACHES = (1, 2, 3) * 3
# A hidden count may be marked withheld too, so that nobody can tell that it is small. Readers lose
# the range of its rate by that, where it has one.
_PRICE_OF_RANGE = 4.0
_PRICE_OF_MARK = 3.0


def protect(unknowns: Unknowns, targets: Collection[int]) -> set[int]:
    """Withhold until no target is pinned; return those for which no proof was found.

    What is withheld is added to `unknowns.knowledge.withheld`.
    """
    waiting = unsettled(unknowns.knowledge, targets)
    prices = _prices(unknowns)
    for effort in _ROUNDS:
        waiting = _round(unknowns, waiting, prices, effort)
    for count in sorted(waiting) if len(waiting) <= _MOST_ALONE else ():
        waiting -= {count} - _round(unknowns, {count}, prices, _LAST)
    return waiting


def free_from_bounds(unknowns: Unknowns, targets: Collection[int]) -> None:
    """Withhold all that is around a target that the bounds alone pin, until they pin none."""
    for reach in _REACHES:
        pinned = _pinned_by_bounds(unknowns, targets)
        if not pinned:
            break
        for count in pinned:
            _withhold_around(unknowns, count, reach)


def _pinned_by_bounds(unknowns: Unknowns, counts: Collection[int]) -> list[int]:
    lower, upper = tightened(unknowns.knowledge)
    return [count for count in sorted(counts) if lower[count] == upper[count]]


def _withhold_around(unknowns: Unknowns, count: int, reach: int) -> None:
    """Withhold the count, and all that shares a tie with it, shown or hidden; and so on."""
    knowledge, near = unknowns.knowledge, np.array([count])
    for _ in range(reach):
        ties = np.unique(knowledge.ties_of_counts[near].indices)
        near = np.unique(knowledge.ties[ties].indices)
    for one in near.tolist():
        _withhold(unknowns, one)


def _round(unknowns: Unknowns, waiting: set[int], prices: Numbers, effort: _Effort) -> set[int]:
    """Look for worlds around each waiting count in turn; return those that still wait."""
    knowledge = unknowns.knowledge
    everywhere = np.ones(len(knowledge.truth), dtype=bool)
    left, covered = set(waiting), set[int]()
    for start in sorted(waiting):
        if start not in left or start in covered:
            continue
        for sign in (1, -1):
            region = region_around(knowledge, start, effort.size, everywhere, effort.breadth)
            covered.update(region.counts.tolist())
            wanted = sorted(left & region.places.keys())
            if not wanted:
                break
            ways = _ways(unknowns, region, sign)
            found = bought_world(
                knowledge,
                region,
                wanted,
                ways,
                prices=_prices_left(unknowns, region, prices),
                reward=effort.reward,
                most_nodes=effort.most_nodes,
            )
            for count in found.withheld:
                _withhold(unknowns, count)
            left -= {*found.protected}
    return left


def _withhold(unknowns: Unknowns, count: int) -> None:
    """Withhold a count, and if it counts nobody, the shown counts of nobody within it.

    They are shown as nobody because their whole is empty, or large: once it is not known to be
    empty, they would tell that it is not small.
    """
    knowledge = unknowns.knowledge
    knowledge.let_go(count)
    for inner in unknowns.nested_zeros.get(count, ()) if knowledge.truth[count] == 0 else ():
        if unknowns.is_shown(inner):
            knowledge.let_go(inner)


def _ways(unknowns: Unknowns, region: Region, sign: int) -> dict[int, int]:
    ways = chosen_ways(region.counts, region.lower, region.upper)
    is_empty = unknowns.knowledge.truth[region.counts] == 0
    ways = np.where(is_empty, 1, sign * ways)
    return dict(zip(region.counts.tolist(), ways.astype(int).tolist(), strict=True))


def _prices_left(unknowns: Unknowns, region: Region, prices: Numbers) -> Numbers:
    own: Numbers = prices[region.counts].copy()
    for count in unknowns.knowledge.withheld & region.places.keys():
        own[region.places[count]] = np.inf
    return own


def _prices(unknowns: Unknowns) -> Numbers:
    """Return what readers lose by each count: its rates too, and a total is read most.

    A zero tells least.
    """
    parts = {
        (table.name, measure.name): 1
        + sum(other.within == measure.name for other in table.measures)
        for table in unknowns.tables.values()
        for measure in table.measures
    }
    prices = []
    for same in unknowns.cells:
        shown = [cell for cell in same if cell.is_shown]
        price = 0.0
        for cell in shown:
            is_total = all(key == "all" for key in cell.row_keys[1:4])
            price += parts[cell.table_name, cell.measure_name] * (2 if is_total else 1)
        has_range = any(
            (cell.whole_count or 0) >= unknowns.policy.smallest_interval_count
            for cell in same
            if not cell.is_shown
        )
        price += _PRICE_OF_RANGE if has_range else _PRICE_OF_MARK if not shown else 0
        prices.append(price if same[0].true_count else price / 2)
    return np.array(prices)
