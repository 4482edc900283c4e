"""Re-keying: what a partner calls a member never enters the warehouse.

Three keyed one-way functions, all from one secret file per partner that lies outside every
database. Each exists twice, as Python and as DuckDB SQL, and a test holds the two equal.

- Members: HMAC-SHA-256 (RFC 2104), the first 128 bits as a UUID. In SQL over the distinct
  members of a delivery, of whom there are few.
- Records (activity, thread, report): SHA-256 of a secret followed by the id, the first 128 bits
  as a UUID. Truncation makes that a sound keyed function, as in Ed25519 (Bellare, Bernstein and
  Tessaro, "Hash-function based PRFs: AMAC and its multi-user security", Eurocrypt 2016). An id
  of up to 23 bytes costs one block where HMAC hashes four, and record ids are as many as rows:
  on two cores 10 million ids cost 2.4 s instead of 5.4 s.
- Tombstones: HMAC-SHA-256 of a member's key under a secret of its own. An erased member is
  recognised in later exports although neither pseudonym is stored anywhere.

Losing or changing a secret breaks the link to everything that was taken in under it, so a
key file holds versions, is never overwritten, and belongs into the backup.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from ingest.durable import sync_folder
from ingest.errors import RebondError

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ingest.settings import Settings

_SECRET_BYTES = 32
_BLOCK_BYTES = 64  # of SHA-256, to which RFC 2104 pads the secret
_UUID_BYTES = 16
_RECORD_PURPOSE = b"rebond record key"


@dataclass(frozen=True)
class PartnerKey:
    """The secrets of one partner in one version; they are kept out of every printed form."""

    partner_id: str
    version: int
    member_secret: bytes = field(repr=False)
    tombstone_secret: bytes = field(repr=False)


def create_key(settings: Settings, partner_id: str) -> PartnerKey:
    """Draw a new partner's secrets and write them to `private/keys/<partner>.json`, mode 0600.

    Raises RebondError `key.exists` where the partner has a key file: it is never overwritten.
    """
    key = PartnerKey(
        partner_id=partner_id,
        version=1,
        member_secret=secrets.token_bytes(_SECRET_BYTES),
        tombstone_secret=secrets.token_bytes(_SECRET_BYTES),
    )
    content = json.dumps({"partner_id": partner_id, "versions": [_as_json(key)]}, indent=2)
    _write_once(_key_file(settings, partner_id), content)
    return key


def has_key(settings: Settings, partner_id: str) -> bool:
    """Say whether there is a key file of that name. Raises RebondError for an unusable name."""
    return _key_file(settings, partner_id).is_file()


def load_key(settings: Settings, partner_id: str) -> PartnerKey:
    """Return the newest version of the partner's secrets.

    Raises RebondError `key.missing` where there is no key file.
    """
    path = _key_file(settings, partner_id)
    if not path.is_file():
        raise RebondError("key.missing", partner=partner_id)
    versions = json.loads(path.read_text(encoding="utf-8"))["versions"]
    newest = max(versions, key=lambda version: int(version["version"]))
    return PartnerKey(
        partner_id=partner_id,
        version=int(newest["version"]),
        member_secret=bytes.fromhex(newest["member_secret"]),
        tombstone_secret=bytes.fromhex(newest["tombstone_secret"]),
    )


def member_key(key: PartnerKey, raw_id: str) -> UUID:
    """Return our pseudonym of a member whom the partner calls `raw_id`."""
    return _first_128_bits(hmac.digest(key.member_secret, raw_id.encode(), hashlib.sha256))


def record_key(key: PartnerKey, raw_id: str) -> UUID:
    """Return our identifier of an activity, thread or report that the partner calls `raw_id`."""
    return _first_128_bits(hashlib.sha256(_record_secret(key) + raw_id.encode()).digest())


def tombstone(key: PartnerKey, member: UUID) -> str:
    """Return the token, 64 hexadecimal digits, by which an erased member is recognised."""
    return hmac.new(key.tombstone_secret, str(member).encode(), hashlib.sha256).hexdigest()


def member_key_sql(column: str) -> str:
    """Return the expression that equals `member_key` of a text column; NULL stays NULL."""
    return f"cast(unhex(left({_hmac_sql('member', column)}, 32)) as uuid)"


def record_key_sql(column: str) -> str:
    """Return the expression that equals `record_key` of a text column; NULL stays NULL."""
    return f"cast(unhex(left(sha256($record_secret || encode({column})), 32)) as uuid)"


def tombstone_sql(column: str) -> str:
    """Return the expression that equals `tombstone` of a UUID column; NULL stays NULL."""
    return _hmac_sql("tombstone", f"cast({column} as varchar)")


def parameters(key: PartnerKey, statement: str) -> dict[str, bytes]:
    """Return the values to bind for those secrets that a statement names.

    The secrets travel as parameters and never stand in the text of a statement, which DuckDB
    may show in a message or a profile.
    """
    member_inner, member_outer = _hmac_blocks(key.member_secret)
    tombstone_inner, tombstone_outer = _hmac_blocks(key.tombstone_secret)
    blocks = {
        "member_inner": member_inner,
        "member_outer": member_outer,
        "record_secret": _record_secret(key),
        "tombstone_inner": tombstone_inner,
        "tombstone_outer": tombstone_outer,
    }
    return {name: block for name, block in blocks.items() if f"${name}" in statement}


@cache
def passing_key() -> PartnerKey:
    """Return secrets of nobody, for deliveries that are judged and never stored."""
    member, tombstone = (secrets.token_bytes(_SECRET_BYTES) for _ in range(2))
    return PartnerKey("", 0, member, tombstone)


def add_member_keys(
    con: duckdb.DuckDBPyConnection, key: PartnerKey, columns: list[tuple[str, str]]
) -> None:
    """Put every member mentioned into `member_keys(raw_id, member_hash, member_key)`, once each.

    `columns` are the (table, column) pairs of a delivery that hold the partner's member ids. The
    table belongs into the scratch database: it is the one place where both pseudonyms meet.
    """
    con.execute(
        "create table if not exists member_keys"
        " (raw_id varchar, member_hash ubigint, member_key uuid)"
    )
    for source, column in columns:
        statement = f"""
            insert into member_keys
            select raw_id, hash(raw_id), {member_key_sql("raw_id")}
            from (select distinct {column} as raw_id from {source} where {column} is not null)
            where raw_id not in (select raw_id from member_keys)
        """
        con.execute(statement, parameters(key, statement))
    twice = "from member_keys group by member_hash having count(*) > 1"
    if con.execute(f"select 1 {twice} limit 1").fetchall():
        raise AssertionError("two members have one hash")


def _as_json(key: PartnerKey) -> dict[str, str | int]:
    return {
        "version": key.version,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "member_secret": key.member_secret.hex(),
        "tombstone_secret": key.tombstone_secret.hex(),
    }


def _key_file(settings: Settings, partner_id: str) -> Path:
    if not partner_id or set(partner_id) & set("/\\\0") or partner_id.startswith("."):
        raise RebondError("key.unusable_name", partner=partner_id)
    return settings.keys / f"{partner_id}.json"


def _write_once(path: Path, content: str) -> None:
    """Write beside the name, then link: the name holds the whole content or does not exist."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link does not replace a key that another process has just made.
        path.hardlink_to(part)
    except FileExistsError as trouble:
        raise RebondError("key.exists", partner=path.stem) from trouble
    finally:
        part.unlink()
    sync_folder(path.parent)


def _first_128_bits(digest: bytes) -> UUID:
    return UUID(bytes=digest[:_UUID_BYTES])


def _record_secret(key: PartnerKey) -> bytes:
    """Derive a secret of its own, so that no record's key can equal a member's."""
    return hmac.digest(key.member_secret, _RECORD_PURPOSE, hashlib.sha256)


def _hmac_blocks(secret: bytes) -> tuple[bytes, bytes]:
    """Return the secret padded for the inner and the outer hash, as RFC 2104 defines them."""
    padded = secret.ljust(_BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)


def _hmac_sql(name: str, text: str) -> str:
    # `encode(x)`, not `x::blob`, which fails on accents.
    return f"sha256(${name}_outer || unhex(sha256(${name}_inner || encode({text}))))"
