"""Numbers that a state or a bank gives one person, told from other numbers by their check digits.

One number proves nothing: every tenth number of nine digits passes the check of a Canadian one. So
each kind states the chance that a number of its shape passes by accident, and a column is only
called by that kind if its share of passing values is far beyond that chance.

The rules are those of the issuing bodies, as collected with their sources in python-stdnum
(https://arthurdejong.org/python-stdnum/), which is not used itself: it is under the LGPL, and
each rule is one line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SEPARATORS = str.maketrans("", "", " .+-")
_SURPRISE = math.log(1e9)  # once in a thousand million columns of random numbers
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class CheckedNumber:
    """A kind of number: its shape without separators, its check, and the chance of passing it."""

    name: str
    kind: str
    shape: re.Pattern[str]
    passes: Callable[[str], bool]
    chance: float


def checked_number_of(values: Sequence[str]) -> CheckedNumber | None:
    """Return the kind that a column's distinct values are, if they are one."""
    compact = [value.upper().translate(_SEPARATORS) for value in values]
    for number in CHECKED_NUMBERS:
        hits = sum(1 for text in compact if number.shape.fullmatch(text) and number.passes(text))
        if is_beyond_chance(hits, len(compact), number.chance):
            return number
    return None


def is_beyond_chance(hits: int, count: int, chance: float) -> bool:
    """Say whether half of the values pass, and so many do not pass by accident.

    Chernoff: the probability of a share of `hits / count` is at most exp(-count * divergence).
    """
    share = hits / count if count else 0.0
    return share >= _LEAST_SHARE and count * _divergence(share, chance) > _SURPRISE


def _divergence(share: float, chance: float) -> float:
    """Kullback and Leibler's divergence between two coins."""
    missing = 0.0 if share == 1 else (1 - share) * math.log((1 - share) / (1 - chance))
    return share * math.log(share / chance) + missing


def _digits(text: str) -> list[int]:
    return [int(character) for character in text]


def _weighted(text: str, weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(_digits(text), weights, strict=False))


def _luhn(text: str) -> bool:
    """ISO/IEC 7812: every second digit from the right doubled, its digits added."""
    doubled = (sum(divmod(2 * digit, 10)) for digit in _digits(text)[-2::-2])
    return (sum(doubled) + sum(_digits(text)[-1::-2])) % 10 == 0


def _french_nir(text: str) -> bool:
    """97 minus the rest; the two departments of Corsica are counted as 19 and 18."""
    body = text[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(text[13:])


def _nhs_number(text: str) -> bool:
    check = 11 - _weighted(text[:9], range(10, 1, -1)) % 11
    return check % 11 == int(text[9])


def _dutch_bsn(text: str) -> bool:
    return _weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0


def _spanish_dni(text: str) -> bool:
    """The letter is the rest of the division by 23; foreigners' X, Y, Z count as 0, 1, 2."""
    number = text[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[-1]


def _swedish_personnummer(text: str) -> bool:
    return _luhn(text[-10:])


def _finnish_hetu(text: str) -> bool:
    """The sign of the century is a separator and may be gone; it is no part of the check."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[-4:-1]) % 31] == text[-1]


def _belgian_number(text: str) -> bool:
    """Those born since 2000 are counted with a 2 in front."""
    body, check = text[:9], int(text[9:])
    return check in {97 - int(body) % 97, 97 - int("2" + body) % 97}


def _polish_pesel(text: str) -> bool:
    return _weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0


def _norwegian_number(text: str) -> bool:
    first = _weighted(text, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11
    second = _weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11
    return first == second == 0


def _iban(text: str) -> bool:
    """ISO 13616: country and check digits to the end, letters as 10 to 35, rest 1 by 97."""
    turned = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _always(text: str) -> bool:
    return bool(text)


_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_NATIONAL = "national_number"
_PAYMENT = "payment_number"
_PHONE = "phone"


def _number(
    name: str, kind: str, shape: str, passes: Callable[[str], bool], chance: float
) -> CheckedNumber:
    return CheckedNumber(name, kind, re.compile(shape), passes, chance)


CHECKED_NUMBERS = (
    _number("fr_nir", _NATIONAL, r"[12]\d{4}(?:\d\d|2[AB])\d{8}", _french_nir, 1 / 97),
    _number("gb_nhs_number", _NATIONAL, r"\d{10}", _nhs_number, 1 / 11),
    _number("gb_nino", _NATIONAL, r"[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]", _always, 0.1),
    _number("ca_sin", _NATIONAL, r"[1-79]\d{8}", _luhn, 1 / 10),
    _number("nl_bsn", _NATIONAL, r"\d{9}", _dutch_bsn, 1 / 11),
    _number("es_dni", _NATIONAL, r"(?:\d{8}|[XYZ]\d{7})[A-Z]", _spanish_dni, 1 / 23),
    _number(
        "se_personnummer",
        _NATIONAL,
        rf"(?:19|20)?\d\d{_MONTH}{_DAY}\d{{4}}",
        _swedish_personnummer,
        1 / 10,
    ),
    _number(
        "fi_hetu",
        _NATIONAL,
        rf"{_DAY}{_MONTH}\d\d[A-FU-Y]?\d{{3}}[\dA-Y]",
        _finnish_hetu,
        1 / 10,
    ),
    _number("be_national_number", _NATIONAL, r"\d{11}", _belgian_number, 2 / 97),
    _number("pl_pesel", _NATIONAL, rf"\d{{4}}{_DAY}\d{{5}}", _polish_pesel, 1 / 10),
    _number("no_fodselsnummer", _NATIONAL, r"[0-7]\d{10}", _norwegian_number, 1 / 100),
    _number(
        "it_codice_fiscale",
        _NATIONAL,
        r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]",
        _always,
        0.01,
    ),
    _number(
        "payment_card",
        _PAYMENT,
        r"(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6\d{15})",
        _luhn,
        1 / 10,
    ),
    _number("iban", _PAYMENT, r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", _iban, 1 / 97),
    # Without a sign between the digits only the mobile prefixes tell a number to ring from others.
    _number("fr_mobile", _PHONE, r"(?:0|(?:00)?33)[67]\d{8}", _always, 0.2),
    _number("gb_mobile", _PHONE, r"(?:0|(?:00)?44)7\d{9}", _always, 0.1),
)
