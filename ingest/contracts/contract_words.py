"""What partners read of a contract: a filled template, a data dictionary, what was expected."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ingest.messages import sentence

if TYPE_CHECKING:
    from ingest.contracts.contract import Column, Contract


def template_csv(contract: Contract) -> str:
    """Return a CSV with the contract's header and one filled row, accepted as it stands."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(column.name for column in contract.columns)
    writer.writerow(column.example for column in contract.columns)
    return file.getvalue()


def data_dictionary(contract: Contract, language: str) -> list[dict[str, str]]:
    """Return one row per column of the contract, in words of `language`.

    Keys: column, description, type, is_required, allowed (codes with their meaning, or a range),
    example.
    """
    return [
        {
            "column": column.name,
            "description": column.descriptions[language],
            "type": sentence(f"dictionary.{column.type}", language),
            "is_required": sentence(
                "dictionary.required" if column.is_required else "dictionary.optional", language
            ),
            "allowed": _allowed(column, language),
            "example": column.example,
        }
        for column in contract.columns
    ]


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


def _allowed(column: Column, language: str) -> str:
    labels = (f"{code}: {words[language]}" for code, words in column.value_labels.items())
    return "; ".join(labels) or _range(column)


def _range(column: Column) -> str:
    return "" if column.minimum is None else f"{column.minimum} … {column.maximum}"


def _range_by_value(contract: Contract, name: str) -> str:
    (rule,) = (rule for rule in contract.cross_column_rules if rule.column == name)
    limits = contract.column(rule.other).value_limits
    return ", ".join(f"{value} {low}–{high}" for value, (low, high) in limits.items())
