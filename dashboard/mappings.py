"""The mappings that a partner can choose on the page, and what is to be filled in of each."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashboard.project_files import data_contracts, read_yaml

LARGEST_BYTES = 100_000


@cache
def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the project."""
    return tuple(sorted(path.stem for path in (data_contracts() / "mappings").glob("*.yaml")))


def to_fill_in(name: str) -> dict[str, str]:
    """The constants of a shipped mapping that only the partner knows, and what each means."""
    constants: dict[str, Any] = read_yaml(f"mappings/{name}.yaml").get("constants", {})
    return {
        column: str(words).strip("<>")
        for column, words in constants.items()
        if str(words).startswith("<")
    }


def filled(name: str, constants: dict[str, str], time_zone: str | None) -> bytes:
    """A mapping of the partner's own: the shipped one, with what they filled in.

    Only a mapping that asks for the time zone takes the partner's: others state the product's own.
    """
    own: dict[str, Any] = {"extends": name}
    asks_for_zone = str(read_yaml(f"mappings/{name}.yaml").get("time_zone", "")).startswith("<")
    if asks_for_zone and time_zone:
        own["time_zone"] = time_zone
    if constants:
        own["constants"] = constants
    return yaml.safe_dump(own, allow_unicode=True, sort_keys=False).encode()


def used_last(home: Path, partner_id: str) -> bytes | None:
    """The mapping with which the partner last sent an export, if there was one."""
    path = home / "outbox" / partner_id / "our-mapping.yaml"
    return path.read_bytes() if path.is_file() else None
