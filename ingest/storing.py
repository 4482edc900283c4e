"""From verdicts to the stores: quarantine first, then one transaction, then the receipt.

Refused rows are written before the transaction, under references that the transaction makes known:
what fails in between leaves files that nobody knows, and never a ledger entry whose refused rows
are missing. The next delivery is given the same references, so it removes such files first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from ingest import ledger
from ingest.accepted_rows import joins_as_written, stored_rows
from ingest.delivery import Delivery
from ingest.gate.expectations import gravest
from ingest.judged_file import JudgedExport, JudgedFile
from ingest.quarantine import remove_leftovers, store_refused
from ingest.receipt import receipt_of
from ingest.row_changes import compare
from ingest.settings import Settings
from ingest.warehouse import note_change, transaction


@dataclass(frozen=True)
class Origin:
    """Where an export comes from: the same for all exports of a delivery."""

    delivery_id: str
    partner_id: str
    submitted_by: str
    received_at: datetime


def store(
    scratch: duckdb.DuckDBPyConnection,
    settings: Settings,
    delivery: Delivery,
    files: list[JudgedFile],
) -> dict[str, Any]:
    """Store a judged delivery whole, and return its receipt with the references given.

    A delivery of which every file is in already changes nothing; its receipt says so.
    """
    received_at = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    if all(file.already_in for file in files):
        return receipt_of(scratch, delivery, files, received_at)
    remove_leftovers(settings, ledger.export_ids(scratch, database="warehouse."))
    give_references(scratch, files)
    for file in files:
        for export in file.exports:
            store_refused(scratch, settings, delivery.key, file, export)
    with transaction(scratch):
        return commit_delivery(scratch, delivery, files, received_at)


def commit_delivery(
    scratch: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    files: list[JudgedFile],
    received_at: datetime,
) -> dict[str, Any]:
    """Write rows and entries within the caller's transaction, and return the receipt."""
    if delivery.partner is None or delivery.key is None:
        raise AssertionError("only a partner's delivery is stored")
    partner = delivery.partner
    sequence = ledger.next_delivery_sequence(scratch)
    delivery_id = f"D-{sequence:06d}"
    origin = Origin(delivery_id, partner.partner_id, delivery.submitted_by, received_at)
    refused = [file for file in files if file.is_refused]
    ledger.write_partner(scratch, partner)
    # Before any is stored: those of one delivery replace former ones, and never each other.
    for export in (export for file in files for export in file.exports):
        export.changes = compare(scratch, delivery, export)
    for file in files:
        for export in file.exports:
            _insert_accepted(scratch, partner.partner_id, export)
            entry = _entry(file, export, origin)
            ledger.write_export(scratch, entry)
            if export.status == ledger.CURRENT:
                export.supersedes = ledger.supersede(scratch, export.export_id)
    for number, file in enumerate(refused, start=ledger.next_export_sequence(scratch)):
        ledger.write_export(scratch, _refused_entry(file, number, origin))
    receipt = receipt_of(scratch, delivery, files, received_at) | {"delivery": delivery_id}
    ledger.write_delivery(
        scratch,
        delivery_id=delivery_id,
        sequence=sequence,
        partner_id=partner.partner_id,
        request_id=delivery.request_id,
        received_at=received_at,
        submitted_by=delivery.submitted_by,
        receipt=receipt,
    )
    note_change(scratch, "take_in", database="warehouse.")
    return receipt


def give_references(scratch: duckdb.DuckDBPyConnection, files: list[JudgedFile]) -> None:
    """Number the exports, and say of each whether it is in force or held."""
    sequence = ledger.next_export_sequence(scratch)
    for file in files:
        for export in file.exports:
            export.sequence, export.status = sequence, _status(export)
            export.export_id = f"E-{sequence:06d}"
            sequence += 1


def _status(export: JudgedExport) -> str:
    """Hold what a rule on the whole finds doubtful: a steward or a new export decides."""
    return ledger.HELD if gravest(export.findings) == "hold" else ledger.CURRENT


def _insert_accepted(
    scratch: duckdb.DuckDBPyConnection, partner_id: str, export: JudgedExport
) -> None:
    """Write the accepted rows, which are typed and re-keyed already."""
    contract = export.contract
    names = [column.accepted_name for column in contract.columns]
    statement = f"""
        insert into warehouse.accepted.{contract.kind}
            ({", ".join(names)}, partner_id, export_id, row_number)
        select {", ".join(names)}, $partner_id, $export_id, row_number
        from ({stored_rows(contract, f'"{export.mapped.table}_accepted"')})
    """
    origin = {"partner_id": partner_id, "export_id": export.export_id}
    with joins_as_written(scratch):
        inserted = scratch.execute(statement, origin).fetchall()
    expected = export.verdict.rows_accepted - export.verdict.rows_collapsed
    if inserted[0][0] != expected:
        raise AssertionError(f"{inserted[0][0]} rows stored of {expected} accepted")


def _entry(file: JudgedFile, export: JudgedExport, origin: Origin) -> ledger.Entry:
    if file.received is None or file.mapped is None:
        raise AssertionError("a judged export has been received and mapped")
    return ledger.Entry(
        export_id=export.export_id,
        sequence=export.sequence,
        **vars(origin),
        kind=export.contract.kind,
        file_name=file.delivered.name,
        file_sha256=file.received.sha256,
        mapping_sha256=file.mapping_sha256,
        contract_version=export.contract.version,
        covered_from=export.covered_from,
        covered_through=export.covered_through,
        community_ids=export.community_ids,
        is_complement=export.is_complement,
        status=export.status,
        rows_read=export.verdict.rows_read,
        rows_accepted=export.verdict.rows_accepted,
        rows_refused=export.verdict.rows_refused,
        rows_routed_elsewhere=file.mapped.rows_routed_elsewhere,
        rows_collapsed=export.verdict.rows_collapsed,
        refusals=export.verdict.refusals,
    )


def _refused_entry(file: JudgedFile, sequence: int, origin: Origin) -> ledger.Entry:
    """Remember that a file was refused, and nothing of what it held."""
    code = file.implausible.rule if file.implausible else file.refusal.code if file.refusal else ""
    return ledger.Entry(
        export_id=f"E-{sequence:06d}",
        sequence=sequence,
        **vars(origin),
        kind=file.delivered.kind or "unknown",
        file_name=file.delivered.name,
        file_sha256=file.received.sha256 if file.received else "",
        mapping_sha256=file.mapping_sha256,
        contract_version="",
        status=ledger.REFUSED,
        refusals={code: 1},
    )
