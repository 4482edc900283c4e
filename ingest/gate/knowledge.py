"""What rows of an export may refer to: the rest of the delivery, and what was taken in before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.pseudonyms import create_member_keys, parameters, record_key_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from ingest.mapping.mapped_rows import MappedExport
    from ingest.pseudonyms import PartnerKey

# The window of a baseline begins so many days before joining (`sql/facts/episodes.sql`).
_BASELINE_DAYS = 14
# Times are in UTC, dates of joining in the partner's own clock.
_CLOCK_DAYS = 1

_CURRENT = """
    from warehouse.accepted.{kind} as accepted
    join warehouse.ledger.exports as exports using (export_id)
    where exports.partner_id = $partner_id and exports.status = 'current'
"""
_NO_COMMUNITY = "select null::varchar as community_id where false"
_NO_MEMBER = "select null::varchar as member_id, null::date as joined_on where false"


@dataclass(frozen=True)
class Knowledge:
    """What `gather_knowledge` found, beside the scratch tables that it made.

    Without a key, as in a check by nobody in particular, the delivery alone is known.
    """

    activity_tables: tuple[str, ...]
    bounds: Bounds
    key: PartnerKey | None
    has_communities: bool
    has_members: bool

    def count_unknown_activities(self, con: duckdb.DuckDBPyConnection, table: str) -> int:
        """Count the rows of `table(activity_id)` that name nothing taken in before."""
        statement = f"select count(*) from {table}"
        if self.key is not None:
            known = f"select activity_key {_CURRENT.format(kind='activity')}"
            statement += f" where {record_key_sql('activity_id')} not in ({known})"
        return int(_run(con, self.key, statement)[0][0])


def gather_knowledge(
    con: duckdb.DuckDBPyConnection,
    exports: Sequence[MappedExport],
    bounds: Bounds,
    key: PartnerKey | None,
) -> Knowledge:
    """Look once, for a whole delivery, at everything that its rows may refer to.

    `exports` are all of the delivery. With a key, the partner's current rows in the database
    attached as `warehouse` are known too. Creates, in the scratch database:

    - `member_keys(raw_id, member_key, tombstone)`: every member mentioned, only with a key;
    - `known_communities(community_id)`;
    - `known_members(member_id, first_moment, first_score)`: texts; a time, or a score, that sorts
      before them lies before the member joined.

    What is mentioned counts as known, even if its own row is refused: one fault of a member does
    not become a fault of each of the member's rows.
    """
    if key is not None:
        create_member_keys(con, key, _member_columns(exports), "member_keys")
    _create(con, key, "known_communities", _communities(exports, key))
    _create(con, key, "known_members", _members(exports, key))
    return Knowledge(
        activity_tables=tuple(_tables(exports, "activity")),
        bounds=bounds,
        key=key,
        has_communities=_is_any(con, key, "from known_communities"),
        has_members=bool(_tables(exports, "members"))
        or (key is not None and _is_any(con, key, _CURRENT.format(kind="members"))),
    )


def _tables(exports: Sequence[MappedExport], kind: str) -> list[str]:
    return [export.table for export in exports if export.kind == kind]


def _member_columns(exports: Sequence[MappedExport]) -> list[tuple[str, str]]:
    contracts = load_contracts()
    return [
        (f'"{export.table}"', f'"{column.name}"')
        for export in exports
        for column in contracts[export.kind].columns
        if column.identifies == "member"
    ]


def _communities(exports: Sequence[MappedExport], key: PartnerKey | None) -> str:
    sources = [
        f'select community_id from "{table}" where community_id is not null'
        for table in _tables(exports, "communities")
    ]
    if key is not None:
        sources.append(f"select community_id {_CURRENT.format(kind='communities')}")
    return " union ".join(sources) or _NO_COMMUNITY


def _members(exports: Sequence[MappedExport], key: PartnerKey | None) -> str:
    sources = [
        "select member_id, cast(try_strptime(joined_on, '%Y-%m-%d') as date) as joined_on"
        f' from "{table}" where member_id is not null'
        for table in _tables(exports, "members")
    ]
    if key is not None:
        sources.append(
            "select member_keys.raw_id as member_id, taken_in.joined_on from member_keys"
            f" join (select member_key, joined_on {_CURRENT.format(kind='members')}) as taken_in"
            " using (member_key)"
        )
    return f"""
        select
            member_id,
            cast(min(joined_on) - {_CLOCK_DAYS} as varchar) as first_moment,
            cast(min(joined_on) - {_BASELINE_DAYS} as varchar) as first_score,
        from ({" union all ".join(sources) or _NO_MEMBER})
        group by member_id
    """


def _create(con: duckdb.DuckDBPyConnection, key: PartnerKey | None, name: str, query: str) -> None:
    _run(con, key, f"create or replace table {name} as {query}")


def _is_any(con: duckdb.DuckDBPyConnection, key: PartnerKey | None, relation: str) -> bool:
    return bool(_run(con, key, f"select 1 {relation} limit 1"))


def _run(
    con: duckdb.DuckDBPyConnection, key: PartnerKey | None, statement: str
) -> list[tuple[Any, ...]]:
    bound: dict[str, Any] = {}
    if key is not None:
        bound |= parameters(key, statement)
        if "$partner_id" in statement:
            bound["partner_id"] = key.partner_id
    return con.execute(statement, bound).fetchall()
