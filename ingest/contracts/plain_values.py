"""Rows that are beyond doubt, told by SQL while a file is read.

A row is plain where each of its values is written just as a contract writes it: words without a
gap, canonical dates and times, values of closed lists. No rule of `row_rules.py` refuses such a
row, the privacy screen finds no tell-tale in it, and a mapping leaves it as it is; tests hold
these three to it. All others are looked at one by one.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ingest.contracts.row_rules import allowed_values, time_limits
from ingest.sql_text import literal

if TYPE_CHECKING:
    from ingest.contracts.contract import Column, Contract, CrossColumnRule
    from ingest.contracts.row_rules import Bounds

# Part of what the screen calls harmless: in it no tell-tale finds room.
WORD = r"[A-Za-z_]+-[\w-]*|\w+"
_LETTERS = string.ascii_letters + string.digits + "_-"


def plain_row(contract: Contract, bounds: Bounds, missing: Collection[str]) -> str | None:
    """Return the SQL condition of a plain row, a relation of text with the contract's columns.

    None for a contract with rules that have no such sign. `missing` are the markers of what is
    not there.
    """
    values = [_plain_value(column, bounds, missing) for column in contract.columns]
    rules = [_kept_rule(rule) for rule in contract.cross_column_rules]
    parts = [part for part in (*values, *rules) if part is not None]
    return " and ".join(parts) if len(parts) == len(values) + len(rules) else None


def _plain_value(column: Column, bounds: Bounds, missing: Collection[str]) -> str | None:
    name = f'"{column.name}"'
    if column.allowed_values or column.format == "iana-time-zone":
        # An IN is carried out as a join, and a join mixes the rows.
        allowed = sorted({*allowed_values(column)} - {*missing})
        is_plain = (
            f"case {name} {' '.join(f'when {literal(one)} then true' for one in allowed)} end"
        )
    elif column.type in {"date", "timestamp"}:
        is_plain = " and ".join(_moment(column, bounds))
    elif column.type == "text":
        if column.pattern is not None and not _takes_every_word(column.pattern):
            return None
        is_plain = " and ".join(_word(column, missing))
    elif column.type == "boolean":
        is_plain = f"{name} in ('true', 'false')"
    else:
        return None
    return f"coalesce({is_plain}, {'false' if column.is_required else f'{name} is null'})"


def _word(column: Column, missing: Collection[str]) -> Iterator[str]:
    name = f'"{column.name}"'
    yield f"regexp_full_match({name}, '{WORD}')"
    if column.max_length is not None:
        yield f"strlen({name}) <= {column.max_length}"
    markers = [marker for marker in missing if re.fullmatch(WORD, marker)]
    if markers:
        longest = max(map(len, markers))
        differs = " and ".join(f"{name} != {literal(marker)}" for marker in markers)
        yield f"case when strlen({name}) <= {longest} then {differs} else true end"


def _takes_every_word(pattern: str) -> bool:
    """Say whether a pattern is one class of characters, repeated, that holds all those of words."""
    is_one_class = re.fullmatch(r"\^\[[^\]]+\]\+\$", pattern)
    return bool(is_one_class and re.fullmatch(pattern, _LETTERS))


def _moment(column: Column, bounds: Bounds) -> Iterator[str]:
    """Yield what is true of text that DuckDB itself would write for the moment it stands for."""
    name = f'"{column.name}"'
    written = f"cast(try_cast(left({name}, 16) as {column.type}) as varchar)"
    yield f"{written} = {name}" + (" || ':00'" if column.type == "timestamp" else "")
    # Of four digits of a year: others are longer.
    yield f"strlen({name}) = {16 if column.type == 'timestamp' else 10}"
    for _, earliest, latest in time_limits(column, bounds):
        yield f"{name} >= {literal(earliest)}" if earliest else f"{name} <= {literal(latest)}"


def _kept_rule(rule: CrossColumnRule) -> str | None:
    column, other = f'"{rule.column}"', f'"{rule.other}"'
    if rule.rule == "not_before":
        return f"coalesce({column} >= {other}, true)"
    if rule.rule == "required_with":
        return f"({column} is not null or {other} is null)"
    return None
