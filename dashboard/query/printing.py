"""An answer as a table for people, or as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import TYPE_CHECKING

from dashboard.harmless_cells import harmless
from dashboard.marks import NOT_SHOWN

if TYPE_CHECKING:
    from dashboard.query.answers import QueryResult, Value

FORMATS = ("table", "json", "csv")
HELD_BACK = ("suppressed", "withheld")
# Signs that move the cursor, colour the terminal, turn the text round or break the line.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printed(result: QueryResult, form: str) -> str:
    """Return the rows in one of FORMATS; an empty cell is NULL, which is never zero.

    A value that disclosure control holds back bears the mark of all pages, where the row also
    selects its status. In JSON it stays null, beside that status.
    """
    return {"table": _table, "json": _json, "csv": _csv}[form](result)


def _table(result: QueryResult) -> str:
    lines = [tuple(map(_seen, line)) for line in (result.columns, *_rows_of_text(result))]
    widths = [max(len(line[at]) for line in lines) for at in range(len(result.columns))]
    is_number = [_is_number(kind) for kind in result.types]
    drawn = ["  ".join(_aligned(line, widths, is_number)).rstrip() for line in lines]
    return "\n".join([drawn[0], "  ".join("-" * width for width in widths), *drawn[1:]])


def _seen(text: str) -> str:
    """The text for a terminal, which is told nothing but words: other signs are spelt out."""
    return "".join(
        _escaped(sign) if unicodedata.category(sign) in UNSEEN else sign for sign in text
    )


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _aligned(line: tuple[str, ...], widths: list[int], is_number: list[bool]) -> list[str]:
    return [
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(line, widths, is_number, strict=True)
    ]


def _is_number(kind: str) -> bool:
    return (
        kind.startswith(("DECIMAL", "DOUBLE", "FLOAT"))
        or kind.endswith("INT")
        or (kind == "INTEGER")
    )


def _rows_of_text(result: QueryResult) -> list[tuple[str, ...]]:
    status_at = [_status_at(column, result.columns) for column in result.columns]
    return [
        tuple(
            NOT_SHOWN if at is not None and row[at] in HELD_BACK and value is None else _text(value)
            for value, at in zip(row, status_at, strict=True)
        )
        for row in result.rows
    ]


def _status_at(column: str, columns: tuple[str, ...]) -> int | None:
    """Return where the status of a published column stands: the naming law of `sql/published/`."""
    stem = column.removesuffix("_lower").removesuffix("_upper")
    for status in (f"{stem}_status", f"{stem.removesuffix('_count')}_status"):
        if status in columns:
            return columns.index(status)
    return None


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _json(result: QueryResult) -> str:
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _csv(result: QueryResult) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerows(map(harmless, line) for line in (result.columns, *_rows_of_text(result)))
    return text.getvalue().rstrip("\n")
