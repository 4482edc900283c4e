"""What to withhold: as little as readers can spare, so that no hidden count is pinned.

For the counts that the attack leaves, worlds are looked for in which shown counts may move past
what is shown of them, at a price: what moves so must be withheld, and then the world fits. One
world protects many counts, so what they need together is withheld once. The reward for a count
rises from round to round, until each is worth whatever it takes.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ingest.publishing.attack import chosen_ways, unsettled
from ingest.publishing.attacker_knowledge import Unknowns
from ingest.publishing.bought_worlds import bought_world
from ingest.publishing.knowledge import Numbers, tightened
from ingest.publishing.worlds import Region, region_around

# Reward for a count that becomes free, and size of the region. A shown count costs about 1.
_ROUNDS = ((4.0, 400), (100.0, 600), (10_000.0, 1600))
# At last each count alone, seen from farther away; not more of them than that.
_LAST_REWARD, _LAST_SIZE, _LAST_BREADTH = 10_000.0, 1600, 10
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
    smallest = unknowns.policy.smallest_shown_count
    waiting = unsettled(unknowns.knowledge, targets, smallest)
    prices = _prices(unknowns)
    for reward, size in _ROUNDS:
        waiting = _round(unknowns, waiting, prices, reward=reward, size=size)
    for count in sorted(waiting)[:_MOST_ALONE]:
        waiting -= {count} - _round(
            unknowns,
            {count},
            prices,
            reward=_LAST_REWARD,
            size=_LAST_SIZE,
            breadth=_LAST_BREADTH,
        )
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


def _round(
    unknowns: Unknowns,
    waiting: set[int],
    prices: Numbers,
    *,
    reward: float,
    size: int,
    breadth: int = 4,
) -> set[int]:
    """Look for worlds around each waiting count in turn; return those that still wait."""
    knowledge = unknowns.knowledge
    everywhere = np.ones(len(knowledge.truth), dtype=bool)
    left, covered = set(waiting), set[int]()
    for start in sorted(waiting):
        if start not in left or start in covered:
            continue
        for sign in (1, -1):
            region = region_around(knowledge, start, size, everywhere, breadth)
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
                reward=reward,
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
        has_range = any((cell.whole_count or 0) >= 20 for cell in same if not cell.is_shown)
        price += _PRICE_OF_RANGE if has_range else _PRICE_OF_MARK if not shown else 0
        prices.append(price if same[0].true_count else price / 2)
    return np.array(prices)
