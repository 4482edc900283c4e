"""What may be shown becomes a snapshot: release units, rules, audit, file, in this order.

Whatever kills the process, at whatever moment, private side and readers agree in the end:

1. One transaction on the warehouse releases units, applies the rules, audits, makes `published.*`
   and notes the snapshot's name in `release.snapshots`. Inside it the file is written as
   `<name>.part`, checked and made durable. Killed before the commit, nothing has been released:
   the part is a leftover, removed at the next start, and its name is not used again.
2. The commit decides. From here on the private side believes that the public has seen these
   figures, and counts later arrivals and leavers against them, so the public must see them.
3. Only then the part gets its name, and `CURRENT` names it. Killed between the commit and that,
   the next publish (or start of the worker) finds that the newest snapshot of `release.snapshots`
   is not the one that `CURRENT` names, writes its file anew from `published.*`, which the same
   transaction committed and nothing else touches, and finishes.

A reader sees the old snapshot or the new one, whole; `CURRENT` never names a file that is absent.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from ingest.models import models_digest, run_stage
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.community_codes import make_community_memory, write_community_codes
from ingest.publishing.disclosure import Policy, write_policy
from ingest.publishing.model_texts import write_models
from ingest.publishing.release_units import release_units
from ingest.publishing.snapshot_file import (
    current_name,
    name_current,
    promote_snapshot,
    remove_unfinished,
    write_snapshot,
)
from ingest.settings import Settings
from ingest.warehouse import ledger_sequence, transaction

_SNAPSHOTS = """
create table if not exists release.snapshots (
    sequence integer primary key,
    snapshot_id varchar not null,
    file_name varchar not null,
    published_at timestamp not null,
    policy_version varchar not null,
    thresholds varchar not null,
    ledger_sequence bigint not null,
    models_sha256 varchar not null,
    is_simulated boolean not null,
    covered_from date,
    covered_through date
)
"""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its number, its name that is never used again, and its moment (UTC)."""

    sequence: int
    snapshot_id: str
    file_name: str
    published_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return it as the answer to the request that published it."""
        return asdict(self)


def publish_snapshot(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    policy: Policy | None = None,
    published_at: datetime | None = None,
) -> Snapshot:
    """Release what may be released and give it to readers as a new snapshot.

    `con` is the warehouse, its models built; `published_at` is in UTC, now by default. Raises
    SnapshotUnsafe where the finished file breaks a rule: then nothing has been released.
    """
    chosen = policy or Policy()
    finish_interrupted(con, settings, chosen)
    with transaction(con):
        snapshot = _next_snapshot(con, published_at or datetime.now(UTC))
        _make_published_tables(con, chosen, snapshot)
        write_snapshot(con, settings, snapshot.file_name, chosen)
    promote_snapshot(settings, snapshot.file_name)
    return snapshot


def finish_interrupted(
    con: duckdb.DuckDBPyConnection, settings: Settings, policy: Policy | None = None
) -> None:
    """Remove what a killed publish left, and show what it had released but not shown."""
    remove_unfinished(settings)
    con.execute(_SNAPSHOTS)
    make_community_memory(con)
    newest = con.execute(
        "select file_name from release.snapshots order by sequence desc limit 1"
    ).fetchall()
    for (file_name,) in newest:
        if not (settings.public / file_name).exists():
            write_snapshot(con, settings, file_name, policy or Policy())
            promote_snapshot(settings, file_name)
        elif current_name(settings) != file_name:
            name_current(settings, file_name)


def _next_snapshot(con: duckdb.DuckDBPyConnection, published_at: datetime) -> Snapshot:
    row = con.execute("select coalesce(max(sequence), 0) + 1 from release.snapshots").fetchone()
    sequence = int(row[0]) if row else 1
    snapshot_id = secrets.token_hex(6)
    moment = published_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return Snapshot(sequence, snapshot_id, f"safe-{sequence:06d}-{snapshot_id}.duckdb", moment)


def _make_published_tables(
    con: duckdb.DuckDBPyConnection, policy: Policy, snapshot: Snapshot
) -> None:
    from ingest.publishing.audit import audit  # noqa: PLC0415 - loads a second of scipy

    write_policy(con, policy)
    release_units(con, PUBLISHED_TABLES, policy, snapshot.published_at.date())
    write_cells(con, PUBLISHED_TABLES)
    run_stage(con, "disclosed")
    if audit(con, PUBLISHED_TABLES, policy):
        run_stage(con, "disclosed")
    write_community_codes(con, policy)
    _note_snapshot(con, policy, snapshot)
    write_models(con)
    run_stage(con, "shown")
    run_stage(con, "published")


def _note_snapshot(con: duckdb.DuckDBPyConnection, policy: Policy, snapshot: Snapshot) -> None:
    con.execute(
        "insert into release.snapshots"
        " select ?, ?, ?, ?, ?, ?, ?, ?, coalesce(bool_or(partners.is_simulated), false),"
        " min(exports.covered_from), max(exports.covered_through)"
        " from ledger.exports as exports"
        " left join ledger.partners as partners on exports.partner_id = partners.partner_id"
        " where exports.status = 'current'",
        [
            snapshot.sequence,
            snapshot.snapshot_id,
            snapshot.file_name,
            snapshot.published_at,
            policy.version,
            json.dumps(policy.thresholds()),
            ledger_sequence(con),
            models_digest(),
        ],
    )
