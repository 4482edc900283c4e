"""What a partner's figures would become: the delivery taken into a copy, which is thrown away.

The copy holds this partner's rows in force and nobody else's, so nothing that comes out of it can
speak of others; and only what `sql/previews/` lets through the rules of disclosure comes out. Those
rules that look at the whole programme (the audit, the release units) are not applied, and the
receipt says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.contracts.contract import load_contracts
from ingest.delivery import Delivery
from ingest.judged_file import JudgedFile
from ingest.messages import sentences
from ingest.models import run_stage
from ingest.publishing.disclosure import Policy, write_policy
from ingest.settings import Settings
from ingest.sql_text import literal
from ingest.storing import commit_delivery, give_references
from ingest.warehouse import make_tables, transaction

# Some ten seconds on two cores; beyond it the partner is told that it is too much for a preview.
MAXIMUM_ROWS = 3_000_000
_STAGES = ("reference", "macros", "staging", "histories", "facts", "outcomes", "strata")
_MARTS = ("communities", "activity_months", "follow_up_funnel", "recovery_rates")
_COMMUNITIES_SHOWN = 20
_KEYS = ("community_id", "figure_id", "rule_set", "figure_order")

# By community, figure and, for an outcome, rule set.
Figures = dict[tuple[str, str, str | None], dict[str, Any]]


def preview(
    scratch: duckdb.DuckDBPyConnection,
    settings: Settings,
    delivery: Delivery,
    files: list[JudgedFile],
    now: datetime,
) -> dict[str, Any]:
    """Return the figures before and after, per community; `why_not` where there are none.

    The warehouse attached to `scratch` is exchanged for the copy, and the exports are given
    references of the copy: nothing of either may be used afterwards.
    """
    if delivery.partner is None:
        return without_figures("preview.no_partner")
    if not any(file.exports for file in files):
        return without_figures("preview.nothing_new")
    if _row_count(scratch, delivery.partner.partner_id, files) > MAXIMUM_ROWS:
        return without_figures("preview.too_large", most=MAXIMUM_ROWS)
    with _copy(scratch, settings, delivery.partner.partner_id):
        before = _figures(scratch)
        give_references(scratch, files)
        with transaction(scratch):
            commit_delivery(scratch, delivery, files, now)
        return _compared(before, _figures(scratch))


def without_figures(code: str, **parameters: object) -> dict[str, Any]:
    """Return a preview that shows nothing and says why."""
    return {"figures": [], "limits": sentences(code, **parameters)}


def _row_count(scratch: duckdb.DuckDBPyConnection, partner_id: str, files: list[JudgedFile]) -> int:
    kept = scratch.execute(
        "select coalesce(sum(rows_accepted), 0) from warehouse.ledger.exports"
        " where partner_id = ? and status = 'current'",
        [partner_id],
    ).fetchall()[0][0]
    return int(kept) + sum(one.verdict.rows_accepted for file in files for one in file.exports)


@contextmanager
def _copy(
    scratch: duckdb.DuckDBPyConnection, settings: Settings, partner_id: str
) -> Iterator[None]:
    """Put a copy of the partner's rows in force into the warehouse's place, and remove it."""
    path = settings.scratch / f"preview-{uuid.uuid4().hex}.duckdb"
    try:
        _write_copy(scratch, path, partner_id)
        scratch.execute("detach warehouse")
        scratch.execute("detach copy_of_partner")
        scratch.execute(f"attach {literal(str(path))} as warehouse")
        yield
    finally:
        scratch.execute("detach database if exists warehouse")
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _write_copy(scratch: duckdb.DuckDBPyConnection, path: Path, partner_id: str) -> None:
    scratch.execute(f"attach {literal(str(path))} as copy_of_partner")
    with _inside(scratch, "copy_of_partner"):
        make_tables(scratch)
    for table in ("partners", "deliveries", "exports", "tombstones"):
        scratch.execute(
            f"insert into copy_of_partner.ledger.{table} from warehouse.ledger.{table}"
            " where partner_id = ?",
            [partner_id],
        )
    for kind in load_contracts():
        scratch.execute(
            f"insert into copy_of_partner.accepted.{kind}"
            f" select stored.* from warehouse.accepted.{kind} as stored"
            " join warehouse.ledger.exports as exports using (export_id)"
            " where exports.partner_id = ? and exports.status = 'current'",
            [partner_id],
        )


@contextmanager
def _inside(scratch: duckdb.DuckDBPyConnection, database: str) -> Iterator[None]:
    """Let names without a database mean this one."""
    outside = scratch.execute("select current_database()").fetchall()[0][0]
    scratch.execute(f"use {database}")
    try:
        yield
    finally:
        scratch.execute(f'use "{outside}"')


def _figures(scratch: duckdb.DuckDBPyConnection) -> Figures:
    """Build what the figures need and return them by community and figure."""
    with _inside(scratch, "warehouse"):
        write_policy(scratch, Policy())
        for stage in _STAGES:
            run_stage(scratch, stage)
        run_stage(scratch, "marts", only=_MARTS)
        run_stage(scratch, "previews")
        cursor = scratch.execute("select * from previews.partner_figures")
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["community_id"], row["figure_id"], row["rule_set"]): row for row in rows}


def _compared(before: Figures, after: Figures) -> dict[str, Any]:
    keys = sorted({**before, **after}, key=lambda key: _order({**before, **after}[key]))
    communities = list(dict.fromkeys(community for community, _, _ in keys))
    figures = [
        {
            "community_id": community,
            "figure_id": figure,
            "rule_set": rule_set,
            "name": sentences(f"preview.{figure}"),
            "before": _part(before.get((community, figure, rule_set))),
            "after": _part(after.get((community, figure, rule_set))),
        }
        for community, figure, rule_set in keys
        if community in communities[: _COMMUNITIES_SHOWN + 1]
    ]
    return {"figures": figures, "limits": sentences("preview.limits")}


def _order(row: dict[str, Any]) -> tuple[bool, str, int]:
    """All communities together first, then each by its name; figures from many to few people."""
    return row["community_id"] != "all", row["community_id"], row["figure_order"]


def _part(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return one side; None where there is nothing to speak of."""
    if row is None:
        return None
    kept = {
        name: row[name] for name in row if name not in {"community_id", "figure_id", "position"}
    }
    return kept | {"month": str(row["month"])[:7] if row["month"] else None}
