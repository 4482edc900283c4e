"""What a column is as a whole, judged by a sample of its distinct values.

A single such value proves nothing; half of a column does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.privacy_screen.national_numbers import checked_number_of, is_beyond_chance

_FIRST_YEAR_OF_COMMUNITIES = 1995  # no community on the web is older, most people are
_FEWEST_BIRTH_DATES = 10
_FEWEST_NAMES = 20
_DATE = re.compile(
    r"(?P<first>(?:19|20)\d\d)[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?P<last>(?:19|20)\d\d)"
)
# Dates that programs write where there is none.
_EMPTY_DATES = frozenset({"1970-01-01", "1900-01-01", "1899-12-30", "01/01/1970", "01/01/1900"})
_POSTCODES = (
    re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"),  # United Kingdom, full
    re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d"),  # Canada, full
    re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),  # Netherlands
    re.compile(r"\d{5}-\d{4}"),  # United States, nine digits
)
_POSTCODE_CHANCE = 0.1
_PERSON = re.compile(
    r"[^\W\d_][\w'’.-]*(?: (?:de|van|von|der|la|le|du|di|da|del))*(?: [^\W\d_][\w'’.-]+){1,2}"
)
_NAME_CHANCE = 0.3


def kind_of_column(values: Sequence[str], *, may_hold_names: bool = False) -> str | None:
    """Return what the distinct values have in common that tells of persons, or None."""
    number = checked_number_of(values)
    if number:
        return number.kind
    if _are_postcodes(values):
        return "postcode"
    if _are_birth_dates(values):
        return "birth_date"
    if not may_hold_names and _are_names_of_people(values):
        return "name"
    return None


def _are_postcodes(values: Sequence[str]) -> bool:
    upper = [value.upper() for value in values]
    return any(
        is_beyond_chance(
            sum(1 for value in upper if shape.fullmatch(value)), len(upper), _POSTCODE_CHANCE
        )
        for shape in _POSTCODES
    )


def _are_birth_dates(values: Sequence[str]) -> bool:
    """Nine in ten are dates, and one in ten lies before there were communities on the web."""
    dates = [_DATE.fullmatch(value) for value in values if value not in _EMPTY_DATES]
    years = [int(date.group("first") or date.group("last")) for date in dates if date]
    early = sum(1 for year in years if year < _FIRST_YEAR_OF_COMMUNITIES)
    are_dates = bool(dates) and len(years) >= 0.9 * len(dates)
    return are_dates and early >= max(_FEWEST_BIRTH_DATES, 0.1 * len(years))


def _are_names_of_people(values: Sequence[str]) -> bool:
    """Two or three capitalised words without a digit, many, hardly any word the same for all."""
    names = [value for value in values if _PERSON.fullmatch(value) and value.istitle()]
    if len(names) < _FEWEST_NAMES:
        return False
    return is_beyond_chance(len(names), len(values), _NAME_CHANCE)
