"""The words under a page, from `dashboard/notes/`."""

from functools import lru_cache
from pathlib import Path

from dashboard.language import Language

NOTES = Path(__file__).parents[1] / "notes"


@lru_cache(maxsize=32)
def note(name: str, language: Language) -> str:
    """The words of `notes/<name>.<language>.md`."""
    return language.typeset((NOTES / f"{name}.{language.code}.md").read_text(encoding="utf-8"))
