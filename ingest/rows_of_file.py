"""From a delivered file to rows of canonical text, or to its refusal as a whole.

    receive -> stage -> privacy screen -> mapping

A file of which most rows are plain takes the short way of `plain_rows.py`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest import ledger
from ingest.contracts.contract import Contract, load_contracts
from ingest.contracts.former_version import FormerVersion, find_former_version
from ingest.contracts.row_rules import Bounds
from ingest.errors import ExportRefused, MappingRefused
from ingest.mapping.date_texts import is_utc
from ingest.mapping.fingerprint import fingerprint
from ingest.mapping.identity import identity_mapping, recognise_kind
from ingest.mapping.mapped_rows import load_mapping, map_rows
from ingest.mapping.mapping_file import names_read
from ingest.mapping.suggestions import has_columns
from ingest.mapping.totals import refuse_totals
from ingest.plain_rows import Judge, stage_plain_rows, with_plain_rows
from ingest.privacy_screen.k_anonymity import generalise
from ingest.privacy_screen.screen import screen
from ingest.pseudonyms import passing_key
from ingest.reading.receive import receive
from ingest.reading.staging import stage

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.delivery import DeliveredFile, Delivery
    from ingest.judged_file import JudgedFile
    from ingest.mapping.mapping_file import Mapping


def read_rows(scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile) -> None:
    """Bring a file to rows of canonical text, unless it is refused or already in."""
    try:
        if file.received is None:
            _receive(scratch, delivery, file)
        if not file.already_in and not _stage_plain_rows(scratch, delivery, file):
            _stage(scratch, delivery, file)
    except (ExportRefused, MappingRefused) as refusal:
        file.refusal = refusal
        _forget(scratch, file.table)


def _receive(scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile) -> None:
    if file.delivered.refusal:
        raise file.delivered.refusal
    file.mapping = _mapping(file.delivered, delivery)
    file.period_stated = _period_stated(file.mapping, delivery)
    file.received = receive(file.delivered.path, file.delivered.name)
    if file.received.text:
        # Below the daily numbers such a file lists names: it is told for what it is first.
        refuse_totals(file.received.text.header.names)
        _set_mapping_aside(file, file.received.text.header.names, delivery)
    stated = _statements(file.mapping, delivery, file.period_stated)
    file.mapping_sha256 = fingerprint(file.mapping, stated)
    file.already_in = _already_in(scratch, delivery, file)


def _mapping(delivered: DeliveredFile, delivery: Delivery) -> Mapping:
    """Return the file's mapping, completed by what the delivery answers."""
    named = delivered.mapping
    return _completed(load_mapping(named) if named else identity_mapping(delivered.kind), delivery)


def _set_mapping_aside(file: JudgedFile, header: tuple[str, ...], delivery: Delivery) -> None:
    """Take a file whose headers are a contract's as it is, if the mapping does not read it.

    One mapping goes with a delivery, and in a letterbox with all that come after it; the list of
    communities or members beside the mapped file is most often written from a template.
    """
    if file.mapping is None or file.mapping.is_identity:
        return
    if has_columns(names_read(file.mapping.entries), header):
        return
    with suppress(ExportRefused):
        recognise_kind(header, load_contracts())
        file.mapping = _completed(identity_mapping(file.delivered.kind), delivery)
        file.is_mapping_set_aside = True


def _completed(mapping: Mapping, delivery: Delivery) -> Mapping:
    """Answer what a mapping leaves open as the delivery does."""
    return replace(
        mapping,
        date_format=mapping.date_format or delivery.date_format,
        decimal_mark=mapping.decimal_mark or delivery.decimal_mark,
    )


def _period_stated(mapping: Mapping, delivery: Delivery) -> tuple[date | None, date | None]:
    """Return the ends of the period, each as the delivery states it, else the mapping.

    A mapping is kept from one delivery to the next, and the period is not.
    """
    first = delivery.covered_from or mapping.covered_from
    last = delivery.covered_through or mapping.covered_through
    if first and last and first > last:
        raise ExportRefused("period.backwards")
    return first, last


