"""The audit: can a hidden count be worked out from what is shown around it? Then hide more.

Four cells of 7 under a total of 28, shown as 30, can only be 7, 7, 7 and 7. Whatever pins a count
to one value is withheld, until each hidden count is proven free: at least one other choice of whole
numbers fits all that is published (`worlds.py`), and gives it another value.

What is protected to the end, whether it is marked suppressed or withheld:

- every count of 1 to 7;
- every count that is nobody, or all, of fewer than 20, except nobody where a published zero says so
  already: 0 of 25 may be shown, and of each of the 25 it says what 0 of the 10 among them would.

What the audit withholds beside these (a zero or a count from 8 on that policy would show) is
withheld for its neighbours' sake and needs no protection of its own: that it may follow from others
is harmless as long as they do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from ingest.publishing.attacker_knowledge import Cell, Unknowns, attacker_knowledge
from ingest.publishing.closed_list import COMMUNITY_FEATURES
from ingest.publishing.disclosure import Policy
from ingest.publishing.knowledge import tightened
from ingest.publishing.protection import free_from_bounds, protect
from ingest.publishing.published_table import PublishedTable
from ingest.publishing.what_adds_up import Features


@dataclass(frozen=True)
class Account:
    """How the audit ended, in unknowns and in cells.

    hidden_count    counts to be protected
    unproven_count  those of them for which no second value was found
    withheld_cells  cells that are withheld now and were not before
    """

    hidden_count: int
    unproven_count: int
    withheld_cells: list[Cell]


def audit(con: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable], policy: Policy) -> int:
    """Withhold what pins a hidden count; return how many more cells are withheld.

    Reads `disclosed.cells`, adds to `release.withheld_cells` (the caller then makes the disclosed
    tables anew) and makes `release.narrowest_ranges` and `release.audit_accounts`.
    """
    unknowns = attacker_knowledge(read_cells(con), tables, read_features(con), policy)
    account = withhold_until_free(unknowns)
    _write_withheld(con, account.withheld_cells)
    _write_account(con, account)
    _write_ranges(con, unknowns)
    return len(account.withheld_cells)


def withhold_until_free(unknowns: Unknowns) -> Account:
    """Withhold until every count that needs protection is proven free; tell how it ended."""
    targets, unproven = set[int](), set[int]()
    # A zero that is withheld says no longer that its parts are nobody: then these are targets too.
    while more := to_be_protected(unknowns) - targets:
        targets |= more
        unproven |= protect(unknowns, more)
        # What is withheld for some can pin others, so all are looked at.
        free_from_bounds(unknowns, targets)
    cells = [
        cell
        for index in sorted(unknowns.knowledge.withheld)
        for cell in unknowns.cells[index]
        if cell.status != "withheld"
    ]
    return Account(len(targets), len(unproven), cells)


def to_be_protected(unknowns: Unknowns) -> set[int]:
    """Return the hidden counts, without those that a published zero says are nobody."""
    knowledge = unknowns.knowledge
    is_nobody = np.array(
        [
            not knowledge.truth[index] and unknowns.is_shown(index)
            for index in range(len(unknowns.cells))
        ],
        dtype=bool,
    )
    # Of each tie "parts, at most their total": the total, and each part.
    ties = knowledge.ties.tocoo()
    bounds_parts = knowledge.most[ties.coords[0]] == 0
    total_of_tie = np.zeros(len(knowledge.most), dtype=np.int64)
    total_of_tie[ties.coords[0][ties.data < 0]] = ties.coords[1][ties.data < 0]
    is_part = bounds_parts & (ties.data > 0)
    parts, totals = ties.coords[1][is_part], total_of_tie[ties.coords[0][is_part]]
    while not is_nobody[parts[is_nobody[totals]]].all():
        is_nobody[parts[is_nobody[totals]]] = True
    return {index for index in unknowns.hidden_by_rule() if not is_nobody[index]}


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


def _write_withheld(con: duckdb.DuckDBPyConnection, cells: Collection[Cell]) -> None:
    rows = [
        [cell.table_name, cell.row_keys[0], list(cell.row_keys), cell.measure_name]
        for cell in cells
    ]
    if rows:
        con.executemany("insert into release.withheld_cells values (?, ?, ?, ?)", rows)


def _write_account(con: duckdb.DuckDBPyConnection, account: Account) -> None:
    """Write how many counts were to be protected, and how many were not proven free."""
    con.execute(
        "create or replace table release.audit_accounts as select ?::bigint as hidden_count,"
        " ?::bigint as unproven_count, ?::bigint as newly_withheld_count",
        [account.hidden_count, account.unproven_count, len(account.withheld_cells)],
    )


def _write_ranges(con: duckdb.DuckDBPyConnection, unknowns: Unknowns) -> None:
    """Write how many hidden counts can take at most how many values: no cell is named."""
    lower, upper = tightened(unknowns.knowledge)
    widths = Counter(
        (cell.table_name, cell.measure_name, int(upper[index] - lower[index]) + 1)
        for index in to_be_protected(unknowns)
        for cell in unknowns.cells[index]
        if cell.is_hidden_by_rule(unknowns.policy)
    )
    con.execute(
        "create or replace table release.narrowest_ranges (table_name varchar,"
        " measure_name varchar, value_count bigint, cell_count bigint)"
    )
    rows = [[*key, cell_count] for key, cell_count in sorted(widths.items())]
    if rows:
        con.executemany("insert into release.narrowest_ranges values (?, ?, ?, ?)", rows)
