"""From a delivery's files to verdicts, without storing anything.

    receive -> stage -> privacy screen -> mapping -> gate -> expectations

All files are mapped before the first row is judged, because a score may speak of a member whom
another file of the delivery brings: the order of files does not matter. A file of which most rows
are plain takes the short way of `plain_rows.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb

from ingest import ledger
from ingest.contracts.contract import Contract, load_contracts
from ingest.contracts.former_version import FormerVersion, find_former_version
from ingest.contracts.row_rules import Bounds
from ingest.delivery import DeliveredFile, Delivery
from ingest.errors import ExportRefused, MappingRefused, RebondError
from ingest.gate import gate
from ingest.gate.expectations import Finding, plausibility, preload
from ingest.gate.figures import against_history, measure
from ingest.gate.knowledge import Knowledge, gather_knowledge
from ingest.mapping.date_texts import is_utc
from ingest.mapping.mapped_rows import (
    MappedExport,
    MappedFile,
    identity_mapping,
    load_mapping,
    map_rows,
    recognise_kind,
)
from ingest.mapping.mapping_file import Mapping
from ingest.mapping.totals import refuse_totals
from ingest.plain_rows import Judge, stage_plain_rows, with_plain_rows
from ingest.privacy_screen.k_anonymity import generalise
from ingest.privacy_screen.screen import screen
from ingest.pseudonyms import passing_key
from ingest.reading.receive import ReceivedFile, receive
from ingest.reading.staging import StagedFile, stage

if TYPE_CHECKING:
    from ingest.row_changes import RowChanges

MALFORMED = "line.malformed"
_PAGES = "750MB"


@dataclass
class JudgedExport:
    """The rows of one kind within one file, and what the gate says of them.

    The last five are given when it is stored; of them a check gives `changes` alone.
    """

    contract: Contract
    mapped: MappedExport
    verdict: gate.Verdict
    covered_from: date
    covered_through: date
    is_period_derived: bool
    community_ids: list[str]
    findings: list[Finding]
    export_id: str = ""
    sequence: int = 0
    status: str = ""
    supersedes: list[str] = field(default_factory=list)
    changes: RowChanges | None = None


@dataclass
class JudgedFile:
    """One file: refused as a whole, already taken in, or judged export by export."""

    delivered: DeliveredFile
    table: str
    mapping_sha256: str = ""
    mapping: Mapping | None = None
    received: ReceivedFile | None = None
    staged: StagedFile | None = None
    former: FormerVersion | None = None
    mapped: MappedFile | None = None
    generalised: dict[str, int] = field(default_factory=dict)
    exports: list[JudgedExport] = field(default_factory=list)
    refusal: RebondError | None = None
    implausible: Finding | None = None
    already_in: str | None = None

    @property
    def is_refused(self) -> bool:
        """Say whether nothing of the file is kept."""
        return self.refusal is not None or self.implausible is not None


def judge(scratch: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[JudgedFile]:
    """Judge every file of a delivery. A refused file does not keep the others from being judged."""
    preload()
    # What is thrown away is not worth compressing, and is read several times.
    scratch.execute("pragma force_compression = 'uncompressed'")
    # Beside the database's pages, the batches judged and Great Expectations need their room.
    scratch.execute(f"set memory_limit = '{_PAGES}'")
    files = [
        JudgedFile(delivered, f"file_{number:03d}")
        for number, delivered in enumerate(delivery.files)
    ]
    for file in files:
        _read(scratch, delivery, file)
    exports = [mapped for file in files if file.mapped for mapped in file.mapped.exports]
    knowledge = gather_knowledge(scratch, exports, Bounds(), delivery.key)
    for file in files:
        for mapped in file.mapped.exports if file.mapped else ():
            file.exports.append(_judge_export(scratch, delivery, file, mapped, knowledge))
        _refuse_implausible(file)
    return files


def _refuse_implausible(file: JudgedFile) -> None:
    """Refuse a file of which one export, as a whole, cannot be what it says."""
    findings = [finding for export in file.exports for finding in export.findings]
    file.implausible = next((one for one in findings if one.outcome == "refuse"), None)
    if file.implausible:
        file.exports.clear()


def _read(scratch: duckdb.DuckDBPyConnection, delivery: Delivery, file: JudgedFile) -> None:
    """Bring a file to rows of canonical text, unless it is refused or already in."""
    try:
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
    told = f"{file.mapping!r} generalised" if delivery.is_generalised else repr(file.mapping)
    file.mapping_sha256 = hashlib.sha256(told.encode()).hexdigest()
    file.received = receive(file.delivered.path, file.delivered.name)
    if file.received.text:
        # Below the daily numbers such a file lists names: it is told for what it is first.
        refuse_totals(file.received.text.header.names)
    file.already_in = _already_in(scratch, delivery, file)


def _mapping(delivered: DeliveredFile, delivery: Delivery) -> Mapping:
    """Return the file's mapping, completed by what the delivery answers."""
    named = delivered.mapping
    mapping = load_mapping(named) if named else identity_mapping(delivered.kind)
    return replace(
        mapping,
        date_format=mapping.date_format or delivery.date_format,
        decimal_mark=mapping.decimal_mark or delivery.decimal_mark,
    )


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
    bounds = Bounds(delivery.covered_from, delivery.covered_through, datetime.now(UTC).date())
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
    mapping = file.mapping
    if mapping.is_identity:
        file.former = _former(file, file.staged.header)
        mapping = load_mapping(file.former.mapping) if file.former else mapping
    file.mapped = map_rows(scratch, file.staged, mapping, load_contracts(), delivery.time_zone)
    for export in file.mapped.exports if delivery.is_generalised else ():
        if export.kind == "members":
            file.generalised = generalise(scratch, export.table)


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


