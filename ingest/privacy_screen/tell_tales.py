"""Patterns of which one hit in a column gives a person away, and what free text is.

Each pattern names the traits without one of which it cannot occur. A trait is a search for one
character and costs next to nothing, a regular expression costs half a second per 10 million
values: columns without the trait are spared it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.reading.column_signs import SIGNS

TRAITS = {name: SIGNS[name] for name in ("at", "slash", "space", "dot", "colon", "low")}


# Dates, instants, numbers, words without a gap, hashes: nearly all there is in an honest export.
HARMLESS = (
    r"\w+|[0-9A-Fa-f-]{32,36}|-?\d+[.,]\d+|[A-Za-z_]+-[\w-]*"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?"
)


@dataclass(frozen=True)
class TellTale:
    """A regular expression (RE2), the traits it needs one of, and the shortest text it fits."""

    needs: frozenset[str]
    shortest: int
    expression: str
    longest: int | None = None

    def condition(self, column: str) -> str:
        """Return the SQL condition for a value; traits first, because they are cheap."""
        traits = " or ".join(TRAITS[trait].format(column=column) for trait in sorted(self.needs))
        fits = f" and strlen({column}) <= {self.longest}" if self.longest else ""
        expression = self.expression.replace("'", "''")
        return f"(({traits}){fits} and regexp_matches({column}, '{expression}'))"


@dataclass(frozen=True)
class FreeText:
    """Sentences: values of six words or more, hardly any of them twice; or very long ones."""

    shortest: int = 25
    query: str = (
        "select count(*), count(distinct value), max(length(value)) from unusual"
        " where regexp_matches(value, '(\\S+\\s+){5}\\S')"
    )

    def is_told_by(self, text_count: int, distinct_count: int, longest: int | None) -> bool:
        """Judge the values of six words or more.

        The labels of an answer ("I prefer not to say this here") have six words too, but they
        are few and return; three sentences that do not return are people writing.
        """
        if not text_count or longest is None:
            return False
        never_return = distinct_count >= 3 and 2 * distinct_count >= text_count
        return never_return or distinct_count > 50 or longest > 300


FREE_TEXT = FreeText()

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_LARGE_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d)"


def _tell_tale(needs: str, shortest: int, expression: str, longest: int | None = None) -> TellTale:
    return TellTale(frozenset(needs.split()), shortest, expression, longest)


def _ipv4(place_of_large_octet: int) -> str:
    octets = [_LARGE_OCTET if place == place_of_large_octet else _OCTET for place in range(4)]
    return r"\.".join(octets)


# A version of a program (10.2.1.3) has four parts as well, but none of three digits.
_IPV4 = rf"(?:^|[^\d.])(?:{'|'.join(_ipv4(place) for place in range(4))})(?:$|[^\d.])"
_IPV6 = (
    r"(?i)(?:^|[\s\[])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
    r"|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?:$|[\s\]/%])"
)
_PHONES = "|".join(
    (
        r"(?:^|[\s:(])\+(?:\d[ .()/-]{0,2}){8,14}\d",  # international: +33 6 12 34 56 78
        r"\b0[1-9](?:[ .-]\d\d){4}\b",  # France
        r"\b0[1-9]\d (?:\d{4} \d{4})\b|\b0[1-9]\d\d \d{3} \d{4}\b",  # United Kingdom
        r"\b0[1-9]\d{3} \d{3} ?\d{3}\b",
        r"\(\d{3}\) ?\d{3}[ .-]\d{4}\b|\b[2-9]\d\d([ .-])[2-9]\d\d[ .-]\d{4}\b",  # North America
    )
)

TELL_TALES: dict[str, tuple[TellTale, ...]] = {
    "email": (_tell_tale("at", 6, r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}"),),
    "handle": (
        _tell_tale("at", 3, r"(?:^|\s)@\w{2,}"),
        _tell_tale("slash", 5, r"(?:^|[\s/])u/[\w-]{3,}"),
    ),
    "url": (
        _tell_tale("slash", 8, r"(?i)\b[a-z][a-z0-9+.-]*://\S"),
        _tell_tale("dot", 8, r"(?i)\bwww\.\w"),
    ),
    "ip_address": (
        _tell_tale("dot", 9, _IPV4),
        _tell_tale("colon", 4, _IPV6),
        _tell_tale("colon", 17, r"\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b"),
    ),
    "national_number": (
        _tell_tale("low", 11, r"^\d{3}-\d{2}-\d{4}$", 11),  # US social security number
        _tell_tale("space", 12, r"\b\d{3}-\d{2}-\d{4}\b"),
    ),
    "phone": (_tell_tale("low", 9, _PHONES, 18), _tell_tale("space", 9, _PHONES)),
    "location": (_tell_tale("low", 15, r"^-?\d{1,2}\.\d{4,}[,;] ?-?\d{1,3}\.\d{4,}$"),),
}
