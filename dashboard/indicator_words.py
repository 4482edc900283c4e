"""An indicator's value in words, whatever its unit: shares as per cent, all else as numbers."""

from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_COUNTS, written_headline, written_rate
from dashboard.row import Row

SHARE = "share"
VALUE = "indicator_value"


def written_value(row: Row | None, unit: str, language: Language) -> str:
    """The value alone, as a tile shows it."""
    if unit == SHARE:
        return written_headline(row, VALUE, language)
    return NOT_SHOWN if row is None else _number(row, unit, language)


def written_value_and_doubt(row: Row, unit: str, language: Language) -> str:
    """The value with its interval, as a table shows it."""
    if unit == SHARE:
        return written_rate(row, VALUE, language)
    return _number(row, unit, language)


def written_target(indicator: Row, language: Language) -> str:
    """The target in the indicator's unit; an empty word where nobody has set one."""
    target = indicator["target_value"]
    if target is None:
        return ""
    if indicator["unit"] == SHARE:
        return language.say("target.words", target=language.percent(target))
    return language.say("target.words", target=language.decimal(target))


def _number(row: Row, unit: str, language: Language) -> str:
    if row[f"{VALUE}_status"] not in SHOWN_COUNTS:
        return NOT_SHOWN
    value = row[VALUE]
    words = language.whole(int(value)) if value == int(value) else language.decimal(value)
    known = f"unit.{unit}"
    return language.say(known, value=words) if language.knows(known) else words
