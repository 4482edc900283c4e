"""What somebody who reads a snapshot knows of the true counts behind it.

From the rules, which are public: a shown count lies within the rounding of the true one, a
suppressed one is small, or it is nobody or all of a group of fewer than 20. From the tables: what
adds up (`what_adds_up.py`). Where the truth does not fit a sum exactly (a member of two communities
is counted in both), only the inequality that it does fit is taken for known. Where the attacker
would have to guess, we let the guess be right: whether a count is below 20, which decides the rules
for its parts, and whether a count that the audit withholds is none of the small ones. This attacker
is stronger than a real one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from ingest.publishing.disclosure import Policy
from ingest.publishing.knowledge import UNBOUNDED, Knowledge
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.what_adds_up import (
    CellName,
    Features,
    RowKeys,
    Sum,
    same_count,
    sums,
    sums_of_quarters,
    wholes,
)

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Cell:
    """One count of a published table: what it is, and what the snapshot says of it."""

    table_name: str
    row_keys: RowKeys
    measure_name: str
    # Not to be seen in any message: it is what disclosure control hides.
    true_count: int = field(repr=False)
    whole_count: int | None = field(repr=False)
    shown_count: int | None
    status: str

    @property
    def name(self) -> CellName:
        """What tells the cell apart from all others."""
        return (self.table_name, self.row_keys, self.measure_name)

    @property
    def is_shown(self) -> bool:
        """Whether the snapshot gives its number."""
        return self.status in {"ok", "zero"}

    def is_hidden_by_rule(self, policy: Policy) -> bool:
        """Return whether it is one to be hidden, whatever the audit makes of it besides."""
        return 0 < self.true_count < policy.smallest_shown_count or (
            self.whole_count is not None
            and self.whole_count < policy.smallest_breakdown_count
            and (self.true_count == 0 or self.true_count >= self.whole_count)
        )


@dataclass(frozen=True)
class Unknowns:
    """The true counts as the attacker sees them; cells that must be equal are one unknown.

    tables        the closed list, by name
    nested_zeros  per unknown that counts nobody: the counts of the same row within it
    """

    cells: list[list[Cell]]
    knowledge: Knowledge
    tables: dict[str, PublishedTable]
    nested_zeros: dict[int, list[int]]

    @property
    def policy(self) -> Policy:
        """The rules by which the counts are hidden."""
        return self.knowledge.policy

    def hidden_by_rule(self) -> list[int]:
        """Return the unknowns of which any cell is to be hidden: what the audit protects."""
        return [
            index
            for index, same in enumerate(self.cells)
            if any(cell.is_hidden_by_rule(self.policy) for cell in same)
        ]

    def is_shown(self, index: int) -> bool:
        """Return whether any cell of the unknown is shown, as far as the attacker is told."""
        return index not in self.knowledge.withheld and any(
            cell.is_shown for cell in self.cells[index]
        )


@dataclass(frozen=True)
class _Tie:
    """The counts of `plus` less those of `minus` lie between `least` and `most`."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    least: float
    most: float


def attacker_knowledge(
    cells: Sequence[Cell], tables: Sequence[PublishedTable], features: Features, policy: Policy
) -> Unknowns:
    """Return the unknowns behind the cells, with all that a snapshot tells of them."""
    by_name = {table.name: table for table in tables}
    merged = _merge_same_counts(cells, by_name)
    unknown_of = {cell.name: index for index, same in enumerate(merged) for cell in same}
    truth = np.array([same[0].true_count for same in merged], dtype=float)
    ties = [
        tie
        for known in _table_sums(cells, tables, features)
        for tie in _ties(known, unknown_of, truth)
    ]
    whole_of = _wholes(cells, unknown_of, truth, by_name, policy)
    ties += _parts_that_are_not_all(cells, unknown_of, whole_of, policy)
    knowledge = _knowledge(merged, truth, ties, policy)
    knowledge.wholes_of_all.update(_wholes_of_all(cells, unknown_of, whole_of, policy))
    nested = _nested_zeros(cells, by_name, unknown_of)
    unknowns = Unknowns(merged, knowledge, by_name, nested)
    for index, same in enumerate(merged):
        if any(cell.status == "withheld" for cell in same):
            knowledge.let_go(index)
    return unknowns


