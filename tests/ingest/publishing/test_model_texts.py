"""Every published figure can be followed to the partners' rows, by the text that made it."""

from collections.abc import Iterator

import duckdb
import pytest

from ingest.models import STAGES, model_paths
from ingest.places import SQL
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.model_texts import write_models

Inputs = dict[str, set[str]]


@pytest.fixture(scope="module")
def inputs() -> Iterator[Inputs]:
    """Which file reads which, as the model of the project finds it in the project's own texts."""
    with duckdb.connect() as con:
        con.execute("create schema release")
        write_models(con)
        found: Inputs = {}
        rows = con.execute((SQL / "published/model_inputs.sql").read_text("utf-8")).fetchall()
        for path, read in rows:
            found.setdefault(path, set()).add(read)
        yield found


def behind(inputs: Inputs, path: str) -> set[str]:
    reached: set[str] = set()
    waiting = [path]
    while waiting:
        one = waiting.pop()
        waiting.extend(inputs.get(one, set()) - reached)
        reached |= inputs.get(one, set())
    return reached


@pytest.mark.parametrize("name", [table.name for table in PUBLISHED_TABLES])
def test_every_published_table_leads_through_its_mart_to_staging(inputs: Inputs, name: str) -> None:
    reached = behind(inputs, f"sql/published/{name}.sql")
    assert f"sql/marts/{name}.sql" in reached
    assert any(path.startswith("sql/staging/") for path in reached)


def test_what_a_model_reads_stands_in_an_earlier_stage(inputs: Inputs) -> None:
    place = {stage: number for number, stage in enumerate(STAGES)}
    # A macro may call another one.
    later = [
        (path, read)
        for path, found in inputs.items()
        for read in found
        if place[read.split("/")[1]] >= place[path.split("/")[1]] and "/macros/" not in path
    ]
    assert later == []


def test_every_indicator_is_behind_the_indicators_values(inputs: Inputs) -> None:
    reached = behind(inputs, "sql/published/indicator_values.sql")
    assert {f"sql/indicators/{path.name}" for path in model_paths("indicators")} <= reached


def test_the_text_is_that_of_the_file() -> None:
    with duckdb.connect() as con:
        con.execute("create schema release")
        write_models(con)
        for path, text in con.execute("select path, sql from release.models").fetchall():
            assert (SQL.parent / path).read_text("utf-8") == text


def test_a_table_that_is_only_spoken_of_is_not_read() -> None:
    with duckdb.connect() as con:
        con.execute("create schema release")
        write_models(con)
        con.execute("delete from release.models")
        con.executemany(
            "insert into release.models values (?, ?, 0, ?, ?)",
            [
                (
                    "sql/published/a.sql",
                    "published",
                    "a",
                    "-- marts.spoken_of\nselect f(1)\nfrom released.b",
                ),
                ("sql/marts/spoken_of.sql", "marts", "spoken_of", "select 1"),
                ("sql/marts/b.sql", "marts", "b", "select 1 -- f(2)"),
                ("sql/marts/b_more.sql", "marts", "b_more", "select 1"),
                ("sql/macros/f.sql", "macros", "f", "create macro f(x) as x"),
            ],
        )
        rows = con.execute((SQL / "published/model_inputs.sql").read_text("utf-8")).fetchall()
    assert sorted(rows) == [
        ("sql/published/a.sql", "sql/macros/f.sql"),
        ("sql/published/a.sql", "sql/marts/b.sql"),
    ]
