"""A contract's file, read as the Open Data Contract Standard wants it, and no key ignored.

The standard's JSON schema lets unknown keys pass in places (such as `description`), and its
pydantic model swallows them everywhere: `requierd: true` would switch a rule off in silence. So a
file must satisfy the schema, and must come out of the model with every key that it went in with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft201909Validator
from open_data_contract_standard.model import OpenDataContractStandard

# What the standard leaves to us: names of custom properties, and keys of our own row rules.
OUR_PROPERTIES = frozenset(
    {
        *("nameFr", "purposeFr", "usageFr", "limitationsFr", "descriptionFr", "labelFr"),
        *("identifies", "period", "minimum", "maximum"),
    }
)


class ContractInvalid(ValueError):
    """A contract's file breaks the standard or our use of it: a fault of the project."""


def read_contract_file(path: Path) -> OpenDataContractStandard:
    """Return the file's contract. Raises ContractInvalid with every fault, each with its place."""
    # The same safe loader in C: six contracts take a second in Python.
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    faults = [*_faults_of_schema(content), *_unknown_properties(content, "$")]
    if faults:
        raise ContractInvalid(f"{path.parent.name}: " + "; ".join(faults))
    contract = OpenDataContractStandard(**content)
    kept = contract.model_dump(by_alias=True, exclude_none=True)
    if lost := sorted(_lost_keys(content, kept, "$")):
        raise ContractInvalid(f"{path.parent.name}: unknown keys: " + ", ".join(lost))
    return contract


def _faults_of_schema(content: Any) -> list[str]:
    faults = Draft201909Validator(_standard()).iter_errors(content)
    return [f"{fault.json_path}: {fault.message}" for fault in faults]


@cache
def _standard() -> Any:
    schema = resources.files("open_data_contract_standard") / "schema.json"
    return json.loads(schema.read_text(encoding="utf-8"))


def _unknown_properties(content: Any, place: str) -> Iterator[str]:
    for key, value in _children(content):
        if key == "property" and value not in OUR_PROPERTIES:
            yield f"{place}: unknown custom property {value}"
        yield from _unknown_properties(value, f"{place}.{key}")


def _lost_keys(given: Any, kept: Any, place: str) -> Iterator[str]:
    held = dict(_children(kept))
    for key, value in _children(given):
        if key not in held:
            yield f"{place}.{key}"
        else:
            yield from _lost_keys(value, held[key], f"{place}.{key}")


def _children(content: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(content, dict):
        yield from content.items()
    elif isinstance(content, list):
        yield from enumerate(content)
