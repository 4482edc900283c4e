"""Requests wait in `inbox/`, answers in `outbox/`: the web, the API and the command line alike.

A request is a folder `inbox/<time>-<id>/` with `request.json` and the files it speaks of. It
appears by one rename, so that the worker never sees half of it, and it goes when its answer is
written. A request that was cut off is simply taken again: every action is repeatable.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.durable import sync_folder, write_durably, write_json_durably
from ingest.settings import Settings

STEWARD = "steward"
MAXIMUM_ATTEMPTS = 3
OLDEST_DRAFT_SECONDS = 24 * 3600
# Short and of plain letters: a file system counts bytes, and an ending of 120 signs can have 480.
_ENDINGS = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}\Z")


@dataclass(frozen=True)
class Request:
    """One thing that the worker is asked to do; `files` are names inside the request's folder."""

    action: str
    partner_id: str | None = None
    files: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    submitted_by: str = "command line"
    request_id: str = ""


def send(
    settings: Settings,
    request: Request,
    files: tuple[Path, ...] = (),
    names: tuple[str, ...] = (),
) -> Request:
    """Put a request into the inbox, with its files linked or copied, and return it with its id.

    `names` is what the owner calls each file, where that is not its path's name.
    """
    shown = names or tuple(path.name for path in files)
    request_id = f"{time.time_ns():020d}-{uuid.uuid4().hex[:12]}"
    draft = settings.inbox / f".draft-{request_id}"
    draft.mkdir(mode=0o700)
    stored = tuple(f"{number:03d}{endings(name)}" for number, name in enumerate(shown))
    for path, name in zip(files, stored, strict=True):
        _bring(path, draft / name)
    sent = Request(
        action=request.action,
        partner_id=request.partner_id,
        files=stored,
        options={**request.options, "file_names": [*shown]},
        submitted_by=request.submitted_by,
        request_id=request_id,
    )
    write_json_durably(draft / "request.json", asdict(sent))
    draft.rename(settings.inbox / request_id)
    sync_folder(settings.inbox)
    return sent


def waiting(settings: Settings) -> list[Request]:
    """Return the requests in the order in which they were sent."""
    folders = sorted(path for path in settings.inbox.iterdir() if not path.name.startswith("."))
    return [_read(folder) for folder in folders]


def count_attempt(settings: Settings, request: Request) -> int:
    """Note that the worker starts on this request, and return how often it has by now.

    A request that kills the worker each time would else stop the whole service.
    """
    counter = request_folder(settings, request) / "attempts"
    attempts = 1 + (int(counter.read_text()) if counter.exists() else 0)
    write_durably(counter, str(attempts))
    return attempts


def answer(settings: Settings, request: Request, content: dict[str, Any]) -> None:
    """Write the answer, then forget the request and its files."""
    path = answer_path(settings, request)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json_durably(path, content)
    folder = request_folder(settings, request)
    done = folder.with_name(f".done-{folder.name}")
    folder.rename(done)
    shutil.rmtree(done)


def answer_path(settings: Settings, request: Request) -> Path:
    """Return where the answer stands once it is there."""
    owner = request.partner_id or STEWARD
    return settings.outbox / owner / "answers" / f"{request.request_id}.json"


def request_folder(settings: Settings, request: Request) -> Path:
    """Return the folder of a waiting request."""
    return settings.inbox / request.request_id


def clear_leftovers(settings: Settings) -> None:
    """Remove what a crash left behind: answered requests, and drafts that nobody can be writing."""
    for folder in settings.inbox.glob(".done-*"):
        shutil.rmtree(folder)
    for folder in settings.inbox.glob(".draft-*"):
        with suppress(FileNotFoundError):  # sent since it was listed, so it is a draft no more
            if time.time() - folder.stat().st_mtime > OLDEST_DRAFT_SECONDS:
                shutil.rmtree(folder)


def _read(folder: Path) -> Request:
    content = json.loads((folder / "request.json").read_text())
    return Request(**{**content, "files": tuple(content["files"])})


def endings(name: str) -> str:
    """Return what says of a file's name of which kind it is, such as `.csv.gz`."""
    found = _ENDINGS.search(name)
    return found[0] if found else ""


def _bring(source: Path, target: Path) -> None:
    """Link where both lie on one disk (a 900 MB export need not be written twice), else copy."""
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
