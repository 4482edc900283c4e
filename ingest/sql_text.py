"""Names and texts from outside as parts of an SQL statement: what cannot be bound is quoted here.

Names of columns are the partner's own words and can hold anything, quotation marks included.
"""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
