"""What the worker wrote for one partner: receipts and refused rows, and nobody else's."""

import json
import re
from pathlib import Path
from typing import Any

Receipt = dict[str, Any]

_DELIVERY = re.compile(r"D-\d+")
_EXPORT = re.compile(r"E-\d+")


def receipts(home: Path, partner_id: str) -> list[Receipt]:
    """The partner's receipts, the newest first."""
    found = sorted((home / "outbox" / partner_id).glob("D-*/receipt.json"), reverse=True)
    return [json.loads(path.read_text("utf-8")) for path in found]


def history(home: Path, partner_id: str) -> list[dict[str, Any]]:
    """The partner's exports as they stand now, the newest first; each with words in EN and FR."""
    path = home / "outbox" / partner_id / "history.json"
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["exports"]
    except FileNotFoundError:
        return []
    return found


def refused_rows(home: Path, partner_id: str, delivery: str, export: str) -> Path | None:
    """The CSV of an export's refused rows; None where the partner has no such file."""
    if not (_DELIVERY.fullmatch(delivery) and _EXPORT.fullmatch(export)):
        return None
    path = home / "outbox" / partner_id / delivery / f"refused-{export}.csv"
    return path if path.is_file() else None


def has_refused_file(receipt: Receipt) -> bool:
    """Whether a file of the delivery was refused as a whole."""
    return any(file["outcome"] == "refused" for file in receipt["files"])
