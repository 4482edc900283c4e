"""What partners download before they write an export: template, filled example, dictionary."""

import csv
import io
from functools import cache
from typing import Any

from dashboard.language import Language
from dashboard.project_files import data_contracts, read_yaml
from dashboard.sentences import sentence
from dashboard.workbook import SheetColumn, workbook

# The words of the catalogue for the standard's types.
_TYPES = {"string": "text"}
_SEPARATORS = {"en": ",", "fr": ";"}


@cache
def example_csv(kind: str) -> str:
    """The rows that stand beside the contract and are accepted as they are."""
    return (data_contracts() / kind / "accepted.csv").read_text("utf-8")


@cache
def template_csv(kind: str) -> str:
    """The header alone."""
    return example_csv(kind).splitlines()[0] + "\n"


def template_xlsx(kind: str, language: Language) -> bytes:
    """The header as a workbook, with each column's words and the list of what it may hold."""
    return workbook(kind, _sheet_columns(kind, language), [])


def example_xlsx(kind: str, language: Language) -> bytes:
    """The filled example as a workbook."""
    _header, *rows = csv.reader(io.StringIO(example_csv(kind)))
    return workbook(kind, _sheet_columns(kind, language), rows)


def _sheet_columns(kind: str, language: Language) -> list[SheetColumn]:
    [table] = read_yaml(f"{kind}/contract.odcs.yaml")["schema"]
    return [
        SheetColumn(
            column["name"],
            _line(column, language)[1],
            [str(word["value"]) for word in column.get("enum", [])],
        )
        for column in table["properties"]
    ]


def dictionary_csv(kind: str, language: Language) -> bytes:
    """One line a column, in words; a BOM, so that Excel reads accents.

    Where the comma marks decimals, as in French, a spreadsheet parts cells at semicolons alone.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=_SEPARATORS[language.code], lineterminator="\n")
    heads = ("column", "description", "type", "required", "allowed", "example")
    writer.writerow(language.say(f"dictionary.{head}") for head in heads)
    [table] = read_yaml(f"{kind}/contract.odcs.yaml")["schema"]
    writer.writerows(_line(column, language) for column in table["properties"])
    return text.getvalue().encode("utf-8-sig")


def _line(column: dict[str, Any], language: Language) -> list[str]:
    custom = {entry["property"]: entry["value"] for entry in column.get("customProperties", [])}
    given = "required" if column.get("required") else "optional"
    limits = column.get("logicalTypeOptions", {})
    span = f"{limits['minimum']} – {limits.get('maximum', '')}" if "minimum" in limits else ""
    type_name = _TYPES.get(column["logicalType"], column["logicalType"])
    return [
        column["name"],
        custom["descriptionFr"] if language.code == "fr" else column["description"],
        sentence(f"dictionary.{type_name}", language),
        sentence(f"dictionary.{given}", language),
        language.listed(_allowed(column, language)) or span,
        str(next(iter(column.get("examples", [])), "")),
    ]


def _allowed(column: dict[str, Any], language: Language) -> list[str]:
    """The only words allowed, each with its meaning."""
    return [
        language.named(str(word["value"]), _label(word, language))
        for word in column.get("enum", [])
    ]


def _label(word: dict[str, Any], language: Language) -> str:
    french = {entry["property"]: entry["value"] for entry in word.get("customProperties", [])}
    return str(french["labelFr"] if language.code == "fr" else word["label"])
