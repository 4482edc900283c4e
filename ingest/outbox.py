"""What a partner can fetch: receipts in words and as JSON, and their refused rows.

Everything here can be made again from the ledger and the quarantine, so a crash after a commit
costs nothing: the worker writes what is missing when it starts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from ingest.durable import write_durably, write_json_durably
from ingest.quarantine import quarantine_file
from ingest.receipt_words import all_languages
from ingest.refused_csv import write_refused_csv
from ingest.settings import Settings


def write_receipt(settings: Settings, receipt: dict[str, Any]) -> Path:
    """Write a delivery's receipt and the refused rows of its exports; return the folder."""
    folder = delivery_folder(settings, receipt["partner"], receipt["delivery"])
    folder.mkdir(parents=True, exist_ok=True)
    for file in receipt["files"]:
        for export in file["exports"]:
            export_id = export["export_id"]
            rows = quarantine_file(settings, export_id)
            _write_refused(rows, folder / _refused_name(export_id), export)
    for language, words in all_languages(receipt).items():
        write_durably(folder / f"receipt.{language}.txt", words)
    # Last, because its presence says that the folder is complete.
    write_json_durably(folder / "receipt.json", receipt)
    return folder


def write_missing_receipts(settings: Settings, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Write every receipt that a crash kept from being written."""
    rows = warehouse.execute(
        "select partner_id, delivery_id from ledger.deliveries order by sequence"
    ).fetchall()
    for partner_id, delivery_id in rows:
        if not (delivery_folder(settings, partner_id, delivery_id) / "receipt.json").exists():
            write_receipt(settings, load_receipt(warehouse, delivery_id))


def load_receipt(warehouse: duckdb.DuckDBPyConnection, delivery_id: str) -> dict[str, Any]:
    """Return the receipt as the ledger holds it."""
    row = warehouse.execute(
        "select receipt from ledger.deliveries where delivery_id = ?", [delivery_id]
    ).fetchone()
    if row is None:
        raise LookupError(f"The ledger holds no delivery {delivery_id}.")
    receipt: dict[str, Any] = json.loads(row[0])
    return receipt


def rewrite_refused(settings: Settings, partner_id: str, export_id: str, rows: Path) -> None:
    """Make the partner's copy of an export's refused rows agree with `rows`, a Parquet file.

    A copy whose receipt a crash kept from being written goes: both are written at the next start.
    """
    for copy in (settings.outbox / partner_id).glob(f"D-*/{_refused_name(export_id)}"):
        told = copy.with_name("receipt.json")
        if not told.exists():
            copy.unlink()
            continue
        receipt = json.loads(told.read_text(encoding="utf-8"))
        exports = (export for file in receipt["files"] for export in file["exports"])
        _write_refused(rows, copy, next(one for one in exports if one["export_id"] == export_id))


def delivery_folder(settings: Settings, partner_id: str, delivery_id: str) -> Path:
    """Return the folder of one delivery in the partner's outbox."""
    return settings.outbox / partner_id / delivery_id


def _write_refused(rows: Path, target: Path, export: dict[str, Any]) -> None:
    """Write the rows with what the receipt says of each reason, or nothing where there are none."""
    if rows.exists() and pq.read_metadata(rows).num_rows:
        words = {
            problem["code"]: {
                language: " ".join(parts.values()) for language, parts in problem["words"].items()
            }
            for problem in export["problems"]
        }
        write_refused_csv(rows, target, words)
    else:
        target.unlink(missing_ok=True)


def _refused_name(export_id: str) -> str:
    return f"refused-{export_id}.csv"
