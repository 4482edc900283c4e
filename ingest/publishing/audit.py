"""The audit: can a suppressed count be worked out from what is shown around it? Then hide more.

Four cells of 7 under a total of 28, shown as 30, can only be 7, 7, 7 and 7. Whatever pins a count
to one value is withheld, one after the other, until no suppressed count is pinned. The steward is
told how narrow the ranges are that remain (`release.narrowest_ranges`).

What this does not show: a hidden count that is itself marked withheld, because only hidden counts
pin it, is not attacked again. Its value may still follow from its neighbours.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence

import duckdb

from ingest.publishing.attack import UNBOUNDED, Knowledge, Range, binding_counts, reachable_ranges
from ingest.publishing.attacker_knowledge import Cell, Unknowns, attacker_knowledge
from ingest.publishing.closed_list import COMMUNITY_FEATURES
from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.what_adds_up import Features

# What a round of withholding has freed is mostly found at once; the rest waits for the next round.
_SECONDS_OF_LATER_SEARCHES = 1.5
# So long the audit looks for the least to withhold; what is pinned then goes with all around it.
_SECONDS_OF_PATIENCE = 45


def audit(con: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable], policy: Policy) -> int:
    """Withhold what pins a suppressed count; return how many more cells are withheld.

    Reads `disclosed.cells`, adds to `release.withheld_cells` (the caller then makes the disclosed
    tables anew) and makes `release.narrowest_ranges`.
    """
    unknowns = attacker_knowledge(read_cells(con), tables, read_features(con), policy)
    withheld = withhold_telling_zeros(unknowns, policy)
    ranges = reachable_ranges(unknowns.knowledge, unknowns.with_status("suppressed"))
    withheld += withhold_until_free(unknowns, ranges, policy)
    cells = [cell for unknown in withheld for cell in unknowns.cells[unknown]]
    _write_withheld(con, cells)
    _write_ranges(con, unknowns, ranges)
    return len(cells)


def read_cells(con: duckdb.DuckDBPyConnection) -> list[Cell]:
    """Return every cell that is to be published, its true count beside what is shown of it."""
    rows = con.execute(
        "select table_name, row_keys, measure_name, release.cells.true_count,"
        " release.cells.whole_count, disclosed.cells.shown_count, disclosed.cells.status"
        " from disclosed.cells inner join release.cells using (table_name, row_keys, measure_name)"
        " order by table_name, row_keys, measure_name"
    ).fetchall()
    return [Cell(row[0], tuple(row[1]), *row[2:]) for row in rows]


def read_features(con: duckdb.DuckDBPyConnection) -> Features:
    """Return what is published of each community's kind, by community and dimension."""
    columns = ", ".join(f"{feature}::varchar" for feature in COMMUNITY_FEATURES)
    rows = con.execute(f"select community_id, {columns} from released.communities").fetchall()
    return {row[0]: dict(zip(COMMUNITY_FEATURES, row[1:], strict=True)) for row in rows}


def withhold_telling_zeros(unknowns: Unknowns, policy: Policy) -> list[int]:
    """Return the totals of nobody that tell of hidden parts that nobody is in them either.

    Also the totals of these totals, and so on: what is withheld must not be told from above.
    """
    knowledge = unknowns.knowledge
    hidden = [index for index in unknowns.with_status("suppressed") if not knowledge.truth[index]]
    withheld: dict[int, None] = {}
    for index in hidden:  # the list grows while it is walked
        for total in _totals_of(knowledge, index):
            if total not in withheld and not knowledge.truth[total] and _is_shown(unknowns, total):
                withheld[total] = None
                hidden.append(total)
    for total in withheld:
        _let_go(knowledge, total, policy)
    return [*withheld]


