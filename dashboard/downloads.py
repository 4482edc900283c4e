"""A view as a CSV file that still says what it is when it is found alone.

Columns keep their published names, whatever the language, so that files can be joined. What is not
shown bears the mark `[c]`, never an empty cell and never 0. Lines after the rows name the source.
"""

import csv
import io
from collections.abc import Sequence

from dashboard.language import Language
from dashboard.marks import NOT_SHOWN
from dashboard.row import Row


def as_csv(rows: Sequence[Row], facts: Row, language: Language) -> bytes:
    """The rows as UTF-8 CSV with the manifest's facts below; a BOM, so that Excel reads accents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [*rows[0], "is_simulated"] if rows else ["is_simulated"]
    writer.writerow(columns)
    for row in rows:
        writer.writerow([*(_cell(row, column) for column in row), _word(facts["is_simulated"])])
    writer.writerows([line] for line in source_lines(facts, language))
    return text.getvalue().encode("utf-8-sig")


def source_lines(facts: Row, language: Language) -> list[str]:
    """What a figure rests on, a line each; the first one says so where the data is simulated."""
    simulated = [language.say("page.simulated")] if facts["is_simulated"] else []
    words = [*simulated, source_words(facts, language), language.say("figure.mark")]
    return [f"# {line}" for line in words]


def source_words(facts: Row, language: Language) -> str:
    """Where figures come from, of which period, in which snapshot, under which policy."""
    return language.say(
        "page.foot",
        snapshot=facts["snapshot_id"],
        published=language.date(facts["published_at"]),
        covered_from=language.date(facts["covered_from"]),
        covered_through=language.date(facts["covered_through"]),
        policy=facts["policy_version"],
    )


def _cell(row: Row, column: str) -> str:
    value = row[column]
    if value is None:
        return NOT_SHOWN if _has_status(row, column) else ""
    return _word(value)


def _has_status(row: Row, column: str) -> bool:
    """Whether a status stands beside the value: without one it is absent, not hidden."""
    stem = column.removesuffix("_lower").removesuffix("_upper")
    beside = (f"{stem}_status", f"{stem.removesuffix('_count')}_status")
    return any(row.get(status) is not None for status in beside)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
