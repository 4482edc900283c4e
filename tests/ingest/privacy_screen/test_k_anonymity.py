"""Members who are nearly alone with what is told of them."""

import duckdb
import pytest

from ingest.privacy_screen.k_anonymity import count_members_nearly_alone


@pytest.mark.parametrize(("size", "nearly_alone"), [(1, 1), (4, 4), (5, 0), (6, 0)])
def test_groups_of_fewer_than_five_are_counted(size: int, nearly_alone: int) -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table members as select 'm' || range as member_id, '65_74' as age_band,"
            f" 'woman' as gender, 'R1' as region_code, 'remote' as rurality from range({size})"
            " union all select 'n' || range, null, null, null, null from range(9)"
        )
        assert count_members_nearly_alone(con, "members") == nearly_alone


def test_a_member_of_two_communities_is_one_person_and_no_crowd() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table members as select 'm' as member_id, '65_74' as age_band,"
            " 'woman' as gender, 'R1' as region_code, 'remote' as rurality from range(7)"
        )
        assert count_members_nearly_alone(con, "members") == 1
