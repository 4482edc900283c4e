"""What a reader sees of words that Streamlit reads as Markdown."""

import re
from typing import Any

from dashboard.language import WORD_JOINER


def as_shown(markdown: str) -> str:
    """The words without the backslashes, and without the sign that nobody sees."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(WORD_JOINER, "")


def lines_of(table: Any) -> list[dict[str, str]]:
    """The lines of a table of `AppTest`, each cell under the name of its column."""
    lines = table.value.to_dict("records")
    return [{as_shown(name): as_shown(cell) for name, cell in line.items()} for line in lines]
