"""The last look at a snapshot before anyone sees it: is every number in it one that may be shown?

It reads the finished file and knows nothing of how it was made. It trusts names: `x_count` stands
beside `x_status`; what is worked out from rounded counts (`x_rate`) beside `x_rate_lower`,
`x_rate_upper` and `x_rate_status`; what is computed from exact data bears a name that tells its
grid (`x_share`, `x_points`, `x_hours`, ...), stands beside its status and, where it has an
interval, its limits. A number that is none of these is unknown, and is not published.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from ingest.publishing.closed_list import NOT_ABOUT_MEMBERS
from ingest.publishing.disclosure import Policy
from ingest.publishing.figure_rules import figure_of, is_figure, rule_of_figure

_TEXT_AND_DATES = frozenset({"VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN"})
_NUMBERS = frozenset({"INTEGER", "BIGINT", "DOUBLE"})

# Numbers that count no member: where a row stands in time, what organisations spent, inhabitants.
_HARMLESS_NUMBERS = frozenset(
    {"quarters_since_joining", "landmark_days", "cost_amount", "population_count"}
)


class SnapshotUnsafe(RuntimeError):
    """The file must not be published. The message names tables and columns, never a value."""


def check_snapshot(path: Path, names: Sequence[str], policy: Policy) -> None:
    """Raise SnapshotUnsafe unless the file holds the named tables alone and obeys the rules."""
    with duckdb.connect(str(path), read_only=True) as con:
        types = _types_by_table(con)
        faults = _unknown_tables(types, names)
        if not faults:
            for table in names:
                faults += _faults_of_table(con, table, types[f"published.{table}"], policy)
    if faults:
        raise SnapshotUnsafe("; ".join(faults))


def _types_by_table(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return the types of the columns of every table, asked for once: each question takes time."""
    types: dict[str, dict[str, str]] = {}
    for table, column, type_name in con.execute(
        "select table_schema || '.' || table_name, column_name, data_type"
        " from information_schema.columns"
    ).fetchall():
        types.setdefault(table, {})[column] = type_name
    return types


def _unknown_tables(present: Collection[str], names: Sequence[str]) -> list[str]:
    expected = {f"published.{name}" for name in names}
    return [f"not the closed list: {name}" for name in sorted(expected ^ {*present})]


def _faults_of_table(
    con: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], policy: Policy
) -> list[str]:
    faults = [
        f"{table}.{column}: no type to publish: {type_name}"
        for column, type_name in types.items()
        if type_name not in _TEXT_AND_DATES | _NUMBERS or column.endswith("_key")
    ]
    if table in NOT_ABOUT_MEMBERS:
        return faults
    numbers = {name for name, type_name in types.items() if type_name in _NUMBERS}
    return faults + _faults_of_numbers(con, table, numbers, set(types), policy)


def _faults_of_numbers(
    con: duckdb.DuckDBPyConnection, table: str, numbers: set[str], columns: set[str], policy: Policy
) -> list[str]:
    rules = {name: _rule_of_number(name, columns, policy) for name in numbers - _HARMLESS_NUMBERS}
    known = {name: rule for name, rule in sorted(rules.items()) if rule is not None}
    faults = [f"{table}.{name}: a number without a rule" for name in sorted(rules.keys() - known)]
    broken = _counts_of_broken(con, table, list(known.values())) if known else []
    return faults + [
        f"{table}.{name}: a value that may not be shown"
        for name, count in zip(known, broken, strict=True)
        if count
    ]


def _rule_of_number(name: str, columns: set[str], policy: Policy) -> str | None:
    """Return the condition that each row must meet, or None where no rule knows the number."""
    status = name.removesuffix("_count") + "_status"
    if name.endswith("_count") and status in columns:
        return _count_rule(name, status, policy)
    if name == "curve_day":
        return f"{name} in {policy.curve_days}"
    if is_figure(name):
        return rule_of_figure(name, columns, policy)
    stem = figure_of(name)
    if {f"{stem}_lower", f"{stem}_upper", f"{stem}_status"} <= columns:
        return _rate_rule(stem, point=stem if stem in columns else "null::double")
    return None


def _count_rule(count: str, status: str, policy: Policy) -> str:
    smallest = policy.rounding_base * round(policy.smallest_shown_count / policy.rounding_base)
    return (
        f"case {status} when 'ok' then {count} >= {smallest}"
        f" and {count} % {policy.rounding_base} = 0"
        f" when 'zero' then {count} = 0"
        f" when 'suppressed' then {count} is null"
        f" when 'withheld' then {count} is null else {count} is null and {status} is null end"
    )


def _rate_rule(rate: str, point: str) -> str:
    lower, upper = f"{rate}_lower", f"{rate}_upper"
    limits = f"{lower} >= 0 and {lower} <= {upper}"
    return (
        f"case {rate}_status when 'ok' then {limits} and {point} between {lower} and {upper}"
        f" when 'interval' then {point} is null and {limits}"
        f" when 'range' then {point} is null and {limits}"
        f" when 'suppressed' then coalesce({point}, {lower}, {upper}) is null"
        f" when 'not_compared' then coalesce({point}, {lower}, {upper}) is null"
        f" when 'not_defined' then coalesce({point}, {lower}, {upper}) is null"
        f" when 'withheld' then coalesce({point}, {lower}, {upper}) is null end"
    )


def _counts_of_broken(
    con: duckdb.DuckDBPyConnection, table: str, rules: Sequence[str]
) -> Sequence[int]:
    """Return how many rows break each rule, in one walk over the table."""
    counts = ", ".join(f"count(*) filter (where not coalesce(({rule}), false))" for rule in rules)
    return con.execute(f"select {counts} from published.{table}").fetchall()[0]
