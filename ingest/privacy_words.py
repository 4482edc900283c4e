"""What is said of a file that seems to hold persons: all columns that do, so that one mending does.

A column is told by its name where that announces a person, else by its place: without a header, the
first line of a file is a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import RebondError
from ingest.messages import LANGUAGES, both_languages, sentence
from ingest.privacy_screen.column_names import kind_of_person

MOST_NAMED = 10


def refusal_in_words(refusal: RebondError, header: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the words of a refusal; of the privacy screen's, with every other column found."""
    words = both_languages(refusal.code, **refusal.parameters)
    others = _others(refusal)
    if others:
        for language in LANGUAGES:
            told = [_column(column, kind, header, language) for column, kind in others]
            columns = ", ".join(told[:MOST_NAMED]) + (", …" if len(told) > MOST_NAMED else "")
            also = sentence("privacy.others", language, columns=columns)
            words[language]["mend"] = f"{words[language]['mend']} {also}"
    return words


def _others(refusal: RebondError) -> list[tuple[str, str]]:
    findings = refusal.parameters.get("findings")
    return findings[1:] if isinstance(findings, list) else []


def _column(column: str, kind: str, header: Sequence[str], language: str) -> str:
    if column not in header:
        name = sentence("column.unreadable_line", language)
    elif kind_of_person(column):
        name = column
    else:
        place = list(header).index(column) + 1
        name = sentence("privacy.column_at", language, place=place)
    return f"{name} ({sentence(f'privacy.of.{kind}', language)})"
