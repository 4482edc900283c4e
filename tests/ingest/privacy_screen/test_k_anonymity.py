"""Members who are nearly alone with what is told of them."""

import duckdb
import pytest

from ingest.privacy_screen.k_anonymity import count_members_nearly_alone, generalise


def counted(con: duckdb.DuckDBPyConnection) -> int:
    """The members nearly alone, of rows as they are typed: a member is known by a hash there."""
    con.execute("create view typed as select *, hash(member_id) as member_hash from members")
    return count_members_nearly_alone(con, "typed")


@pytest.mark.parametrize(("size", "nearly_alone"), [(1, 1), (4, 4), (5, 0), (6, 0)])
def test_groups_of_fewer_than_five_are_counted(size: int, nearly_alone: int) -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table members as select 'm' || range as member_id, '65_74' as age_band,"
            f" 'woman' as gender, 'R1' as region_code, 'remote' as rurality from range({size})"
            " union all select 'n' || range, null, null, null, null from range(9)"
        )
        assert counted(con) == nearly_alone


def test_a_member_of_two_communities_is_one_person_and_no_crowd() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table members as select 'm' as member_id, '65_74' as age_band,"
            " 'woman' as gender, 'R1' as region_code, 'remote' as rurality from range(7)"
        )
        assert counted(con) == 1


def test_who_says_nothing_is_not_singled_out() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table members as select 'm' as member_id, 'unknown' as age_band,"
            " null as gender, null as region_code, 'unknown' as rurality"
        )
        assert counted(con) == 0


# member, age band, gender, region, rurality. Twenty women are many wherever they are told of; five
# of them are so with their region and rurality too.
CROWD = [(f"w{n}", "25_34", "woman", None, None) for n in range(15)]
CROWD += [(f"w{n}", "25_34", "woman", "R1", "urban") for n in range(15, 20)]
LONELY = [
    # Without region and rurality she is one of the crowd.
    ("a", "25_34", "woman", "R2", "remote"),
    # The only man keeps nothing, and then nothing singles him out.
    ("b", "25_34", "man", "R1", "urban"),
]


def test_only_those_nearly_alone_lose_something_and_no_more_than_needed() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table told (member_id varchar, age_band varchar, gender varchar,"
            " region_code varchar, rurality varchar)"
        )
        con.executemany("insert into told values (?, ?, ?, ?, ?)", CROWD + LONELY)
        con.execute("create view members as select * from told")
        lost = generalise(con, "members")
        kept = con.execute("from members order by all").fetchall()
        assert lost == {"region_code": 2, "rurality": 2, "age_band": 1, "gender": 1}
        assert kept == sorted(
            [*CROWD, ("a", "25_34", "woman", None, None), ("b", None, None, None, None)],
            key=lambda row: row[0],
        )
        assert counted(con) == 0
        # What was received is as it was.
        assert con.execute("select count(*) from told where rurality = 'remote'").fetchone() == (1,)
