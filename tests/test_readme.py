"""The README promises commands and words: all of them exist, and none is left out."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from dashboard import views
from ingest.cli import _parser

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    [subparsers] = [
        action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    return set(subparsers.choices)


def test_every_command_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `rebond ([a-z-]+)", README, flags=re.MULTILINE))
    assert documented == commands()


def transcript() -> list[str]:
    [block] = re.findall(r"## A first session\n\n```console\n(.*?)```", README, flags=re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ rebond")]


@pytest.mark.parametrize("line", transcript())
def test_the_transcript_can_be_typed(line: str) -> None:
    words = shlex.split(line)[1:]
    options = _parser().parse_args(words)
    for path in getattr(options, "files", []):
        assert (Path(__file__).parent.parent / path).is_file()


def test_every_word_of_the_glossary_has_one_meaning() -> None:
    words = re.findall(r"^\| ([a-z /]+) \| ", README.split("## Words")[1], flags=re.MULTILINE)
    assert len(words) == len(set(words))


def test_every_page_is_in_the_readme() -> None:
    others = [*views.IN_ORDER[1:], *views.FORMS]
    assert "| `/` |" in README
    assert [page.path for page in others if f"| `/{page.path}` |" not in README] == []
