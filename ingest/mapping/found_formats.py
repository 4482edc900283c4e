"""In which format a column of dates is written: found in the data, stated, or asked for.

Digits are folded to 0, so that a column of ten million instants becomes a handful of shapes
(`0000-00-00T00:00:00Z`); each shape belongs to one format. Day-first and month-first have the same
shape: a part above 12 decides, and where none does, the partner is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from ingest.errors import ExportRefused

_TIME = r",? 0{1,2}:00(:00([.,]0+)?)?( ?[AaPp]\.?[Mm]\.?)?"
_SHAPES = {
    "iso_date": r"0000-00-00",
    "iso_utc": r"0000-00-00[ T]00:00(:00([.,]0+)?)?( ?(Z|UTC|GMT))",
    "iso_local": r"0000-00-00[ T]00:00(:00([.,]0+)?)?",
    "iso_offset": r"0000-00-00[ T]00:00(:00([.,]0+)?)? ?[+-]00:?(00)?",
    "year_first": rf"0000/0{{1,2}}/0{{1,2}}({_TIME})?",
    # Google Forms: 2024/01/15 3:05:09 PM GMT+2
    "year_first_offset": rf"0000/0{{1,2}}/0{{1,2}}{_TIME} (UTC|GMT)([+-]0{{1,2}}(:00)?)?",
    "parted": rf"0{{1,2}}(?P<mark>[./-])0{{1,2}}(?P=mark)0000({_TIME})?",
    "excel_serial": r"00000(\.0+)?",
    "unix_seconds": r"0{9,10}(\.0+)?",
    "unix_milliseconds": r"0{13}",
}
_SHORT = {
    "iso_date": "iso",
    "iso_utc": "iso",
    "iso_local": "iso",
    "iso_offset": "iso",
    "year_first_offset": "year_first",
}
# What nearly every system writes; asked first, because LIKE costs a tenth of folding digits.
_USUAL = {
    "____-__-__ __:__": "iso_local",
    "____-__-__": "iso_date",
    "____-__-__T__:__:__Z": "iso_utc",
    "____-__-__T__:__:__.___Z": "iso_utc",
    "____-__-__ __:__:__": "iso_local",
    "____-__-__T__:__:__": "iso_local",
}
_MAXIMUM_SHAPES = 200
_LONGEST_DATE = 40


@dataclass(frozen=True)
class FoundFormats:
    """The formats of one column; `order` is day_first or month_first where that is a question."""

    families: frozenset[str]
    order: str | None

    @property
    def name(self) -> str:
        """What the partner is told: iso, day_first, excel_serial, ..., or several joined by +."""
        names = {
            self.order if name == "parted" else _SHORT.get(name, name) for name in self.families
        }
        return "+".join(sorted(str(name) for name in names)) or "unknown"


def find_formats(
    con: duckdb.DuckDBPyConnection, relation: str, column: str, text: str, stated: str | None
) -> FoundFormats:
    """Look at every value of a column, given as the SQL expression `text`.

    Raises ExportRefused where day and month cannot be told apart, naming the column.
    """
    families = frozenset(_families(con, relation, text))
    if "parted" not in families:
        return FoundFormats(families, None)
    if stated in ("day_first", "month_first"):
        return FoundFormats(families, stated)
    return FoundFormats(families, _order(con, relation, column, text))


def family_of(shape: str) -> str | None:
    """Return the format of a value whose digits were folded to 0."""
    for family, pattern in _SHAPES.items():
        if re.fullmatch(pattern, shape):
            return family
    return None


def value_pattern(family: str) -> str:
    """Return the pattern, in DuckDB's dialect, that values of a format match."""
    # DuckDB's dialect knows no back references.
    pattern = _SHAPES[family].replace("(?P<mark>[./-])", "[./-]").replace("(?P=mark)", "[./-]")
    # "[+-]00" and the like: every 0 stands for a digit, counts in braces stay.
    return re.sub(r"0(?![^{]*\})", r"\\d", pattern)


def _families(con: duckdb.DuckDBPyConnection, relation: str, text: str) -> set[str]:
    """Ask for the usual formats first; only what is none of them is folded to shapes."""
    usual = " ".join(
        f"when {text} like '{pattern}' then '{family}'" for pattern, family in _USUAL.items()
    )
    shape = f"translate({text}, '123456789', '000000000')"
    is_short = f"length({text}) <= {_LONGEST_DATE}"
    rows = con.execute(
        f"""
        select
            case {usual} end as family,
            case when family is null and {is_short} then {shape} end as shape,
        from {relation}
        where {text} is not null
        group by all order by count(*) desc limit {_MAXIMUM_SHAPES}
        """
    ).fetchall()
    found = {family or family_of(shape or "") for family, shape in rows}
    return {family for family in found if family}


def _order(con: duckdb.DuckDBPyConnection, relation: str, column: str, text: str) -> str:
    parts = rf"regexp_extract({text}, '^(\d{{1,2}})([./-])(\d{{1,2}})[./-]\d{{4}}'"
    row = con.execute(
        f"""
        select
            max(try_cast({parts}, 1) as integer)), max(try_cast({parts}, 3) as integer)),
            bool_and({parts}, 2) = '.')
        from {relation}
        where regexp_full_match({text}, '{value_pattern("parted")}')
        """
    ).fetchone()
    first, second, has_dots = row or (None, None, None)
    if first > 12 and second > 12:
        raise ExportRefused("dates.mixed_orders", column=column)
    if first > 12 or second > 12:
        return "day_first" if first > 12 else "month_first"
    # With full stops the day comes first wherever they are used (31.12.2024).
    if has_dots:
        return "day_first"
    raise ExportRefused("dates.ambiguous", column=column)
