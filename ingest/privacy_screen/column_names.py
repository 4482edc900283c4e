"""Names of columns that announce a person, in English and French.

A name is read word by word, so that `community_name` and `message_count` are not taken for what
they resemble. Words are compared without accents and case. The words are data:
`data_contracts/personal_columns.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import yaml

from ingest.places import DATA_CONTRACTS

_LONGEST_NAME_IN_WORDS = 6
_TITLES = frozenset({"name", "nom", "title", "titre"})


def kind_of_person(column_name: str) -> str | None:
    """Return which trait of a person a column's name announces (`email`, `name`...), or None."""
    words = _words(column_name)
    if "_".join(words) in _word_lists()["never"]:
        return None
    announced = _first_announced(words, _word_lists()["always"])
    if announced or len(words) > _LONGEST_NAME_IN_WORDS:
        return announced
    harmless = {*_word_lists()["harmless_words"], *_word_lists()["organisations"]}
    if harmless & set(words):
        return None
    return _first_announced(words, _word_lists()["unless_beside_a_harmless_word"])


def names_an_organisation(column_name: str) -> bool:
    """Say whether a column holds names of communities, groups or programmes, free as they are."""
    words = set(_words(column_name))
    return bool(words & set(_word_lists()["organisations"])) and bool(words & _TITLES)


def _words(column_name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", column_name)
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
    return re.findall(r"[^\W_]+", spaced.lower())


def _first_announced(words: list[str], marks_by_kind: dict[str, list[str]]) -> str | None:
    joined = f"_{'_'.join(words)}_"
    for kind, marks in marks_by_kind.items():
        if any(f"_{mark}_" in joined for mark in marks):
            return kind
    return None


@cache
def _word_lists() -> dict[str, Any]:
    path = DATA_CONTRACTS / "personal_columns.yaml"
    lists: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return lists
