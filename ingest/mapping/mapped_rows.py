"""A partner's headers and codes become a contract's columns, and each row finds its kind.

Everything is one SQL statement per kind over the staged text, so that ten million rows cost what
DuckDB takes to copy them; a file whose headers and values are the contract's already is only
looked at through a view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from ingest.errors import MappingRefused
from ingest.mapping.column_texts import NOTHING, column_text
from ingest.mapping.identity import identity_entry
from ingest.mapping.instrument_variants import ask_for_percent, refuse_other_variants
from ingest.mapping.mapping_file import (
    ColumnRule,
    Entry,
    Mapping,
    load_mapping,
    names_read,
    refuse_unknown_zone,
)
from ingest.mapping.source_columns import SourceColumns
from ingest.reading.staging import StagedFile
from ingest.sql_text import literal, quoted

if TYPE_CHECKING:
    from ingest.contracts.contract import Contract
    from ingest.plain_rows import PlainRows

__all__ = [
    "MappedExport",
    "MappedFile",
    "Mapping",
    "load_mapping",
    "map_rows",
]


@dataclass(frozen=True)
class MappedExport:
    """Rows of one kind: `row_number` and every column of the contract as text.

    A row of the file that holds several questionnaires gives several rows: with `rows_per_line` of
    k, row n of the file has the numbers (n - 1) * k + 1 to n * k. `totals` are columns added up
    from single `answers`: columns of the file that end here, and are kept nowhere.
    """

    kind: str
    table: str
    row_count: int
    rows_per_line: int = 1
    totals: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    plain: PlainRows | None = None
    """Where the other rows are, if `table` has only those of an excerpt."""


@dataclass(frozen=True)
class MappedFile:
    """What was found out: the format of each column of dates, the decimal mark of each of numbers.

    Times in columns `without_offset` were taken for those of `time_zone`.
    """

    exports: tuple[MappedExport, ...]
    rows_routed_elsewhere: int
    ignored_columns: tuple[str, ...]
    time_zone: str
    formats: dict[str, str] = field(default_factory=dict)
    decimal_marks: dict[str, str] = field(default_factory=dict)
    without_offset: tuple[str, ...] = ()


def map_rows(
    con: duckdb.DuckDBPyConnection,
    staged: StagedFile,
    mapping: Mapping,
    contracts: dict[str, Contract],
    time_zone: str | None = None,
) -> MappedFile:
    """Create a table `<staged>_<kind>` per kind. Raises MappingRefused and ExportRefused.

    `time_zone` is what the delivery states, for a mapping that states none.
    """
    zone = mapping.time_zone or (refuse_unknown_zone(time_zone) if time_zone else "UTC")
    entries = _entries(staged, mapping, contracts)
    source = SourceColumns(
        con, staged, mapping.missing, mapping.date_format, mapping.decimal_mark, zone
    )
    source.look_at(names_read(entries))
    conditions = [_condition(entry, source) for entry in entries]
    exports = tuple(
        _map_kind(
            kind,
            entries,
            conditions,
            source,
            contracts[kind],
            is_identity=mapping.is_identity,
        )
        for kind in dict.fromkeys(entry.kind for entry in entries)
    )
    return MappedFile(
        exports=exports,
        rows_routed_elsewhere=_count_unrouted(con, staged, conditions),
        ignored_columns=tuple(name for name in staged.header if name not in source.used),
        time_zone=zone,
        formats=source.formats,
        decimal_marks=source.marks,
        without_offset=tuple(sorted(source.without_offset)),
    )


def _entries(
    staged: StagedFile, mapping: Mapping, contracts: dict[str, Contract]
) -> tuple[Entry, ...]:
    """Complete the entries by the constants, checked against the contracts."""
    if mapping.is_identity:
        return (identity_entry(staged.header, mapping.entries[0].kind, contracts),)
    for entry in mapping.entries:
        if entry.kind not in contracts:
            raise MappingRefused(
                "mapping.unknown_kind", kind=entry.kind[:60], known=", ".join(contracts)
            )
    entries = tuple(_with_constants(entry, mapping, contracts) for entry in mapping.entries)
    for entry in entries:
        _refuse_misfit(entry, contracts[entry.kind])
    return entries


def _with_constants(entry: Entry, mapping: Mapping, contracts: dict[str, Contract]) -> Entry:
    known = {column.name for column in contracts[entry.kind].columns}
    constants = {
        name: ColumnRule(constant=text) for name, text in mapping.constants.items() if name in known
    }
    columns = {**constants, **entry.columns}
    return Entry(entry.kind, columns, entry.when, entry.skip_when_empty)


def _refuse_misfit(entry: Entry, contract: Contract) -> None:
    known = [column.name for column in contract.columns]
    unknown = [name for name in entry.columns if name not in known]
    if unknown:
        raise MappingRefused(
            "mapping.unknown_column",
            column=unknown[0][:60],
            kind=entry.kind,
            known=", ".join(known),
        )
    required = [column.name for column in contract.columns if column.is_required]
    lacking = [name for name in required if name not in entry.columns]
    if lacking:
        raise MappingRefused("mapping.required_column", columns=", ".join(lacking), kind=entry.kind)


def _condition(entry: Entry, source: SourceColumns) -> str | None:
    """Return SQL for the rows that an entry takes; None for all."""
    parts = [
        f"coalesce({source.text(name)}, '') in ({', '.join(map(literal, values))})"
        for name, values in entry.when.items()
    ]
    if entry.skip_when_empty:
        texts = ", ".join(source.text(name) for name in entry.skip_when_empty)
        parts.append(f"coalesce({texts}, null) is not null")
    return " and ".join(parts) or None


def _map_kind(
    kind: str,
    entries: tuple[Entry, ...],
    conditions: list[str | None],
    source: SourceColumns,
    contract: Contract,
    *,
    is_identity: bool,
) -> MappedExport:
    table = f"{source.staged.table}_{kind}"
    own = [
        (entry, condition)
        for entry, condition in zip(entries, conditions, strict=True)
        if entry.kind == kind
    ]
    queries = [_select(entry, condition, source, contract) for entry, condition in own]
    # A file with the contract's own headers is looked at as it lies, not copied.
    what = "view" if is_identity else "table"
    source.con.execute(f"create or replace {what} {quoted(table)} as {' union all '.join(queries)}")
    rows_per_line = _number_apart(source.con, table, len(own))
    if kind == "outcome_scores":
        refuse_other_variants(source.con, table)
        if not any(rule.convert for entry, _ in own for rule in entry.columns.values()):
            ask_for_percent(source.con, table)
    return MappedExport(
        kind=kind,
        table=table,
        row_count=_count(source.con, table),
        rows_per_line=rows_per_line,
        totals=frozenset(
            name for entry, _ in own for name, rule in entry.columns.items() if rule.answers
        ),
        answers=_answers(entries, source),
    )


def _answers(entries: tuple[Entry, ...], source: SourceColumns) -> frozenset[str]:
    """Return the columns of the file that hold single answers and nothing else."""
    rules = [rule for entry in entries for rule in entry.columns.values()]
    answers = {source.find(name) for rule in rules for name in rule.answers}
    others = {source.find(name) for rule in rules if not rule.answers for name in rule.sources}
    return frozenset(answers - others)


def _select(entry: Entry, condition: str | None, source: SourceColumns, contract: Contract) -> str:
    cells = ", ".join(
        f"{column_text(entry.columns[column.name], column, source)} as {quoted(column.name)}"
        if column.name in entry.columns
        else f"{NOTHING} as {quoted(column.name)}"
        for column in contract.columns
    )
    where = f" where {condition}" if condition else ""
    return f"select rebond_row_number as row_number, {cells} from {source.staged.numbered}{where}"


def _number_apart(con: duckdb.DuckDBPyConnection, table: str, entry_count: int) -> int:
    """Give rows that stem from one line of the file numbers of their own; return how many."""
    if entry_count == 1:
        return 1
    row = con.execute(
        f"select count(*) - count(distinct row_number) from {quoted(table)}"
    ).fetchone()
    if not row or not row[0]:
        return 1
    con.execute(
        f"""
        update {quoted(table)} as mapped set row_number = numbered.own_number
        from (
            select
                rowid as place,
                (row_number - 1) * {entry_count}
                + row_number() over (partition by row_number order by rowid) as own_number
            from {quoted(table)}
        ) as numbered
        where numbered.place = mapped.rowid
        """
    )
    return entry_count


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {quoted(table)}").fetchone()
    return int(row[0]) if row else 0


def _count_unrouted(
    con: duckdb.DuckDBPyConnection, staged: StagedFile, conditions: list[str | None]
) -> int:
    """Count rows that no entry takes."""
    if None in conditions:
        return 0
    taken = " or ".join(f"({condition})" for condition in conditions)
    row = con.execute(f'select count(*) from "{staged.table}" where not ({taken})').fetchone()
    return int(row[0]) if row else 0
