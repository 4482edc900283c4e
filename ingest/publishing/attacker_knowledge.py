"""What somebody who reads a snapshot knows of the true counts behind it.

From the rules, which are public: a shown count lies within the rounding of the true one, a
suppressed one is small. From the tables: what adds up (`what_adds_up.py`). Where the truth does
not fit a sum exactly (a member of two communities is counted in both), only the inequality that it
does fit is taken for known. Where two rules can have hidden a count and the attacker would have to
guess which, we let the guess be right: this attacker is stronger than a real one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from ingest.publishing.attack import UNBOUNDED, Knowledge
from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.what_adds_up import CellName, Features, RowKeys, Sum, same_count, sums


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


@dataclass(frozen=True)
class Unknowns:
    """The true counts as the attacker sees them; cells that must be equal are one unknown."""

    cells: list[list[Cell]]
    knowledge: Knowledge

    def with_status(self, status: str) -> list[int]:
        """Return the unknowns of which any cell has the status."""
        return [
            index
            for index, same in enumerate(self.cells)
            if any(cell.status == status for cell in same)
        ]


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
    merged = _merge_same_counts(cells, tables)
    unknown_of = {cell.name: index for index, same in enumerate(merged) for cell in same}
    truth = np.array([same[0].true_count for same in merged], dtype=float)
    known_sums = [
        *_all_of_small_wholes(cells, tables, policy),
        *_table_sums(cells, tables, features),
    ]
    ties = [tie for known in known_sums for tie in _ties(known, unknown_of, truth)]
    bounds = [[_bounds(cell, policy) for cell in same] for same in merged]
    knowledge = Knowledge(
        lower=np.array([max(lower for lower, _ in same) for same in bounds], dtype=float),
        upper=np.array([min(upper for _, upper in same) for same in bounds], dtype=float),
        truth=truth,
        ties=_matrix(ties, len(merged)),
        least=np.array([tie.least for tie in ties], dtype=float),
        most=np.array([tie.most for tie in ties], dtype=float),
    )
    return Unknowns(merged, knowledge)


def _merge_same_counts(cells: Sequence[Cell], tables: Sequence[PublishedTable]) -> list[list[Cell]]:
    by_name = {table.name: table for table in tables}
    groups: dict[CellName, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[same_count(cell.name, by_name)].append(cell)
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


def _all_of_small_wholes(
    cells: Sequence[Cell], tables: Sequence[PublishedTable], policy: Policy
) -> Iterator[Sum]:
    """Yield that a suppressed count which is no small one is all of its whole."""
    within = {
        (table.name, measure.name): measure.within for table in tables for measure in table.measures
    }
    for cell in cells:
        whole = within[cell.table_name, cell.measure_name]
        is_all = cell.status == "suppressed" and cell.true_count > policy.largest_hidden_count
        if whole is not None and is_all:
            yield Sum((cell.name,), (cell.table_name, cell.row_keys, whole))


def _ties(known: Sum, unknown_of: dict[CellName, int], truth: np.ndarray) -> Iterator[_Tie]:
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


def _bounds(cell: Cell, policy: Policy) -> tuple[float, float]:
    """Return the least and the largest true count that one cell allows."""
    if cell.status == "withheld":
        # It would have been shown, most likely: then it is none of the small ones.
        is_large = cell.true_count >= policy.smallest_shown_count
        return (policy.smallest_shown_count if is_large else 0, UNBOUNDED)
    if cell.status == "suppressed":
        return _suppressed_bounds(cell, policy)
    shown = cell.shown_count or 0
    if shown == 0:
        return (0, 0)
    least = max(shown - policy.rounding_slack, policy.smallest_shown_count)
    return (least, shown + policy.rounding_slack)


def _suppressed_bounds(cell: Cell, policy: Policy) -> tuple[float, float]:
    if cell.true_count > policy.largest_hidden_count:
        return (policy.smallest_shown_count, policy.smallest_breakdown_count - 1)
    whole = cell.whole_count
    may_be_zero = whole is not None and whole < policy.smallest_breakdown_count
    return (0 if may_be_zero else 1, policy.largest_hidden_count)


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
