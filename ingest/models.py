"""Runs `sql/`: a folder is a stage and a schema, a file is a table, and the order is one list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb

from ingest.indicators import write_registry
from ingest.places import SQL
from ingest.weights import write_weights

# A model reads only the stages before its own, so the files inside one stage run in any order.
# `registry` has no files: it is what the headers of `sql/indicators/` say, and their rows as one.
# `weights` ends with what SQL cannot do: a regression (`ingest/weights.py`).
STAGES = (
    "reference",
    "macros",
    "staging",
    "histories",
    "facts",
    "outcomes",
    "strata",
    "weights",
    "indicators",
    "registry",
    "marts",
    "contributions",
    "disclosed",
    "shown",
    "published",
    "previews",
)

# Disclosed and published tables are made by publishing, from what the release units let through;
# previews are made of one partner's rows alone (`ingest/preview.py`).
PRIVATE_STAGES = STAGES[: STAGES.index("disclosed")]


def build_models(
    con: duckdb.DuckDBPyConnection, announce: Callable[[str], None] = lambda _name: None
) -> None:
    """Make every private table anew, from `reference` to `contributions`.

    `announce` is told the name of each model before it runs. Raises duckdb.Error where a model
    fails: the caller's transaction then leaves the tables as they were.
    """
    for stage in PRIVATE_STAGES:
        run_stage(con, stage, announce)


def run_stage(
    con: duckdb.DuckDBPyConnection,
    stage: str,
    announce: Callable[[str], None] = lambda _name: None,
    only: tuple[str, ...] = (),
) -> None:
    """Make the tables of one stage, or its macros, in the order of their names.

    `only` names those of its tables that are wanted, where not all are.
    """
    if stage != "macros":
        con.execute(f"create schema if not exists {stage}")
    if stage == "registry":
        announce("registry.indicators")
        write_registry(con)
    for path in model_paths(stage):
        if only and path.stem not in only:
            continue
        announce(f"{stage}.{path.stem}")
        _run_model(con, stage, path)
    if stage == "weights":
        announce("weights.weighted_rates")
        write_weights(con)


def model_paths(stage: str) -> list[Path]:
    """Return the stage's files, sorted: reference tables are CSV, everything else is SQL."""
    return sorted((SQL / stage).glob("*.csv" if stage == "reference" else "*.sql"))


def models_digest() -> str:
    """Return the sha256 of every file of `sql/`, names included: which rules made the figures."""
    digest = hashlib.sha256()
    for path in sorted(path for path in SQL.rglob("*") if path.suffix in {".sql", ".csv"}):
        digest.update(path.relative_to(SQL).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _run_model(con: duckdb.DuckDBPyConnection, stage: str, path: Path) -> None:
    if stage == "macros":
        con.execute(path.read_text(encoding="utf-8"))
    elif stage == "reference":
        con.execute(
            f"create or replace table reference.{path.stem} as"
            " select * from read_csv(?, header = true, sample_size = -1, auto_type_candidates = ?)",
            [str(path), ["INTEGER", "DOUBLE", "BOOLEAN", "DATE", "VARCHAR"]],
        )
    else:
        text = path.read_text(encoding="utf-8")
        con.execute(f"create or replace table {stage}.{path.stem} as\n{text}")
