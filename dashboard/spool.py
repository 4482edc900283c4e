"""Asking the worker from the web: requests into `inbox/`, answers out of `outbox/`.

The format is that of `ingest/spool.py`, which the web may not import; a test reads and compares
what both write. A request is a folder that appears by one rename: the worker never sees half of it.
"""

import json
import os
import re
import shutil
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

CHECK, TAKE_IN = "check", "take_in"
REQUEST_ID = re.compile(r"\d{20}-[0-9a-f]{12}")
# Short and of plain letters: a file system counts bytes, and an ending of 120 signs can have 480.
_ENDINGS = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}\Z")
# Enough to be recognised by its owner, and within what file systems allow.
_LONGEST_NAME = 120


@dataclass
class Draft:
    """A request that is being written; nobody sees it before it is sent."""

    home: Path
    request_id: str = field(
        default_factory=lambda: f"{time.time_ns():020d}-{uuid.uuid4().hex[:12]}"
    )
    exports: list[tuple[str, str]] = field(default_factory=list)
    mappings: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, mode=0o700)

    @property
    def folder(self) -> Path:
        """Where its files are written until it is sent."""
        return self.home / "inbox" / f".draft-{self.request_id}"

    @property
    def size(self) -> int:
        """How many bytes its files have by now."""
        return sum(file.stat().st_size for file in self.folder.iterdir())

    def new_file(self, name: str | None, *, is_mapping: bool = False) -> BinaryIO:
        """Open a file of the request for writing; `name` is what its owner calls it."""
        shown = plain_name(name)
        number = len(self.exports) + len(self.mappings)
        stored = f"{number:03d}{_endings(shown)}"
        (self.mappings if is_mapping else self.exports).append((stored, shown))
        return (self.folder / stored).open("xb")

    def send(self, action: str, partner_id: str, options: dict[str, Any], submitted_by: str) -> str:
        """Put the request before the worker and return its id; a mapping stands last."""
        files = [*self.exports, *self.mappings]
        request = {
            "action": action,
            "partner_id": partner_id,
            "files": [stored for stored, _ in files],
            "options": {
                **options,
                "has_mapping": bool(self.mappings),
                "file_names": [shown for _, shown in files],
            },
            "submitted_by": submitted_by,
            "request_id": self.request_id,
        }
        for stored, _ in files:
            _sync(self.folder / stored)
        path = self.folder / "request.json"
        path.write_text(json.dumps(request, ensure_ascii=False, indent=2) + "\n", "utf-8")
        _sync(path)
        inbox = self.home / "inbox"
        self.folder.rename(inbox / self.request_id)
        _sync(inbox)
        return self.request_id

    def discard(self) -> None:
        """Forget a request that was never sent, with its files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def plain_name(name: str | None) -> str:
    """A file's name without folders, signs that cannot be seen, or excessive length."""
    last = re.split(r"[/\\]", name or "")[-1]
    seen = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    return seen[-_LONGEST_NAME:] or "export"


def waiting_of(home: Path, partner_id: str) -> tuple[int, int]:
    """How many requests of a partner the worker has yet to answer, and how many bytes they hold."""
    count, size = 0, 0
    for folder in (home / "inbox").glob("[0-9]*"):
        try:
            request = json.loads((folder / "request.json").read_text("utf-8"))
            if request["partner_id"] == partner_id:
                size += sum(file.stat().st_size for file in folder.iterdir())
                count += 1
        except FileNotFoundError:
            continue  # answered since it was listed
    return count, size


def _endings(name: str) -> str:
    """What says of a file's name of which kind it is, such as `.csv.gz`."""
    found = _ENDINGS.search(name)
    return found[0] if found else ""


def find_answer(home: Path, partner_id: str, request_id: str) -> dict[str, Any] | None:
    """The worker's answer to one of this partner's requests; None while there is none."""
    if not REQUEST_ID.fullmatch(request_id):
        return None
    path = home / "outbox" / partner_id / "answers" / f"{request_id}.json"
    try:
        answer: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return answer


def is_waiting(home: Path, partner_id: str, request_id: str) -> bool:
    """Whether this is one of the partner's own requests and the worker has yet to answer it."""
    if not REQUEST_ID.fullmatch(request_id):
        return False
    try:
        request = json.loads((home / "inbox" / request_id / "request.json").read_text("utf-8"))
    except FileNotFoundError:
        return False
    return bool(request["partner_id"] == partner_id)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
