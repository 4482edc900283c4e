"""What the partner is told: one receipt a delivery, as JSON and as words in two languages.

A receipt holds counts, codes, row numbers and names of columns. It never holds a value of a row.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import duckdb

from ingest.accepted_rows import joins_as_written
from ingest.contracts.contract_words import expected
from ingest.delivery import Delivery
from ingest.gate.expectations import gravest
from ingest.gate.whole_table_rules import rows_warned_of
from ingest.judged_file import MALFORMED, JudgedExport, JudgedFile
from ingest.ledger import HELD
from ingest.mapping.mapped_rows import MappedExport, MappedFile
from ingest.mapping_suggestion import suggestion_for
from ingest.messages import both_languages, knows, sentences
from ingest.privacy_words import refusal_in_words
from ingest.read_as import read_as
from ingest.reading.receive import ReceivedFile
from ingest.reading.staging import StagedFile
from ingest.root_causes import Cause, every_row_words, find_causes

COUNTS = (
    "rows_read",
    "rows_accepted",
    "rows_refused",
    "rows_routed_elsewhere",
    "rows_collapsed",
)
_ROWS_NAMED = 10


def receipt_of(
    scratch: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    files: list[JudgedFile],
    received_at: datetime,
) -> dict[str, Any]:
    """Return the receipt of a delivery: totals first, then each file.

    Rows are lines of the file: a line from which several scores are read counts once, and as
    refused if one of them is.
    """
    described = [_file(scratch, file) for file in files]
    refusals: Counter[str] = Counter()
    for file in described:
        for export in file["exports"]:
            refusals.update(export["refusals"])
    return {
        "delivery": None,
        "partner": delivery.partner.partner_id if delivery.partner else None,
        "received_at": f"{received_at.isoformat()}Z",
        "submitted_by": delivery.submitted_by,
        **{name: sum(file[name] for file in described) for name in COUNTS},
        "refusals": dict(sorted(refusals.items())),
        "files": described,
    }


def _file(scratch: duckdb.DuckDBPyConnection, file: JudgedFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "file_name": file.delivered.name,
        "outcome": _outcome(file),
        "already_in": file.already_in,
        "refusal": _refusal(file),
        "suggestion": suggestion_for(file),
        "former_version": file.former.as_dict() if file.former else None,
        **_facts(file.received),
        "read_as": None,
        "generalised": file.generalised,
        **dict.fromkeys(COUNTS, 0),
        "malformed": {},
        "ignored_columns": [],
        "exports": [],
    }
    if file.received and file.mapped:
        described["read_as"] = read_as(
            file.received, file.mapped, is_mapping_set_aside=file.is_mapping_set_aside
        )
    if file.staged and file.mapped and not file.is_refused:
        described |= _counts(scratch, file, file.staged, file.mapped)
        described["ignored_columns"] = list(file.mapped.ignored_columns)
        described["exports"] = [_export(scratch, export, file.staged) for export in file.exports]
    return described


def _outcome(file: JudgedFile) -> str:
    if file.is_refused:
        return "refused"
    if file.already_in:
        return "already_taken_in"
    return "held" if any(_is_held(export) for export in file.exports) else "accepted"


def _is_held(export: JudgedExport) -> bool:
    """Say whether it is held, or would be: a check gives no status."""
    return gravest(export.findings) == "hold" if not export.status else export.status == HELD


def _refusal(file: JudgedFile) -> dict[str, Any] | None:
    if file.implausible:
        return {"code": file.implausible.rule, "words": file.implausible.as_dict()["words"]}
    if file.refusal is None:
        return None
    words = refusal_in_words(file.refusal, file.staged.header if file.staged else ())
    return {"code": file.refusal.code, "words": words}


def _facts(received: ReceivedFile | None) -> dict[str, Any]:
    if received is None:
        return {}
    return {
        "sha256": received.sha256,
        "size_bytes": received.size_bytes,
        "format": received.format,
        "compression": received.compression,
        "encoding": received.encoding,
        "delimiter": received.delimiter,
    }


def _counts(
    scratch: duckdb.DuckDBPyConnection, file: JudgedFile, staged: StagedFile, mapped: MappedFile
) -> dict[str, Any]:
    """Count the file's lines: read = accepted + refused + left out by the mapping."""
    refused_lines = " union all ".join(
        f'select {_line(export.mapped)} as line from "{export.mapped.table}_refusals"'
        for export in file.exports
    )
    refused = scratch.execute(f"select count(distinct line) from ({refused_lines})").fetchall()[0][
        0
    ]
    rows_read = staged.row_count + staged.malformed_count
    return {
        "rows_read": rows_read,
        "rows_refused": refused + staged.malformed_count,
        "rows_routed_elsewhere": mapped.rows_routed_elsewhere,
        "rows_accepted": staged.row_count - refused - mapped.rows_routed_elsewhere,
        "rows_collapsed": sum(export.verdict.rows_collapsed for export in file.exports),
        "malformed": {MALFORMED: staged.malformed_count} if staged.malformed_count else {},
    }


