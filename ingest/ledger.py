"""The ledger: what was taken in, from whom, and what became of it.

Every function takes the connection on which the caller's transaction runs and the name under
which the warehouse is attached there, so that rows and their entries are committed together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

from ingest.errors import RebondError, UnknownExport
from ingest.state import Partner

CURRENT, HELD, SUPERSEDED, REFUSED, WITHDRAWN = (
    "current",
    "held",
    "superseded",
    "refused",
    "withdrawn",
)

STEWARD, RETENTION = "steward", "retention"
"""What caused a change of status where no other export did."""

# Holds where export `new` replaces export `old`. Those of one delivery belong together, as files of
# two questionnaires do. Refused rows that come back mended complete an export, whatever period they
# cover: most of its rows are not among them.
REPLACES = (
    "new.partner_id = old.partner_id and new.kind = old.kind and new.sequence > old.sequence"
    " and new.delivery_id != old.delivery_id"
    " and new.covered_from <= old.covered_from and new.covered_through >= old.covered_through"
    " and list_has_all(new.community_ids, old.community_ids) and not new.is_complement"
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One export's line in the ledger; counts are rows. A refused file has none."""

    export_id: str
    sequence: int
    delivery_id: str
    partner_id: str
    kind: str
    file_name: str
    file_sha256: str
    mapping_sha256: str
    contract_version: str
    covered_from: date | None = None
    covered_through: date | None = None
    community_ids: list[str] = field(default_factory=list)
    is_complement: bool = False
    status: str
    superseded_by: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    rows_routed_elsewhere: int = 0
    rows_collapsed: int = 0
    refusals: dict[str, int]
    received_at: datetime
    submitted_by: str