def _merge_same_counts(
    cells: Sequence[Cell], tables: dict[str, PublishedTable]
) -> list[list[Cell]]:
    groups: dict[CellName, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[same_count(cell.name, tables)].append(cell)
    merged = []
    for group in groups.values():
        is_one_count = len({cell.true_count for cell in group}) == 1
        merged += [group] if is_one_count else [[cell] for cell in group]
    return merged


def _table_sums(
    cells: Sequence[Cell], tables: Sequence[PublishedTable], features: Features
) -> Iterator[Sum]:
    rows: dict[str, dict[RowKeys, None]] = defaultdict(dict)
    for cell in cells:
        rows[cell.table_name][cell.row_keys] = None
    for table in tables:
        yield from sums(table, rows[table.name], features)
    yield from sums_of_quarters(rows)


def _ties(known: Sum, unknown_of: Mapping[CellName, int], truth: np.ndarray) -> Iterator[_Tie]:
    """Turn a sum into ties that the truth fits; rows that are not published count for nothing."""
    total = unknown_of.get(known.total)
    parts = tuple(unknown_of[part] for part in known.parts if part in unknown_of)
    if total is None or total in parts or len(set(parts)) != len(parts) or not parts:
        return
    excess = truth[list(parts)].sum() - truth[total]
    if not known.is_exact and excess > 0:
        return
    if known.is_exact and excess >= 0:
        yield _Tie(parts, (total,), 0, UNBOUNDED if excess else 0)
    else:
        yield _Tie(parts, (total,), -UNBOUNDED, 0)
    if excess > 0:
        yield from (
            _Tie((part,), (total,), -UNBOUNDED, 0) for part in parts if truth[part] <= truth[total]
        )


def _wholes(
    cells: Sequence[Cell],
    unknown_of: Mapping[CellName, int],
    truth: np.ndarray,
    tables: dict[str, PublishedTable],
    policy: Policy,
) -> dict[CellName, int]:
    """Return the unknown by which the rules judge each cell that a small group may hide."""
    found = {}
    for cell in cells:
        if (
            cell.whole_count is None
            or cell.true_count >= cell.whole_count + policy.smallest_breakdown_count
        ):
            continue
        of_row, totals = wholes(tables[cell.table_name], cell.name)
        known = [unknown_of[name] for name in of_row if name in unknown_of]
        inner = [index for index in known if truth[index] > 0]
        outer = [unknown_of[name] for name in totals if name in unknown_of]
        candidates = inner[:1] or sorted(outer, key=lambda index: float(truth[index]))[:1]
        # By the size of its group, where that is smaller still, no count here judges it.
        if candidates and truth[candidates[0]] == cell.whole_count:
            found[cell.name] = candidates[0]
    return found


def _parts_that_are_not_all(
    cells: Sequence[Cell],
    unknown_of: Mapping[CellName, int],
    whole_of: Mapping[CellName, int],
    policy: Policy,
) -> Iterator[_Tie]:
    """Yield that a count which is shown beside a whole below 20 is not all of it: "all" is not."""
    for cell in cells:
        whole, part = whole_of.get(cell.name), unknown_of[cell.name]
        is_small = (cell.whole_count or 0) < policy.smallest_breakdown_count
        if cell.status == "ok" and is_small and whole not in (None, part):
            yield _Tie((part,), (whole,), -UNBOUNDED, -1)


def _wholes_of_all(
    cells: Sequence[Cell],
    unknown_of: Mapping[CellName, int],
    whole_of: Mapping[CellName, int],
    policy: Policy,
) -> dict[int, int]:
    """Return the counts that are hidden for being all of their whole, with that whole."""
    return {
        unknown_of[cell.name]: whole_of[cell.name]
        for cell in cells
        if cell.true_count >= policy.smallest_shown_count
        and cell.is_hidden_by_rule(policy)
        and cell.name in whole_of
        and whole_of[cell.name] != unknown_of[cell.name]
    }


def _nested_zeros(
    cells: Sequence[Cell], tables: dict[str, PublishedTable], unknown_of: Mapping[CellName, int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for cell in cells:
        if cell.true_count == 0:
            for name in wholes(tables[cell.table_name], cell.name)[0]:
                if name in unknown_of:
                    found[unknown_of[name]].append(unknown_of[cell.name])
    return dict(found)


def _knowledge(
    merged: Sequence[Sequence[Cell]], truth: np.ndarray, ties: Sequence[_Tie], policy: Policy
) -> Knowledge:
    bounds = [[_bounds(cell, policy) for cell in same] for same in merged]
    freed = [_bounds_of_withheld(same[0].true_count, policy) for same in merged]
    return Knowledge(
        lower=np.array([max(lower for lower, _ in same) for same in bounds], dtype=float),
        upper=np.array([min(upper for _, upper in same) for same in bounds], dtype=float),
        freed_lower=np.array([lower for lower, _ in freed], dtype=float),
        freed_upper=np.array([upper for _, upper in freed], dtype=float),
        truth=truth,
        ties=_matrix(ties, len(merged)),
        least=np.array([tie.least for tie in ties], dtype=float),
        most=np.array([tie.most for tie in ties], dtype=float),
        policy=policy,
    )


def _bounds(cell: Cell, policy: Policy) -> Bounds:
    """Return the least and the largest true count that one cell allows."""
    if cell.status == "withheld":
        lower, upper = _bounds_of_withheld(cell.true_count, policy)
        if not cell.is_hidden_by_rule(policy):
            return (lower, upper)
        # Marked withheld, a hidden count tells nothing that it did not tell as a suppressed one.
        least, most = _bounds_of_suppressed(cell, policy)
        return (min(lower, least), max(upper, most))
    if cell.status == "suppressed":
        return _bounds_of_suppressed(cell, policy)
    shown = cell.shown_count or 0
    if shown == 0:
        return (0, 0)
    lower, upper = _side_of_breakdown(cell.true_count, policy)
    least = max(shown - policy.rounding_slack, policy.smallest_shown_count, lower)
    return (least, min(shown + policy.rounding_slack, upper))


def _bounds_of_suppressed(cell: Cell, policy: Policy) -> Bounds:
    """Return the bounds of a small count, or of one that may be nobody or all of fewer than 20.

    That a count is all of its whole is a guess, and one that may be wrong: then it is small.
    """
    may_be_nobody = (
        cell.whole_count is not None and cell.whole_count < policy.smallest_breakdown_count
    )
    least = 0 if may_be_nobody else 1
    if cell.true_count > policy.largest_hidden_count:
        return (least, policy.smallest_breakdown_count - 1)
    return (least, policy.largest_hidden_count)


def _bounds_of_withheld(true_count: int, policy: Policy) -> Bounds:
    """Return the bounds of a count of which nothing is shown any more."""
    lower, upper = _side_of_breakdown(true_count, policy)
    if true_count >= policy.smallest_shown_count:
        return (max(lower, policy.smallest_shown_count), upper)
    return (min(true_count, 1), upper)


def _side_of_breakdown(true_count: int, policy: Policy) -> Bounds:
    smallest = policy.smallest_breakdown_count
    return (0, smallest - 1) if true_count < smallest else (smallest, UNBOUNDED)


def _matrix(ties: Sequence[_Tie], width: int) -> csr_array:
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for number, tie in enumerate(ties):
        for sign, side in ((1.0, tie.plus), (-1.0, tie.minus)):
            rows += [number] * len(side)
            columns += side
            signs += [sign] * len(side)
    return csr_array((signs, (rows, columns)), shape=(len(ties), width))
