"""Every count that is to be published, laid out as one list of cells.

The rules of disclosure are applied to this list and nowhere else (`sql/disclosed/cells.sql`), and
the audit attacks this list: a table that is not in it has no way into a snapshot.
"""

from __future__ import annotations

import duckdb

from ingest.publishing.published_table import Breakdown, Measure, PublishedTable

_CREATE = """
create or replace table release.cells (
    table_name varchar not null,
    community_id varchar not null,
    row_keys varchar[] not null,
    measure_name varchar not null,
    whole_measure_name varchar,
    true_count bigint,
    whole_count bigint,
    breakdown_count bigint,
    group_count bigint,
    event_count bigint
)
"""
# How many members a group has, whatever it is counted for: from the tables that say so themselves.
# Where nobody has a baseline the cohorts tell of a category at least who is known to have joined.
_GROUP_SIZES = """
create or replace table release.group_sizes as
with cohorts as (
    select community_id, dimension, category, max(member_count) as member_count
    from released.engagement_cohorts
    group by community_id, dimension, category, joined_quarter
),

of_categories as (
    select community_id, dimension, category, max(member_count) as member_count, 1 as place
    from released.follow_up_funnel
    where period = 'all' and dimension <> 'all'
    group by community_id, dimension, category
    union all
    select community_id, dimension, category, sum(member_count) as member_count, 2 as place
    from cohorts
    where dimension <> 'all'
    group by community_id, dimension, category
)

select community_id, 'all' as dimension, 'all' as category, member_count
from released.communities
union all
select community_id, dimension, category, arg_min(member_count, place) as member_count
from of_categories
group by community_id, dimension, category
"""


def write_cells(con: duckdb.DuckDBPyConnection, tables: tuple[PublishedTable, ...]) -> None:
    """Make `release.cells` from `released.*`: one row per table, row and count of members.

    whole_measure_name  the count of its row that it is a part of; NULL for one that is a whole
    whole_count      the count that the cell is a part of: another of its row (the next larger one
                     where nobody is in that: a part of nobody hides nobody) or, where it is part of
                     none, its own total over all categories or all periods, or its group, the
                     smallest of these
    breakdown_count  that total for the first count of the row; NULL for a row that is a total
    group_count      how many members its community or category has, whether counted or not; NULL
                     where that is not told, or where the row counts nothing else
    event_count      what the members of the cell did, shown only where they are
    """
    con.execute(_CREATE)
    con.execute(_GROUP_SIZES)
    for table in tables:
        events = {measure: event for event, measure in table.event_counts}
        for measure in table.measures:
            con.execute(
                f"insert into release.cells select '{table.name}', community_id,"
                f" {row_keys(table)}, '{measure.name}',"
                f" {_text(measure.within)}, {measure.name}, {_whole_of(table, measure)},"
                f" {_total_of(table, table.measures[0].name)}, group_count,"
                f" {events.get(measure.name, 'null')} from ({_rows_with_group(table)})"
            )


def row_keys(table: PublishedTable) -> str:
    """Return the SQL of the list that names a row of the table."""
    return "[" + ", ".join(f"{key}::varchar" for key in table.keys) + "]"


def _text(name: str | None) -> str:
    return f"'{name}'" if name else "null"


def _whole_of(table: PublishedTable, measure: Measure) -> str:
    wholes, outer = [], measure
    by_name = {other.name: other for other in table.measures}
    while outer.within:
        wholes.append(f"nullif({outer.within}, 0)")
        outer = by_name[outer.within]
    smallest = f"least({_total_of(table, outer.name)}, group_count)"
    return f"coalesce({', '.join([*wholes, smallest])})"


def _rows_with_group(table: PublishedTable) -> str:
    """Return the SQL of the released rows with the size of their group: of two, the smaller one."""
    if not table.counts_part_of_group:
        return f"select *, null::bigint as group_count from released.{table.name}"
    joins, sizes = [], []
    for number in (1, 2):
        own = {"community_id": "rows.community_id"} | {
            key: f"split_part(rows.{key}, ' x ', {number})" if key in table.keys else "'all'"
            for key in ("dimension", "category")
        }
        same = " and ".join(f"group_{number}.{key} = {value}" for key, value in own.items())
        joins.append(f" left join release.group_sizes as group_{number} on {same}")
        sizes.append(f"group_{number}.member_count")
    return (
        f"select rows.*, least({', '.join(sizes)}) as group_count"
        f" from released.{table.name} as rows{''.join(joins)}"
    )


def _total_of(table: PublishedTable, measure_name: str) -> str:
    totals = [_total_by(table, breakdown, measure_name) for breakdown in table.breakdowns]
    return f"least({', '.join(totals)})" if totals else "null::bigint"


def _total_by(table: PublishedTable, breakdown: Breakdown, measure_name: str) -> str:
    others = ", ".join(key for key in table.keys if key not in breakdown.keys)
    is_total = " and ".join(
        f"{key} = '{value}'" for key, value in zip(breakdown.keys, breakdown.total, strict=True)
    )
    return (
        f"case when not ({is_total}) then max({measure_name})"
        f" filter (where {is_total}) over (partition by {others}) end"
    )