def _statements(
    mapping: Mapping, delivery: Delivery, period: tuple[date | None, date | None]
) -> dict[str, object]:
    """Return what else decides which rows a file's bytes become, and what they stand for.

    The same file under other statements is another export: else whoever forgot their time zone
    could never put it right.
    """
    zone = None if mapping.time_zone else delivery.time_zone
    return {
        "is_generalised": delivery.is_generalised,
        "time_zone": None if zone is None or is_utc(zone) else zone,
        "covered_from": period[0],
        "covered_through": period[1],
    }


def _already_in(
    scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile
) -> str | None:
    if delivery.partner is None or file.received is None:
        return None
    return ledger.find_taken_in(
        scratch, delivery.partner.partner_id, file.received.sha256, file.mapping_sha256
    )


def _stage_plain_rows(
    scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile
) -> bool:
    """Take the short way where it is open; return whether it was."""
    contract = _contract_as_it_is(file)
    is_in_utc = delivery.time_zone is None or is_utc(delivery.time_zone)
    if file.received is None or file.mapping is None or contract is None or not is_in_utc:
        return False
    bounds = Bounds(*file.period_stated, datetime.now(UTC).date())
    key = delivery.key or passing_key()
    staged = stage_plain_rows(scratch, file.received, Judge(contract, bounds, key), file.table)
    if staged is None:
        return False
    file.staged, plain = staged
    screen(scratch, file.staged)
    excerpt = map_rows(scratch, file.staged, file.mapping, load_contracts(), delivery.time_zone)
    file.mapped = with_plain_rows(excerpt, file.staged, plain, contract)
    return True


def _stage(scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile) -> None:
    """Stage every row as text."""
    if file.received is None or file.mapping is None:
        raise AssertionError("a file is received before it is staged")
    file.staged = stage(scratch, file.received, file.table)
    refuse_totals(file.staged.header)
    screen(scratch, file.staged)
    _set_mapping_aside(file, file.staged.header, delivery)
    mapping = file.mapping
    _refuse_other_kind(file.delivered.kind, mapping)
    if mapping.is_identity:
        file.former = _former(file, file.staged.header)
        if file.former:
            mapping = _completed(load_mapping(file.former.mapping), delivery)
    file.mapped = map_rows(scratch, file.staged, mapping, load_contracts(), delivery.time_zone)
    for export in file.mapped.exports if delivery.is_generalised else ():
        if export.kind == "members":
            file.generalised = generalise(scratch, export.table)


def _refuse_other_kind(kind: str | None, mapping: Mapping) -> None:
    """Raise MappingRefused where a kind is stated, and the mapping makes only others."""
    kinds = dict.fromkeys(entry.kind for entry in mapping.entries)
    if kind and not mapping.is_identity and kind not in kinds:
        raise MappingRefused("mapping.other_kind", kind=kind, kinds=", ".join(kinds))


def _former(file: JudgedFile, header: tuple[str, ...]) -> FormerVersion | None:
    today = datetime.now(UTC).date()
    return find_former_version(header, file.delivered.kind, load_contracts(), today)


def _contract_as_it_is(file: JudgedFile) -> Contract | None:
    """Return the contract whose own columns a file of text has, in its present version."""
    if file.received is None or file.received.text is None or file.mapping is None:
        return None
    header, contracts = file.received.text.header.names, load_contracts()
    if not file.mapping.is_identity or _former(file, header):
        return None
    try:
        return contracts.get(file.delivered.kind or recognise_kind(header, contracts))
    except ExportRefused:
        return None


def _forget(scratch: duckdb.DuckDBPyConnection, table: str) -> None:
    """Drop every table of a refused file: nothing of it is kept, not even until the end."""
    rows = scratch.execute(
        "select table_name, table_type from information_schema.tables"
        " where table_catalog = current_database() and starts_with(table_name, ?)",
        [table],
    ).fetchall()
    for name, table_type in rows:
        scratch.execute(f'drop {"view" if table_type == "VIEW" else "table"} "{name}"')
