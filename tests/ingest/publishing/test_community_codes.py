from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import clear, empty_warehouse, put_members, put_row

TYPED = "north/mothers of Stromness"
TABLE = next(table for table in PUBLISHED_TABLES if table.name == "communities")
# What else is published of a community is its partner's: who sends its data, and how far they go.
DESCRIBED = {*TABLE.facts} - {"partner_name", "covered_through", "is_simulated"}
NOT_TOLD = {"time_zone", "language", "country", "opened_on"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "home")
    made.make_folders()
    return made


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = empty_warehouse()
    describe(con, TYPED, TYPED, 30)
    describe(con, "north/harbour", "Harbour", 30)
    describe(con, "north/quiet", "Quiet corner", 7)
    describe(con, "north/shrunk", "Shrunk", 20)
    put_row(con, "activity_months", community_id=TYPED, month="2026-01-01", active_member_count=30)
    put_members(con, "activity_months", range(30), community_id=TYPED)
    yield con
    con.close()


def describe(con: duckdb.DuckDBPyConnection, community_id: str, name: str, count: int) -> None:
    put_row(
        con,
        "communities",
        community_id=community_id,
        community_name=name,
        partner_name="North",
        member_count=count,
    )
    put_members(con, "communities", range(count), community_id=community_id)


def shown(settings: Settings) -> dict[str, str]:
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as con:
        return dict(
            con.execute("select community_id, community_name from published.communities").fetchall()
        )


def snapshot_path(settings: Settings) -> Path:
    return settings.public / (settings.public / "CURRENT").read_text().strip()


def test_a_typed_id_that_nobody_described_is_nowhere_in_the_snapshot(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    names = shown(settings)
    assert names["north/harbour"] == "Harbour"
    assert TYPED not in names
    assert b"Stromness" not in snapshot_path(settings).read_bytes()
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as con:
        [(code,)] = con.execute("select community_id from published.activity_months").fetchall()
    assert names[code].endswith("of North")


def test_nor_is_it_where_the_community_is_the_other_of_a_pair(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    for community in (TYPED, "north/harbour"):
        put_row(
            warehouse, "recovery_rates", community_id=community, rule_set="phq9_only",
            follow_up="day_90", scored_count=60, at_caseness_count=60, recovered_count=30,
        )  # fmt: skip
        put_members(warehouse, "recovery_rates", range(60), community_id=community)
    publish_snapshot(warehouse, settings)
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as con:
        pairs = con.execute(
            "select distinct community_id, other_community_id from published.group_differences"
        ).fetchall()
    [code] = {name for pair in pairs for name in pair} - {"north/harbour"}
    assert code.startswith("north/community-")
    assert sorted(pairs) == sorted([(code, "north/harbour"), ("north/harbour", code)])
    assert b"Stromness" not in snapshot_path(settings).read_bytes()


def test_a_described_community_of_fewer_than_eight_bears_a_number(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    assert "north/quiet" not in shown(settings)
    assert b"Quiet corner" not in snapshot_path(settings).read_bytes()


def test_a_unit_that_waits_for_its_first_release_is_not_listed(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    # Seven have joined the quiet corner: that something waits there would tell that somebody did.
    publish_snapshot(warehouse, settings)
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as con:
        units = con.execute(
            "select table_name, count(*) from published.release_units group by 1 order by 1"
        ).fetchall()
    assert units == [("activity_months", 1), ("communities", 3)]


def test_nothing_is_told_of_a_numbered_community_that_its_description_alone_tells(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    # All but the name: whoever knows one of these could recognise a community of seven.
    publish_snapshot(warehouse, settings)
    clear(warehouse, "communities")
    for community, name, count in ((TYPED, TYPED, 30), ("north/harbour", "Harbour", 30)):
        describe(warehouse, community, name, count)
    describe(warehouse, "north/shrunk", "Shrunk", 7)
    about_itself = DESCRIBED - {"community_name"}
    for name in about_itself:
        value = "2019-05-03" if name == "opened_on" else "rare"
        unknown = "null" if name in NOT_TOLD else "'unknown'"
        warehouse.execute(
            f"update marts.communities set {name} = case when community_id = ? then {unknown}"
            f" else '{value}' end",
            [TYPED],
        )
    publish_snapshot(warehouse, settings)
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as con:
        kept = con.execute(
            f"select distinct {', '.join(sorted(about_itself))} from published.communities"
            " where community_name like 'Community % of North'"
        ).fetchall()
        numbered = con.execute(
            "select count(*) from published.communities where community_name like 'Community %'"
        ).fetchall()
        described = con.execute(
            "select platform_type from published.communities where community_id = 'north/harbour'"
        ).fetchall()
    assert numbered == [(2,)]
    assert kept == [tuple(None if name in NOT_TOLD else "unknown" for name in sorted(about_itself))]
    assert described == [("rare",)]


def test_a_number_stays_until_the_community_is_described(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    first = shown(settings)
    describe(warehouse, "north/a newcomer", "north/a newcomer", 20)
    publish_snapshot(warehouse, settings)
    assert first.items() <= shown(settings).items()
    clear(warehouse, "communities")
    describe(warehouse, TYPED, "Island mothers", 30)
    publish_snapshot(warehouse, settings)
    assert shown(settings)[TYPED] == "Island mothers"
