"""An indicator's value in words, whatever its kind: shares, rates, hours, money, people."""

import math
from collections.abc import Callable, Sequence

from dashboard.language import WORD_JOINER, Language
from dashboard.marks import NOT_SHOWN, SHOWN_COUNTS, written_count, written_headline, written_rate
from dashboard.row import Row

VALUE = "indicator_value"
HOURS = "median_hours"

# Where each kind is published, and which status says whether it is shown.
TABLES = {
    "share": "indicator_values",
    "rate": "indicator_rates",
    "median": "indicator_medians",
    "cost": "indicator_costs",
    "reach": "indicator_reach",
}
PEOPLE = "people"


def status_column(indicator: Row) -> str:
    """The column that says whether the indicator's value is shown."""
    if indicator["kind"] == "median":
        return f"{HOURS}_status"
    return "people_reached_status" if indicator["unit"] == PEOPLE else f"{VALUE}_status"


def written_value(rows: Sequence[Row], indicator: Row, language: Language) -> str:
    """The value of one period alone, as a tile shows it; several currencies side by side."""
    written = [_short(row, indicator, language) for row in rows]
    return " · ".join(words for words in written if words != NOT_SHOWN) or NOT_SHOWN


def written_value_and_doubt(row: Row, indicator: Row, language: Language) -> str:
    """The value with its interval and unit, as a table shows it."""
    words = _LONG[indicator["kind"]](row, indicator, language)
    is_number = row[status_column(indicator)] not in {"not_defined", "suppressed", "withheld"}
    return language.say(f"unit.{indicator['unit']}", value=words) if is_number else words


def written_basis(row: Row, indicator: Row, language: Language) -> str:
    """What the value rests on: how many of how many, in published counts."""
    return language.say(
        f"indicator.basis.{_basis_of(indicator)}",
        **{name: written_count(row, name, language) for name in _COUNTS[_basis_of(indicator)]},
        **_facts(row, language),
    )


def written_target(indicator: Row, language: Language) -> str:
    """The target in the indicator's unit; an empty word where none is published."""
    target = indicator["target_value"]
    if target is None:
        return ""
    value = _WRITTEN_TARGETS.get(indicator["kind"], _target_number)(target, indicator, language)
    words = language.say(f"unit.{indicator['unit']}", value=value)
    return language.say("target.words", target=words)


def told_target(indicator: Row, language: Language) -> str:
    """What the target was set for and by whom, or that none is published.

    A snapshot published before the registry told that has a source alone, or nothing.
    """
    source = indicator["target_source"]
    said = str(indicator.get(f"target_words_{language.code}") or "")
    if source is None:
        return said or language.say("target.none")
    value = written_target(indicator, language).removesuffix(".")
    return f"{value} ({source}). {said}".strip()


def written_period(row: Row, indicator: Row, language: Language) -> str:
    """The quarter, or the year of a cost."""
    if indicator["kind"] == "cost":
        return str(row["period_start"].year)
    return language.quarter(row["period_start"])


def places_of(value: float | None) -> int:
    """Decimals that keep the first digit of a number, one at least: 0.034 is not 0.0."""
    return max(1, -math.floor(math.log10(abs(value)))) if value else 1


def _target_share(target: float, _: Row, language: Language) -> str:
    return language.percent(target, places=1)


def _target_money(target: float, indicator: Row, language: Language) -> str:
    return language.money(target, indicator["target_currency"])


def _target_number(target: float, _: Row, language: Language) -> str:
    return language.decimal(target, 0 if target == round(target) else 1)


_WRITTEN_TARGETS: dict[str, Callable[[float, Row, Language], str]] = {
    "share": _target_share,
    "cost": _target_money,
}


def _short(row: Row, indicator: Row, language: Language) -> str:
    kind = indicator["kind"]
    if kind == "share":
        return written_headline(row, VALUE, language)
    if kind == "cost":
        return _if_shown(row, VALUE, lambda value: language.money(value, row["currency"]))
    words = _LONG[kind](row, indicator, language).partition(" (")[0]
    return language.say("unit.hours", value=words) if _is_hours(kind, words) else words


def _is_hours(kind: str, words: str) -> bool:
    return kind == "median" and words != NOT_SHOWN


def _share(row: Row, _: Row, language: Language) -> str:
    return written_rate(row, VALUE, language)


def _rate(row: Row, _: Row, language: Language) -> str:
    places = places_of(row[VALUE] or row[f"{VALUE}_upper"])
    return _with_limits(row, VALUE, lambda value: language.decimal(value, places))


def _median(row: Row, _: Row, language: Language) -> str:
    if row[f"{HOURS}_status"] == "not_reached":
        return language.say("indicator.not_reached")
    return _with_limits(row, HOURS, language.decimal)


def _cost(row: Row, _: Row, language: Language) -> str:
    if row[f"{VALUE}_status"] == "not_defined":
        return language.say("indicator.not_defined", currency=row["currency"])
    return _with_limits(row, VALUE, lambda value: language.money(value, row["currency"]))


def _reach(row: Row, indicator: Row, language: Language) -> str:
    if indicator["unit"] == PEOPLE:
        return written_count(row, "people_reached", language)
    return _if_shown(row, VALUE, lambda value: language.decimal(value, 2))


_LONG: dict[str, Callable[[Row, Row, Language], str]] = {
    "share": _share,
    "rate": _rate,
    "median": _median,
    "cost": _cost,
    "reach": _reach,
}

_COUNTS = {
    "share": ("numerator", "denominator"),
    "rate": ("report", "contribution", "concerned_member"),
    "median": ("member",),
    "cost": ("denominator",),
    "people": ("people_reached",),
    "reach": ("people_reached",),
}


def _basis_of(indicator: Row) -> str:
    return PEOPLE if indicator["unit"] == PEOPLE else str(indicator["kind"])


def _facts(row: Row, language: Language) -> dict[str, str]:
    facts = {}
    if row.get("population_count") is not None:
        facts["population"] = language.whole(row["population_count"])
    if row.get("cost_amount") is not None:
        facts["cost"] = language.money(row["cost_amount"], row["currency"])
    return facts


def _if_shown(row: Row, name: str, written: Callable[[float], str]) -> str:
    return written(row[name]) if row[f"{name}_status"] in SHOWN_COUNTS else NOT_SHOWN


def _with_limits(row: Row, name: str, written: Callable[[float], str]) -> str:
    if row[f"{name}_status"] not in SHOWN_COUNTS:
        return NOT_SHOWN
    limits = f"{written(row[f'{name}_lower'])}–{WORD_JOINER}{written(row[f'{name}_upper'])}"
    return f"{written(row[name])} ({limits})"