def next_export_sequence(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number after the newest export's."""
    return _next(connection, "exports")


def next_delivery_sequence(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number after the newest delivery's."""
    return _next(connection, "deliveries")


def write_partner(connection: duckdb.DuckDBPyConnection, partner: Partner) -> None:
    """Keep the ledger's copy of a partner, for the models."""
    connection.execute(
        "insert or replace into warehouse.ledger.partners values (?, ?, ?, ?)",
        [partner.partner_id, partner.partner_name, partner.country, partner.is_simulated],
    )


def write_export(connection: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Add one export to the ledger."""
    values = [*entry.__dict__.values()]
    values[list(entry.__dict__).index("refusals")] = json.dumps(entry.refusals)
    marks = ", ".join("?" for _ in values)
    names = ", ".join(entry.__dict__)
    connection.execute(f"insert into warehouse.ledger.exports ({names}) values ({marks})", values)
    _note_status(connection, [entry.export_id], entry.status, database="warehouse.")


def write_delivery(
    connection: duckdb.DuckDBPyConnection,
    *,
    delivery_id: str,
    sequence: int,
    partner_id: str,
    request_id: str,
    received_at: datetime,
    submitted_by: str,
    receipt: dict[str, Any],
) -> None:
    """Add the delivery with its receipt, from which the outbox can be made again."""
    connection.execute(
        "insert into warehouse.ledger.deliveries values (?, ?, ?, ?, ?, ?, ?)",
        [
            delivery_id,
            sequence,
            partner_id,
            request_id,
            received_at,
            submitted_by,
            json.dumps(receipt, ensure_ascii=False, default=str),
        ],
    )


def find_taken_in(
    connection: duckdb.DuckDBPyConnection, partner_id: str, file_sha256: str, mapping_sha256: str
) -> str | None:
    """Return the delivery that already holds this file under this mapping, if one does.

    A refused file has left nothing behind, and a withdrawn one may be sent anew: both are open.
    """
    # Not by `order by ... limit 1`: of a table from which rows were deleted, DuckDB 2.0 was seen to
    # return none.
    [(newest,)] = connection.execute(
        "select max_by(delivery_id, sequence) from warehouse.ledger.exports"
        " where partner_id = ? and file_sha256 = ? and mapping_sha256 = ?"
        " and status in ('current', 'held', 'superseded')",
        [partner_id, file_sha256, mapping_sha256],
    ).fetchall()
    return None if newest is None else str(newest)


def kinds_of(connection: duckdb.DuckDBPyConnection, delivery_id: str) -> set[str]:
    """Return the kinds of the exports that a delivery brought."""
    rows = connection.execute(
        "select distinct kind from warehouse.ledger.exports where delivery_id = ?", [delivery_id]
    ).fetchall()
    return {str(row[0]) for row in rows}


def find_receipt(connection: duckdb.DuckDBPyConnection, request_id: str) -> dict[str, Any] | None:
    """Return the receipt of the delivery that this request brought in, if it did."""
    row = connection.execute(
        "select receipt from warehouse.ledger.deliveries where request_id = ?", [request_id]
    ).fetchone()
    return None if row is None else dict(json.loads(row[0]))


def find_replaced(
    connection: duckdb.DuckDBPyConnection,
    *,
    partner_id: str,
    kind: str,
    covered_from: date,
    covered_through: date,
    community_ids: list[str],
) -> list[str]:
    """Return the current exports that one of a new delivery and of this description replaces."""
    rows = connection.execute(
        "select old.export_id from warehouse.ledger.exports as old"
        " join (select ? as partner_id, '' as delivery_id, ? as kind, ?::date as covered_from,"
        "       ?::date as covered_through, ?::varchar[] as community_ids, false as is_complement,"
        "       2147483647 as sequence) as new"
        f" on {REPLACES} where old.status = 'current' order by 1",
        [partner_id, kind, covered_from, covered_through, community_ids],
    ).fetchall()
    return [str(row[0]) for row in rows]


def supersede(
    connection: duckdb.DuckDBPyConnection, export_id: str, *, database: str = "warehouse."
) -> list[str]:
    """Retire the current exports that this one replaces, and return their references.

    An export replaces an older one of its partner and kind, of another delivery, when it covers at
    least the same period and the same communities.
    """
    rows = connection.execute(
        f"update {database}ledger.exports as old"
        " set status = 'superseded', superseded_by = new.export_id"
        f" from {database}ledger.exports as new where new.export_id = ?"
        f" and old.status = 'current' and {REPLACES} returning old.export_id",
        [export_id],
    ).fetchall()
    replaced = sorted(str(row[0]) for row in rows)
    _note_status(connection, replaced, SUPERSEDED, caused_by=export_id, database=database)
    return replaced


def release(connection: duckdb.DuckDBPyConnection, export_id: str) -> None:
    """Make a held export current, in the place of those that it replaces.

    Raises RebondError where a newer one that replaces it is current: what a partner sent last
    tells of the same days and communities, and more.
    """
    newer = connection.execute(
        "select new.export_id from ledger.exports as old join ledger.exports as new"
        f" on {REPLACES} where old.export_id = ? and new.status = 'current'",
        [export_id],
    ).fetchall()
    if newer:
        raise RebondError("export.replaced", export=export_id, newer=str(newer[0][0]))
    connection.execute(
        "update ledger.exports set status = 'current' where export_id = ?", [export_id]
    )
    _note_status(connection, [export_id], CURRENT, caused_by=STEWARD)
    supersede(connection, export_id, database="")


def withdraw(connection: duckdb.DuckDBPyConnection, export_id: str) -> None:
    """Mark an export as withdrawn, and make what it had replaced current again.

    That stays replaced where another current export replaces it, too.
    """
    older = connection.execute(
        "select export_id from ledger.exports where superseded_by = ? and status = 'superseded'"
        " order by sequence desc",
        [export_id],
    ).fetchall()
    connection.execute(
        "update ledger.exports set status = 'withdrawn' where export_id = ?", [export_id]
    )
    _note_status(connection, [export_id], WITHDRAWN)
    # The newest first: once current again, it may replace the others.
    restored = sorted(str(one) for (one,) in older if _restore(connection, str(one)))
    _note_status(connection, restored, CURRENT, caused_by=export_id)


def restored_by(connection: duckdb.DuckDBPyConnection, export_id: str) -> list[str]:
    """Return the references of the exports that became current when this one was withdrawn."""
    rows = connection.execute(
        "select export_id from ledger.status_changes where status = 'current' and caused_by = ?"
        " order by 1",
        [export_id],
    ).fetchall()
    return [str(row[0]) for row in rows]


def _restore(connection: duckdb.DuckDBPyConnection, export_id: str) -> bool:
    """Give a superseded export to the newest current one that replaces it; else make it current.

    Return whether it is current. A newer export left it alone when it came if it was superseded by
    then, so it is not enough to ask who had replaced the one that goes.
    """
    [(newer,)] = connection.execute(
        "select max_by(new.export_id, new.sequence) from ledger.exports as old"
        f" join ledger.exports as new on {REPLACES} and new.status = 'current'"
        " where old.export_id = ?",
        [export_id],
    ).fetchall()
    connection.execute(
        "update ledger.exports set superseded_by = ?, status = ? where export_id = ?",
        [newer, SUPERSEDED if newer else CURRENT, export_id],
    )
    return newer is None


def expire(connection: duckdb.DuckDBPyConnection, export_id: str) -> None:
    """Mark a superseded export whose rows are no longer kept: it can never be restored."""
    connection.execute(
        "update ledger.exports set status = 'withdrawn' where export_id = ?", [export_id]
    )
    _note_status(connection, [export_id], WITHDRAWN, caused_by=RETENTION)


def forget_delivery(connection: duckdb.DuckDBPyConnection, delivery_id: str) -> None:
    """Remove the entries of a delivery of which nothing is in use; the caller has made sure."""
    connection.execute(
        "delete from ledger.status_changes where export_id in"
        " (select export_id from ledger.exports where delivery_id = ?)",
        [delivery_id],
    )
    connection.execute("delete from ledger.exports where delivery_id = ?", [delivery_id])
    connection.execute("delete from ledger.deliveries where delivery_id = ?", [delivery_id])


def replaced_by(connection: duckdb.DuckDBPyConnection, export_id: str) -> list[str]:
    """Return the references of the exports in whose place this one stands."""
    rows = connection.execute(
        "select export_id from ledger.exports where superseded_by = ? order by 1", [export_id]
    ).fetchall()
    return [str(row[0]) for row in rows]


def find_export(connection: duckdb.DuckDBPyConnection, partner_id: str, export_id: str) -> str:
    """Return the export's status. Raises UnknownExport, also for another partner's export."""
    row = connection.execute(
        "select status from ledger.exports where export_id = ? and partner_id = ?",
        [export_id, partner_id],
    ).fetchone()
    if row is None:
        raise UnknownExport("export.unknown", export=export_id)
    return str(row[0])


def export_ids(
    connection: duckdb.DuckDBPyConnection, partner_id: str | None = None, *, database: str = ""
) -> set[str]:
    """Return the references of all exports that the ledger knows, or of those of one partner."""
    rows = connection.execute(
        f"select export_id from {database}ledger.exports where coalesce(partner_id = ?, true)",
        [partner_id],
    ).fetchall()
    return {str(row[0]) for row in rows}


def _note_status(
    connection: duckdb.DuckDBPyConnection,
    export_ids: list[str],
    status: str,
    *,
    caused_by: str | None = None,
    database: str = "",
) -> None:
    """Remember when an export came to be what it is, and what caused it."""
    table = f"{database}ledger.status_changes"
    for export_id in export_ids:
        connection.execute(
            f"insert into {table} select coalesce(max(sequence), 0) + 1, ?,"
            f" now() at time zone 'UTC', ?, ? from {table}",
            [export_id, status, caused_by],
        )


def _next(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(
        f"select coalesce(max(sequence), 0) + 1 from warehouse.ledger.{table}"
    ).fetchone()
    return int(row[0]) if row else 1
