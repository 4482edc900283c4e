"""Which figures may be replaced: a release unit is one published table of one community.

Publishing again after a single member left would show, by the difference, what that member had
contributed. So all rows of a unit are replaced together, and only if those who arrived and those
who left since its last release are each nobody, or enough people to hide among. Whoever
contributes something else than before counts as both. Until then the unit keeps its old rows; a
unit that is blocked for too long is withdrawn. The programme ('all') is a unit of its own.

`release.unit_members` remembers who stood behind what the public has seen, as re-keyed
pseudonyms. Erasure takes a member out of it (`forget_member`), and the unit remembers only that
somebody is gone: a later release counts that person as one who left.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import PublishedTable

_MEMORY = """
create table if not exists release.units (
    table_name varchar not null,
    community_id varchar not null,
    as_of date,
    status varchar not null check (status in ('released', 'held', 'withdrawn')),
    blocked_since date,
    forgotten_count bigint not null,
    primary key (table_name, community_id)
);
create table if not exists release.unit_members (
    table_name varchar not null,
    community_id varchar not null,
    partner_id varchar not null,
    member_key uuid not null,
    contribution varchar not null
);
create table if not exists release.withheld_cells (
    table_name varchar not null,
    community_id varchar not null,
    row_keys varchar[] not null,
    measure_name varchar not null
);
"""


@dataclass(frozen=True)
class _Unit:
    """What changed in a unit since its last release, in members."""

    table: PublishedTable
    community_id: str
    arrival_count: int
    leaver_count: int
    has_rows: bool
    has_released_rows: bool
    is_overdue: bool


def make_release_memory(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that outlive a publish, where they are missing."""
    con.execute(_MEMORY)


def release_units(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[PublishedTable],
    policy: Policy,
    today: date,
) -> None:
    """Copy from `marts` to `released` what may be replaced today; hold or withdraw the rest."""
    make_release_memory(con)
    types, present = _column_types(con, "marts"), _column_types(con, "released")
    for table in tables:
        _fit_released_table(con, table, types[table.name], present.get(table.name))
        for unit in _changed_units(con, table, policy, today):
            if _may_be_replaced(unit, policy):
                _replace(con, unit, today)
            else:
                _hold(con, unit, today)


def forget_member(con: duckdb.DuckDBPyConnection, member_key: uuid.UUID) -> None:
    """Erase a member from the memory of every unit, which keeps only that somebody left."""
    make_release_memory(con)
    con.execute(
        "update release.units set forgotten_count = forgotten_count + 1"
        " where (table_name, community_id) in (select (table_name, community_id)"
        " from release.unit_members where member_key = ?)",
        [member_key],
    )
    con.execute("delete from release.unit_members where member_key = ?", [member_key])


def _fit_released_table(
    con: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    types: Mapping[str, str],
    present: Collection[str] | None,
) -> None:
    """Give `released.<table>` the columns of the closed list; rows on hold stay as they are.

    The types are spelt out: a table that DuckDB 2.0.0 makes from a query without rows loses what
    the same transaction inserts into it, as soon as that is more than a row group (122,880 rows).
    """
    if present is None:
        typed = ", ".join(f"{column} {types[column]}" for column in table.columns)
        con.execute(f"create table released.{table.name} ({typed}, as_of date)")
        return
    for column in table.columns:
        if column not in present:
            con.execute(f"alter table released.{table.name} add column {column} {types[column]}")
    for column in present:
        if column not in (*table.columns, "as_of"):
            con.execute(f"alter table released.{table.name} drop column {column}")


def _column_types(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """Return the types of the columns of each table of a schema."""
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = ? and database_name = current_database()",
        [schema],
    ).fetchall()
    types: dict[str, dict[str, str]] = {}
    for table, column, type_name in rows:
        types.setdefault(table, {})[column] = type_name
    return types


