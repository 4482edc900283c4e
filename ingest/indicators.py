"""The registry of programme indicators: the words of each file's header, and their rows by kind."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest.places import SQL

LANGUAGES = ("en", "fr")
POLARITIES = ("higher", "lower", "neutral")

_WHERE = {"community_id": "varchar", "period_length": "varchar", "period_start": "date"}
_WHO = {"partner_id": "varchar", "member_key": "uuid"}

# What a file of each kind gives, and the table of the registry that holds all of the kind.
#   share   one row per member of the denominator
#   rate    one row per person with an event of the numerator or the denominator
#   median  one row per member: the first such event of the period, and how long it took
#   cost    one row per activity paid for (without member), one per member of the denominator
#   reach   one row per activity that reached people (community_id null where it is of none)
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "share": ("indicator_members", {**_WHERE, **_WHO, "is_in_numerator": "boolean"}),
    "rate": (
        "indicator_events",
        {**_WHERE, **_WHO, "report_count": "bigint", "contribution_count": "bigint"},
    ),
    "median": (
        "indicator_hours",
        {**_WHERE, **_WHO, "happened_at": "timestamp", "hours": "double"},
    ),
    "cost": (
        "indicator_costs",
        {"period_start": "date", "currency": "varchar", **_WHO, "cost_amount": "double"},
    ),
    "reach": (
        "indicator_reach",
        {
            "community_id": "varchar",
            "period_start": "date",
            "partner_id": "varchar",
            "people_reached_count": "bigint",
            "country": "varchar",
            "population_count": "bigint",
        },
    ),
}

UNITS = {
    "share": ("share",),
    "rate": ("per_1000_contributions",),
    "median": ("hours",),
    "cost": ("currency_per_member", "currency_per_recovery"),
    "reach": ("people", "per_1000_inhabitants"),
}

_WORDS = ("name", "definition", "numerator", "denominator", "target_words")
_FACTS = ("claim", "kind", "unit", "polarity", "target_value", "target_source", "owner", "version")
# What only one kind must say: in whose money of which year, also the target; of which inhabitants
# by which source.
_FACTS_OF_KINDS = {
    "cost": ("currency", "price_year", "target_currency"),
    "reach": ("population_denominator", "population_source"),
}


class IndicatorHeaderError(ValueError):
    """The header of an indicator's file does not say what it must: a fault of the project."""


@dataclass(frozen=True)
class Indicator:
    """One indicator in words, in both languages; its target is None where none is published.

    target_words say what the target was set for, or that there is none; nobody invents one.

    currency and price_year are 'as_reported' for costs (each currency and year is a row of its
    own), else None; the population words are None where no population stands behind a reach.
    """

    indicator_id: str
    name_en: str
    name_fr: str
    claim_id: str
    question_en: str
    question_fr: str
    definition_en: str
    definition_fr: str
    numerator_en: str
    numerator_fr: str
    denominator_en: str
    denominator_fr: str
    kind: str
    unit: str
    currency: str | None
    price_year: str | None
    population_denominator_en: str | None
    population_denominator_fr: str | None
    population_source: str | None
    polarity: str
    target_value: float | None
    target_source: str | None
    target_currency: str | None
    target_words_en: str
    target_words_fr: str
    owner: str
    version: str
    sql: str


def load_indicators() -> list[Indicator]:
    """Read every file of `sql/indicators/`. Raises IndicatorHeaderError, naming the file."""
    return [read_indicator(path) for path in sorted((SQL / "indicators").glob("*.sql"))]


def read_indicator(path: Path) -> Indicator:
    """Read one file: a line of title, one of grain, then YAML inside the comment, then SQL."""
    text = path.read_text(encoding="utf-8")
    header = _header(path, text)
    _check(path, header)
    said: dict[str, Any] = {fact: header[fact] for fact in _FACTS if fact != "claim"}
    for word in _WORDS:
        said |= _in_each_language(word, header[word])
    said |= _in_each_language("population_denominator", header.get("population_denominator") or {})
    for fact in ("currency", "price_year", "target_currency", "population_source"):
        said[fact] = header.get(fact)
    claim = _claims()[header["claim"]]
    said |= {f"question_{code}": claim[f"question_{code}"] for code in LANGUAGES}
    return Indicator(path.stem, claim_id=header["claim"], **said, sql=text)


