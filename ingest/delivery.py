"""What a partner sends at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.errors import ExportRefused
from ingest.pseudonyms import PartnerKey
from ingest.state import Partner


@dataclass(frozen=True)
class DeliveredFile:
    """One file as it lies in the inbox; `name` is what its owner calls it.

    `refusal` is there where it is an archive that could not be opened.
    """

    path: Path
    name: str
    kind: str | None = None
    mapping: Path | None = None
    refusal: ExportRefused | None = None


@dataclass(frozen=True)
class Delivery:
    """Files that belong together, and what their partner states about them.

    Without a partner a delivery can be checked, never taken in. `is_generalised` asks to leave out
    what singles members out (`privacy_screen/k_anonymity.py`). `date_format` and `decimal_mark`
    answer what a file leaves open; a mapping that states them knows better.
    """

    partner: Partner | None
    files: tuple[DeliveredFile, ...]
    covered_from: date | None
    covered_through: date | None
    time_zone: str | None
    submitted_by: str
    request_id: str
    key: PartnerKey | None = None
    is_generalised: bool = False
    date_format: str | None = None
    decimal_mark: str | None = None
