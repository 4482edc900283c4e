"""The project's `data_contracts/` as the web reads it: data, not code.

It lies beside the packages in a checkout and inside `ingest/` in an installed wheel.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_ROOT = Path(__file__).resolve().parents[1]


@cache
def data_contracts() -> Path:
    """The folder of contracts, examples and messages. Raises FileNotFoundError without it."""
    for place in (_ROOT / "data_contracts", _ROOT / "ingest/_project/data_contracts"):
        if place.is_dir():
            return place
    raise FileNotFoundError("The folder data_contracts is missing from this installation.")


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of export that has a contract."""
    return tuple(sorted(path.parent.name for path in data_contracts().glob("*/*.odcs.yaml")))


@cache
def read_yaml(name: str) -> dict[str, Any]:
    """One file of the folder, such as `messages.yaml`."""
    content: dict[str, Any] = yaml.safe_load((data_contracts() / name).read_text("utf-8"))
    return content
