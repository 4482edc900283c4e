"""How many members are nearly alone with what is told of them.

k-anonymity (Sweeney 2002): a row is protected by those that are like it. Pseudonyms do not hide the
one woman of 65 to 74 in a remote region, so partners are told how many of their members share age
band, gender, region and rurality with fewer than four others, and offered to generalise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SMALLEST_GROUP = 5
QUASI_IDENTIFIERS = ("age_band", "gender", "region_code", "rurality")
# What comparisons miss least goes first.
ORDER_OF_LEAVING = ("region_code", "rurality", "age_band", "gender")
UNKNOWN = "unknown"


def count_members_nearly_alone(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return the members of `table`, typed rows, in groups of fewer than five.

    Members of whom nothing is told are in no group: silence does not single out.
    """
    return _count(con, f"({_nearly_alone(table, 'member_hash')})")


def generalise(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    """Leave out what singles members out, of them alone and only as far as needed.

    First the region goes, then rurality, age band and gender; after each it is looked again who is
    still nearly alone. `table` may be a view; it is a table of its own afterwards. Returns how
    many members lost which column.
    """
    _make_own(con, table)
    lost = {}
    for column in ORDER_OF_LEAVING:
        singled_out = f"{column} is not null and member_id in ({_nearly_alone(table, 'member_id')})"
        lost[column] = _count(
            con, f'(select distinct member_id from "{table}" where {singled_out})'
        )
        con.execute(f'update "{table}" set {column} = null where {singled_out}')
    return {column: count for column, count in lost.items() if count}


def _nearly_alone(table: str, member: str) -> str:
    """Return SQL of the members in small groups of those of whom the same is told."""
    told = [f"coalesce({name}, '{UNKNOWN}')" for name in QUASI_IDENTIFIERS]
    is_silent = " and ".join(f"{column} = '{UNKNOWN}'" for column in told)
    return f"""
        select distinct unnest(member_ids)
        from (
            select list(distinct {member}) as member_ids
            from "{table}"
            where {member} is not null and not ({is_silent})
            group by {", ".join(told)}
        )
        where len(member_ids) < {SMALLEST_GROUP}
    """


def _make_own(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Put a copy in the table's place, so that nothing changes in what was received."""
    con.execute(f'create or replace table "{table}_generalised" as select * from "{table}"')
    is_view = _count(con, f"(select 1 from duckdb_views() where view_name = '{table}')")
    con.execute(f'drop {"view" if is_view else "table"} "{table}"')
    con.execute(f'alter table "{table}_generalised" rename to "{table}"')


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(con.execute(f"select count(*) from {relation}").fetchall()[0][0])
