"""What can be taken away of a figure: its rows and their description; each says what it is.

Columns keep their published names, whatever the language, so that files can be joined. What is not
shown bears the mark `[c]`, never an empty cell and never 0. Lines after the rows name the source.
A name that a spreadsheet would run as a formula gets an apostrophe in front.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.harmless_cells import harmless
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
        cells = [harmless(cell(row, column)) for column in row]
        writer.writerow([*cells, _word(facts["is_simulated"])])
    writer.writerows([line] for line in source_lines(facts, language))
    return text.getvalue().encode("utf-8-sig")


def as_metadata(
    words: Mapping[str, str],
    columns: Mapping[str, str],
    facts: Row,
    language: Language,
) -> bytes:
    """The description of a CSV file, as W3C's "CSV on the Web" has it: JSON beside the file.

    `words` are `title`, `subtitle`, `definition`, `query` and `url` (the CSV's name); `columns`
    what each column means. CSV on the Web was taken rather than a data package (Frictionless):
    it describes one table, needs no archive around it, and is a recommendation of the W3C.
    """
    code = language.code
    description: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": code}],
        "url": words["url"],
        "dc:title": words["title"],
        "dc:description": f"{words['subtitle']}\n\n{words['definition']}",
        "dc:language": code,
        "dc:identifier": facts["snapshot_id"],
        "dc:date": facts["published_at"].isoformat(),
        "dc:provenance": words["query"],
        "notes": [{"text": line.removeprefix("# ")} for line in source_lines(facts, language)],
        "dialect": {"commentPrefix": "#", "encoding": "utf-8"},
        "tableSchema": {
            "null": ["", NOT_SHOWN],
            "columns": [
                {"name": name, "titles": name, "dc:description": {"@value": meaning}}
                for name, meaning in columns.items()
            ],
        },
    }
    return json.dumps(description, ensure_ascii=False, indent=2).encode()


def source_lines(facts: Row, language: Language) -> list[str]:
    """What a figure rests on, a line each; the first one says so where the data is simulated."""
    simulated = [language.say("page.simulated")] if facts["is_simulated"] else []
    words = [*simulated, *source_footer(facts, language)]
    return [f"# {line}" for line in words]


def source_footer(facts: Row, language: Language) -> list[str]:
    """The source and the meaning of the mark, as they stand under every picture and file."""
    return [source_words(facts, language), language.say("figure.mark")]


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


def cell(row: Row, column: str, write_count: Callable[[int], str] = str) -> str:
    """A value as it may be read: the mark for what is hidden, nothing for what is absent."""
    value = row[column]
    if value is None:
        return NOT_SHOWN if _has_status(row, column) else ""
    return write_count(value) if column.endswith("_count") else _word(value)


def _has_status(row: Row, column: str) -> bool:
    """Whether a status stands beside the value: without one it is absent, not hidden."""
    stem = column.removesuffix("_lower").removesuffix("_upper")
    beside = (f"{stem}_status", f"{stem.removesuffix('_count')}_status")
    return any(row.get(status) is not None for status in beside)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
