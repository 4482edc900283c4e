"""One rate under several ways with missing scores, drawn as a caterpillar: rows in, records out."""

from collections.abc import Sequence
from typing import Any

from dashboard.charts.theme import on_two_lines
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, written_bounds, written_rate
from dashboard.row import Row

BOUNDS = "outcome_bounds"


def ways(row: Row, labelled: Sequence[tuple[str, str]], language: Language) -> list[dict[str, Any]]:
    """One record per way: `labelled` pairs its words with its column, of which one is `BOUNDS`."""
    ends = [row[f"{column}_upper"] for _, column in labelled if row[f"{column}_upper"] is not None]
    end = min(max(ends, default=1.0) * 1.25, 1.3)
    return [_way(row, label, column, end, language) for label, column in labelled]


def written(row: Row, column: str, language: Language) -> str:
    """A way's rate in words, the bounds as what they are: an interval without a point."""
    write = written_bounds if column == BOUNDS else written_rate
    return write(row, column, language)


def _way(row: Row, label: str, column: str, end: float, language: Language) -> dict[str, Any]:
    status, words = row[f"{column}_status"], written(row, column, language)
    is_shown = status in SHOWN_RATES
    is_thin = column == BOUNDS or status == "range"
    lower, upper = row[f"{column}_lower"], row[f"{column}_upper"]
    short = words if is_thin or status != "ok" else language.percent(row[column])
    return {
        "label": on_two_lines(label),
        "rate": None if column == BOUNDS else row[column],
        "lower": None if is_thin else lower,
        "upper": None if is_thin else upper,
        "range_lower": lower if is_thin else None,
        "range_upper": upper if is_thin else None,
        "words_at": upper if is_shown else None,
        "words": short,
        "short": short,
        "mark": "" if is_shown else NOT_SHOWN,
        "full": language.named(label, words),
        "end": end,
        "zero": 0,
    }