def _export(
    scratch: duckdb.DuckDBPyConnection, export: JudgedExport, staged: StagedFile
) -> dict[str, Any]:
    verdict = export.verdict
    return {
        "export_id": export.export_id or None,
        "kind": export.contract.kind,
        "contract_version": export.contract.version,
        "status": export.status or None,
        "covered_from": export.covered_from.isoformat(),
        "covered_through": export.covered_through.isoformat(),
        "is_period_derived": export.is_period_derived,
        "period_taken": _period_taken(export),
        "rows_read": verdict.rows_read,
        "rows_accepted": verdict.rows_accepted,
        "rows_refused": verdict.rows_refused,
        "rows_collapsed": verdict.rows_collapsed,
        "refusals": verdict.refusals,
        "supersedes": export.supersedes,
        "changes": export.changes.as_dict() if export.changes else None,
        "findings": [finding.as_dict() for finding in export.findings],
        "problems": _problems(scratch, export, staged),
        "warnings": [
            _warning(scratch, export, code, count) for code, count in verdict.warnings.items()
        ],
    }


def _period_taken(export: JudgedExport) -> dict[str, str] | None:
    """Say which period was derived, where rows of the kind can lie outside of one.

    Of no accepted row there is no first and last date.
    """
    has_period = any(column.period for column in export.contract.columns)
    if not (export.is_period_derived and has_period and export.verdict.rows_accepted):
        return None
    return sentences(
        "receipt.period_derived",
        covered_from=export.covered_from.isoformat(),
        covered_through=export.covered_through.isoformat(),
    )


def _problems(
    scratch: duckdb.DuckDBPyConnection, export: JudgedExport, staged: StagedFile
) -> list[dict[str, Any]]:
    """Describe every rule that was broken, what every row breaks first, then by rows."""
    lines = _line_counts(scratch, export)
    causes = find_causes(scratch, export.contract, export.mapped, export.verdict, lines)
    problems = [
        _problem(export, code, count, _first_rows(scratch, export.mapped, staged, code))
        | causes.get(code, Cause()).as_dict()
        for code, count in lines.items()
    ]
    return sorted(problems, key=lambda one: (not one["is_every_row"], -one["count"], one["code"]))


def _line_counts(scratch: duckdb.DuckDBPyConnection, export: JudgedExport) -> dict[str, int]:
    """Count the file's rows that broke each rule: two scores of one row break it once."""
    if export.mapped.rows_per_line == 1:
        return export.verdict.refusals
    found = scratch.execute(
        f"select code, count(distinct {_line(export.mapped)})"
        f' from "{export.mapped.table}_refusals" group by 1'
    ).fetchall()
    return export.verdict.refusals | dict(found)


def _warning(
    scratch: duckdb.DuckDBPyConnection, export: JudgedExport, code: str, count: int
) -> dict[str, Any]:
    """Describe what made us wonder, with the rows in which it is, where single ones are meant."""
    rows = rows_warned_of(export.mapped.table, export.contract, code)
    lines = f"(select distinct {_line(export.mapped)} as line from ({rows}))"
    told, first_rows = count, []
    with joins_as_written(scratch):
        if rows:
            first_rows = _numbers(scratch, f"select line from {lines}")
        if rows and export.mapped.rows_per_line > 1:
            told = scratch.execute(f"select count(*) from {lines}").fetchall()[0][0]
    words = every_row_words(code, count, export.verdict.rows_accepted, told)
    cause = Cause(is_every_row=words is not None, words=words)
    return _problem(export, code, told, first_rows) | cause.as_dict()


def _problem(export: JudgedExport, code: str, count: int, first_rows: list[int]) -> dict[str, Any]:
    """Describe one rule that rows broke, or that made us wonder, in both languages."""
    column, _, problem = code.partition(".")
    wanted = expected(export.contract, code)
    is_total = column in export.mapped.totals and knows(f"total.{problem}")
    said = f"total.{problem}" if is_total else code
    words = both_languages(said, column=column, expected=wanted, count=count)
    return {
        "code": code,
        "column": column,
        "count": count,
        "first_rows": first_rows,
        "expected": wanted,
        "words": words,
    }


def _first_rows(
    scratch: duckdb.DuckDBPyConnection, mapped: MappedExport, staged: StagedFile, code: str
) -> list[int]:
    lines = (
        f'select row_number as line from "{staged.malformed_table}"'
        if code == MALFORMED
        else f"select distinct {_line(mapped)} as line"
        f' from "{mapped.table}_refusals" where code = $code'
    )
    return _numbers(scratch, lines, {} if code == MALFORMED else {"code": code})


def _numbers(
    scratch: duckdb.DuckDBPyConnection, lines: str, bound: dict[str, str] | None = None
) -> list[int]:
    rows = scratch.execute(f"{lines} order by line limit {_ROWS_NAMED}", bound or {}).fetchall()
    return [int(row[0]) for row in rows]


def _line(mapped: MappedExport) -> str:
    """Return SQL of the number of the file's row that a mapped row stems from."""
    return f"(row_number - 1) // {mapped.rows_per_line} + 1"
