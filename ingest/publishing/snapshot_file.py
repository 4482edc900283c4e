"""A snapshot's file: written beside the others, proven safe, and only then given its name."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from ingest.durable import sync_folder, write_durably
from ingest.models import model_paths
from ingest.publishing.closed_list import PUBLISHED_NAMES
from ingest.publishing.community_codes import with_codes
from ingest.publishing.disclosure import Policy
from ingest.publishing.snapshot_check import check_snapshot
from ingest.settings import Settings

CURRENT = "CURRENT"


def write_snapshot(
    con: duckdb.DuckDBPyConnection, settings: Settings, file_name: str, policy: Policy
) -> Path:
    """Write `published.*` into `<file_name>.part`, check it, and return its path.

    The part is a database of its own: one transaction of DuckDB cannot write two databases, and
    this runs inside the one that releases. Raises SnapshotUnsafe.
    """
    columns = _published_columns(con)
    names = [*columns]
    part = settings.public / f"{file_name}.part"
    with duckdb.connect(str(part)) as target:
        for path in model_paths("macros"):
            target.execute(path.read_text(encoding="utf-8"))
        target.execute("create schema published")
        for name in names:
            rows = con.sql(f"{with_codes(name, columns[name])} order by all").to_arrow_table()
            target.register("rows_of_table", rows)
            target.execute(f"create table published.{name} as select * from rows_of_table")
            target.unregister("rows_of_table")
        target.execute("checkpoint")
    check_snapshot(part, names, policy)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.chmod(0o444)
    return part


def promote_snapshot(settings: Settings, file_name: str) -> None:
    """Give the written part its name, which no file ever bore, and let `CURRENT` name it."""
    part = settings.public / f"{file_name}.part"
    part.rename(settings.public / file_name)
    sync_folder(settings.public)
    name_current(settings, file_name)


def name_current(settings: Settings, file_name: str) -> None:
    """Let readers who come from now on read this snapshot."""
    write_durably(settings.public / CURRENT, file_name + "\n")


def current_name(settings: Settings) -> str | None:
    """Return the name of the snapshot that readers see, None before the first one."""
    path = settings.public / CURRENT
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def remove_unfinished(settings: Settings) -> None:
    """Remove what an interrupted publish left in `public/`: parts, and the logs of parts."""
    for leftover in settings.public.glob("*.part*"):
        leftover.unlink()


def _published_columns(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the columns of the closed list, without what an older Rebond did not publish yet.

    That matters only where an upgrade comes between a kill and the finishing of its snapshot.
    """
    rows = con.execute(
        "select table_name, list(column_name) from duckdb_columns()"
        " where schema_name = 'published' and database_name = current_database() group by all"
    ).fetchall()
    present: dict[str, list[str]] = dict(rows)
    return {name: present[name] for name in PUBLISHED_NAMES if name in present}