def _judge_export(
    scratch: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    file: JudgedFile,
    mapped: MappedExport,
    knowledge: Knowledge,
) -> JudgedExport:
    contract = load_contracts()[mapped.kind]
    covered_from = delivery.covered_from or _stated(file, "covered_from")
    covered_through = delivery.covered_through or _stated(file, "covered_through")
    bounds = Bounds(covered_from, covered_through, datetime.now(UTC).date())
    verdict = gate.judge(scratch, mapped, contract, replace(knowledge, bounds=bounds))
    if not file.exports:
        verdict = _with_malformed(verdict, file.staged)
    period = _period(scratch, contract, mapped, (covered_from, covered_through))
    return JudgedExport(
        contract=contract,
        mapped=mapped,
        verdict=verdict,
        covered_from=period[0],
        covered_through=period[1],
        is_period_derived=covered_from is None or covered_through is None,
        community_ids=_communities(scratch, mapped),
        findings=_findings(scratch, delivery, mapped, verdict, period),
    )


def _with_malformed(verdict: gate.Verdict, staged: StagedFile | None) -> gate.Verdict:
    """Count the lines that are no rows: they belong to no kind, so the first export bears them."""
    if staged is None or not staged.malformed_count:
        return verdict
    return replace(
        verdict,
        rows_read=verdict.rows_read + staged.malformed_count,
        rows_refused=verdict.rows_refused + staged.malformed_count,
        refusals={**verdict.refusals, MALFORMED: staged.malformed_count},
    )


def _findings(
    scratch: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    mapped: MappedExport,
    verdict: gate.Verdict,
    period: tuple[date, date],
) -> list[Finding]:
    """Judge the export as a whole, against the partner's former ones where there is a partner."""
    contract = load_contracts()[mapped.kind]
    figures = measure(
        scratch,
        contract,
        mapped.table,
        verdict,
        covered_from=period[0],
        covered_through=period[1],
        today=datetime.now(UTC).date(),
    )
    if delivery.partner:
        partner_id = delivery.partner.partner_id
        figures = against_history(scratch, contract, mapped.table, figures, partner_id)
    return plausibility(contract, figures)


def _stated(file: JudgedFile, name: str) -> date | None:
    stated: date | None = getattr(file.mapped, name)
    return stated


def _period(
    scratch: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapped: MappedExport,
    stated: tuple[date | None, date | None],
) -> tuple[date, date]:
    """Return the period stated; else the first and last date among the accepted rows, or today.

    A period that nobody stated is marked as such in the receipt.
    """
    covered_from, covered_through = stated
    if covered_from and covered_through:
        return covered_from, covered_through
    columns = [column.name for column in contract.columns if column.type in {"date", "timestamp"}]
    first = ", ".join(f"cast(min({name}) as date)" for name in columns)
    last = ", ".join(f"cast(max({name}) as date)" for name in columns)
    first, last = scratch.execute(
        f'select least({first}), greatest({last}) from "{mapped.table}_accepted"'
    ).fetchall()[0]
    today = datetime.now(UTC).date()
    return covered_from or first or today, covered_through or last or today


def _communities(scratch: duckdb.DuckDBPyConnection, mapped: MappedExport) -> list[str]:
    rows = scratch.execute(
        f'select distinct community_id from "{mapped.table}_accepted"'
        " where community_id is not null order by 1"
    ).fetchall()
    return [str(row[0]) for row in rows]
