"""What a query may cost, and the two things that can come back: a result, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

import yaml

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None

MEGABYTE = 1_000_000
REFUSALS_FILE = Path(__file__).with_name("refusals.yaml")


@dataclass(frozen=True)
class QueryLimits:
    """The most that one query may cost."""

    sql_bytes: int = 20_000
    seconds: int = 10
    rows: int = 10_000
    answer_bytes: int = 10 * MEGABYTE
    database_memory_bytes: int = 384 * MEGABYTE
    # Address space, not memory in use: Python and DuckDB alone map 0.8 GB.
    address_space_bytes: int = 2048 * MEGABYTE
    threads: int = 2


@dataclass(frozen=True)
class QueryResult:
    """The answer; `is_cut` says that rows beyond the cap were left out."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_cut: bool


@dataclass(frozen=True)
class QueryRefused:
    """No answer; `code` names the sentence, `detail` is DuckDB's word on the SQL, in English."""

    code: str
    detail: str = ""
    parameters: dict[str, int] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Say in English (`en`) or French (`fr`) what was wrong and what to do."""
        said = sentence(self.code, language, **self.parameters)
        return f"{said}\n{self.detail}" if self.detail else said


def sentence(code: str, language: str, **parameters: int) -> str:
    """Return the words of one code; an unknown code or language is a KeyError."""
    return _sentences()[code][language].format(**parameters)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(REFUSALS_FILE.read_text(encoding="utf-8"))
    return words
