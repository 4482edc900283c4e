"""The registry of programme indicators: the words of each file's header, and their rows as one."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest.places import SQL

LANGUAGES = ("en", "fr")
POLARITIES = ("higher", "lower", "neutral")

# What every file of `sql/indicators/` gives: one row per member, community and quarter counted in
# the denominator.
MEMBER_COLUMNS = ("community_id", "period_start", "partner_id", "member_key", "is_in_numerator")

_WORDS = ("name", "question", "definition", "numerator", "denominator")
_FACTS = ("unit", "polarity", "target_value", "target_source", "owner", "version")


class IndicatorHeaderError(ValueError):
    """The header of an indicator's file does not say what it must: a fault of the project."""


@dataclass(frozen=True)
class Indicator:
    """One indicator in words, in both languages; its target is None where nobody has set one."""

    indicator_id: str
    name_en: str
    name_fr: str
    question_en: str
    question_fr: str
    definition_en: str
    definition_fr: str
    numerator_en: str
    numerator_fr: str
    denominator_en: str
    denominator_fr: str
    unit: str
    polarity: str
    target_value: float | None
    target_source: str | None
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
    words = {f"{word}_{code}": header[word][code] for word in _WORDS for code in LANGUAGES}
    return Indicator(path.stem, **words, **{fact: header[fact] for fact in _FACTS}, sql=text)


def write_registry(con: duckdb.DuckDBPyConnection) -> None:
    """Make `registry.indicators` (the words) and `registry.indicator_members` (all rows)."""
    indicators = load_indicators()
    _write_words(con, indicators)
    _write_members(con, [indicator.indicator_id for indicator in indicators])


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
    if set(header) != {*_WORDS, *_FACTS}:
        odd = sorted(set(header) ^ {*_WORDS, *_FACTS})
        raise IndicatorHeaderError(f"{path.name}: missing or unknown: {', '.join(odd)}")
    for word in _WORDS:
        if not isinstance(header[word], dict) or tuple(header[word]) != LANGUAGES:
            raise IndicatorHeaderError(f"{path.name}: {word} is wanted in English and French")
    if header["polarity"] not in POLARITIES:
        raise IndicatorHeaderError(f"{path.name}: polarity is one of {', '.join(POLARITIES)}")
    if (header["target_value"] is None) != (header["target_source"] is None):
        raise IndicatorHeaderError(f"{path.name}: a target has a source, and no other has one")


def _write_words(con: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    columns = ", ".join(
        f"{field.name} {'double' if field.name == 'target_value' else 'varchar'}"
        for field in fields(Indicator)
    )
    con.execute(f"create or replace table registry.indicators ({columns})")
    marks = ", ".join("?" for _ in fields(Indicator))
    for indicator in indicators:
        con.execute(f"insert into registry.indicators values ({marks})", [*astuple(indicator)])


def _write_members(con: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> None:
    con.execute(
        "create or replace table registry.indicator_members (indicator_id varchar,"
        " community_id varchar, period_start date, partner_id varchar, member_key uuid,"
        " is_in_numerator boolean)"
    )
    for indicator_id in indicator_ids:
        con.execute(
            f"insert into registry.indicator_members select '{indicator_id}',"
            f" {', '.join(MEMBER_COLUMNS)} from indicators.{indicator_id}"
        )
