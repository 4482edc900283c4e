"""Every count that is to be published, laid out as one list of cells.

The rules of disclosure are applied to this list and nowhere else (`sql/disclosed/cells.sql`), and
the audit attacks this list: a table that is not in it has no way into a snapshot.
"""

from __future__ import annotations

import duckdb

from ingest.disclosure import Breakdown, PublishedTable

_CREATE = """
create or replace table release.cells (
    table_name varchar not null,
    community_id varchar not null,
    row_keys varchar[] not null,
    measure_name varchar not null,
    true_count bigint,
    whole_count bigint,
    breakdown_count bigint
)
"""


def write_cells(con: duckdb.DuckDBPyConnection, tables: tuple[PublishedTable, ...]) -> None:
    """Make `release.cells` from `released.*`: one row per table, row and count of members.

    whole_count      the count that the cell is a part of: another of its row or, for the first
                     count of a row, the row's `breakdown_count`
    breakdown_count  the first count of the total row (all categories, all periods) that the row
                     is a part of, the smallest where there are several; NULL for a total
    """
    con.execute(_CREATE)
    for table in tables:
        for measure in table.measures:
            con.execute(
                f"insert into release.cells select '{table.name}', community_id,"
                f" {row_keys(table)}, '{measure.name}', {measure.name},"
                f" {measure.within or 'breakdown_count'}, breakdown_count"
                f" from (select *, {_breakdown_count(table)} as breakdown_count"
                f" from released.{table.name})"
            )


def row_keys(table: PublishedTable) -> str:
    """Return the SQL of the list that names a row of the table."""
    return "[" + ", ".join(f"{key}::varchar" for key in table.keys) + "]"


def _breakdown_count(table: PublishedTable) -> str:
    totals = [_total_count(table, breakdown) for breakdown in table.breakdowns]
    return f"least({', '.join(totals)})" if totals else "null::bigint"


def _total_count(table: PublishedTable, breakdown: Breakdown) -> str:
    others = ", ".join(key for key in table.keys if key not in breakdown.keys)
    is_total = " and ".join(
        f"{key} = '{value}'" for key, value in zip(breakdown.keys, breakdown.total, strict=True)
    )
    return (
        f"case when not ({is_total}) then max({table.measures[0].name})"
        f" filter (where {is_total}) over (partition by {others}) end"
    )
