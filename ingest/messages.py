"""Every sentence, in English and French, from the one catalogue `data_contracts/messages.yaml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from ingest.places import DATA_CONTRACTS

LANGUAGES = ("en", "fr")

# A thin space that does not break, as French typography asks within a number.
_THOUSANDS = {"en": ",", "fr": "\u202f"}
# In French a blank stands before these signs, and no line may begin or end at it: a narrow one
# before ; ! and ?, a wide one before a colon and a per cent sign and within guillemets.
_BLANKS_OF_SIGNS = (
    (re.compile(r"[ \u00a0](?=[;!?])"), "\u202f"),
    (re.compile(r"[ \u202f](?=[:%»])|(?<=«)[ \u202f]"), "\u00a0"),
)


class MessageMissing(LookupError):
    """The catalogue lacks a code: a fault of the project."""


def sentence(code: str, language: str, **parameters: object) -> str:
    """Return what a code says, in one line. Raises MessageMissing; KeyError for a parameter."""
    return " ".join(words(code, language, **parameters).values())


def sentences(code: str, **parameters: object) -> dict[str, str]:
    """Return the sentence in every language."""
    return {language: sentence(code, language, **parameters) for language in LANGUAGES}


def words(code: str, language: str, **parameters: object) -> dict[str, str]:
    """Return what is wrong (`wrong`) and what to do (`mend`), or one `sentence`.

    A code of a row, `<column>.<problem>`, is looked up whole and then by its problem; its column
    is filled in. Whole numbers are written as the language writes them.
    """
    given: dict[str, object] = {"column": code.split(".", maxsplit=1)[0], **parameters}
    if not given["column"]:
        # What was found stood in a line that could not be cut into columns.
        given["column"] = sentence("column.unreadable_line", language)
    shown = {name: _shown(value, language) for name, value in given.items()}
    return {part: text.format(**shown) for part, text in _parts(code, language).items()}


def both_languages(code: str, **parameters: object) -> dict[str, dict[str, str]]:
    """Return the words of a code in every language."""
    return {language: words(code, language, **parameters) for language in LANGUAGES}


def knows(code: str) -> bool:
    """Say whether the catalogue has an entry under just this code."""
    return any(code in section for section in load_catalogue().values())


@cache
def load_catalogue() -> dict[str, dict[str, Any]]:
    """Return the catalogue by section, each from code to language to words."""
    path = DATA_CONTRACTS / "messages.yaml"
    # The same safe loader in C.
    content: dict[str, dict[str, Any]] = yaml.load(
        path.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return content


def _parts(code: str, language: str) -> dict[str, str]:
    entry = _entry(code)[language]
    parts = {"sentence": entry} if isinstance(entry, str) else entry
    return {part: _typeset(text, language) for part, text in parts.items()}


def _typeset(text: str, language: str) -> str:
    if language == "fr":
        for typed, blank in _BLANKS_OF_SIGNS:
            text = typed.sub(blank, text)
    return text


def _entry(code: str) -> dict[str, Any]:
    catalogue = load_catalogue()
    for section in catalogue.values():
        if code in section:
            entry: dict[str, Any] = section[code]
            return entry
    problem = code.rpartition(".")[2]
    if problem not in catalogue["problems"]:
        raise MessageMissing(code)
    by_problem: dict[str, Any] = catalogue["problems"][problem]
    return by_problem


def _shown(value: object, language: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", _THOUSANDS[language])
    return value
