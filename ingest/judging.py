"""From a delivery's files to verdicts, without storing anything.

    rows of each file (`rows_of_file.py`) -> gate -> expectations

All files are mapped before the first row is judged, because a score may speak of a member whom
another file of the delivery brings: the order of files does not matter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ingest import ledger
from ingest.contracts.contract import Contract, load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.gate import gate
from ingest.gate.expectations import Finding, plausibility, preload
from ingest.gate.figures import OF_WHOLE_EXPORTS, against_history, measure
from ingest.gate.knowledge import Knowledge, gather_knowledge
from ingest.judged_file import MALFORMED, JudgedExport, JudgedFile
from ingest.refused_csv import is_returned
from ingest.rows_of_file import read_rows

if TYPE_CHECKING:
    import duckdb

    from ingest.delivery import Delivery
    from ingest.mapping.mapped_rows import MappedExport
    from ingest.reading.staging import StagedFile

_PAGES = "750MB"


def judge(scratch: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[JudgedFile]:
    """Judge every file of a delivery. A refused file does not keep the others from being judged."""
    preload()
    # Beside the database's pages, the batches judged and Great Expectations need their room.
    scratch.execute(f"set memory_limit = '{_PAGES}'")
    files = [
        JudgedFile(delivered, f"file_{number:03d}")
        for number, delivered in enumerate(delivery.files)
    ]
    for file in files:
        read_rows(scratch, delivery, file)
    _read_unchanged(scratch, delivery, files)
    exports = [mapped for file in files if file.mapped for mapped in file.mapped.exports]
    knowledge = gather_knowledge(scratch, exports, Bounds(), delivery.key)
    for file in files:
        for mapped in file.mapped.exports if file.mapped else ():
            file.exports.append(_judge_export(scratch, delivery, file, mapped, knowledge))
        _refuse_implausible(file)
    return files


def _read_unchanged(
    scratch: duckdb.DuckDBPyConnection, delivery: Delivery, files: list[JudgedFile]
) -> None:
    """Read a file that is in already where a new one of the delivery has rows of its kind.

    The new one would else replace it alone: together they replace what they were before.
    """
    kinds = {export.kind for file in files if file.mapped for export in file.mapped.exports}
    for file in files:
        if file.already_in and kinds & ledger.kinds_of(scratch, file.already_in):
            file.already_in = None
            read_rows(scratch, delivery, file)


def _refuse_implausible(file: JudgedFile) -> None:
    """Refuse a file of which one export, as a whole, cannot be what it says."""
    findings = [finding for export in file.exports for finding in export.findings]
    file.implausible = next((one for one in findings if one.outcome == "refuse"), None)
    if file.implausible:
        file.exports.clear()


def _judge_export(
    scratch: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    file: JudgedFile,
    mapped: MappedExport,
    knowledge: Knowledge,
) -> JudgedExport:
    contract = load_contracts()[mapped.kind]
    bounds = Bounds(*file.period_stated, datetime.now(UTC).date())
    verdict = gate.judge(scratch, mapped, contract, replace(knowledge, bounds=bounds))
    if not file.exports:
        verdict = _with_malformed(verdict, file.staged)
    period = _period(scratch, contract, mapped, file.period_stated)
    is_complement = file.staged is not None and is_returned(file.staged.header)
    findings = _findings(scratch, delivery, mapped, verdict, period, is_complement=is_complement)
    return JudgedExport(
        contract=contract,
        mapped=mapped,
        verdict=verdict,
        covered_from=period[0],
        covered_through=period[1],
        is_period_derived=None in file.period_stated,
        community_ids=_communities(scratch, mapped),
        is_complement=is_complement,
        findings=findings,
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
    *,
    is_complement: bool,
) -> list[Finding]:
    """Judge the export as a whole, against the partner's former ones where there is a partner.

    Of rows that come back mended, only what such rows can show: else their small number alone
    would hold them.
    """
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
    if is_complement:
        figures = {name: figures[name] for name in figures.keys() - OF_WHOLE_EXPORTS}
    return plausibility(contract, figures)


def _period(
    scratch: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapped: MappedExport,
    stated: tuple[date | None, date | None],
) -> tuple[date, date]:
    """Return the period stated; else the first and last date among the accepted rows, or today.

    A period of which one end is stated reaches to it, even where every row lies within the day of
    grace beyond. One that nobody stated whole is marked as such in the receipt.
    """
    covered_from, covered_through = stated
    if covered_from and covered_through:
        return covered_from, covered_through
    columns = [column.name for column in contract.columns if column.type in {"date", "timestamp"}]
    firsts = ", ".join(f"cast(min({name}) as date)" for name in columns)
    lasts = ", ".join(f"cast(max({name}) as date)" for name in columns)
    found = scratch.execute(
        f'select least({firsts}), greatest({lasts}) from "{mapped.table}_accepted"'
    ).fetchall()[0]
    first, last = (day or datetime.now(UTC).date() for day in found)
    return (
        covered_from or min(first, covered_through or first),
        covered_through or max(last, covered_from or last),
    )


def _communities(scratch: duckdb.DuckDBPyConnection, mapped: MappedExport) -> list[str]:
    rows = scratch.execute(
        f'select distinct community_id from "{mapped.table}_accepted"'
        " where community_id is not null order by 1"
    ).fetchall()
    return [str(row[0]) for row in rows]
