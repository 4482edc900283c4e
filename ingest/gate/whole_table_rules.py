"""What cannot be seen in one row: copies, and rows that speak of what is not there.

The statements are plumbing over the scratch tables of one delivery, with the warehouse attached
beside them. Keys are compared by their 64-bit hash first, and by themselves only where hashes meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.accepted_rows import joins_as_written
from ingest.gate.typed_rows import fetch_texts
from ingest.privacy_screen.k_anonymity import count_members_nearly_alone

if TYPE_CHECKING:
    import duckdb

    from ingest.contracts.contract import Contract
    from ingest.gate.knowledge import Knowledge
    from ingest.mapping.mapped_rows import MappedExport


_HASHES_AT_ONCE = 8_000_000
"""Some 400 MB of a group by."""


def collapse_copies(
    con: duckdb.DuckDBPyConnection, export: MappedExport, contract: Contract
) -> None:
    """Refuse rows that share a key and differ; create `<table>_collapsed` of those that do not.

    Rows without a whole key are refused as such and are copies of nothing. Of identical rows that
    stay, the first in the file is kept. Whether rows differ, their text says.
    """
    table = export.table
    _find_repeated_hashes(con, export)
    con.execute(
        f"""
        create or replace temp table alike as
        select row_number from "{table}_rows" where key_hash in (from repeated)
        """
    )
    fetch_texts(con, export, "select row_number from alike")
    key = ", ".join(f'"{name}"' for name in contract.key)
    content = ", ".join(f'"{column.name}"' for column in contract.columns)
    con.execute(
        f"""
        create or replace temp table copies as
        select row_number, [{key}] as key, row({content}) as content
        from "{table}" where row_number in (select row_number from alike)
        """
    )
    con.execute(
        f"""
        insert into "{table}_refusals"
        select row_number, '{contract.key[0]}.conflicting_copies'
        from copies
        where key in (select key from copies group by key having count(distinct content) > 1)
        """
    )
    con.execute(
        f"""
        create or replace table "{table}_collapsed" as
        select row_number
        from copies
        where row_number not in (select row_number from "{table}_refusals")
            and row_number not in (select min(row_number) from copies group by key)
        """
    )
    for name in ("copies", "alike", "repeated"):
        con.execute(f"drop table {name}")


def _find_repeated_hashes(con: duckdb.DuckDBPyConnection, export: MappedExport) -> None:
    """Create `repeated(key_hash)`, part by part: a group by of every row at once takes memory."""
    con.execute("create or replace temp table repeated (key_hash ubigint)")
    part_count = export.row_count // _HASHES_AT_ONCE + 1
    for part in range(part_count):
        con.execute(
            f"""
            insert into repeated
            select key_hash from "{export.table}_rows"
            where key_hash % {part_count} = {part}
            group by key_hash having count(*) > 1
            """
        )


def refuse_erased_members(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract, knowledge: Knowledge
) -> None:
    """Refuse rows of members who asked to be forgotten, whom a tombstone recognises."""
    for column in contract.columns:
        if column.identifies == "member" and knowledge.has_tombstones:
            knowledge.run(
                con,
                f"""
                insert into "{table}_refusals"
                select row_number, '{column.name}.erased'
                from "{table}_rows" where member_hash in ({knowledge.erased_members})
                """,
            )


def refuse_unknown_communities(
    con: duckdb.DuckDBPyConnection, export: MappedExport, contract: Contract, knowledge: Knowledge
) -> None:
    """Refuse rows of a community that the partner has not described, if it described any."""
    for column in _referring_to(contract, "communities.community_id"):
        if knowledge.has_communities:
            unknown = f'"{column}" not in (select community_id from known_communities)'
            parts = [f'select row_number from "{export.table}" where {unknown}']
            if export.plain:
                plain = f'"{export.plain.table}" where is_plain and {unknown}'
                parts.append(f"select rowid + 1 as row_number from {plain}")
            con.execute(
                f"""
                insert into "{export.table}_refusals"
                select row_number, '{column}.unknown_community' from ({" union all ".join(parts)})
                """
            )


def find_warnings(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract, knowledge: Knowledge
) -> dict[str, int]:
    """Return accepted rows per code of what is odd but no reason to refuse."""
    found: dict[str, int] = {}
    for column in _referring_to(contract, "communities.community_id"):
        if not knowledge.has_communities:
            found |= _communities_never_described(con, table, column)
    for column in _referring_to(contract, "members.member_id"):
        if knowledge.has_members:
            found |= _members_odd(con, table, column, contract)
    for column in _referring_to(contract, "activity.activity_id"):
        found |= _replies_to_nothing(con, table, column, contract, knowledge)
    if contract.kind == "members":
        found["members.few_alike"] = count_members_nearly_alone(con, f"{table}_accepted")
    return {code: count for code, count in found.items() if count}


def _referring_to(contract: Contract, target: str) -> list[str]:
    return [column.name for column in contract.columns if column.references == target]


def _communities_never_described(
    con: duckdb.DuckDBPyConnection, table: str, column: str
) -> dict[str, int]:
    rows = con.execute(f'select count("{column}") from "{table}_accepted"').fetchall()
    return {f"{column}.unknown_community": rows[0][0]}


def _members_odd(
    con: duckdb.DuckDBPyConnection, table: str, column: str, contract: Contract
) -> dict[str, int]:
    """Count rows of members whom no export of members names, and rows from before they joined."""
    odd = _odd_members(column, contract)
    counts = ", ".join(f"count(*) filter ({condition})" for condition in odd.values())
    with joins_as_written(con):
        found = con.execute(f"select {counts} from {_beside_members(table)}").fetchall()[0]
    return dict(zip(odd, found, strict=True))


def _odd_members(column: str, contract: Contract) -> dict[str, str]:
    """Return per code the SQL condition of its rows."""
    odd = {f"{column}.unknown_member": "rows.member_hash is not null and known.member_hash is null"}
    day = next((given for given in contract.columns if given.period == "within"), None)
    if day:
        first = "first_score" if day.type == "date" else "first_moment"
        odd[f"{day.name}.before_joining"] = f'rows."{day.name}" < known.{first}'
    return odd


def _beside_members(table: str) -> str:
    return (
        f'"{table}_accepted" as rows'
        " left join known_members as known on known.member_hash = rows.member_hash"
    )


def rows_warned_of(table: str, contract: Contract, code: str) -> str | None:
    """Return a query of the `row_number` of accepted rows of which a warning speaks.

    None where it speaks of all of them, or where to find them again would cost too much.
    """
    for column in _referring_to(contract, "members.member_id"):
        condition = _odd_members(column, contract).get(code)
        if condition:
            return f"select rows.row_number from {_beside_members(table)} where {condition}"
    return None


def _replies_to_nothing(
    con: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    contract: Contract,
    knowledge: Knowledge,
) -> dict[str, int]:
    """Count replies to what neither the delivery nor the warehouse holds."""
    key = contract.column(column).accepted_name
    con.execute(
        f"""
        create or replace temp table unanswered as
        select replies.{key} as activity_key
        from "{table}_accepted" as replies
        where replies.{key} is not null and not exists (
            from ({knowledge.activity_keys(con, table)}) as known
            where known.activity_key = replies.{key}
        )
        """
    )
    found = knowledge.count_unknown_activities(con, "unanswered")
    con.execute("drop table unanswered")
    return {f"{column}.reply_to_nothing": found}
