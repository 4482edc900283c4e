"""What is kept no longer than it must be: each store has a period, and this removes what is older.

Never removed: the current snapshot, rows in force or held, the ledger's newest entries (their
numbers are never given twice). The periods stand in `settings.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from ingest import ledger, letterbox
from ingest.contracts.contract import load_contracts
from ingest.history import write_histories
from ingest.rewriting import note_deletion, rewrite_warehouse
from ingest.settings import RetentionPeriods, Settings
from ingest.warehouse import note_change, open_warehouse, transaction


@dataclass(frozen=True)
class Due:
    """What of one store is older than its period: files, references in the ledger, copies.

    Copies are those that were handed back into letterboxes.
    """

    store: str
    days: int
    paths: list[Path] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    copies: list[letterbox.Copy] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return how much it is, for people: no names of files, which are the partners' own."""
        return {
            "store": self.store,
            "days": self.days,
            "count": (len(self.references) or len(self.paths)) + len(self.copies),
            "size_bytes": sum(_size(path) for path in self.paths)
            + sum(copy.size_bytes for copy in self.copies),
        }


def retain(
    settings: Settings, periods: RetentionPeriods, *, is_dry_run: bool
) -> list[dict[str, Any]]:
    """Say what each store holds beyond its period and, unless it is a dry run, remove it."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with open_warehouse(settings) as warehouse:
        due = [
            find(settings, warehouse, now - timedelta(days=days), days)
            for find, days in _stores(periods)
        ]
        told = [one.as_dict() for one in due]
        if is_dry_run:
            return told
        # Files first: of what a crash leaves, the entries still know, and the next run goes on.
        _remove_files(path for one in due for path in one.paths)
        with transaction(warehouse):
            for one in due:
                _remove_entries(warehouse, one)
        write_histories(settings, warehouse)
    rewrite_warehouse(settings)
    # Last: a partner's folder that cannot be emptied keeps nothing else from going.
    letterbox.remove(settings, [copy for one in due for copy in one.copies])
    return told


Find = Callable[[Settings, duckdb.DuckDBPyConnection, datetime, int], Due]


def _stores(periods: RetentionPeriods) -> list[tuple[Find, int]]:
    return [
        (_answers, periods.answers_days),
        (_quarantine, periods.quarantine_days),
        (_superseded, periods.superseded_days),
        (_reports, periods.reports_days),
        (_snapshots, periods.snapshots_days),
    ]


def _answers(
    settings: Settings, _warehouse: duckdb.DuckDBPyConnection, before: datetime, days: int
) -> Due:
    """Answers to requests, of checks and of refused ones too; what was taken in has a receipt."""
    return Due("answers", days, _older(settings.outbox.glob("*/answers/*.json"), before))


def _quarantine(
    settings: Settings, warehouse: duckdb.DuckDBPyConnection, before: datetime, days: int
) -> Due:
    """Refused rows, ours and the copies that their owners can fetch."""
    rows = warehouse.execute(
        "select export_id from ledger.exports where received_at < ?", [before]
    ).fetchall()
    export_ids = [str(row[0]) for row in rows]
    names = letterbox.refused_names(export_ids)
    paths = [
        path
        for export_id in export_ids
        for path in (
            settings.quarantine / f"{export_id}.parquet",
            *settings.outbox.glob(f"*/D-*/refused-{export_id}.csv"),
        )
        if path.exists()
    ]
    copies = [copy for copy in letterbox.handed_back(settings) if copy.name in names]
    return Due("quarantine", days, paths, copies=copies)


def _superseded(
    _settings: Settings, warehouse: duckdb.DuckDBPyConnection, before: datetime, days: int
) -> Due:
    """Rows of exports that were replaced so long ago that nobody will want them back."""
    rows = warehouse.execute(
        "select export_id from ledger.exports left join ledger.status_changes as changes"
        " using (export_id) where exports.status = 'superseded' group by export_id"
        " having coalesce(max(changes.changed_at), any_value(received_at)) < ? order by 1",
        [before],
    ).fetchall()
    return Due("superseded", days, references=[str(row[0]) for row in rows])


def _reports(
    settings: Settings, warehouse: duckdb.DuckDBPyConnection, before: datetime, days: int
) -> Due:
    """Receipts and ledger entries of deliveries of which nothing is in force, held or replaced.

    Receipts in letterboxes go by their age alone: the outbox keeps those of what is in force.
    """
    rows = warehouse.execute(
        "select partner_id, delivery_id from ledger.deliveries where received_at < ?"
        " and sequence < (select max(sequence) from ledger.deliveries)"
        " and delivery_id not in ("
        "   select delivery_id from ledger.exports where status not in ('refused', 'withdrawn')"
        "   or sequence = (select max(sequence) from ledger.exports)"
        " ) order by sequence",
        [before],
    ).fetchall()
    folders = [settings.outbox / partner_id / delivery_id for partner_id, delivery_id in rows]
    references = [str(delivery_id) for _, delivery_id in rows]
    copies = [
        copy for copy in letterbox.handed_back(settings) if copy.written_at < _seconds(before)
    ]
    return Due("reports", days, [path for path in folders if path.exists()], references, copies)


def _snapshots(
    settings: Settings, warehouse: duckdb.DuckDBPyConnection, before: datetime, days: int
) -> Due:
    """Published files that newer ones replaced."""
    kept = {current.read_text().strip() for current in settings.public.glob("CURRENT")}
    kept |= set(_newest_snapshot(warehouse))
    paths = [path for path in settings.public.glob("safe-*.duckdb") if path.name not in kept]
    return Due("snapshots", days, _older(paths, before))


def _newest_snapshot(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the file that a publish has released: it may not be named as current yet."""
    tables = warehouse.execute(
        "select 1 from duckdb_tables() where schema_name = 'release' and table_name = 'snapshots'"
    ).fetchall()
    if not tables:
        return []
    rows = warehouse.execute(
        "select file_name from release.snapshots order by sequence desc limit 1"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _remove_entries(warehouse: duckdb.DuckDBPyConnection, due: Due) -> None:
    """Remove what the warehouse holds of it; the bytes go when it is rewritten."""
    for reference in due.references:
        if due.store == "superseded":
            for kind in load_contracts():
                warehouse.execute(f"delete from accepted.{kind} where export_id = ?", [reference])
            ledger.expire(warehouse, reference)
        else:
            ledger.forget_delivery(warehouse, reference)
    if due.references:
        note_change(warehouse, "retention")
        note_deletion(warehouse)


def _older(paths: Iterable[Path], before: datetime) -> list[Path]:
    return sorted(path for path in paths if path.lstat().st_mtime < _seconds(before))


def _seconds(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


def _remove_files(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(_size(inner) for inner in path.iterdir())
    return path.lstat().st_size
