"""The text of every model, kept with the figures that it made.

A reader who asks how a figure was made must see the SQL that made this snapshot, not whatever the
checkout holds by the time of the question. So the text travels into the snapshot
(`sql/published/models.sql`), and what reads what is found there from the text itself.
"""

from __future__ import annotations

import duckdb

from ingest.models import STAGES, model_paths

_CREATE = """
create or replace table release.models (
    path varchar primary key,
    stage varchar not null,
    stage_number integer not null,
    model_name varchar not null,
    sql varchar not null
)
"""


def write_models(con: duckdb.DuckDBPyConnection) -> None:
    """Make `release.models`: one row per file of `sql/` that a stage runs, in the stages' order."""
    con.execute(_CREATE)
    con.executemany(
        "insert into release.models values (?, ?, ?, ?, ?)",
        [
            (f"sql/{stage}/{path.name}", stage, number, path.stem, path.read_text("utf-8"))
            for number, stage in enumerate(STAGES)
            for path in model_paths(stage)
        ],
    )
