"""May this row enter? The contract's rules on one row of text, as polars and pandera judge them.

Text is judged before it is anything else. pandera's lazy mode hides later checks of a row once a
value failed a coercion, and casts round (`12.6` to 13), reinterpret (`1e3`) or drop (an offset); so
nothing is coerced, every rule is an expression on text, and a rule on limits speaks only of text
that is of its type. NULL is a missing value, and only the rule `missing` speaks of it.

Canonical text sorts as what it stands for (`2025-03-09` before `2025-03-14 21:40`), so dates and
times are compared as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import polars as pl
from pandera.polars import Check, DataFrameSchema
from pandera.polars import Column as TextColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandera.api.polars.types import PolarsData

    from ingest.contracts.contract import Column, Contract, CrossColumnRule

_LEAP_YEAR = (
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"  # 2000, not 1900
)
_DAY = (
    "(?:[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])-(?:29|30)"
    "|(?:0[13578]|1[02])-31)"
    f"|{_LEAP_YEAR}-02-29)"
)
_TIME_OF_DAY = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"

# What canonical text of each type looks like, the calendar included: one pass over the text, four
# times as fast as a pattern followed by parsing.
PATTERNS = {
    "integer": "^-?[0-9]+$",
    "number": "^-?[0-9]+(?:[.][0-9]+)?$",
    "boolean": "^(?:true|false)$",
    "date": f"^{_DAY}$",
    "timestamp": f"^{_DAY} {_TIME_OF_DAY}$",
}

# What is left of a long number once a spreadsheet has read it: 123456789012345678 becomes
# 1.23457E+17, and so do its neighbours.
_ROUNDED = "^[0-9](?:[.,][0-9]+)?[eE][+][0-9]{2,3}$"

# Names that a machine may add to the list without their being anywhere in the world.
_NO_PLACES = {"Factory", "localtime", "posixrules"}
TIME_ZONES = tuple(sorted(available_timezones() - _NO_PLACES))

_NOT_OF_TYPE = {
    "integer": "not_a_whole_number",
    "number": "not_a_number",
    "boolean": "not_a_boolean",
    "date": "not_a_date",
    "timestamp": "not_a_timestamp",
}


@dataclass(frozen=True)
class Bounds:
    """What a delivery says of time: rows outside do not belong to it; None is no bound.

    The period is in days of the partner's own clock and times are in UTC, so a time may lie up to
    a day outside; and today is a day further on in the east.
    """

    covered_from: date | None = None
    covered_through: date | None = None
    today: date | None = None


@dataclass(frozen=True)
class RowRule:
    """`holds` is true or NULL for a good row, false for one that is refused for `code`.

    `surely_holds` is a cheaper sign: where it is true or NULL, `holds` need not be asked.
    """

    column: str
    problem: str
    holds: pl.Expr
    surely_holds: pl.Expr | None = None

    @property
    def code(self) -> str:
        """Return the reason code, such as `score.above_maximum`."""
        return f"{self.column}.{self.problem}"

    @property
    def quick_sign(self) -> pl.Expr:
        """Return what is true of rows that keep the rule beyond doubt, and never NULL."""
        quick = self.holds if self.surely_holds is None else self.surely_holds
        return quick.fill_null(value=True)

    def judge(self, rows: pl.DataFrame) -> pl.Series:
        """Return whether each row keeps the rule."""
        verdict = rows.select(self.quick_sign.alias(self.code)).to_series()
        if self.surely_holds is None or verdict.all():
            return verdict
        doubtful = (~verdict).arg_true()
        certain = rows[doubtful].select(self.holds.fill_null(value=True)).to_series()
        return verdict.scatter(doubtful, certain)


def row_schema(contract: Contract, bounds: Bounds | None = None) -> DataFrameSchema:
    """Return the pandera schema for frames of text; each check's `error` is its reason code.

    Validate a DataFrame (a LazyFrame would be judged by its types alone), with `lazy=True` for all
    reasons. Never log the error's text: it carries values.
    """
    rules = row_rules(contract, bounds)
    columns = {
        column.name: TextColumn(
            pl.String,
            nullable=True,
            checks=[_check(rule) for rule in rules if rule.column == column.name],
        )
        for column in contract.columns
    }
    return DataFrameSchema(columns, name=contract.kind)


def row_rules(contract: Contract, bounds: Bounds | None = None) -> list[RowRule]:
    """Return every rule on one row, in the order of the contract's columns."""
    rules: list[RowRule] = []
    for column in contract.columns:
        rules += _column_rules(column, bounds or Bounds())
    for rule in contract.cross_column_rules:
        rules += _cross_column_rules(contract, rule)
    return rules


