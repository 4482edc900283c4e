"""An answer as a table for people, or as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.query.answers import QueryResult, Value

FORMATS = ("table", "json", "csv")


def printed(result: QueryResult, form: str) -> str:
    """Return the rows in one of FORMATS; an empty cell is NULL, which is never zero."""
    return {"table": _table, "json": _json, "csv": _csv}[form](result)


def _table(result: QueryResult) -> str:
    lines = [result.columns, *(tuple(_text(value) for value in row) for row in result.rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(result.columns))]
    is_number = [_is_number(kind) for kind in result.types]
    drawn = ["  ".join(_aligned(line, widths, is_number)).rstrip() for line in lines]
    return "\n".join([drawn[0], "  ".join("-" * width for width in widths), *drawn[1:]])


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
    lines.writerow(result.columns)
    lines.writerows([_text(value) for value in row] for row in result.rows)
    return text.getvalue().rstrip("\n")
