"""What a partner is told whose headers no contract knows: a first draft of a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.contracts.contract import load_contracts
from ingest.mapping.suggestions import draft_of, known_export, suggest_mapping
from ingest.messages import sentence

if TYPE_CHECKING:
    from ingest.judged_file import JudgedFile

LEAST_CONFIDENCE = 0.3
# Refusals of headers, which may be those of a product whose export we know: sent with no mapping,
# or with that of another product.
_ASKING = (
    "kind.unknown",
    "kind.ambiguous",
    "columns.missing",
    "mapping.column_nowhere",
    "mapping.column_not_in_file",
)


def suggestion_for(file: JudgedFile) -> dict[str, Any] | None:
    """Return the contract that fits best, its columns found with their confidence, and a draft.

    Where a mapping that ships reads the file, `mapping` names it, and the draft completes it.
    None where the file was refused for something else, or where nothing fits. Headers that seem to
    be no column of the contract are told by their place alone: without a header, the first line of
    a file is a row.
    """
    if file.refusal is None or file.refusal.code not in _ASKING or file.staged is None:
        return None
    known = known_export(file.staged.header)
    if known:
        return vars(known) | {"columns": [], "lacking": []}
    if file.refusal.code != "kind.unknown":
        return None
    found = suggest_mapping(file.staged.header, load_contracts(), file.delivered.kind)
    if found.confidence < LEAST_CONFIDENCE:
        return None
    return {
        "mapping": None,
        "kind": found.kind,
        "columns": [
            {
                "position": position,
                "column": column.column if column.target else None,
                "target": column.target,
                "confidence": column.confidence,
            }
            for position, column in enumerate(found.columns, start=1)
        ],
        "lacking": list(found.lacking),
        "draft": draft_of(found),
    }


def suggestion_in_words(suggestion: dict[str, Any], language: str) -> list[str]:
    """Return the lines for the command line: one a column found, what is lacking, the draft."""
    lines = [_title(suggestion, language)]
    lines += [
        "  " + _column_in_words(column, language)
        for column in suggestion["columns"]
        if column["target"]
    ]
    if suggestion["lacking"]:
        lacking = ", ".join(suggestion["lacking"])
        lines.append("  " + sentence("suggestion.lacking", language, columns=lacking))
    draft = [f"    {line}" for line in suggestion["draft"].splitlines()]
    if suggestion["mapping"]:
        return [*lines, *draft]
    return [*lines, sentence("suggestion.draft", language), *draft]


def _title(suggestion: dict[str, Any], language: str) -> str:
    if suggestion["mapping"]:
        return sentence("suggestion.known", language, mapping=suggestion["mapping"])
    return sentence("suggestion.title", language, kind=suggestion["kind"])


def _column_in_words(column: dict[str, Any], language: str) -> str:
    return sentence(
        "suggestion.column",
        language,
        header=column["column"],
        target=column["target"],
        percent=round(column["confidence"] * 100),
    )
