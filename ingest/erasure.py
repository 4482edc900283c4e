"""Taking back: an export that its partner withdraws, and a member who asks to be forgotten.

Deleting leaves bytes behind, so both end in rewriting. A tombstone is a one-way token of our own
pseudonym under a secret of its own: it recognises the member in later exports, and neither their
pseudonym nor ours can be read from it.
"""

from __future__ import annotations

import uuid

import duckdb

from ingest import ledger, letterbox, pseudonyms, quarantine
from ingest.contracts.contract import load_contracts
from ingest.outbox import rewrite_refused
from ingest.publishing.release_units import forget_member
from ingest.rewriting import note_deletion, rewrite_warehouse
from ingest.settings import Settings
from ingest.state import find_partner
from ingest.warehouse import note_change, open_warehouse, transaction


def withdraw(settings: Settings, partner_id: str, export_id: str) -> list[str]:
    """Take an export back and return the references of exports that are current again.

    Raises UnknownPartner, UnknownExport. Withdrawing twice changes nothing.
    """
    find_partner(settings, partner_id)
    with open_warehouse(settings) as warehouse:
        if ledger.find_export(warehouse, partner_id, export_id) != ledger.WITHDRAWN:
            with transaction(warehouse):
                _withdraw_rows(warehouse, export_id)
        restored = ledger.restored_by(warehouse, export_id)
    refused = quarantine.quarantine_file(settings, export_id)
    refused.unlink(missing_ok=True)
    rewrite_refused(settings, partner_id, export_id, refused)
    letterbox.take_back(settings, partner_id, [export_id])
    rewrite_warehouse(settings)
    return restored


def erase_member(settings: Settings, partner_id: str, member_id: str, request_id: str) -> int:
    """Erase one member of one partner, by the partner's own pseudonym; return the rows deleted.

    Raises UnknownPartner. Erasing twice changes nothing.
    """
    find_partner(settings, partner_id)
    key = pseudonyms.load_key(settings, partner_id)
    member_key = pseudonyms.member_key(key, member_id)
    token = pseudonyms.tombstone(key, member_key)
    with open_warehouse(settings) as warehouse, transaction(warehouse):
        warehouse.execute(
            "insert or ignore into ledger.tombstones values (?, ?, current_date, ?)",
            [partner_id, token, request_id],
        )
        forget_member(warehouse, member_key)
        rows = _delete_rows(warehouse, member_key)
        note_change(warehouse, "erase")
        note_deletion(warehouse)
        quarantine.remove_leftovers(settings, ledger.export_ids(warehouse))
        exports = sorted(ledger.export_ids(warehouse, partner_id))
    for export_id in exports:
        _erase_refused(settings, partner_id, export_id, token, member_id)
    rewrite_warehouse(settings)
    return rows


def _erase_refused(
    settings: Settings, partner_id: str, export_id: str, token: str, member_id: str
) -> None:
    """Erase a member from the refused rows of an export: from their copies first.

    As long as the quarantine itself holds the member, a repeated request finds what is to be done.
    """
    part = quarantine.write_without_member(settings, export_id, token, member_id)
    if part is not None:
        letterbox.take_back(settings, partner_id, [export_id])
        rewrite_refused(settings, partner_id, export_id, part)
        quarantine.put_in_place(settings, export_id, part)


def _withdraw_rows(warehouse: duckdb.DuckDBPyConnection, export_id: str) -> None:
    for kind in load_contracts():
        warehouse.execute(f"delete from accepted.{kind} where export_id = ?", [export_id])
    ledger.withdraw(warehouse, export_id)
    note_change(warehouse, "withdraw")
    note_deletion(warehouse)


def _delete_rows(warehouse: duckdb.DuckDBPyConnection, member_key: uuid.UUID) -> int:
    """Delete the member's accepted rows, from which all else is built, and count them."""
    deleted = 0
    for contract in load_contracts().values():
        for column in contract.columns:
            if column.identifies == "member":
                [(count,)] = warehouse.execute(
                    f"delete from accepted.{contract.kind} where {column.accepted_name} = ?",
                    [member_key],
                ).fetchall()
                deleted += int(count)
    return deleted
