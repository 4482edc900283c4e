from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy
from ingest.publishing.release_units import forget_member, release_units
from ingest.warehouse import transaction
from tests.ingest.hand_made import clear, empty_warehouse, member_key, put_members, put_row

TABLE = "follow_up_funnel"
TABLES = tuple(table for table in PUBLISHED_TABLES if table.name == TABLE)
FIRST_DAY = date(2026, 1, 1)


def released_with(members: range) -> duckdb.DuckDBPyConnection:
    """Return a warehouse that has released its programme once, with these members behind it."""
    con = empty_warehouse()
    build(con, members)
    release(con, FIRST_DAY)
    return con


def build(con: duckdb.DuckDBPyConnection, *groups: range, contribution: str = "same") -> None:
    clear(con, TABLE)
    count = sum(len(group) for group in groups)
    if count:
        put_row(con, TABLE, rule_set="phq9_gad7", follow_up="day_90", member_count=count)
    for group in groups:
        put_members(con, TABLE, group, contribution=contribution)


def release(con: duckdb.DuckDBPyConnection, day: date) -> tuple[str, list[int]]:
    """Release, and return the unit's status and the counts that are released now."""
    release_units(con, TABLES, Policy(), day)
    status = con.execute("select status from release.units").fetchall()[0][0]
    counts = con.execute(f"select member_count from released.{TABLE}").fetchall()
    return status, [row[0] for row in counts]


@pytest.mark.parametrize(
    ("members", "status", "counts"),
    [
        (range(7), "held", []),
        (range(8), "released", [8]),
        (range(9), "released", [9]),
    ],
)
def test_a_unit_is_first_released_with_eight_members(
    members: range, status: str, counts: list[int]
) -> None:
    con = empty_warehouse()
    build(con, members)
    assert release(con, FIRST_DAY) == (status, counts)


@pytest.mark.parametrize(
    ("members", "status", "counts"),
    [
        (range(100), "released", [100]),
        (range(101), "held", [100]),
        (range(107), "held", [100]),
        (range(108), "released", [108]),
        (range(109), "released", [109]),
        (range(1, 100), "held", [100]),
        (range(7, 100), "held", [100]),
        (range(8, 100), "released", [92]),
        # Enough arrivals do not protect one who left.
        (range(1, 120), "held", [100]),
        (range(8, 120), "released", [112]),
    ],
)
def test_a_unit_is_replaced_only_if_arrivals_and_leavers_are_nobody_or_eight(
    members: range, status: str, counts: list[int]
) -> None:
    con = released_with(range(100))
    build(con, members)
    assert release(con, FIRST_DAY + timedelta(days=30)) == (status, counts)


@pytest.mark.parametrize(("changed", "status"), [(1, "held"), (7, "held"), (8, "released")])
def test_who_contributes_something_else_counts_as_arrived_and_left(
    changed: int, status: str
) -> None:
    con = released_with(range(100))
    con.execute(
        f"update contributions.{TABLE} set contribution = 'other'"
        " where member_key in (select unnest(?))",
        [[member_key(number) for number in range(changed)]],
    )
    assert release(con, FIRST_DAY + timedelta(days=30))[0] == status


def test_changes_add_up_until_they_are_enough_to_be_released() -> None:
    con = released_with(range(100))
    build(con, range(105))
    assert release(con, FIRST_DAY + timedelta(days=1)) == ("held", [100])
    build(con, range(108))
    assert release(con, FIRST_DAY + timedelta(days=2)) == ("released", [108])


def test_a_held_unit_keeps_its_day_and_a_released_one_takes_the_new_one() -> None:
    con = released_with(range(100))
    build(con, range(101))
    release(con, FIRST_DAY + timedelta(days=1))
    assert con.execute(f"select as_of from released.{TABLE}").fetchall() == [(FIRST_DAY,)]
    build(con, range(108))
    later = FIRST_DAY + timedelta(days=2)
    release(con, later)
    assert con.execute(f"select as_of from released.{TABLE}").fetchall() == [(later,)]


@pytest.mark.parametrize(
    ("day", "status", "counts"),
    [
        (date(2027, 1, 31), "held", [100]),
        (date(2027, 2, 1), "withdrawn", []),
    ],
)
def test_a_unit_that_is_blocked_for_twelve_months_is_withdrawn(
    day: date, status: str, counts: list[int]
) -> None:
    con = released_with(range(100))
    build(con, range(101))
    assert release(con, date(2026, 2, 1)) == ("held", [100])
    assert release(con, day) == (status, counts)


def test_a_withdrawn_unit_is_still_compared_with_what_the_public_has_seen() -> None:
    con = released_with(range(100))
    build(con, range(101))
    release(con, date(2026, 2, 1))
    release(con, date(2027, 2, 1))
    build(con, range(107))
    assert release(con, date(2027, 2, 2)) == ("withdrawn", [])
    build(con, range(108))
    assert release(con, date(2027, 2, 3)) == ("released", [108])


def test_a_unit_of_which_nobody_is_left_is_taken_away() -> None:
    con = released_with(range(100))
    build(con)
    assert release(con, FIRST_DAY + timedelta(days=1)) == ("withdrawn", [])


def test_who_was_erased_is_forgotten_but_counts_as_one_who_left() -> None:
    con = released_with(range(100))
    forget_member(con, member_key(0))
    build(con, range(1, 100))
    remembered = con.execute("select count(*) from release.unit_members").fetchall()
    assert remembered == [(99,)]
    assert release(con, FIRST_DAY + timedelta(days=1)) == ("held", [100])
    build(con, range(8, 100))
    assert release(con, FIRST_DAY + timedelta(days=2)) == ("released", [92])


def test_each_community_is_a_unit_of_its_own_beside_the_programme() -> None:
    con = empty_warehouse()
    for community, count in (("all", 20), ("large", 15), ("small", 5)):
        put_row(con, TABLE, community_id=community, rule_set="r", follow_up="f", member_count=count)
        put_members(con, TABLE, range(count), community_id=community)
    release(con, FIRST_DAY)
    units = con.execute("select community_id, status from release.units order by 1").fetchall()
    assert units == [("all", "released"), ("large", "released"), ("small", "held")]


def test_a_unit_of_more_rows_than_a_row_group_is_released_whole(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "work.duckdb"))
    for schema in ("marts", "contributions", "release", "released"):
        con.execute(f"create schema {schema}")
    (table,) = TABLES
    keys = ", ".join(f"'all' as {key}" for key in table.keys)
    counts = ", ".join(f"number as {measure.name}" for measure in table.measures)
    con.execute(
        f"create table marts.{TABLE} as select {keys}, {counts} from range(150000) as t (number)"
    )
    con.execute(
        f"create table contributions.{TABLE} as select 'all' as community_id,"
        " 'partner' as partner_id, uuid() as member_key, 'same' as contribution from range(8)"
    )
    # As in publishing: one transaction makes the table, fills it and reads it.
    with transaction(con):
        release_units(con, TABLES, Policy(), FIRST_DAY)
        found = con.execute(f"select sum(member_count) from released.{TABLE}").fetchall()
    assert found == [(sum(range(150_000)),)]
    con.close()
