"""SQL text that turns numbers as people write them into numbers with a decimal point."""

from __future__ import annotations

import duckdb

from ingest.errors import ExportRefused

_COMMA_DECIMAL = r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+"
_COMMA_THOUSANDS = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
_EITHER = r"[+-]?[1-9]\d{0,2},\d{3}"


def number_text(text: str, kind: str, decimal_mark: str) -> str:
    """Return SQL for one column; `kind` is number or integer. What is unclear stays as it is."""
    if decimal_mark == ",":
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
        number = (
            f"case when regexp_full_match({text}, '{_COMMA_DECIMAL}') then {plain} else {text} end"
        )
    elif decimal_mark == ".,":
        number = (
            f"case when regexp_full_match({text}, '{_COMMA_THOUSANDS}')"
            f" then replace({text}, ',', '') else {text} end"
        )
    else:
        number = text
    if kind == "integer":
        # Software without empty whole numbers writes 12.0 for 12.
        return f"regexp_replace({number}, '^([+-]?\\d+)\\.0+$', '\\1')"
    return number


def find_decimal_mark(con: duckdb.DuckDBPyConnection, relation: str, column: str, text: str) -> str:
    """Return `.`, or `,`, or `.,` where commas part the thousands.

    Raises ExportRefused where every comma could be either (1,234), naming the column.
    """
    row = con.execute(
        f"""
        select
            count(*),
            count(*) filter (regexp_full_match({text}, '{_EITHER}')),
            count(*) filter (regexp_full_match({text}, '{_COMMA_DECIMAL}')),
            count(*) filter (regexp_full_match({text}, '{_COMMA_THOUSANDS}')),
        from {relation} where contains({text}, ',')
        """
    ).fetchone()
    commas, either, decimals, thousands = row or (0, 0, 0, 0)
    if not commas:
        return "."
    if either and decimals == either and thousands == either:
        raise ExportRefused("numbers.ambiguous", column=column)
    return "," if decimals >= thousands else ".,"
