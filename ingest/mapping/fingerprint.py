"""By what two ways of reading one file are told apart: what is stated, in one order.

What nobody stated does not count. So a mapping has the same fingerprint after we learn a new key,
and a file that was sent before is still known as taken in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from ingest.mapping.mapping_file import Mapping


def fingerprint(mapping: Mapping, statements: dict[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of a mapping and of what a delivery states beside it."""
    told = {
        "mapping": _stated(mapping),
        **{name: value for name, value in statements.items() if value},
    }
    text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _stated(value: Any) -> Any:
    """Return what JSON can hold: of each dataclass the fields that are not at their defaults."""
    if is_dataclass(value):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            field.name: _stated(found[field.name])
            for field in fields(value)
            if found[field.name] != _default(field)
        }
    if isinstance(value, dict):
        return {key: _stated(one) for key, one in value.items()}
    return [_stated(one) for one in value] if isinstance(value, tuple) else value


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
