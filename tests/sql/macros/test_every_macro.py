"""What holds for each file of `sql/macros/`: it loads alone, and its header tells the truth."""

import ast
import re
from pathlib import Path

import duckdb
import pytest

from ingest.places import SQL

MACROS = sorted((SQL / "macros").glob("*.sql"))
each_macro = pytest.mark.parametrize("path", MACROS, ids=lambda path: path.stem)


def header_sections(path: Path) -> dict[str, str]:
    """Return the header's sections, "Inputs" to "Answer", as {title: text}."""
    sections: dict[str, list[str]] = {}
    title = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        if re.fullmatch(r"-- [A-Z][a-z]+", line):
            title = line.removeprefix("-- ")
            sections[title] = []
        elif title:
            sections[title].append(line.removeprefix("--").strip())
    return {name: "\n".join(lines).strip() for name, lines in sections.items()}


@each_macro
def test_a_macro_loads_alone_and_bears_the_name_of_its_file(path: Path) -> None:
    bare = duckdb.connect()
    bare.execute(path.read_text(encoding="utf-8"))
    made = bare.execute(
        "select distinct function_name from duckdb_functions()"
        " where function_type like '%macro' and not internal"
    ).fetchall()
    assert made == [(path.stem,)]


@each_macro
def test_the_header_says_what_goes_in_what_comes_out_and_where_it_is_from(path: Path) -> None:
    first_line = path.read_text(encoding="utf-8").splitlines()[0]
    assert first_line.startswith(f"-- {path.stem}: ")
    sections = header_sections(path)
    assert list(sections) == ["Inputs", "Outputs", "Formula", "Source", "Example", "Answer"]
    assert all(sections.values())


@each_macro
def test_the_example_of_the_header_gives_its_answer(path: Path) -> None:
    bare = duckdb.connect()
    bare.execute(path.read_text(encoding="utf-8"))
    sections = header_sections(path)
    answer = [ast.literal_eval(line) for line in sections["Answer"].splitlines()]
    assert bare.execute(sections["Example"]).fetchall() == answer


@each_macro
def test_some_test_asks_the_macro(path: Path) -> None:
    here = Path(__file__)
    tests = [other for other in here.parent.glob("test_*.py") if other != here]
    assert any(f"{path.stem}(" in test.read_text(encoding="utf-8") for test in tests)
