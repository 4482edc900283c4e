"""Which of the problems of an export is behind the others, and what the values look like.

Ten thousand lines that say the same are no report. A problem whose every row has another one that
explains it is folded into that one; a problem of every row gets the one sentence of its likely
cause. Of values only the shape is shown: digits as 9, letters as a.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from ingest.contracts.contract import Contract
from ingest.gate.gate import Verdict
from ingest.mapping.mapped_rows import MappedExport
from ingest.messages import both_languages, knows

# From the most basic to what can only be judged of a value that is right otherwise.
_FROM_BASIC = (
    "missing",
    "not_a_date",
    "not_a_timestamp",
    "not_a_number",
    "not_a_whole_number",
    "not_a_boolean",
    "unknown_value",
    "too_long",
    "rounded_number",
    "wrong_pattern",
    "below_minimum",
    "above_maximum",
    "in_the_future",
    "outside_covered_period",
    "unknown_community",
    "ends_before_start",
)
# What is wrong with one column can make another look wrong.
_EXPLAINS = {
    ("instrument", "score"),
    ("joined_on", "left_on"),
    ("started_on", "ended_on"),
    ("reported_at", "actioned_at"),
}
_WITHOUT_SHAPE = {"missing", "conflicting_copies", "unknown_community", "before_joining", "erased"}
_MOST_CODES = 60
_ROWS_LOOKED_AT = 200
_SHAPES = 3
_LONGEST_SHAPE = 24
EVERY_ROW_SHARE = 0.95
EVERY_ROW_LEAST = 5


@dataclass(frozen=True)
class Cause:
    """What stands behind one problem of an export."""

    folded_into: str | None = None
    is_every_row: bool = False
    words: dict[str, dict[str, str]] | None = None
    shapes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return what receipts print beside the problem."""
        return {
            "folded_into": self.folded_into,
            "is_every_row": self.is_every_row,
            "cause": self.words,
            "looks_like": self.shapes,
        }


def find_causes(
    scratch: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapped: MappedExport,
    verdict: Verdict,
    lines: dict[str, int],
) -> dict[str, Cause]:
    """Return the cause of each problem by its code; reads `<table>_refusals`.

    `lines` are the rows of the file that have a problem, as people are told them.
    """
    codes = sorted(verdict.refusals, key=lambda code: -verdict.refusals[code])[:_MOST_CODES]
    if not codes:
        return {}
    together = _rows_together(scratch, mapped, codes)
    shapes = _shapes(scratch, contract, mapped, codes)
    causes = {}
    for code in codes:
        words = every_row_words(code, verdict.refusals[code], verdict.rows_read, lines[code])
        causes[code] = Cause(
            folded_into=_folded_into(code, codes, together),
            is_every_row=words is not None,
            words=words,
            shapes=shapes.get(code, []),
        )
    return causes


def every_row_words(
    code: str, count: int, row_count: int, told: int | None = None
) -> dict[str, dict[str, str]] | None:
    """Return the likely cause of a problem that (nearly) every row has; None where it is not.

    `told` is the number that the words name, where people count other rows than we.
    """
    if count < max(EVERY_ROW_LEAST, EVERY_ROW_SHARE * row_count):
        return None
    column, _, problem = code.partition(".")
    specific = f"cause.{problem}"
    name = specific if knows(specific) else "cause.any"
    return both_languages(name, column=column, count=count if told is None else told)


def _folded_into(code: str, codes: list[str], together: dict[int, int]) -> str | None:
    return next((other for other in codes if _is_behind(other, code, codes, together)), None)


def _is_behind(other: str, code: str, codes: list[str], together: dict[int, int]) -> bool:
    """Say whether `other` explains `code` and every row of `code` has it."""
    if other == code or not _explains(other, code):
        return False
    has_code, has_other = 1 << codes.index(code), 1 << codes.index(other)
    return all(mask & has_other for mask in together if mask & has_code)


def _explains(other: str, code: str) -> bool:
    (column, _, problem), (other_column, _, basic) = code.partition("."), other.partition(".")
    if (other_column, column) in _EXPLAINS:
        return problem in {"below_minimum", "above_maximum", "ends_before_start"}
    if other_column != column or problem not in _FROM_BASIC or basic not in _FROM_BASIC:
        return False
    return _FROM_BASIC.index(basic) < _FROM_BASIC.index(problem)


def _rows_together(
    scratch: duckdb.DuckDBPyConnection, mapped: MappedExport, codes: list[str]
) -> dict[int, int]:
    """Count rows by the set of problems they have; bit n of the key is code n."""
    rows = scratch.execute(
        "select mask, count(*) from ("
        "  select row_number, bit_or(1::bigint << (list_position($codes, code) - 1)) as mask"
        f' from "{mapped.table}_refusals" where list_contains($codes, code) group by 1'
        ") group by 1",
        {"codes": codes},
    ).fetchall()
    return {int(mask): int(count) for mask, count in rows}


def _shapes(
    scratch: duckdb.DuckDBPyConnection, contract: Contract, mapped: MappedExport, codes: list[str]
) -> dict[str, list[str]]:
    """Return per code the most frequent shapes among its first rows."""
    columns = {column.name for column in contract.columns} - mapped.totals
    judged = {
        code: code.partition(".")[0]
        for code in codes
        if code.partition(".")[0] in columns and code.partition(".")[2] not in _WITHOUT_SHAPE
    }
    if not judged:
        return {}
    value = " ".join(f"when '{code}' then rows.\"{name}\"" for code, name in judged.items())
    rows = scratch.execute(
        f"""
        with first_rows as (
            select code, row_number from "{mapped.table}_refusals"
            where list_contains($codes, code)
            qualify row_number() over (partition by code order by row_number) <= {_ROWS_LOOKED_AT}
        ),
        shaped as (
            select code, {_shape(f"case code {value} end")} as shape, count(*) as row_count
            from first_rows join "{mapped.table}" as rows using (row_number)
            group by all
        )
        select code, list(shape order by row_count desc, shape)[:{_SHAPES}]
        from shaped where shape != '' group by code
        """,
        {"codes": list(judged)},
    ).fetchall()
    return {str(code): list(shapes) for code, shapes in rows}


def _shape(value: str) -> str:
    """Return the SQL of a value's shape: nothing of it but its length and punctuation is left."""
    digits = rf"regexp_replace(left({value}, {_LONGEST_SHAPE}), '\p{{N}}', '9', 'g')"
    letters = rf"regexp_replace({digits}, '\p{{L}}|\p{{M}}', 'a', 'g')"
    return rf"regexp_replace({letters}, '[^9a[:punct:] ]', '?', 'g')"
