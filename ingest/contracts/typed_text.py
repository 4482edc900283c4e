"""Accepted text becomes what it says: a column's type in SQL, and the way from text to it.

DuckDB rounds `'12.6'::integer` to 13, reads `'1e3'` as a number and `'epoch'` as a time. Accepted
text holds none of these, because the row rules judged it; where other text comes, the statement
fails instead of storing something else.
"""

from __future__ import annotations

from typing import Literal

ColumnType = Literal["text", "integer", "number", "boolean", "date", "timestamp"]

SQL_TYPES: dict[ColumnType, str] = {
    "text": "varchar",
    "integer": "integer",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}

_TYPED: dict[ColumnType, str] = {
    "text": "{column}",
    "integer": (
        "case when regexp_full_match({column}, '-?[0-9]+') then cast({column} as integer)"
        " when {column} is not null then error('{column} holds no whole number') end"
    ),
    "number": (
        "case when regexp_full_match({column}, '-?[0-9]+([.][0-9]+)?')"
        " then cast({column} as double)"
        " when {column} is not null then error('{column} holds no number') end"
    ),
    "boolean": (
        "case {column} when 'true' then true when 'false' then false"
        " else if({column} is null, null, error('{column} holds no truth value')) end"
    ),
    # A cast reads `epoch` and `infinity` too: so the shape is asked for, and a digit first.
    "date": (
        "case when {column} like '____-__-__' and {column} between '0' and ':'"
        " then cast({column} as date)"
        " when {column} is not null then error('{column} holds no date') end"
    ),
    "timestamp": (
        "case when {column} like '____-__-__ __:__%' and {column} between '0' and ':'"
        " then cast(left({column}, 16) as timestamp)"
        " when {column} is not null then error('{column} holds no time') end"
    ),
}


def typed_expression(column: str, type_: ColumnType) -> str:
    """Return the SQL that turns a column of accepted text into its type, cutting seconds."""
    return _TYPED[type_].format(column=column)
