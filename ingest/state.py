"""What the service itself remembers: partners and the audit log, in SQLite.

SQLite and not DuckDB, because the web and the worker both write here and DuckDB lets only one
process do so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.errors import RebondError, UnknownPartner
from ingest.settings import Settings

_SCHEMA = """
create table if not exists partners (
    partner_id text primary key,
    partner_name text not null,
    country text,
    is_simulated integer not null default 0,
    registered_at text not null
);
create table if not exists partner_tokens (
    token_sha256 text primary key,
    partner_id text not null references partners,
    made_at text not null,
    revoked_at text
);
create table if not exists audit_log (
    entry_id integer primary key autoincrement,
    happened_at text not null,
    actor text not null,
    action text not null,
    partner_id text,
    reference text
);
"""


@dataclass(frozen=True)
class Partner:
    """An organisation that sends exports; `partner_id` is the name used on the command line."""

    partner_id: str
    partner_name: str
    country: str | None
    is_simulated: bool


@contextmanager
def open_state(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Yield a connection whose work is committed as one, or not at all."""
    connection = sqlite3.connect(settings.state / "service.sqlite", timeout=30)
    try:
        connection.executescript(_SCHEMA)
        with connection:
            yield connection
    finally:
        connection.close()


def add_partner(settings: Settings, partner: Partner) -> None:
    """Register a partner. Raises RebondError where the name is taken."""
    with open_state(settings) as state:
        try:
            state.execute(
                "insert into partners values (?, ?, ?, ?, ?)",
                (
                    partner.partner_id,
                    partner.partner_name,
                    partner.country,
                    partner.is_simulated,
                    _now(),
                ),
            )
        except sqlite3.IntegrityError as trouble:
            raise RebondError("partner.exists", partner=partner.partner_id) from trouble


def find_partner(settings: Settings, partner_id: str) -> Partner:
    """Return the partner. Raises UnknownPartner."""
    for partner in list_partners(settings):
        if partner.partner_id == partner_id:
            return partner
    raise UnknownPartner("partner.unknown", partner=partner_id)


def list_partners(settings: Settings) -> list[Partner]:
    """Return all partners, in the order of their names."""
    with open_state(settings) as state:
        rows = state.execute(
            "select partner_id, partner_name, country, is_simulated from partners order by 1"
        ).fetchall()
    return [Partner(row[0], row[1], row[2], bool(row[3])) for row in rows]


def add_token(settings: Settings, partner_id: str, token_sha256: str) -> None:
    """Let a token speak for a partner; only its hash is ever written. Raises UnknownPartner.

    A partner may hold several, so that a new one can be put to use before the old one goes.
    """
    find_partner(settings, partner_id)
    with open_state(settings) as state:
        state.execute(
            "insert or ignore into partner_tokens (token_sha256, partner_id, made_at)"
            " values (?, ?, ?)",
            (token_sha256, partner_id, _now()),
        )


def revoke_tokens(settings: Settings, partner_id: str) -> int:
    """Take every token of a partner back and return how many there were. Raises UnknownPartner."""
    find_partner(settings, partner_id)
    with open_state(settings) as state:
        return state.execute(
            "update partner_tokens set revoked_at = ? where partner_id = ? and revoked_at is null",
            (_now(), partner_id),
        ).rowcount


def log_action(
    settings: Settings,
    *,
    actor: str,
    action: str,
    partner_id: str | None = None,
    reference: str | None = None,
) -> None:
    """Write who did what, when. A reference is ours, never a value from a row."""
    with open_state(settings) as state:
        state.execute(
            "insert into audit_log (happened_at, actor, action, partner_id, reference)"
            " values (?, ?, ?, ?, ?)",
            (_now(), actor, action, partner_id, reference),
        )


def count_logged(
    settings: Settings, *, action: str, partner_id: str, reference: str, since: datetime
) -> int:
    """Return how often a partner has had something done since a moment."""
    with open_state(settings) as state:
        rows = state.execute(
            "select count(*) from audit_log"
            " where (action, partner_id, reference) = (?, ?, ?) and happened_at > ?",
            (action, partner_id, reference, since.isoformat(timespec="seconds")),
        ).fetchall()
    return int(rows[0][0])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
