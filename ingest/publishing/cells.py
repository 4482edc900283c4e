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
    event_count bigint
)
"""


def write_cells(con: duckdb.DuckDBPyConnection, tables: tuple[PublishedTable, ...]) -> None:
    """Make `release.cells` from `released.*`: one row per table, row and count of members.

    whole_measure_name  the count of its row that it is a part of; NULL for one that is a whole
    whole_count      the count that the cell is a part of: another of its row (the next larger one
                     where nobody is in that: a part of nobody hides nobody) or, where it is part of
                     none, its own total over all categories or all periods, the smaller one
    breakdown_count  that total for the first count of the row; NULL for a row that is a total
    event_count      what the members of the cell did, shown only where they are
    """
    con.execute(_CREATE)
    for table in tables:
        events = {measure: event for event, measure in table.event_counts}
        for measure in table.measures:
            con.execute(
                f"insert into release.cells select '{table.name}', community_id,"
                f" {row_keys(table)}, '{measure.name}',"
                f" {_text(measure.within)}, {measure.name}, {_whole_of(table, measure)},"
                f" {_total_of(table, table.measures[0].name)}, {events.get(measure.name, 'null')}"
                f" from released.{table.name}"
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
    return f"coalesce({', '.join([*wholes, _total_of(table, outer.name)])})"


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
