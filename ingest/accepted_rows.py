"""Text becomes rows as they are stored: typed, and re-keyed where a column identifies somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.pseudonyms import record_key_sql

if TYPE_CHECKING:
    import duckdb

    from ingest.contracts.contract import Column, Contract


def typed_rows(contract: Contract, source: str, is_sound: str, others: str) -> str:
    """Return a SELECT of `typed_names` and `others` from a relation of text, in its order.

    Only rows for which `is_sound` is true have more than their keys, since other text has no type.
    The statement has no join, which would mix the rows, and needs `pseudonyms.parameters`.
    """
    cells = [f"{_cell(column, is_sound)} as {_typed_name(column)}" for column in contract.columns]
    has_key = " and ".join(f'"{name}" is not null' for name in contract.key)
    key = ", ".join(f'"{name}"' for name in contract.key)
    return f"""
        select {", ".join(cells)}, case when {has_key} then hash({key}) end as key_hash, {others}
        from {source} as source
    """


def typed_names(contract: Contract) -> str:
    """Return the columns of typed rows: the accepted ones, and `key_hash`, NULL without a key.

    In the place of `member_key` stands `member_hash`, by which `stored_rows` finds the key.
    """
    return ", ".join([*map(_typed_name, contract.columns), "key_hash"])


def stored_rows(contract: Contract, typed: str) -> str:
    """Return a SELECT of the accepted columns and `row_number` from a relation of typed rows.

    It needs `member_keys` with every member of these rows.
    """
    names = ", ".join(column.accepted_name for column in contract.columns)
    has_members = any(column.identifies == "member" for column in contract.columns)
    join = "left join member_keys using (member_hash)" if has_members else ""
    return f"select {names}, row_number from {typed} {join}"


@contextmanager
def joins_as_written(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let a join look its left rows up in the right ones, which are to be the fewer.

    DuckDB guesses that a filter leaves a fifth of the rows, two a twenty-fifth, and would then
    rather put ten million rows into a table of hashes than four hundred thousand members.
    """
    con.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        yield
    finally:
        con.execute("reset disabled_optimizers")


def _typed_name(column: Column) -> str:
    return "member_hash" if column.identifies == "member" else column.accepted_name


def _cell(column: Column, is_sound: str) -> str:
    if column.identifies == "member":
        # The hash of NULL is a number like any other.
        return f"case when {column.name} is not null then hash({column.name}) end"
    if column.identifies == "record":
        return record_key_sql(column.name)
    return f"case when {is_sound} then {column.typed_expression} end"
