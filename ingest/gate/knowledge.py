"""What rows of an export may refer to: the rest of the delivery, and what was taken in before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.pseudonyms import (
    add_member_keys,
    parameters,
    passing_key,
    record_key_sql,
    tombstone_sql,
)

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
_NO_MEMBER = "select null::ubigint as member_hash, null::date as joined_on where false"
_OTHER_ACTIVITIES = "other_activities"


@dataclass(frozen=True)
class Knowledge:
    """What `gather_knowledge` found, beside the scratch tables that it made.

    Without a key, as in a check by nobody in particular, the delivery alone is known.
    """

    activities: tuple[MappedExport, ...]
    bounds: Bounds
    key: PartnerKey | None
    has_communities: bool
    has_members: bool
    has_tombstones: bool

    def count_unknown_activities(self, con: duckdb.DuckDBPyConnection, table: str) -> int:
        """Count the rows of `table(activity_key)` that name nothing taken in before."""
        statement = f"select count(*) from {table}"
        if self.key is not None:
            known = f"select activity_key {_CURRENT.format(kind='activity')}"
            statement += f" where activity_key not in ({known})"
        return int(self.run(con, statement)[0][0])

    def activity_keys(self, con: duckdb.DuckDBPyConnection, table: str) -> str:
        """Return a query of every activity that the delivery mentions; `table` is judged now."""
        own = [one for one in self.activities if one.table == table]
        queries = [f'select activity_key from "{one.table}_rows"' for one in own]
        others = [_activity_keys(one) for one in self.activities if one.table != table]
        if others:
            _create(con, self.key, _OTHER_ACTIVITIES, " union all ".join(others))
            queries.append(f"select activity_key from {_OTHER_ACTIVITIES}")
        return " union all ".join(queries) or "select null::uuid as activity_key where false"

    @property
    def erased_members(self) -> str:
        """Return a query of the `member_hash` of each member who has a tombstone."""
        return f"""
            select member_hash
            from (select member_hash, {tombstone_sql("member_key")} as token from member_keys)
            join warehouse.ledger.tombstones as tombstones using (token)
            where tombstones.partner_id = $partner_id
        """

    def run(self, con: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement with the partner and the secrets that it names, and return its rows."""
        return _run(con, self.key, statement)


def gather_knowledge(
    con: duckdb.DuckDBPyConnection,
    exports: Sequence[MappedExport],
    bounds: Bounds,
    key: PartnerKey | None,
) -> Knowledge:
    """Look once, for a whole delivery, at everything that its rows may refer to.

    `exports` are all of the delivery. With a key, the partner's current rows in the database
    attached as `warehouse` are known too. Creates, in the scratch database:

    - `member_keys(raw_id, member_hash, member_key)`: every member mentioned;
    - `known_communities(community_id)`;
    - `known_members(member_hash, first_moment, first_score)`: a time, or a score, before these days
      lies before the member joined.

    What is mentioned counts as known, even if its own row is refused: one fault of a member does
    not become a fault of each of the member's rows.
    """
    add_member_keys(con, key or passing_key(), _member_columns(exports))
    for plain in (export.plain for export in exports if export.plain):
        add_member_keys(con, key or passing_key(), plain.members_not_in(con, "member_keys"))
    _create(con, key, "known_communities", _communities(exports, key))
    _create(con, key, "known_members", _members(exports, key))
    return Knowledge(
        activities=tuple(export for export in exports if export.kind == "activity"),
        bounds=bounds,
        key=key,
        has_communities=_is_any(con, key, "from known_communities"),
        has_members=bool(_tables(exports, "members"))
        or (key is not None and _is_any(con, key, _CURRENT.format(kind="members"))),
        has_tombstones=key is not None
        and _is_any(con, key, "from warehouse.ledger.tombstones where partner_id = $partner_id"),
    )


def _tables(exports: Sequence[MappedExport], kind: str) -> list[str]:
    return [export.table for export in exports if export.kind == kind]


def _activity_keys(export: MappedExport) -> str:
    """Return a query of the activities of an export of which not every row is typed yet."""
    query = f'select {record_key_sql("activity_id")} as activity_key from "{export.table}"'
    if export.plain:
        query += f' union all select activity_key from "{export.plain.table}" where is_plain'
    return query


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
        "select hash(member_id) as member_hash,"
        " cast(try_strptime(joined_on, '%Y-%m-%d') as date) as joined_on"
        f' from "{table}" where member_id is not null'
        for table in _tables(exports, "members")
    ]
    if key is not None:
        sources.append(
            "select member_hash, taken_in.joined_on from member_keys"
            f" join (select member_key, joined_on {_CURRENT.format(kind='members')}) as taken_in"
            " using (member_key)"
        )
    return f"""
        select
            member_hash,
            min(joined_on) - {_CLOCK_DAYS} as first_moment,
            min(joined_on) - {_BASELINE_DAYS} as first_score,
        from ({" union all ".join(sources) or _NO_MEMBER})
        group by member_hash
    """


def _create(con: duckdb.DuckDBPyConnection, key: PartnerKey | None, name: str, query: str) -> None:
    _run(con, key, f"create or replace table {name} as {query}")


def _is_any(con: duckdb.DuckDBPyConnection, key: PartnerKey | None, relation: str) -> bool:
    return bool(_run(con, key, f"select 1 {relation} limit 1"))


def _run(
    con: duckdb.DuckDBPyConnection, key: PartnerKey | None, statement: str
) -> list[tuple[Any, ...]]:
    bound: dict[str, Any] = dict(parameters(key or passing_key(), statement))
    if key is not None and "$partner_id" in statement:
        bound["partner_id"] = key.partner_id
    return con.execute(statement, bound).fetchall()