def write_registry(con: duckdb.DuckDBPyConnection) -> None:
    """Make `registry.indicators` (the words), and one table with all rows of each kind."""
    indicators = load_indicators()
    _write_words(con, indicators)
    for kind, (table, columns) in KINDS.items():
        ids = [indicator.indicator_id for indicator in indicators if indicator.kind == kind]
        _write_rows(con, table, columns, ids)


def _in_each_language(word: str, words: dict[str, str]) -> dict[str, str | None]:
    return {f"{word}_{code}": words.get(code) for code in LANGUAGES}


@cache  # a worker builds again and again, and YAML is a tenth of a second of each build
def _header(path: Path, text: str) -> dict[str, Any]:
    comment = list(takewhile(lambda line: line.startswith("--"), text.splitlines()))
    try:
        header = yaml.safe_load("\n".join(line[3:] for line in comment[2:]))
    except yaml.YAMLError as trouble:
        raise IndicatorHeaderError(f"{path.name}: the header is not YAML") from trouble
    if not isinstance(header, dict):
        raise IndicatorHeaderError(f"{path.name}: the header holds no words")
    return header


def _check(path: Path, header: dict[str, Any]) -> None:
    wanted = {*_WORDS, *_FACTS, *_FACTS_OF_KINDS.get(str(header.get("kind")), ())}
    if set(header) != wanted:
        odd = sorted(set(header) ^ wanted)
        raise IndicatorHeaderError(f"{path.name}: missing or unknown: {', '.join(odd)}")
    for word in _WORDS:
        _check_words(path, word, header[word])
    _check_one_of(path, "claim", header["claim"], tuple(_claims()))
    _check_one_of(path, "kind", header["kind"], tuple(KINDS))
    _check_one_of(path, "unit", header["unit"], UNITS[header["kind"]])
    _check_one_of(path, "polarity", header["polarity"], POLARITIES)
    _check_pair(path, header, "target_value", "target_source")
    if header["kind"] == "cost":
        _check_pair(path, header, "target_value", "target_currency")
    _check_pair(path, header, "population_denominator", "population_source")
    if header.get("population_denominator"):
        _check_words(path, "population_denominator", header["population_denominator"])


def _check_words(path: Path, word: str, words: Any) -> None:
    if not isinstance(words, dict) or tuple(words) != LANGUAGES:
        raise IndicatorHeaderError(f"{path.name}: {word} is wanted in English and French")


def _check_one_of(path: Path, fact: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise IndicatorHeaderError(f"{path.name}: {fact} is one of {', '.join(known)}")


def _check_pair(path: Path, header: dict[str, Any], value: str, source: str) -> None:
    if (header.get(value) is None) != (header.get(source) is None):
        raise IndicatorHeaderError(f"{path.name}: {value} and {source} are both there, or neither")


@cache
def _claims() -> dict[str, dict[str, str]]:
    """What the literature claims, by claim_id: the questions that indicators answer."""
    with (SQL / "reference" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["claim_id"]: row for row in csv.DictReader(file)}


def _write_words(con: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    columns = ", ".join(
        f"{field.name} {'double' if field.name == 'target_value' else 'varchar'}"
        for field in fields(Indicator)
    )
    con.execute(f"create or replace table registry.indicators ({columns})")
    marks = ", ".join("?" for _ in fields(Indicator))
    for indicator in indicators:
        con.execute(f"insert into registry.indicators values ({marks})", [*astuple(indicator)])


def _write_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], indicator_ids: list[str]
) -> None:
    types = ", ".join(f"{name} {type_name}" for name, type_name in columns.items())
    con.execute(f"create or replace table registry.{table} (indicator_id varchar, {types})")
    for indicator_id in indicator_ids:
        con.execute(
            f"insert into registry.{table} select '{indicator_id}', {', '.join(columns)}"
            f" from indicators.{indicator_id}"
        )
