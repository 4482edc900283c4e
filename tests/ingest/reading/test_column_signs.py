"""What the columns of a file hold at all, found in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.reading.column_signs import CHARACTERS, SIGNS, ColumnSigns, look_at_columns
from ingest.reading.receive import receive
from ingest.reading.staging import stage


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def signs_of(con: duckdb.DuckDBPyConnection, values: list[str | None]) -> ColumnSigns:
    con.execute("create or replace table t as select unnest(?::varchar[]) as x", [values])
    return look_at_columns(con, "t", ["x"])["x"]


@pytest.mark.parametrize(("name", "character"), CHARACTERS.items())
def test_one_value_among_many_is_enough(
    con: duckdb.DuckDBPyConnection, name: str, character: str
) -> None:
    assert signs_of(con, ["x"] * 5000 + [f"x{character}x"]).found == {name}


def test_words_without_signs_have_none(con: duckdb.DuckDBPyConnection) -> None:
    assert signs_of(con, ["reply", "a-1", "é", None]) == ColumnSigns(frozenset(), 2)


def test_the_shortest_value_is_measured_in_bytes(con: duckdb.DuckDBPyConnection) -> None:
    assert signs_of(con, ["éé", "abcde"]).shortest == 4
    assert signs_of(con, [None]).shortest is None


@pytest.mark.parametrize("first", ["1", "-", "+", " ", "\t", "9x"])
def test_what_begins_with_a_digit_a_sign_or_a_blank_is_low(
    con: duckdb.DuckDBPyConnection, first: str
) -> None:
    assert "low" in signs_of(con, [first]).found
    assert ("blank_first" in signs_of(con, [first]).found) == first.isspace()


def test_columns_are_asked_for_in_several_queries_and_none_is_mixed_up(
    con: duckdb.DuckDBPyConnection,
) -> None:
    names = [f'c{{"{number}' for number in range(120)]
    cells = ", ".join(
        f"""'{"@" if number % 7 == 0 else "x"}' as "c{{""{number}\"""" for number in range(120)
    )
    con.execute(f"create table wide as select {cells}")
    signs = look_at_columns(con, "wide", names)
    assert [name for name in names if "at" in signs[name].found] == names[::7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_what_a_file_holds_is_never_taken_for_absent(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.csv"
    text = "".join(CHARACTERS.values()).join("é1")
    path.write_bytes(f"a,b\n{text},x\n".encode(encoding))
    with duckdb.connect() as con:
        signs = stage(con, receive(path), "raw").signs
    assert signs["a"].found == set(CHARACTERS)
    assert signs["b"].found == set()


def test_what_stands_nowhere_in_a_file_is_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("a,b\nx y,1\n")
    facts = receive(path).text
    assert facts is not None
    assert facts.absent == set(CHARACTERS.values()) - {" "}
    assert set(SIGNS) >= set(CHARACTERS)
