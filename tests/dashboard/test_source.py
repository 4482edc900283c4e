"""The query beneath a figure gives the figure's rows, and is run here to see that it does."""

from pathlib import Path

import duckdb
import pytest

from dashboard.snapshot import LOCKED_DOWN, columns, current_snapshot, key_columns, rows
from dashboard.source import Source, by_table, query

TABLE = "recovery_rates"
SHARED = {"period": "all", "rule_set": "phq9_gad7", "follow_up": "day_180", "outcome": "recovery"}


def answered(snapshot: Path, text: str) -> list[dict[str, object]]:
    with duckdb.connect(str(snapshot), read_only=True, config=LOCKED_DOWN) as con:
        found = con.execute(text)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def in_order(found: list[dict[str, object]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in found)


@pytest.mark.parametrize("dimension", ["age_band", "led_by", "all"])
def test_the_query_gives_the_rows_of_the_figure(small_home: Path, dimension: str) -> None:
    snapshot = current_snapshot(small_home)
    shown = [*rows(snapshot, TABLE, dimension=dimension, **SHARED)]
    given = answered(snapshot, query(snapshot, Source(TABLE, shown)))
    assert in_order(given) == in_order([dict(row) for row in shown])


def test_rows_that_no_product_of_values_describes_are_listed_one_by_one(small_home: Path) -> None:
    snapshot = current_snapshot(small_home)
    found = rows(snapshot, "engagement_cohorts", community_id="all", dimension="all")
    # The first quarter of one cohort and the second of another: four rows share these values.
    shown = [
        next(row for row in found if row["quarters_since_joining"] == 1),
        next(row for row in reversed(found) if row["quarters_since_joining"] == 0),
    ]
    text = query(snapshot, Source("engagement_cohorts", shown))
    assert "(joined_quarter, quarters_since_joining) in (" in text
    assert in_order(answered(snapshot, text)) == in_order([dict(row) for row in shown])


def test_a_name_with_a_quote_is_a_value_and_never_sql(tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    with duckdb.connect(str(public / "safe-1.duckdb")) as con:
        con.execute("create schema published")
        con.execute("create table published.things as select 'l''autre; drop' as thing_id, 1 as n")
    (public / "CURRENT").write_text("safe-1.duckdb")
    snapshot = current_snapshot(tmp_path)
    text = query(snapshot, Source("things", rows(snapshot, "things")))
    assert "thing_id = 'l''autre; drop'" in text
    assert len(answered(snapshot, text)) == 1


def test_keys_are_the_fewest_columns_from_the_left_that_tell_rows_apart(small_home: Path) -> None:
    snapshot = current_snapshot(small_home)
    keys = key_columns(snapshot, TABLE)
    assert keys == columns(snapshot, TABLE)[: len(keys)]
    assert keys[-1] == "outcome"


def test_rows_of_one_table_are_one_source() -> None:
    first, second, other = Source("a", [{"n": 1}]), Source("a", [{"n": 2}]), Source("b", [{"n": 3}])
    assert by_table([first, other, second]) == [Source("a", [{"n": 1}, {"n": 2}]), other]
