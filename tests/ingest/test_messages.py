"""One catalogue, two languages, no code without words and no words without a code."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ingest
from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import Bounds, row_rules
from ingest.messages import (
    LANGUAGES,
    MessageMissing,
    both_languages,
    load_catalogue,
    sentence,
    sentences,
    words,
)

PACKAGE = Path(ingest.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "simulation" not in path.parts]
ERRORS = set(re.findall(r"class (\w+)", (PACKAGE / "errors.py").read_text(encoding="utf-8")))
SPEAKERS = ERRORS | {"sentence", "sentences", "words", "both_languages", "_say"}
CODES = {code: entry for section in load_catalogue().values() for code, entry in section.items()}
FAMILIES = {code.split(".")[0] for code in load_catalogue()["refusals_of_files"]}


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def spoken() -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, pattern of the code, and parameters given (None: passed on as they came)."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKERS:
            names = {keyword.arg for keyword in node.keywords}
            given = None if None in names else {str(name) for name in names}
            for argument in node.args:
                for pattern in code_patterns(argument):
                    yield f"{path.name}:{node.lineno}", pattern, given


def code_patterns(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", text):
            yield re.escape(text)
        case ast.JoinedStr(values=parts):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                for part in parts
            )
        case ast.IfExp(body=body, orelse=otherwise):
            yield from code_patterns(body)
            yield from code_patterns(otherwise)


def test_every_code_that_can_be_raised_has_words() -> None:
    lacking = {
        (place, pattern)
        for place, pattern, _ in spoken()
        if not any(re.fullmatch(pattern, code) for code in CODES)
    }
    assert not lacking


def test_every_code_that_waits_in_a_table_of_the_source_has_words() -> None:
    family = re.compile(rf"({'|'.join(FAMILIES)})\.[a-z][a-z0-9_]+")
    found = {
        (path.name, node.value)
        for path, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if family.fullmatch(node.value)
    }
    assert {code for _, code in found} >= {"instrument.who5_percent", "workbook.merged_cells"}
    assert not {(name, code) for name, code in found if code not in CODES}


def test_every_parameter_of_the_words_is_given() -> None:
    lacking = {
        (place, code, *sorted(_wanted(CODES[code]) - given - {"column"}))
        for place, pattern, given in spoken()
        if given is not None
        for code in CODES
        if pattern == re.escape(code) and _wanted(CODES[code]) - given - {"column"}
    }
    assert not lacking


def _wanted(entry: dict[str, Any]) -> set[str]:
    english = entry["en"]
    texts = [english] if isinstance(english, str) else english.values()
    return {name for text in texts for name in parameters(text)}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_said_in_both_languages_with_the_same_parameters(code: str) -> None:
    entry = CODES[code]
    assert set(entry) == set(LANGUAGES)
    shapes = {
        language: {"sentence": parameters(said)}
        if isinstance(said, str)
        else {part: parameters(text) for part, text in said.items()}
        for language, said in entry.items()
    }
    assert list(shapes["en"]) == list(shapes["fr"])
    both = {language: set().union(*shape.values()) for language, shape in shapes.items()}
    assert both["en"] == both["fr"]


@pytest.mark.parametrize("section", ["problems", "refusals_of_files", "warnings", "findings"])
def test_what_refuses_says_what_is_wrong_and_what_to_do(section: str) -> None:
    for code, entry in load_catalogue()[section].items():
        for language in LANGUAGES:
            assert list(entry[language]) == ["wrong", "mend"], code
            assert all(text.endswith((".", "?")) for text in entry[language].values()), code


def test_no_code_stands_in_two_sections() -> None:
    assert sum(len(section) for section in load_catalogue().values()) == len(CODES)


def test_english_and_french_differ() -> None:
    same = {code for code, entry in CODES.items() if entry["en"] == entry["fr"]}
    assert same == {"status.export_id"}


@pytest.mark.parametrize("kind", load_contracts())
def test_every_rule_of_a_contract_has_words(kind: str) -> None:
    from datetime import date

    bounds = Bounds(date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    for rule in row_rules(load_contracts()[kind], bounds):
        assert both_languages(rule.code, expected="?")["fr"]["wrong"]


def test_a_column_and_numbers_are_filled_in_as_the_language_writes_them() -> None:
    assert words("joined_on.not_a_date", "en", expected="2025-03-14")["wrong"] == (
        "joined_on is no date of the calendar."
    )
    assert sentence("cli.erased", "en", rows=61734).startswith(
        "The member is erased; rows removed: 61,734."
    )
    assert "61\u202f734" in sentence("cli.erased", "fr", rows=61734)
    assert list(sentences("cli.failed")) == ["en", "fr"]


@pytest.mark.parametrize("code", CODES)
def test_no_line_of_a_french_sentence_may_begin_with_a_sign(code: str) -> None:
    texts = CODES[code]["fr"] if isinstance(CODES[code]["fr"], dict) else {"": CODES[code]["fr"]}
    given = {name: "x" for text in texts.values() for name in parameters(text)}
    assert not re.search(r" [:;?!»%]|« ", sentence(code, "fr", **given))


def test_an_unknown_code_is_a_fault_and_no_empty_sentence() -> None:
    with pytest.raises(MessageMissing):
        sentence("cli.no_such_code", "en")
