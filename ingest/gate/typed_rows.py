"""Rows as they are to be stored, typed and re-keyed, before it is known which of them are accepted.

Each is made once, and what looks at the whole table looks at these: an identifier of 8 or 16 bytes
is read and compared faster than its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.accepted_rows import typed_names, typed_rows
from ingest.pseudonyms import parameters, passing_key

if TYPE_CHECKING:
    import duckdb

    from ingest.contracts.contract import Contract
    from ingest.mapping.mapped_rows import MappedExport
    from ingest.pseudonyms import PartnerKey


def type_rows(
    con: duckdb.DuckDBPyConnection, export: MappedExport, contract: Contract, key: PartnerKey | None
) -> None:
    """Create the view `<table>_rows`: `row_number` and `typed_names` of every row.

    Rows refused so far have no more than their keys. Plain rows are typed already.
    """
    table = export.table
    source = f"""(
        select *, row_number not in (select row_number from "{table}_refusals") as is_sound
        from "{table}"
    )"""
    statement = f"""
        create or replace table "{table}_typed" as
        {typed_rows(contract, source, "is_sound", "row_number")}
    """
    con.execute(statement, parameters(key or passing_key(), statement))
    names = typed_names(contract)
    parts = [f'select row_number, {names} from "{table}_typed"']
    if export.plain:
        plain = f'"{export.plain.table}" where is_plain'
        parts.append(f"select rowid + 1 as row_number, {names} from {plain}")
    con.execute(f'create or replace view "{table}_rows" as {" union all ".join(parts)}')


def fetch_texts(con: duckdb.DuckDBPyConnection, export: MappedExport, rows: str) -> None:
    """See to it that `<table>` has the text of `rows`, a query of row numbers."""
    if export.plain:
        export.plain.fetch(con, rows)
