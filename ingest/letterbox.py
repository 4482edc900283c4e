"""`letterbox/<partner>/`, where a partner drops exports by SFTP and finds what became of each.

Whoever may write into a folder may also put links there, or swap it for a link. So every path is
opened below a descriptor that follows no link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from ingest import spool
from ingest.settings import Settings
from ingest.state import list_partners

RECEIPTS = "receipts"
NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC
_OURS = ("receipt.", "refused-")


@dataclass(frozen=True)
class Copy:
    """A file that was handed back; `written_at` in seconds since the epoch."""

    partner_id: str
    request_id: str
    name: str
    size_bytes: int
    written_at: float


def hand_back(settings: Settings, request: spool.Request, told: dict[str, str]) -> None:
    """Put what was said of a delivery (contents by file name) where its sender can read it."""
    if not request.options.get("is_from_letterbox") or request.partner_id is None:
        return
    with (
        partner_folder(settings, request.partner_id) as folder,
        _below(folder, RECEIPTS) as receipts,
        _below(receipts, request.request_id) as target,
    ):
        if target is not None:
            for name, content in told.items():
                _write_new(name, content, target)


def handed_back(settings: Settings) -> list[Copy]:
    """Return what lies in the partners' folders of what was handed back; nothing of their own."""
    partners = list_partners(settings)
    return [copy for one in partners for copy in _handed_back_to(settings, one.partner_id)]


def remove(settings: Settings, copies: Iterable[Copy]) -> None:
    """Remove what was handed back, and each folder that is empty then."""
    for copy in copies:
        with (
            partner_folder(settings, copy.partner_id) as folder,
            _entered(folder, RECEIPTS) as receipts,
        ):
            with _entered(receipts, copy.request_id) as target, suppress(FileNotFoundError):
                if target is not None:
                    os.unlink(copy.name, dir_fd=target)
            if receipts is not None:
                with suppress(OSError):  # something else lies there still
                    os.rmdir(copy.request_id, dir_fd=receipts)


def take_back(settings: Settings, partner_id: str, export_ids: Iterable[str]) -> None:
    """Remove the copies of these exports' refused rows: they are erased, or withdrawn."""
    names = refused_names(export_ids)
    copies = _handed_back_to(settings, partner_id)
    remove(settings, [copy for copy in copies if copy.name in names])


def refused_names(export_ids: Iterable[str]) -> set[str]:
    """Return how the copies of exports' refused rows are called."""
    return {f"refused-{export_id}.csv" for export_id in export_ids}


def _handed_back_to(settings: Settings, partner_id: str) -> Iterator[Copy]:
    if not settings.letterbox.is_dir():
        return
    with partner_folder(settings, partner_id) as folder, _entered(folder, RECEIPTS) as receipts:
        for request_id in sorted(_names(receipts)):
            with _entered(receipts, request_id) as target:
                files = {} if target is None else regular_files(target)
            for name, status in files.items():
                if name.startswith(_OURS):
                    yield Copy(partner_id, request_id, name, status.st_size, status.st_mtime)


@contextmanager
def partner_folder(settings: Settings, partner_id: str) -> Iterator[int | None]:
    """Yield the partner's folder, made if absent; None where something else is in its place."""
    top = os.open(settings.letterbox, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with _below(top, partner_id) as folder:
            yield folder
    finally:
        os.close(top)


@contextmanager
def _below(parent: int | None, name: str) -> Iterator[int | None]:
    """Yield a folder within a folder, made if absent; None where it is a link or a file."""
    if parent is not None:
        with suppress(FileExistsError):
            os.mkdir(name, 0o770, dir_fd=parent)
    with _entered(parent, name) as folder:
        yield folder


@contextmanager
def _entered(parent: int | None, name: str) -> Iterator[int | None]:
    """Yield a folder within a folder; None where there is none of our own kind."""
    if parent is None:
        yield None
        return
    try:
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | NO_LINK, dir_fd=parent)
    except OSError:
        # A link, or a file: nothing of ours goes through it.
        yield None
        return
    try:
        yield folder
    finally:
        os.close(folder)


def regular_files(folder: int) -> dict[str, os.stat_result]:
    """Return the plain files in a folder: no links, no folders."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # gone, or renamed, since it was listed
                found[entry.name] = entry.stat(follow_symlinks=False)
    return {name: status for name, status in found.items() if stat.S_ISREG(status.st_mode)}


def _names(folder: int | None) -> set[str]:
    if folder is None:
        return set()
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries}


def _write_new(name: str, content: str, folder: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK
    with os.fdopen(os.open(name, flags, 0o660, dir_fd=folder), "w", encoding="utf-8") as file:
        file.write(content)
