"""What cannot be seen in one row: copies, and rows that speak of what is not there.

The statements are plumbing over the scratch tables of one delivery, with the warehouse attached
beside them. Keys are compared by their 64-bit hash first, and by themselves only where hashes
meet: sorted hashes take a tenth of the memory of a group by, and a third of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ingest.privacy_screen.k_anonymity import count_members_nearly_alone

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from ingest.contracts.contract import Contract
    from ingest.gate.knowledge import Knowledge


_HASHES_AT_ONCE = 16_000_000  # 128 MB


def collapse_copies(con: duckdb.DuckDBPyConnection, table: str, contract: Contract) -> None:
    """Refuse rows that share a key and differ; create `<table>_collapsed` of those that do not.

    Rows without a whole key are refused as such and are copies of nothing. Of identical rows that
    stay, the first in the file is kept.
    """
    key = ", ".join(f'"{name}"' for name in contract.key)
    has_key = " and ".join(f'"{name}" is not null' for name in contract.key)
    content = ", ".join(f'"{column.name}"' for column in contract.columns)
    keyed = f'"{table}" where {has_key}'
    con.register("shared", pa.table({"key_hash": _repeated_hashes(con, f"hash({key})", keyed)}))
    con.execute(
        f"""
        create or replace temp table copies as
        select row_number, [{key}] as key, row({content}) as content
        from {keyed} and hash({key}) in (select key_hash from shared)
        """
    )
    con.unregister("shared")
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
    con.execute("drop table copies")


def refuse_erased_members(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract, knowledge: Knowledge
) -> None:
    """Refuse rows of members who asked to be forgotten, whom a tombstone recognises."""
    if knowledge.key is None:
        return
    for column in contract.columns:
        if column.identifies == "member":
            con.execute(
                f"""
                insert into "{table}_refusals"
                select row_number, '{column.name}.erased'
                from "{table}"
                where "{column.name}" in (
                    select raw_id
                    from member_keys
                    join warehouse.ledger.tombstones as tombstones
                        on tombstones.token = member_keys.tombstone
                    where tombstones.partner_id = ?
                )
                """,
                [knowledge.key.partner_id],
            )


def _repeated_hashes(
    con: duckdb.DuckDBPyConnection, hashed: str, relation: str
) -> NDArray[np.uint64]:
    """Return the hashes that more than one row has; a large table is sorted in parts."""
    row_count = int(con.execute(f"select count(*) from {relation}").fetchall()[0][0])
    part_count = row_count // _HASHES_AT_ONCE + 1
    repeated = []
    for part in range(part_count):
        reader = con.cursor()
        rows = reader.sql(
            f"select {hashed} as h from {relation} and {hashed} % {part_count} = {part}"
        )
        hashes = np.sort(rows.to_arrow_table()["h"].to_numpy())
        reader.close()
        repeated.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    return np.concatenate(repeated)


def refuse_unknown_communities(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract, knowledge: Knowledge
) -> None:
    """Refuse rows of a community that the partner has not described, if it described any."""
    for column in _referring_to(contract, "communities.community_id"):
        if knowledge.has_communities:
            con.execute(
                f"""
                insert into "{table}_refusals"
                select row_number, '{column}.unknown_community'
                from "{table}"
                where "{column}" not in (select community_id from known_communities)
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
        found |= _replies_to_nothing(con, table, column, knowledge)
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
    """Count rows of members whom no export of members names, and rows from before they joined.

    Canonical dates and times sort as text.
    """
    day = next((given for given in contract.columns if given.period == "within"), None)
    first = "first_score" if day and day.type == "date" else "first_moment"
    is_early = f'rows."{day.name}" < known.{first}' if day else "false"
    unknown, early = con.execute(
        f"""
        select
            count(*) filter (rows."{column}" is not null and known.member_id is null),
            count(*) filter ({is_early})
        from "{table}_accepted" as rows
        left join known_members as known on known.member_id = rows."{column}"
        """
    ).fetchall()[0]
    found = {f"{column}.unknown_member": unknown}
    return found | ({f"{day.name}.before_joining": early} if day else {})


def _replies_to_nothing(
    con: duckdb.DuckDBPyConnection, table: str, column: str, knowledge: Knowledge
) -> dict[str, int]:
    """Count replies to what neither the delivery nor the warehouse holds."""
    present = " union all ".join(
        f'select hash(activity_id) from "{name}"' for name in knowledge.activity_tables
    )
    con.execute(
        f"""
        create or replace temp table unanswered as
        select "{column}" as activity_id
        from "{table}_accepted"
        where "{column}" is not null and hash("{column}") not in ({present})
        """
    )
    found = knowledge.count_unknown_activities(con, "unanswered")
    con.execute("drop table unanswered")
    return {f"{column}.reply_to_nothing": found}