def withhold_until_free(unknowns: Unknowns, ranges: dict[int, Range], policy: Policy) -> list[int]:
    """Return the unknowns to withhold so that none in `ranges` is one value; widen `ranges`."""
    withheld: dict[int, None] = {}
    deadline = time.monotonic() + _SECONDS_OF_PATIENCE
    while pinned := sorted(unknown for unknown, (least, most) in ranges.items() if least == most):
        chosen: dict[int, None] = {}
        for target in pinned:
            if time.monotonic() > deadline:
                chosen |= dict.fromkeys([target, *_shown_around(unknowns, target)])
                continue
            blocking = binding_counts(unknowns.knowledge, target)
            # What was let go in this round already may have freed this one: the next round tells.
            if target not in chosen and not any(index in chosen for index in blocking):
                chosen[_least_harmful(unknowns, target, blocking, withheld)] = None
        for index in chosen.keys() - withheld.keys():
            _let_go(unknowns.knowledge, index, policy)
            withheld[index] = None
            ranges.pop(index, None)
        still_hidden = [unknown for unknown in pinned if unknown in ranges]
        ranges.update(
            reachable_ranges(unknowns.knowledge, still_hidden, _SECONDS_OF_LATER_SEARCHES)
        )
    return [*withheld]


def _least_harmful(
    unknowns: Unknowns, target: int, blocking: list[int], withheld: Collection[int]
) -> int:
    """Return what to withhold for a pinned count: the shown count that blocks it most.

    Where only hidden counts pin it (seven communities of 1 to 7 under a programme of 1 to 7), a
    hidden one is marked withheld, so that nobody can tell that it is small; at last the count
    itself.
    """
    candidates = [index for index in blocking if index != target and index not in withheld]
    shown = [index for index in candidates if _is_shown(unknowns, index)]
    return [*shown, *candidates, target][0]


def _shown_around(unknowns: Unknowns, target: int) -> list[int]:
    """Return the shown counts that share a tie with the target."""
    knowledge = unknowns.knowledge
    ties = knowledge.ties_of_counts[[target]].indices
    members = {int(index) for index in knowledge.ties[ties].indices} - {target}
    return sorted(index for index in members if _is_shown(unknowns, index))


def _totals_of(knowledge: Knowledge, index: int) -> list[int]:
    """Return what the count is a part of: the counts that a tie subtracts it from."""
    starts, ties = knowledge.ties_of_counts.indptr, knowledge.ties_of_counts
    own = slice(starts[index], starts[index + 1])
    totals = []
    for tie, sign in zip(ties.indices[own].tolist(), ties.data[own].tolist(), strict=True):
        row = slice(knowledge.ties.indptr[tie], knowledge.ties.indptr[tie + 1])
        if sign > 0 and knowledge.most[tie] == 0:
            signs = knowledge.ties.data[row]
            totals += knowledge.ties.indices[row][signs < 0].tolist()
    return totals


def _is_shown(unknowns: Unknowns, index: int) -> bool:
    return all(cell.status in {"ok", "zero"} for cell in unknowns.cells[index])


def _let_go(knowledge: Knowledge, index: int, policy: Policy) -> None:
    """Let the attacker know of this count only that it would have been shown, if it would."""
    is_large = knowledge.truth[index] >= policy.smallest_shown_count
    knowledge.lower[index] = policy.smallest_shown_count if is_large else 0
    knowledge.upper[index] = UNBOUNDED


def _write_withheld(con: duckdb.DuckDBPyConnection, cells: Sequence[Cell]) -> None:
    for cell in cells:
        con.execute(
            "insert into release.withheld_cells values (?, ?, ?, ?)",
            [cell.table_name, cell.row_keys[0], list(cell.row_keys), cell.measure_name],
        )


def _write_ranges(
    con: duckdb.DuckDBPyConnection, unknowns: Unknowns, ranges: dict[int, Range]
) -> None:
    """Write how many suppressed counts can take how many values, at the least: no cell is named."""
    widths = Counter(
        (cell.table_name, cell.measure_name, most - least + 1)
        for unknown, (least, most) in ranges.items()
        for cell in unknowns.cells[unknown]
        if cell.status == "suppressed"
    )
    con.execute(
        "create or replace table release.narrowest_ranges (table_name varchar,"
        " measure_name varchar, value_count bigint, cell_count bigint)"
    )
    for (table_name, measure_name, value_count), cell_count in sorted(widths.items()):
        con.execute(
            "insert into release.narrowest_ranges values (?, ?, ?, ?)",
            [table_name, measure_name, value_count, cell_count],
        )
