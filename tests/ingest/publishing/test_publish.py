import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ingest.models import model_paths
from ingest.publishing import publish
from ingest.publishing.closed_list import NOT_ABOUT_MEMBERS, PUBLISHED_NAMES, PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy
from ingest.publishing.publish import finish_interrupted, publish_snapshot
from ingest.publishing.snapshot_check import SnapshotUnsafe
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

RATES = {"rule_set": "phq9_gad7", "follow_up": "day_90"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "home")
    made.make_folders()
    return made


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = empty_warehouse()
    put_row(
        con,
        "recovery_rates",
        **RATES,
        scored_count=103,
        at_caseness_count=78,
        recovered_count=41,
        reliably_recovered_count=38,
        reliably_improved_count=60,
        reliably_deteriorated_count=6,
        unchanged_count=37,
    )
    put_members(con, "recovery_rates", range(103))
    yield con
    con.close()


def read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    name = (settings.public / "CURRENT").read_text().strip()
    with duckdb.connect(str(settings.public / name), read_only=True) as con:
        return con.execute(query).fetchall()


def test_a_released_count_is_published_rounded_and_a_small_one_as_a_range(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    rows = read(
        settings,
        "select outcome, denominator_count, outcome_count, outcome_status, outcome_rate,"
        " outcome_rate_status from published.recovery_rates order by outcome",
    )
    assert rows == [
        ("no_reliable_change", 105, 35, "ok", 35 / 105, "ok"),
        ("recovery", 80, 40, "ok", 40 / 80, "ok"),
        ("reliable_deterioration", 105, None, "suppressed", None, "range"),
        ("reliable_improvement", 105, 60, "ok", 60 / 105, "ok"),
        ("reliable_recovery", 80, 40, "ok", 40 / 80, "ok"),
    ]


def test_a_snapshot_holds_the_closed_list_and_the_macros(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    tables = read(settings, "select table_name from duckdb_tables() order by table_name")
    assert tables == [(name,) for name in sorted(PUBLISHED_NAMES)]
    macros = read(
        settings,
        "select distinct function_name from duckdb_functions()"
        " where not internal and function_type like '%macro' order by 1",
    )
    assert macros == [(path.stem,) for path in model_paths("macros")]


def test_every_published_model_is_on_the_closed_list_and_the_other_way_round() -> None:
    assert {path.stem for path in model_paths("published")} == set(PUBLISHED_NAMES)


def test_every_published_column_is_described_in_both_languages(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    publish_snapshot(warehouse, settings)
    described = read(settings, "select table_name, column_name from published.columns")
    present = read(
        settings,
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'published' and not internal",
    )
    assert sorted(described) == sorted(present)
    empty = read(
        settings,
        "select table_name, column_name from published.columns"
        " where coalesce(description_en, '') = '' or description_fr is null",
    )
    assert empty == []


def test_the_manifest_tells_by_which_rules_the_snapshot_was_made(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    warehouse.execute("insert into ledger.partners values ('north', true), ('south', false)")
    warehouse.execute(
        "insert into ledger.exports (partner_id, status, covered_from, covered_through)"
        " values ('north', 'current', '2024-01-01', '2025-12-31'),"
        " ('south', 'current', '2024-06-01', '2026-01-31'),"
        # Not current, so it counts for nothing.
        " ('south', 'withdrawn', '2020-01-01', '2027-01-31')"
    )
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    snapshot = publish_snapshot(warehouse, settings, published_at=moment)
    row = read(
        settings,
        "select snapshot_id, sequence, published_at, policy_version, is_simulated,"
        " covered_from::varchar, covered_through::varchar from published.manifest",
    )[0]
    assert row == (
        snapshot.snapshot_id,
        1,
        datetime(2026, 3, 1, 12, 30),  # noqa: DTZ001 - DuckDB's TIMESTAMP, in UTC by contract
        Policy().version,
        True,
        "2024-01-01",
        "2026-01-31",
    )
    thresholds = read(settings, "select thresholds from published.manifest")[0][0]
    assert json.loads(str(thresholds)) == Policy().thresholds()


def test_a_snapshot_cannot_be_written_and_leaves_no_log(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    snapshot = publish_snapshot(warehouse, settings)
    path = settings.public / snapshot.file_name
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert {file.name for file in settings.public.iterdir()} == {snapshot.file_name, "CURRENT"}


def test_each_snapshot_has_a_name_of_its_own_and_the_next_number(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    first = publish_snapshot(warehouse, settings)
    second = publish_snapshot(warehouse, settings)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.file_name != second.file_name
    assert (settings.public / "CURRENT").read_text() == second.file_name + "\n"


def test_killed_before_the_commit_nothing_is_released(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_arguments: object) -> None:
        (settings.public / "safe-000001-dead.duckdb.part").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "write_snapshot", die)
    with pytest.raises(KeyboardInterrupt):
        publish_snapshot(warehouse, settings)
    assert warehouse.execute("select count(*) from release.unit_members").fetchone() == (0,)
    finish_interrupted(warehouse, settings)
    assert list(settings.public.iterdir()) == []


@pytest.mark.parametrize("is_named", [False, True])
def test_killed_after_the_commit_the_snapshot_is_shown_at_the_next_start(
    warehouse: duckdb.DuckDBPyConnection,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_named: bool,
) -> None:
    def die(settings: Settings, file_name: str) -> None:
        part = settings.public / f"{file_name}.part"
        if is_named:
            part.rename(settings.public / file_name)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publish, "promote_snapshot", die)
        with pytest.raises(KeyboardInterrupt):
            publish_snapshot(warehouse, settings)
    assert not (settings.public / "CURRENT").exists()
    finish_interrupted(warehouse, settings)
    name = warehouse.execute("select file_name from release.snapshots").fetchall()
    assert name == [((settings.public / "CURRENT").read_text().strip(),)]
    assert read(settings, "select count(*) from published.recovery_rates") == [(5,)]


def test_an_exact_count_that_slips_through_stops_the_publish(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_stage = publish.run_stage

    def slip(con: duckdb.DuckDBPyConnection, stage: str) -> None:
        run_stage(con, stage)
        if stage == "published":
            con.execute("update published.recovery_rates set denominator_count = 103")

    monkeypatch.setattr(publish, "run_stage", slip)
    with pytest.raises(SnapshotUnsafe, match=r"recovery_rates\.denominator_count"):
        publish_snapshot(warehouse, settings)
    assert not (settings.public / "CURRENT").exists()


def test_a_count_of_members_and_an_account_of_the_snapshot_never_share_a_name() -> None:
    assert not {table.name for table in PUBLISHED_TABLES} & set(NOT_ABOUT_MEMBERS)
