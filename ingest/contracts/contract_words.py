"""What a contract would have had in the place of a refused value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.contracts.contract import Column, Contract


def expected(contract: Contract, code: str) -> str:
    """Return what a refused value should have been: a list, a range or an example.

    It is the same in every language, and fills `{expected}` in the words of the code.
    """
    name, _, problem = code.partition(".")
    columns = {column.name: column for column in contract.columns}
    if problem == "conflicting_copies":
        return ", ".join(contract.key)
    if problem == "ends_before_start":
        return ", ".join(rule.other for rule in contract.cross_column_rules if rule.column == name)
    if name not in columns:
        return ""
    if problem in {"below_minimum", "above_maximum"}:
        return _range(columns[name]) or _range_by_value(contract, name)
    if problem == "too_long":
        return str(columns[name].max_length)
    allowed = columns[name].allowed_values if problem == "unknown_value" else ()
    return ", ".join(allowed) or columns[name].example


def _range(column: Column) -> str:
    return "" if column.minimum is None else f"{column.minimum} … {column.maximum}"


def _range_by_value(contract: Contract, name: str) -> str:
    (rule,) = (rule for rule in contract.cross_column_rules if rule.column == name)
    limits = contract.column(rule.other).value_limits
    return ", ".join(f"{value} {low}–{high}" for value, (low, high) in limits.items())
