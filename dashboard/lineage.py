"""Which models made a figure: followed from the published table back to staging.

What reads what comes with the snapshot (`published.model_inputs`), and so does every text: what is
shown here is the SQL that made these figures, and nothing was written down twice.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.labels import in_own_words
from dashboard.language import Language
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source

# The rows of this column name files of `sql/indicators/`; a figure is followed to those alone.
INDICATOR = "indicator_id"


def models_behind(snapshot: Path, sources: Sequence[Source]) -> list[Row]:
    """The files behind the figure, the published table first and staging last, then macros.

    Each has `path`, `stage`, `model_name` and `sql`. None in a snapshot that was published before
    models were kept in it.
    """
    tables = frozenset(source.table for source in sources)
    named = {row[INDICATOR] for source in sources for row in source.rows if INDICATOR in row}
    found = _followed(snapshot, tables, frozenset(named))
    return sorted(
        found, key=lambda row: (row["stage"] == "macros", -row["stage_number"], row["path"])
    )


def rule_sets_behind(snapshot: Path, sources: Sequence[Source]) -> list[Row]:
    """The rule sets that the rows name, with their version, thresholds and source."""
    named = {row["rule_set"] for source in sources for row in source.rows if "rule_set" in row}
    return [row for row in rows(snapshot, "rule_sets") if row["rule_set"] in named]


def column_words(snapshot: Path, table: str, language: Language) -> dict[str, str]:
    """What each column of a published table means, in the reader's language."""
    described = rows(snapshot, "columns", table_name=table)
    return {row["column_name"]: in_own_words(row, "description", language) for row in described}


def thresholds(facts: Row) -> dict[str, Any]:
    """The thresholds of the disclosure policy as the manifest records them."""
    found: dict[str, Any] = json.loads(facts["thresholds"])
    return found


@lru_cache(maxsize=64)
def _followed(
    snapshot: Path, tables: frozenset[str], indicators: frozenset[str]
) -> tuple[Row, ...]:
    models = {row["path"]: row for row in rows(snapshot, "models")}
    inputs: dict[str, list[str]] = {}
    for row in rows(snapshot, "model_inputs"):
        inputs.setdefault(row["path"], []).append(row["input_path"])
    reached: dict[str, Row] = {}
    waiting = [f"sql/published/{table}.sql" for table in tables]
    while waiting:
        path = waiting.pop()
        if path in models and path not in reached and _is_asked_for(models[path], indicators):
            reached[path] = models[path]
            waiting.extend(inputs.get(path, ()))
    return tuple(reached.values())


def _is_asked_for(model: Row, indicators: frozenset[str]) -> bool:
    is_other = model["stage"] == "indicators" and model["model_name"] not in indicators
    return not (indicators and is_other)
