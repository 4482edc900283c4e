"""One zip of several exports is one delivery, as a folder of them is.

An archive of one file is not opened here: reading unpacks it as it goes. Names, links, passwords
and sizes are judged as for every archive (`ingest/reading/packing.py`); the bounds hold for all
members together.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import ExportRefused
from ingest.reading.packing import MOST_FILES, packed_member, refuse_bomb, zip_members
from ingest.spool import endings

_MAGIC = b"PK\x03\x04"
# Workbooks are archives too, and one export each.
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml", "word/document.xml")


def unpacked_exports(path: Path, name: str, folder: Path) -> list[tuple[Path, str]]:
    """Return the exports that a file stands for, and what their owner calls each.

    Those of an archive are written below `folder`, which is made anew. Raises ExportRefused.
    """
    members = _members(path)
    if len(members) < 2:
        return [(path, name)]
    if len(members) > MOST_FILES:
        raise ExportRefused("archive.too_many_members", count=len(members), most=MOST_FILES)
    folder.mkdir(mode=0o700, exist_ok=True)
    unpacked, total_bytes = [], 0
    for number, member in enumerate(members):
        shown = member.filename.rsplit("/", 1)[-1]
        target = folder / f"{number:03d}{endings(shown)}"
        total_bytes = _unpack(path, member, target, total_bytes)
        unpacked.append((target, shown))
    return unpacked


def _members(path: Path) -> list[zipfile.ZipInfo]:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return []
    members = zip_members(path)
    is_workbook = any(member.filename in _WORKBOOKS for member in members)
    return [] if is_workbook else members


def _unpack(path: Path, member: zipfile.ZipInfo, target: Path, total_bytes: int) -> int:
    """Write one member and return how much the archive has given by now. Raises ExportRefused."""
    packed_bytes = path.stat().st_size
    with target.open("wb") as file:
        for block in packed_member(path, member):
            total_bytes += len(block)
            refuse_bomb(packed_bytes, total_bytes)
            file.write(block)
    return total_bytes
