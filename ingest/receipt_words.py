"""A receipt as a page of text, for the command line and the partner's outbox."""

from __future__ import annotations

from typing import Any

from ingest.mapping_suggestion import suggestion_in_words
from ingest.messages import LANGUAGES, sentence
from ingest.preview_words import preview_in_words


def receipt_in_words(receipt: dict[str, Any], language: str) -> str:
    """Return the receipt as a page of text for people, in `language`."""
    lines = [_headline(receipt, language), ""]
    is_check = receipt["delivery"] is None
    for file in receipt["files"]:
        lines += _file_in_words(file, language, is_check=is_check)
    if "preview" in receipt:
        lines += preview_in_words(receipt["preview"], language)
    return "\n".join(lines)


def all_languages(receipt: dict[str, Any]) -> dict[str, str]:
    """Return the words in every language that we speak."""
    return {language: receipt_in_words(receipt, language) for language in LANGUAGES}


def _headline(receipt: dict[str, Any], language: str) -> str:
    outcomes = {file["outcome"] for file in receipt["files"]}
    if outcomes == {"already_taken_in"}:
        return sentence("receipt.nothing_new", language)
    code = "receipt.delivery" if receipt["delivery"] else "receipt.check"
    return sentence(code, language, **{**receipt, "delivery": receipt["delivery"] or ""})


def _file_in_words(file: dict[str, Any], language: str, *, is_check: bool) -> list[str]:
    at_check = {"accepted": "acceptable", "held": "to_be_held"} if is_check else {}
    outcome = at_check.get(file["outcome"], file["outcome"])
    lines = [sentence(f"receipt.file_{outcome}", language, **file)]
    if outcome == "already_taken_in":
        return [*lines, ""]
    if file["refusal"]:
        lines.append(_indented(file["refusal"]["words"][language]))
        if file["suggestion"]:
            lines += suggestion_in_words(file["suggestion"], language)
        return [*lines, ""]
    lines.append("  " + sentence("receipt.rows", language, **file))
    lines.append("  " + file["read_as"][language])
    if file["generalised"]:
        lines.append("  " + generalised_in_words(file["generalised"], language))
    if file["former_version"]:
        lines.append("  " + sentence("receipt.former_version", language, **file["former_version"]))
    if file["ignored_columns"]:
        names = ", ".join(file["ignored_columns"])
        lines.append("  " + sentence("receipt.ignored_columns", language, columns=names))
    for export in file["exports"]:
        lines += _export_in_words(export, language)
    return [*lines, ""]


def _export_in_words(export: dict[str, Any], language: str) -> list[str]:
    parameters = {**export, "export_id": export["export_id"] or "-"}
    lines = ["  " + sentence("receipt.export", language, **parameters)]
    if export["period_taken"]:
        lines.append("    " + export["period_taken"][language])
    lines += [
        "    " + sentence("receipt.supersedes", language, export=old)
        for old in export["supersedes"]
    ]
    if export["changes"]:
        lines.append("    " + changes_in_words(export["changes"], language))
    for section in ("problems", "warnings"):
        for problem in roots(export[section]):
            lines += _problem_in_words(section, problem, export[section], language)
        if any(problem["first_rows"] for problem in export[section]):
            lines.append("    " + sentence("receipt.row_numbers", language))
    return lines + [_finding_in_words(finding, language) for finding in export["findings"]]


def _finding_in_words(finding: dict[str, Any], language: str) -> str:
    """Say what is odd about the export, and whether that is what holds it."""
    words = _indented(finding["words"][language], 4)
    if finding["outcome"] != "hold":
        return words
    return f"    {sentence('receipt.why_held', language)} {words.strip()}"


def generalised_in_words(generalised: dict[str, int], language: str) -> str:
    """Say of how many members what was left out, because it singled them out."""
    left_out = ", ".join(f"{column} ({count})" for column, count in generalised.items())
    return sentence("receipt.generalised", language, columns=left_out)


def changes_in_words(changes: dict[str, Any], language: str) -> str:
    """Say what the export changes, against which former ones."""
    former = ", ".join(changes["compared_with"])
    words = sentence("receipt.changes", language, **{**changes, "former": former})
    if not changes["is_most_removed"]:
        return words
    return f"{words} {sentence('receipt.most_removed', language, former=former)}"


def roots(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the problems that are not folded into another."""
    return [problem for problem in problems if not problem["folded_into"]]


def _problem_in_words(
    section: str, problem: dict[str, Any], problems: list[dict[str, Any]], language: str
) -> list[str]:
    """Return the line of a problem, its likely cause, its shapes and what follows from it."""
    rows = ", ".join(str(row) for row in problem["first_rows"])
    if problem["count"] > len(problem["first_rows"]) > 0:
        rows += ", ..."
    place = "receipt.in_row" if problem["count"] == 1 else "receipt.in_rows"
    where = sentence(place, language, rows=rows)
    is_placed = section == "problems" or problem["first_rows"]
    head = sentence(
        f"receipt.{section}" if is_placed else "receipt.warnings_anywhere",
        language,
        count=problem["count"],
        where=where,
    )
    words = problem["words"][language]
    lines = [f"    {head} {words['wrong']} {words['mend']} [{problem['code']}]"]
    if problem["cause"]:
        lines.append("      " + " ".join(problem["cause"][language].values()))
    if problem["looks_like"]:
        shapes = " · ".join(problem["looks_like"])
        lines.append("      " + sentence("receipt.looks_like", language, shapes=shapes))
    return lines + [
        "      " + sentence("receipt.folded", language, count=other["count"], rule=other["code"])
        for other in problems
        if other["folded_into"] == problem["code"]
    ]


def _indented(words: dict[str, str], spaces: int = 2) -> str:
    return " " * spaces + f"{words['wrong']} {words['mend']}".strip()