def _check(rule: RowRule) -> Check:
    def judged(data: PolarsData) -> pl.LazyFrame:
        return rule.judge(data.lazyframe.collect()).to_frame().lazy()

    return Check(judged, error=rule.code, name=rule.code)


def _column_rules(column: Column, bounds: Bounds) -> Iterator[RowRule]:
    text = pl.col(column.name)
    if column.is_required:
        yield RowRule(column.name, "missing", text.is_not_null())
    if column.type != "text":
        yield RowRule(column.name, _NOT_OF_TYPE[column.type], _is_of_type(column))
    if column.allowed_values or column.format == "iana-time-zone":
        yield RowRule(column.name, "unknown_value", text.is_in(allowed_values(column)))
        return
    if column.max_length is not None:
        # Bytes are never fewer than characters, and need not be counted.
        surely = text.str.len_bytes() <= column.max_length
        is_short = text.str.len_chars() <= column.max_length
        yield RowRule(column.name, "too_long", is_short, surely)
    if column.name.endswith("_id"):
        has_no_plus = ~text.str.contains("+", literal=True)
        yield RowRule(column.name, "rounded_number", ~text.str.contains(_ROUNDED), has_no_plus)
    if column.pattern is not None:
        yield RowRule(column.name, "wrong_pattern", text.str.contains(column.pattern))
    if column.type in {"date", "timestamp"}:
        yield from _time_rules(column, bounds)
    elif column.minimum is not None:
        number = _if_of_type(column).cast(pl.Float64)
        yield RowRule(column.name, "below_minimum", number >= column.minimum)
        yield RowRule(column.name, "above_maximum", number <= column.maximum)


def allowed_values(column: Column) -> list[str]:
    """Return the closed list of a column that has one."""
    return list(column.allowed_values or TIME_ZONES)


def _is_of_type(column: Column) -> pl.Expr:
    return pl.col(column.name).str.contains(PATTERNS[column.type])


def _if_of_type(column: Column) -> pl.Expr:
    return pl.when(_is_of_type(column)).then(pl.col(column.name))


def _time_rules(column: Column, bounds: Bounds) -> Iterator[RowRule]:
    for problem, earliest, latest in time_limits(column, bounds):
        if earliest:
            yield _no_earlier(column, problem, earliest)
        else:
            yield _no_later(column, problem, latest)


def time_limits(column: Column, bounds: Bounds) -> Iterator[tuple[str, str, str]]:
    """Yield (problem, earliest, latest) of a column of dates or times; one of them is empty."""
    yield "below_minimum", str(column.minimum), ""
    yield "above_maximum", "", str(column.maximum)
    grace = timedelta(days=1 if column.type == "timestamp" else 0)
    if bounds.today:
        yield "in_the_future", "", _last_moment(bounds.today + timedelta(days=1))
    if bounds.covered_from and column.period == "within":
        yield "outside_covered_period", (bounds.covered_from - grace).isoformat(), ""
    if bounds.covered_through and column.period:
        yield "outside_covered_period", "", _last_moment(bounds.covered_through + grace)


def _last_moment(day: date) -> str:
    """Return a text that sorts after every moment of the day and before the next day."""
    return f"{day.isoformat()} ~"


def _no_earlier(column: Column, problem: str, earliest: str) -> RowRule:
    surely = pl.col(column.name) >= earliest
    return RowRule(column.name, problem, _if_of_type(column) >= earliest, surely)


def _no_later(column: Column, problem: str, latest: str) -> RowRule:
    surely = pl.col(column.name) <= latest
    return RowRule(column.name, problem, _if_of_type(column) <= latest, surely)


def _cross_column_rules(contract: Contract, rule: CrossColumnRule) -> Iterator[RowRule]:
    column, other = contract.column(rule.column), contract.column(rule.other)
    match rule.rule:
        case "not_before":
            follows = _if_of_type(column) >= _if_of_type(other)
            yield RowRule(column.name, rule.problem, follows)
        case "required_with":
            is_given = pl.col(column.name).is_not_null() | pl.col(other.name).is_null()
            yield RowRule(column.name, rule.problem, is_given)
        case "within_range_of":
            yield from _within_range_of(column, other)


def _within_range_of(column: Column, other: Column) -> Iterator[RowRule]:
    number = _if_of_type(column).cast(pl.Float64)
    lowest = {value: limits[0] for value, limits in other.value_limits.items()}
    highest = {value: limits[1] for value, limits in other.value_limits.items()}
    yield RowRule(column.name, "below_minimum", number >= _by_value(other, lowest))
    yield RowRule(column.name, "above_maximum", number <= _by_value(other, highest))


def _by_value(column: Column, limits: dict[str, float]) -> pl.Expr:
    text = pl.col(column.name)
    return text.replace_strict(limits, default=None, return_dtype=pl.Float64)
