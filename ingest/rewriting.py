"""`private/work.duckdb` without the bytes of what was deleted: what is alive, in a new file.

DELETE, CHECKPOINT and VACUUM leave the bytes of deleted rows in the file; a new file never held
them. What was built from those rows is not copied either: it names members under several columns
(who replied, who was answered), and is made anew at the next publish.
"""

from __future__ import annotations

import duckdb

from ingest.built_tables import drop_tables
from ingest.durable import sync_folder, sync_path
from ingest.settings import Settings
from ingest.sql_text import literal
from ingest.warehouse import limits, open_warehouse


def rewrite_warehouse(settings: Settings) -> None:
    """Copy ledger, accepted rows and what the public has seen into a new file; remove the old one.

    A crash before the rename leaves the old file in place, with the rows deleted.
    """
    with open_warehouse(settings) as warehouse:
        drop_tables(warehouse)
    fresh = settings.warehouse.with_suffix(".duckdb.part")
    fresh.unlink(missing_ok=True)
    rewriting = settings.scratch / "rewriting.duckdb"
    with duckdb.connect(str(rewriting), config=limits(settings)) as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as old (read_only)")
        connection.execute(f"attach {literal(str(fresh))} as new")
        connection.execute("copy from database old to new")
        connection.execute("detach new")
        connection.execute("detach old")
    sync_path(fresh)
    fresh.replace(settings.warehouse)
    sync_folder(settings.private)
    rewriting.unlink()
