"""A small snapshot to attack."""

from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("public") / "safe-1-abc.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("create schema published")
        con.execute(
            "create table published.recovery_rates as "
            "select range as community_number, 'c' || range as community_id, 0.25 as outcome_rate "
            "from range(20_000)"
        )
        con.execute("create macro doubled(x) as 2 * x")
        con.execute(
            "create macro numbers_of(rows_) as table "
            "select community_number from query_table(rows_)"
        )
    file.chmod(0o444)
    return file
