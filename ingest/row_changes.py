"""What an export changes: its rows against those of the exports that it replaces.

Rows are compared as they are stored, typed and re-keyed, so that another order, another way of
writing a date, or a second of difference is no change.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from ingest import ledger
from ingest.accepted_rows import stored_rows
from ingest.contracts.contract import Contract
from ingest.delivery import Delivery
from ingest.judged_file import JudgedExport


@dataclass(frozen=True)
class RowChanges:
    """Counts of rows: new + changed + unchanged = rows stored of the export.

    `changed`: the same key, other content. `removed`: in the former exports, not among the accepted
    rows of this one.
    """

    compared_with: list[str]
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_removed: int

    @property
    def is_most_removed(self) -> bool:
        """Say whether most rows of the former exports would go: one holds something else, then."""
        return self.rows_removed > self.rows_changed + self.rows_unchanged

    def as_dict(self) -> dict[str, Any]:
        """Return what receipts print."""
        return asdict(self) | {"is_most_removed": self.is_most_removed}


def compare(
    scratch: duckdb.DuckDBPyConnection, delivery: Delivery, export: JudgedExport
) -> RowChanges | None:
    """Compare the accepted rows of an export with those that it would replace; None: nothing.

    `scratch` has the warehouse attached as `warehouse`. Called before the export supersedes.
    """
    if delivery.partner is None or delivery.key is None or export.is_complement:
        return None
    replaced = ledger.find_replaced(
        scratch,
        partner_id=delivery.partner.partner_id,
        kind=export.contract.kind,
        covered_from=export.covered_from,
        covered_through=export.covered_through,
        community_ids=export.community_ids,
    )
    if not replaced:
        return None
    statement = _comparison(export.contract, f'"{export.mapped.table}_accepted"')
    counts = scratch.execute(statement, {"replaced": replaced}).fetchall()[0]
    return RowChanges(replaced, *counts)


def _comparison(contract: Contract, table: str) -> str:
    """Return one row of counts: new, changed, unchanged, removed.

    Where several former exports hold a row, the newest has the say, as in `sql/staging/`.
    """
    keys = [contract.column(name).accepted_name for name in contract.key]
    names = [column.accepted_name for column in contract.columns]
    key, content = ", ".join(keys), ", ".join(names)
    joined = " and ".join(f"new_rows.{name} = old_rows.{name}" for name in keys)
    is_changed = " or ".join(
        f"new_rows.{name} is distinct from old_rows.{name}" for name in names if name not in keys
    )
    return f"""
        with new_rows as ({stored_rows(contract, table)}),
        old_rows as (
            select {content}
            from warehouse.accepted.{contract.kind} as stored
            join warehouse.ledger.exports as former using (export_id)
            where former.export_id in (select unnest($replaced))
            qualify row_number() over (partition by {key} order by former.sequence desc) = 1
        )
        select
            count(*) filter (old_rows.{keys[0]} is null),
            count(*) filter (
                new_rows.{keys[0]} is not null and old_rows.{keys[0]} is not null
                and ({is_changed})
            ),
            count(*) filter (
                new_rows.{keys[0]} is not null and old_rows.{keys[0]} is not null
                and not ({is_changed})
            ),
            count(*) filter (new_rows.{keys[0]} is null)
        from new_rows
        full join old_rows on {joined}
    """
