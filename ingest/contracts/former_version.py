"""A contract's former version, taken for a stated time after a new one that is not compatible.

`data_contracts/<kind>/former/<version>.yaml` says until when and by which columns it is recognised;
`<version>.mapping.yaml` beside it makes the new version of it, as any mapping does. A version that
only adds (a column that may be absent, a word that is allowed) needs neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ingest.contracts.contract import Contract
from ingest.contracts.contract_file import ContractInvalid
from ingest.errors import ExportRefused
from ingest.places import DATA_CONTRACTS

FOLDER = DATA_CONTRACTS
_KEYS = {"accepted_until", "recognised_by"}


@dataclass(frozen=True)
class FormerVersion:
    """What a file of the former version is known by, and the last day on which it is taken."""

    kind: str
    version: str
    accepted_until: date
    recognised_by: frozenset[str]
    mapping: Path

    def as_dict(self) -> dict[str, Any]:
        """Return what receipts print."""
        until = self.accepted_until.isoformat()
        return {"kind": self.kind, "version": self.version, "accepted_until": until}


def find_former_version(
    header: tuple[str, ...],
    kind: str | None,
    contracts: dict[str, Contract],
    today: date,
) -> FormerVersion | None:
    """Return the former version that a file follows; None where it follows the present one.

    Raises ExportRefused once its time is over.
    """
    names = {name.strip().casefold() for name in header}
    present = [contract for contract in contracts.values() if kind in (None, contract.kind)]
    if any(_fits(contract, names) for contract in present):
        return None
    for former in former_versions():
        if former.recognised_by <= names and kind in (None, former.kind):
            if today > former.accepted_until:
                raise ExportRefused("contract.former_ended", **former.as_dict())
            return former
    return None


def former_versions() -> list[FormerVersion]:
    """Return every former version, the newest of a kind first. Raises ContractInvalid."""
    paths = [path for path in FOLDER.glob("*/former/*.yaml") if ".mapping" not in path.suffixes]
    return [_read(path) for path in sorted(paths, key=_by_version, reverse=True)]


def _fits(contract: Contract, names: set[str]) -> bool:
    return all(column.name in names for column in contract.columns if column.is_required)


def _by_version(path: Path) -> tuple[str, list[int]]:
    return path.parts[-3], [int(part) for part in path.stem.split(".")]


def _read(path: Path) -> FormerVersion:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    mapping = path.with_name(f"{path.stem}.mapping.yaml")
    if not isinstance(content, dict) or set(content) != _KEYS or not mapping.is_file():
        raise ContractInvalid(f"{path}: needs {', '.join(sorted(_KEYS))}, and a mapping beside it")
    return FormerVersion(
        kind=path.parts[-3],
        version=path.stem,
        accepted_until=date.fromisoformat(str(content["accepted_until"])),
        recognised_by=frozenset(str(name).casefold() for name in content["recognised_by"]),
        mapping=mapping,
    )