def _changed_units(
    con: duckdb.DuckDBPyConnection, table: PublishedTable, policy: Policy, today: date
) -> list[_Unit]:
    rows = con.execute(
        f"""
        with changes as (
            select
                community_id,
                count(*) filter (
                    where current.contribution is distinct from stored.contribution
                        and current.contribution is not null
                ) as arrival_count,
                count(*) filter (
                    where current.contribution is distinct from stored.contribution
                        and stored.contribution is not null
                ) as leaver_count
            from contributions.{table.name} as current
            full join (from release.unit_members where table_name = $table) as stored
                using (community_id, partner_id, member_key)
            group by community_id
        ),
        communities as (
            select community_id from changes
            union select community_id from marts.{table.name}
            union select community_id from release.units where table_name = $table
        )
        select
            communities.community_id,
            coalesce(changes.arrival_count, 0),
            coalesce(changes.leaver_count, 0) + coalesce(units.forgotten_count, 0),
            communities.community_id in (select community_id from marts.{table.name}),
            communities.community_id in (select community_id from released.{table.name}),
            coalesce(
                units.blocked_since + to_months($months::integer) <= $today::date, false
            )
        from communities
        left join changes on communities.community_id = changes.community_id
        left join release.units as units
            on communities.community_id = units.community_id and units.table_name = $table
        order by communities.community_id
        """,
        {"table": table.name, "months": policy.months_until_withdrawal, "today": today},
    ).fetchall()
    return [_Unit(table, *row) for row in rows]


def _may_be_replaced(unit: _Unit, policy: Policy) -> bool:
    are_arrivals_hidden = (
        unit.arrival_count == 0 or unit.arrival_count >= policy.smallest_arrival_count
    )
    are_leavers_hidden = unit.leaver_count == 0 or unit.leaver_count >= policy.smallest_leaver_count
    return are_arrivals_hidden and are_leavers_hidden


def _replace(con: duckdb.DuckDBPyConnection, unit: _Unit, today: date) -> None:
    """Release the rows of today. What the audit held back stays so while nobody came or left."""
    _delete_rows(con, unit)
    name = unit.table.name
    con.execute(
        f"insert into released.{name} by name select {', '.join(unit.table.columns)},"
        f" ?::date as as_of from marts.{name} where community_id = ?",
        [today, unit.community_id],
    )
    if unit.arrival_count or unit.leaver_count:
        for memory in ("unit_members", "withheld_cells"):
            con.execute(
                f"delete from release.{memory} where table_name = ? and community_id = ?",
                [name, unit.community_id],
            )
        con.execute(
            "insert into release.unit_members select ?, community_id, partner_id, member_key,"
            f" contribution from contributions.{name} where community_id = ?",
            [name, unit.community_id],
        )
    _note(con, unit, "released" if unit.has_rows else "withdrawn", as_of=today)


def _hold(con: duckdb.DuckDBPyConnection, unit: _Unit, today: date) -> None:
    """Keep the old rows, or take them away where the unit has been blocked for too long."""
    if unit.is_overdue and unit.has_released_rows:
        _delete_rows(con, unit)
    con.execute(
        "insert into release.units values ($table, $community, null, 'held', $today, 0)"
        " on conflict (table_name, community_id) do update set"
        " status = case when $is_overdue or status = 'withdrawn' then 'withdrawn' else 'held' end,"
        " blocked_since = coalesce(blocked_since, excluded.blocked_since)",
        {
            "table": unit.table.name,
            "community": unit.community_id,
            "today": today,
            "is_overdue": unit.is_overdue,
        },
    )


def _delete_rows(con: duckdb.DuckDBPyConnection, unit: _Unit) -> None:
    con.execute(
        f"delete from released.{unit.table.name} where community_id = ?", [unit.community_id]
    )


def _note(con: duckdb.DuckDBPyConnection, unit: _Unit, status: str, as_of: date) -> None:
    con.execute(
        "insert or replace into release.units values (?, ?, ?, ?, null, 0)",
        [unit.table.name, unit.community_id, as_of, status],
    )
