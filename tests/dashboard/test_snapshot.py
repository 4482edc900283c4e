"""The newest snapshot is read by its own name, and read only."""

import shutil
from pathlib import Path

import duckdb
import pytest

from dashboard import snapshot
from dashboard.snapshot import NoSnapshot, current_snapshot, manifest, rows, values


def test_current_names_the_snapshot(small_home: Path) -> None:
    assert current_snapshot(small_home).name == "safe-000001-small.duckdb"


def test_a_home_without_a_snapshot_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        current_snapshot(tmp_path)


def test_a_new_snapshot_is_seen_at_once(small_home: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    shutil.copytree(small_home / "public", public)
    before = manifest(current_snapshot(tmp_path))["sequence"]
    newer = public / "safe-000002-newer.duckdb"
    shutil.copy(public / "safe-000001-small.duckdb", newer)
    with duckdb.connect(str(newer)) as con:
        con.execute("update published.manifest set sequence = 2")
    (public / "CURRENT").write_text("safe-000002-newer.duckdb")
    assert (before, manifest(current_snapshot(tmp_path))["sequence"]) == (1, 2)


def test_rows_are_those_with_the_wanted_values(small_home: Path) -> None:
    found = rows(current_snapshot(small_home), "communities", led_by=("peers", "mixed"))
    assert {row["led_by"] for row in found} == {"peers", "mixed"}


def test_a_table_that_a_snapshot_lacks_has_no_rows(small_home: Path) -> None:
    assert rows(current_snapshot(small_home), "relapse_curves") == ()


def test_values_are_those_that_a_column_has(small_home: Path) -> None:
    snapshot = current_snapshot(small_home)
    assert values(snapshot, "recovery_rates", "period") == {"all", "2024", "2025"}
    assert values(snapshot, "relapse_curves", "period") == frozenset()


def test_a_wanted_value_is_never_read_as_sql(small_home: Path) -> None:
    assert rows(current_snapshot(small_home), "communities", led_by="' or true --") == ()


def test_the_connection_can_neither_write_nor_leave_the_file(small_home: Path) -> None:
    cursor = snapshot._connection(current_snapshot(small_home)).cursor()
    for forbidden in (
        "create table published.forged as select 1",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(forbidden)
