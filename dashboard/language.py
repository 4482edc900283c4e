"""English and French: words, numbers and dates.

Words live in two gettext catalogues under short names (`recovery_rates.title`), so that neither
language is the translation of the other and no sentence stands in the code. A name that a
catalogue lacks is an error, never an English word on a French page.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages import pofile

CATALOGUES = Path(__file__).parent / "locale"
CODES = ("en", "fr")
DEFAULT_CODE = "en"
WORD_JOINER = "\u2060"  # keeps an interval on one line
# In French a blank stands before these signs, and no line may begin or end at it: a narrow one
# before ; ! and ?, a wide one before a colon and a per cent sign, as Babel writes it, and within
# guillemets.
BLANKS_OF_SIGNS = (
    (re.compile(r"[ \u00a0](?=[;!?])"), "\u202f"),
    (re.compile(r"[ \u202f](?=[:%»])|(?<=«)[ \u202f]"), "\u00a0"),
)
# British dates and numbers: the first readers are public-health officials outside the US.
LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}


@dataclass(frozen=True)
class Language:
    """One of the two languages of the pages."""

    code: str

    @property
    def locale(self) -> Locale:
        """The Babel locale that numbers and dates follow."""
        return LOCALES[self.code]

    def say(self, name: str, /, **parameters: object) -> str:
        """The words known as `name`, its {parameters} filled in. Raises KeyError if unknown."""
        words = catalogue(self.code)[name]
        return words.format(**parameters) if parameters else words

    def knows(self, name: str) -> bool:
        """Whether the catalogue has words under this name."""
        return name in catalogue(self.code)

    def typeset(self, words: str) -> str:
        """Words from files that people write by hand: in French their blanks hold signs fast."""
        if self.code == "fr":
            for typed, blank in BLANKS_OF_SIGNS:
                words = typed.sub(blank, words)
        return words

    def named(self, name: str, words: str) -> str:
        """`Harbour Forum: 47%`; in French a blank stands before the colon."""
        return self.typeset(f"{name} : {words}") if self.code == "fr" else f"{name}: {words}"

    def listed(self, parts: Sequence[str]) -> str:
        """Parts of a sentence, a semicolon between each two."""
        return self.typeset(" ; ").join(parts) if self.code == "fr" else "; ".join(parts)

    def whole(self, value: int) -> str:
        """A whole number, its thousands grouped."""
        return str(numbers.format_decimal(value, locale=self.locale))

    def decimal(self, value: float, places: int = 1) -> str:
        """A number with a fixed number of decimals."""
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return str(numbers.format_decimal(value, format=pattern, locale=self.locale))

    def percent(self, share: float, places: int = 0) -> str:
        """A share from 0 to 1 as per cent: whole by default, as published parts are rounded."""
        pattern = self.locale.percent_formats[None].pattern
        at_most = "0." + "#" * places if places else "0"
        pattern = pattern.replace("#,##0", f"#,##{at_most}")
        return str(numbers.format_percent(share, format=pattern, locale=self.locale))

    def percent_range(self, lower: float, upper: float) -> str:
        """An interval of shares, the unit said once."""
        low = numbers.format_decimal(round(lower * 100), locale=self.locale)
        return f"{low}–{WORD_JOINER}{self.percent(upper)}"

    def money(self, amount: float, currency: str) -> str:
        """An amount in a currency (ISO 4217); from 100 on without the small change."""
        pattern = self.locale.currency_formats["standard"].pattern
        if abs(amount) >= 100:
            pattern = pattern.replace("0.00", "0")
        words = numbers.format_currency(
            amount, currency, format=pattern, locale=self.locale, currency_digits=False
        )
        return str(words)

    def date(self, value: dt.date) -> str:
        """A day, the month in words; the first of a month is "1er" in French, which Babel omits."""
        words = str(dates.format_date(value, "d MMMM y", locale=self.locale))
        return words.replace("1 ", "1er ", 1) if self.code == "fr" and value.day == 1 else words

    def month(self, value: dt.date) -> str:
        """A month and its year."""
        return str(dates.format_date(value, "MMMM y", locale=self.locale))

    def short_month(self, value: dt.date) -> str:
        """A month and its year where there is little room: Nov 2025, nov. 2025."""
        return str(dates.format_date(value, "MMM y", locale=self.locale))

    def weekday(self, value: dt.date) -> str:
        """The day of the week that a day is: Monday, lundi."""
        return str(dates.format_date(value, "EEEE", locale=self.locale))

    def quarter(self, value: dt.date) -> str:
        """A quarter of a year: Q1 2025, T1 2025."""
        return str(dates.format_date(value, "QQQ y", locale=self.locale))


@lru_cache(maxsize=len(CODES))
def catalogue(code: str) -> dict[str, str]:
    """Every name and its words in one language; fuzzy and empty entries do not count."""
    path = CATALOGUES / code / "LC_MESSAGES" / "rebond.po"
    with path.open("rb") as file:
        messages = pofile.read_po(file, locale=code, abort_invalid=True)
    language = Language(code)
    said = [message for message in messages if message.id and message.string and not message.fuzzy]
    return {str(message.id): language.typeset(str(message.string)) for message in said}


def language_of(code: str | None) -> Language:
    """The language a reader asked for; the default where it is neither of the two."""
    return Language(code if code in CODES else DEFAULT_CODE)


def capitalised(words: str) -> str:
    """The words as a label of their own begins: only the first letter changes."""
    return words[:1].upper() + words[1:]
