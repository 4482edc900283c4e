"""Which models a table rests on: those that its text names, those that their texts name, and so on.

A test that looks at one table need not build two hundred. What were left out by mistake would be
missed loudly: DuckDB knows of no such table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ingest.models import STAGES, model_paths

# What Python writes in a stage, and what it reads for that.
WRITTEN = {
    "registry": [f"indicators.{path.stem}" for path in model_paths("indicators")],
    "weights": ["weights.eligible_members", "strata.episode_strata"],
}


@cache
def needed_for(*tables: str) -> dict[str, tuple[str, ...]]:
    """Return the models behind `stage.table`s, by stage: its own, and the macros of their texts."""
    reached: set[str] = set()
    waiting = [*tables]
    while waiting:
        model = waiting.pop()
        if model not in reached:
            reached.add(model)
            waiting.extend(_named_by(model))
    return {
        stage: tuple(sorted(name for place, name in map(_parts, reached) if place == stage))
        for stage in STAGES
    }


@cache
def _named_by(model: str) -> frozenset[str]:
    code, known = _codes().get(model, ""), _codes()
    tables = re.findall(r"\b[a-z]+\.\w+", code)
    macros = [f"macros.{name}" for name in re.findall(r"\b(\w+)\(", code)]
    named = {name for name in [*tables, *macros] if name in known or _is_written(name)}
    return frozenset(named.union(WRITTEN.get(_parts(model)[0], ())) - {model})


def _is_written(name: str) -> bool:
    return _parts(name)[0] in WRITTEN


@cache
def _codes() -> dict[str, str]:
    """The text of each model without its comments, by `stage.name`; nothing of reference tables."""
    return {
        f"{stage}.{path.stem}": _code(path.read_text("utf-8")) if path.suffix == ".sql" else ""
        for stage in STAGES
        for path in model_paths(stage)
    }


def _code(text: str) -> str:
    lines: Iterable[str] = text.splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


def _parts(model: str) -> tuple[str, str]:
    stage, _, name = model.partition(".")
    return stage, name
