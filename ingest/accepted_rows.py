"""Accepted text becomes accepted rows: typed, and re-keyed where a column identifies somebody."""

from __future__ import annotations

from ingest.contracts.contract import Column, Contract
from ingest.pseudonyms import record_key_sql

MEMBER_KEYS = "member_keys"


def accepted_rows(contract: Contract, table: str) -> str:
    """Return a SELECT of the contract's accepted columns, and `row_number`, from a table of text.

    It needs `member_keys` (raw_id, member_key) and the parameters of `pseudonyms.parameters`.
    """
    cells = [f"{_cell(column)} as {column.accepted_name}" for column in contract.columns]
    join = (
        f"left join {MEMBER_KEYS} on {MEMBER_KEYS}.raw_id = accepted.member_id"
        if any(column.identifies == "member" for column in contract.columns)
        else ""
    )
    return f"select {', '.join(cells)}, row_number from {table} as accepted {join}"


def _cell(column: Column) -> str:
    if column.identifies == "member":
        return f"{MEMBER_KEYS}.member_key"
    if column.identifies == "record":
        return record_key_sql(column.name)
    return column.typed_expression
