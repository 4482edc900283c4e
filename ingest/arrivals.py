"""Exports that have arrived in a letterbox: taken once they rest, one delivery a partner and look.

Whoever may write into a folder may also write on while we read: files are copied and never linked,
and what changed meanwhile is left for the next look.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import spool
from ingest.letterbox import NO_LINK, partner_folder, regular_files
from ingest.reading.packing import MOST_FILES
from ingest.settings import Settings
from ingest.state import list_partners
from ingest.trouble_log import log_without_values

MAPPING = "our-mapping.yaml"
SETTLED_SECONDS = 10.0
# An upload that has not grown for so long was cut off: it does not keep the others waiting.
STALE_SECONDS = 3_600.0
_UNFINISHED = (".part", ".filepart", ".tmp", ".partial", ".crdownload")
_COPY_BYTES = 1 << 20


Signature = tuple[int, int, int]
"""Inode, size and time of change: another file, or another content, has another one."""


@dataclass(frozen=True)
class Sighting:
    """A file as it was when it was first seen so; `is_taken` once it is before the worker."""

    signature: Signature
    since: float
    is_renamed: bool
    is_taken: bool = False


class Arrivals:
    """Looks into every partner's folder, and remembers what it saw there the last time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], Sighting] = {}
        self._troubles: dict[str, str] = {}

    def collect(self, settings: Settings) -> list[spool.Request]:
        """Put what has come to rest before the worker: one delivery a partner and look.

        What goes wrong in one partner's folder is logged and does not keep the others waiting.
        """
        settings.letterbox.mkdir(parents=True, exist_ok=True)
        sent = []
        for partner in list_partners(settings):
            try:
                sent += self._collect_of(settings, partner.partner_id)
                self._troubles.pop(partner.partner_id, None)
            except Exception as trouble:  # noqa: BLE001 - as the docstring says
                self._tell_once(partner.partner_id, trouble)
        return sent

    def _collect_of(self, settings: Settings, partner_id: str) -> list[spool.Request]:
        with partner_folder(settings, partner_id) as folder:
            settled = {} if folder is None else self._settled(partner_id, folder)
            if folder is None or not settled:
                return []
            sent = _send(settings, partner_id, folder, settled)
            if sent:
                # Before they are removed: what cannot be removed is sent this once all the same.
                self._note_taken(partner_id, settled)
                _remove(folder, settled)
            return sent

    def _tell_once(self, partner_id: str, trouble: Exception) -> None:
        """Log a trouble when it begins: two looks a second would else fill the log with it."""
        kind = type(trouble).__name__
        if self._troubles.get(partner_id) != kind:
            self._troubles[partner_id] = kind
            log_without_values(f"looking into the letterbox of {partner_id}", trouble)

    def _settled(self, partner_id: str, folder: int) -> dict[str, Signature]:
        """Return what may be taken, and the mapping; nothing while anything is being written."""
        files = _files_of_one_name(folder)
        seen = {name: self._look(partner_id, name, status) for name, status in files.items()}
        self._forget_others(partner_id, seen)
        whole = [name for name in seen if not _is_unfinished(name) and not seen[name].is_taken]
        exports = sorted(name for name in whole if name != MAPPING)[:MOST_FILES]
        growing = [one for one in seen if _is_unfinished(one) and not self._is_stale(seen[one])]
        if growing or not exports or not all(self._is_settled(seen[name]) for name in whole):
            return {}
        return {name: seen[name].signature for name in whole if name in {*exports, MAPPING}}

    def _note_taken(self, partner_id: str, settled: dict[str, Signature]) -> None:
        for name in settled.keys() - {MAPPING}:
            key = partner_id, name
            self._seen[key] = replace(self._seen[key], is_taken=True)

    def _look(self, partner_id: str, name: str, status: os.stat_result) -> Sighting:
        signature = _signature(status)
        before = self._seen.get((partner_id, name))
        if before is None or before.signature != signature:
            before = Sighting(signature, self._clock(), self._was_part(partner_id, status.st_ino))
            self._seen[partner_id, name] = before
        return before

    def _was_part(self, partner_id: str, inode: int) -> bool:
        """Say whether this file was seen under an unfinished name: its sender says it is whole."""
        return any(
            owner == partner_id and _is_unfinished(name) and sighting.signature[0] == inode
            for (owner, name), sighting in self._seen.items()
        )

    def _forget_others(self, partner_id: str, present: dict[str, Sighting]) -> None:
        gone = [key for key in self._seen if key[0] == partner_id and key[1] not in present]
        for key in gone:
            del self._seen[key]

    def _is_settled(self, sighting: Sighting) -> bool:
        return sighting.is_renamed or self._clock() - sighting.since >= SETTLED_SECONDS

    def _is_stale(self, sighting: Sighting) -> bool:
        return self._clock() - sighting.since >= STALE_SECONDS


def _files_of_one_name(folder: int) -> dict[str, os.stat_result]:
    """Return what may be an export: a second name may belong to a file that is not the sender's."""
    return {
        name: status
        for name, status in regular_files(folder).items()
        if status.st_nlink == 1 and not name.startswith(".")
    }


def _is_unfinished(name: str) -> bool:
    return name.lower().endswith(_UNFINISHED)


def _signature(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _send(
    settings: Settings, partner_id: str, folder: int, settled: dict[str, Signature]
) -> list[spool.Request]:
    """Copy the files before the worker, the mapping last; nothing where one of them changed."""
    names = sorted(settled, key=lambda name: (name == MAPPING, name))
    draft = settings.inbox / f".draft-letterbox-{uuid.uuid4().hex}"
    draft.mkdir(mode=0o700)
    try:
        # Numbered: names that differ in bytes which are no text are shown alike.
        copies = tuple(draft / f"{number:03d}" for number in range(len(names)))
        copied = [_copy(folder, *one, settled[one[0]]) for one in zip(names, copies, strict=True)]
        if not all(copied):
            return []
        options = {"has_mapping": MAPPING in settled, "is_from_letterbox": True}
        request = spool.Request("take_in", partner_id, options=options, submitted_by="SFTP")
        return [spool.send(settings, request, copies, tuple(_shown(name) for name in names))]
    finally:
        shutil.rmtree(draft)


def _remove(folder: int, settled: dict[str, Signature]) -> None:
    """Remove what was sent. A crash before this sends it again, which changes nothing."""
    for name in settled.keys() - {MAPPING}:
        with suppress(FileNotFoundError):  # its sender removed it
            if _signature(os.stat(name, dir_fd=folder, follow_symlinks=False)) == settled[name]:
                os.unlink(name, dir_fd=folder)


def _copy(folder: int, name: str, target: Path, signature: Signature) -> bool:
    """Copy one file, and say whether it is, and stays, what was seen."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | NO_LINK, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as source, target.open("xb") as copy:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or _signature(before) != signature:
            return False
        shutil.copyfileobj(source, copy, _COPY_BYTES)
        return _signature(os.fstat(descriptor)) == signature


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
