"""The whole way of a row, on one screen.

    judging:  receive -> stage -> privacy screen -> mapping -> gate -> expectations
    storing:  re-key -> accepted rows, quarantine, ledger -> receipt
    build:    the models of `sql/`
    publish:  release units, disclosure control, snapshot

A delivery is judged in a scratch database that is thrown away, with the warehouse attached beside
it. One transaction then writes the accepted rows of all its exports and their ledger entries.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb

from ingest import erasure, ledger, outbox
from ingest.built_tables import are_built, build_tables
from ingest.delivery import Delivery
from ingest.errors import RebondError
from ingest.history import write_histories
from ingest.judging import judge
from ingest.preview import preview
from ingest.pseudonyms import create_key, has_key
from ingest.publishing.fitness import fit_to_show
from ingest.publishing.publish import finish_interrupted, publish_snapshot
from ingest.quarantine import remove_leftovers
from ingest.receipt import receipt_of
from ingest.row_changes import compare
from ingest.settings import Settings
from ingest.state import Partner, add_partner, find_partner, list_partners
from ingest.storing import store
from ingest.warehouse import (
    note_change,
    open_scratch,
    open_warehouse,
    transaction,
)

Receipt = dict[str, Any]


def check(settings: Settings, delivery: Delivery, *, with_preview: bool = False) -> Receipt:
    """Judge a delivery, tell its partner, keep nothing; on demand, what figures would become."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    with open_scratch(settings) as scratch:
        files = judge(scratch, delivery)
        for export in (export for file in files for export in file.exports):
            export.changes = compare(scratch, delivery, export)
        receipt = receipt_of(scratch, delivery, files, now)
        if with_preview:
            receipt["preview"] = preview(scratch, settings, delivery, files, now)
        return receipt


def take_in(settings: Settings, delivery: Delivery) -> Receipt:
    """Judge a delivery and keep its rows: accepted ones, and refused ones with their reasons.

    A request that a crash kept from being answered, but whose rows are in, is told its receipt.
    """
    with open_scratch(settings) as scratch:
        receipt = ledger.find_receipt(scratch, delivery.request_id)
        if receipt is None:
            receipt = store(scratch, settings, delivery, judge(scratch, delivery))
    if receipt["delivery"]:
        outbox.write_receipt(settings, receipt)
        _tell_partners(settings)
    return receipt


def release(settings: Settings, partner_id: str, export_id: str) -> list[str]:
    """Make a held export current and return the references of those that it replaces.

    Raises UnknownPartner, UnknownExport, and RebondError where there is nothing to release.
    Releasing twice changes nothing.
    """
    find_partner(settings, partner_id)
    with open_warehouse(settings) as warehouse, transaction(warehouse):
        status = ledger.find_export(warehouse, partner_id, export_id)
        if status == ledger.HELD:
            ledger.release(warehouse, export_id)
            note_change(warehouse, "release")
        elif status != ledger.CURRENT:
            raise RebondError("export.not_held", export=export_id)
        replaced = ledger.replaced_by(warehouse, export_id)
    _tell_partners(settings)
    return replaced


def withdraw(settings: Settings, partner_id: str, export_id: str) -> list[str]:
    """Take an export back and return the references of those that are current again.

    Raises UnknownPartner, UnknownExport. Withdrawing twice changes nothing.
    """
    restored = erasure.withdraw(settings, partner_id, export_id)
    _tell_partners(settings)
    return restored


def build(settings: Settings) -> int:
    """Run the models over the accepted rows, all or none; return how many there are."""
    with open_warehouse(settings) as warehouse:
        return build_tables(warehouse)


def publish(settings: Settings, *, is_confirmed: bool = False) -> dict[str, Any]:
    """Build what is out of date, then release what may be released as a new snapshot.

    Raises RebondError `publish.held` where the marts look unfit to show, unless a steward has
    looked and confirms.
    """
    with open_warehouse(settings) as warehouse:
        if not are_built(warehouse):
            build_tables(warehouse)
        if not is_confirmed:
            _refuse_unfit(warehouse)
        return publish_snapshot(warehouse, settings).as_dict()


def _refuse_unfit(warehouse: duckdb.DuckDBPyConnection) -> None:
    held = [finding for finding in fit_to_show(warehouse) if finding.outcome == "hold"]
    if held:
        figures = ", ".join(f"{finding.figure} = {finding.value:.3g}" for finding in held)
        raise RebondError("publish.held", figures=figures)


def register(settings: Settings, partner: Partner) -> None:
    """Register a partner, with secrets of their own.

    Raises RebondError where the name is another partner's. Registering twice changes nothing.
    """
    known = {one.partner_id: one for one in list_partners(settings)}
    if known.get(partner.partner_id) == partner:
        return
    # A secret without its partner is what a crash left of this very request. A partner's lost one
    # is restored from the backup: another would break the link to all that they have sent.
    if partner.partner_id not in known and not has_key(settings, partner.partner_id):
        create_key(settings, partner.partner_id)
    add_partner(settings, partner)


def recover(settings: Settings) -> None:
    """Finish or remove what a crash left half done; called whenever the worker starts."""
    with open_warehouse(settings) as warehouse:
        finish_interrupted(warehouse, settings)
        remove_leftovers(settings, ledger.export_ids(warehouse))
        outbox.write_missing_receipts(settings, warehouse)
        write_histories(settings, warehouse)


def _tell_partners(settings: Settings) -> None:
    with open_warehouse(settings) as warehouse:
        write_histories(settings, warehouse)
