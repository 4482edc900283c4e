"""A slow judge of rows in plain Python, against which the fast gate is held.

It knows the contracts' columns, but none of the gate's code: one row, one rule, one `if`.
"""

import re
from collections import defaultdict
from datetime import datetime

from ingest.contracts.contract import Column, Contract

Row = dict[str, str | None]
Reasons = list[set[str]]

DATE_LENGTH = len("2025-03-14")
MINUTE_LENGTH = len("2025-03-14 21:40")


def reasons_of_rows(rows: list[Row], contract: Contract, communities: set[str] | None) -> Reasons:
    """Every reason of every row; `communities` is None where the partner described none."""
    reasons = [reasons_of_row(row, contract) for row in rows]
    for place, row in enumerate(rows):
        for column in contract.columns:
            if column.references == "communities.community_id" and communities is not None:
                value = row[column.name]
                if value is not None and value not in communities:
                    reasons[place].add(f"{column.name}.unknown_community")
    for place in conflicting(rows, contract):
        reasons[place].add(f"{contract.key[0]}.conflicting_copies")
    return reasons


def collapsed(rows: list[Row], contract: Contract, reasons: Reasons) -> set[int]:
    """Places of accepted rows that repeat an earlier one."""
    seen: set[tuple[str | None, ...]] = set()
    places = set()
    for place, row in enumerate(rows):
        content = tuple(row.values())
        if not reasons[place] and content in seen:
            places.add(place)
        seen.add(content)
    return places


def conflicting(rows: list[Row], contract: Contract) -> set[int]:
    by_key: dict[tuple[str | None, ...], set[int]] = defaultdict(set)
    for place, row in enumerate(rows):
        key = tuple(row[name] for name in contract.key)
        if None not in key:
            by_key[key].add(place)
    return {
        place
        for places in by_key.values()
        if len({tuple(rows[place].values()) for place in places}) > 1
        for place in places
    }


def reasons_of_row(row: Row, contract: Contract) -> set[str]:
    reasons = set()
    for column in contract.columns:
        value = row[column.name]
        if value is None:
            if column.is_required:
                reasons.add(f"{column.name}.missing")
        else:
            reasons |= {f"{column.name}.{problem}" for problem in problems(value, column)}
    return reasons | reasons_across_columns(row, contract)


def reasons_across_columns(row: Row, contract: Contract) -> set[str]:
    reasons = set()
    for rule in contract.cross_column_rules:
        value, other = row[rule.column], row[rule.other]
        found: set[str] = set()
        if rule.rule == "not_before" and is_before(value, other, contract.column(rule.column)):
            found = {rule.problem}
        if rule.rule == "required_with" and value is None and other is not None:
            found = {rule.problem}
        if rule.rule == "within_range_of":
            found = problems_of_range(
                value, contract.column(rule.other).value_limits.get(other or "")
            )
        reasons |= {f"{rule.column}.{problem}" for problem in found}
    return reasons


def problems_of_range(value: str | None, limits: tuple[float, float] | None) -> set[str]:
    if limits is None or value is None or not is_number(value):
        return set()
    below = {"below_minimum"} if float(value) < limits[0] else set()
    return below | ({"above_maximum"} if float(value) > limits[1] else set())


def problems(value: str, column: Column) -> set[str]:
    if column.allowed_values:
        return set() if value in column.allowed_values else {"unknown_value"}
    found = set()
    if column.max_length is not None and len(value) > column.max_length:
        found.add("too_long")
    if column.pattern is not None and not re.search(column.pattern, value):
        found.add("wrong_pattern")
    if column.name.endswith("_id") and re.fullmatch(r"\d([.,]\d+)?[eE][+]\d{2,3}", value, re.ASCII):
        found.add("rounded_number")
    if column.type == "number" and not is_number(value):
        found.add("not_a_number")
    if column.type in {"date", "timestamp"}:
        found |= problems_of_time(value, column)
    return found


def problems_of_time(value: str, column: Column) -> set[str]:
    if not is_time(value, column):
        return {f"not_a_{column.type}"}
    if value < str(column.minimum):
        return {"below_minimum"}
    return {"above_maximum"} if value > str(column.maximum) else set()


def is_before(value: str | None, other: str | None, column: Column) -> bool:
    if value is None or other is None:
        return False
    return is_time(value, column) and is_time(other, column) and value < other


def is_time(value: str, column: Column) -> bool:
    form, length = ("%Y-%m-%d", DATE_LENGTH)
    if column.type == "timestamp":
        form, length = ("%Y-%m-%d %H:%M", MINUTE_LENGTH)
    try:
        datetime.strptime(value, form)  # noqa: DTZ007
    except ValueError:
        return False
    return len(value) == length


def is_number(value: str) -> bool:
    return re.fullmatch(r"-?[0-9]+([.][0-9]+)?", value) is not None
