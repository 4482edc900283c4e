"""Who a token speaks for. `rebond partner token` writes the hashes; here they are only read."""

import hashlib
import hmac
import sqlite3
from contextlib import closing
from pathlib import Path

# A home that was made before there were tokens gets the table with its next command.
_HAS_TABLE = "select 1 from sqlite_master where name = 'partner_tokens'"


def partner_of(home: Path, token: str) -> str | None:
    """The partner whose token this is; None where it is wrong, revoked or none was ever made.

    Every hash is compared, in constant time, so that the time taken tells nothing of any of them.
    A token is 256 random bits: a plain hash at rest cannot be inverted by guessing.
    """
    digest = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    matches = [name for known, name in _tokens(home) if hmac.compare_digest(known, digest)]
    return matches[0] if matches else None


def _tokens(home: Path) -> list[tuple[str, str]]:
    state = home / "state" / "service.sqlite"
    if not state.exists():
        return []
    with closing(sqlite3.connect(f"{state.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        if not connection.execute(_HAS_TABLE).fetchall():
            return []
        return connection.execute(
            "select token_sha256, partner_id from partner_tokens where revoked_at is null"
        ).fetchall()
