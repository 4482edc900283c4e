"""`private/work.duckdb` without the bytes of what was deleted: what is alive, in a new file.

DELETE, CHECKPOINT and VACUUM leave the bytes of deleted rows in the file; a new file never held
them. What was built from those rows is not copied either: it names members under several columns
(who replied, who was answered), and is made anew at the next publish.

Whoever deletes says so in `ledger.deletions`, which a new file has empty: killed between the
deletion and the new file, the next erasure, withdrawal or retention still knows of it.
"""

from __future__ import annotations

import duckdb

from ingest.built_tables import drop_tables
from ingest.durable import sync_folder, sync_path
from ingest.settings import Settings
from ingest.sql_text import literal
from ingest.warehouse import limits, open_warehouse


def note_deletion(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Say, within the transaction that deletes rows, that their bytes have yet to go."""
    warehouse.execute("insert into ledger.deletions values (now() at time zone 'UTC')")


def rewrite_warehouse(settings: Settings) -> None:
    """Where rows were deleted from it, copy what is alive into a new file; remove the old one.

    That is ledger, accepted rows and what the public has seen. A crash before the rename leaves the
    old file in place, with the rows deleted.
    """
    with open_warehouse(settings) as warehouse:
        if not warehouse.execute("select 1 from ledger.deletions limit 1").fetchall():
            return
        drop_tables(warehouse)
    fresh = settings.warehouse.with_suffix(".duckdb.part")
    fresh.unlink(missing_ok=True)
    rewriting = settings.scratch / "rewriting.duckdb"
    with duckdb.connect(str(rewriting), config=limits(settings)) as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as old (read_only)")
        connection.execute(f"attach {literal(str(fresh))} as new")
        connection.execute("copy from database old to new")
        connection.execute("delete from new.ledger.deletions")
        connection.execute("detach new")
        connection.execute("detach old")
    sync_path(fresh)
    fresh.replace(settings.warehouse)
    sync_folder(settings.private)
    rewriting.unlink()
