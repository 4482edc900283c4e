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


def count_members_nearly_alone(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return the members of `table` in groups of fewer than five.

    Members of whom nothing is told are in one group: silence does not single out.
    """
    columns = ", ".join(f"coalesce({name}, 'unknown')" for name in QUASI_IDENTIFIERS)
    rows = con.execute(
        f"""
        select coalesce(sum(member_count), 0)
        from (
            select count(distinct member_id) as member_count
            from "{table}"
            where member_id is not null
            group by {columns}
        )
        where member_count < {SMALLEST_GROUP}
        """
    ).fetchall()
    return int(rows[0][0])
