"""What kind of file this is, by its content and never by its name, and how to unpack it."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ingest.errors import ExportRefused

BLOCK_BYTES = 1 << 20
# A log of 100 million events takes some 10 GB. CSV is packed 5 to 50 times smaller; deflate can
# reach 1,032 times on one repeated byte and zstd far more, which no export of people's doings does.
MAXIMUM_UNPACKED_BYTES = 40 << 30
MAXIMUM_PACKING_RATIO = 200
RATIO_JUDGED_FROM_BYTES = 32 << 20
# Exports in one archive. A workbook has more members, but its index has no megabyte either.
MOST_FILES = 20
MAXIMUM_INDEX_BYTES = 1 << 20
_SHORTEST_ENTRY_BYTES = 46
_ENTRIES, _INDEX_BYTES = 4, 5  # where `zipfile` has them in the record at an archive's end

# First bytes of files that people send by mistake, and what to call them.
_FOREIGN = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "SQLite"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"ARROW1", "Arrow"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    # Within an archive: what was packed twice.
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PAR1", "Parquet"),
)
_MARKUP = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"{", "JSON"),
    # The dump of a database, as phpMyAdmin, MySQL, MariaDB, PostgreSQL and SQLite write it.
    (b"-- phpmyadmin sql dump", "SQL"),
    (b"-- mysql dump", "SQL"),
    (b"-- mariadb dump", "SQL"),
    (b"--\n-- postgresql database dump", "SQL"),
    (b"/*!", "SQL"),
    (b"/*m!", "SQL"),
    (b"pragma foreign_keys", "SQL"),
    (b"create table ", "SQL"),
    (b"insert into ", "SQL"),
    (b"drop table ", "SQL"),
)
_MAPPING = re.compile(rb"(?:#[^\n]*\n)*(?:about|extends|constants|rows) *:")
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Packing:
    """`format`: text, parquet, xlsx or ods; `compression`: none, gzip, zip or zstd."""

    format: str
    compression: str


def recognise(path: Path) -> Packing:
    """Say what the file is. Raises ExportRefused for what no export can be."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise ExportRefused("file.empty")
    if head.startswith(b"PAR1"):
        return Packing("parquet", "none")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _recognise_zip(path)
    if head.startswith(b"\x1f\x8b"):
        return Packing("text", "gzip")
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return Packing("text", "zstd")
    refuse_foreign(head)
    return Packing("text", "none")


def refuse_foreign(head: bytes) -> None:
    """Raise ExportRefused where the first bytes are those of a picture, a page, a database..."""
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            raise ExportRefused("file.unsupported", kind=kind)
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, kind in _MARKUP:
        if beginning.startswith(magic):
            raise ExportRefused("file.unsupported", kind=kind)
    if _MAPPING.match(beginning):
        raise ExportRefused("file.mapping")
    if beginning.startswith(b"[") and beginning[1:].lstrip().startswith((b"{", b"[")):
        raise ExportRefused("file.unsupported", kind="JSON")


def unpacked_blocks(path: Path, compression: str) -> Iterator[bytes]:
    """Yield the content in blocks, bounded in size. Raises ExportRefused where it is damaged."""
    opened = {"none": _plain, "gzip": _gunzip, "zip": _unzip, "zstd": _unzstd}[compression](path)
    packed_bytes = path.stat().st_size
    unpacked_bytes = 0
    for block in opened:
        unpacked_bytes += len(block)
        refuse_bomb(packed_bytes, unpacked_bytes)
        yield block


def refuse_bomb(packed_bytes: int, unpacked_bytes: int) -> None:
    """Raise ExportRefused where a small file unpacks into more than any export holds."""
    is_judged = unpacked_bytes > RATIO_JUDGED_FROM_BYTES
    is_bomb = is_judged and unpacked_bytes > MAXIMUM_PACKING_RATIO * packed_bytes
    if is_bomb or unpacked_bytes > MAXIMUM_UNPACKED_BYTES:
        raise ExportRefused("archive.too_large")


def inflated_blocks(packed: Iterator[bytes], window_bits: int) -> Iterator[bytes]:
    """Yield what zlib unpacks, at most one block at a time however far the data expands.

    A gzip file may hold several streams one after the other: all are read.
    Raises ExportRefused where the data ends early or is damaged.
    """
    inflater = zlib.decompressobj(window_bits)
    rest = b""
    try:
        for block in packed:
            rest += block
            while rest:
                if inflater.eof:
                    if window_bits < 0 or not rest.strip(b"\0"):
                        return
                    inflater = zlib.decompressobj(window_bits)
                yield inflater.decompress(rest, BLOCK_BYTES)
                rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    except zlib.error as trouble:
        raise ExportRefused("archive.damaged") from trouble
    while not inflater.eof:
        held_back = inflater.decompress(b"", BLOCK_BYTES)
        if not held_back:
            raise ExportRefused("archive.damaged")
        yield held_back


def packed_member(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's content, whatever size the archive's index claims for it.

    Raises ExportRefused at the end where its checksum is another: what deflate unpacks without a
    complaint can still be damaged.
    """
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ExportRefused("archive.damaged")
    checksum = 0
    try:
        for block in _unpacked_member(path, member):
            checksum = zlib.crc32(block, checksum)
            yield block
    except OSError as trouble:
        # The index may send the reader to a place before the file's beginning.
        raise ExportRefused("archive.damaged") from trouble
    if checksum != member.CRC:
        raise ExportRefused("archive.damaged")


def zip_members(path: Path) -> list[zipfile.ZipInfo]:
    """Return the files in an archive, without folders and what operating systems add.

    Raises ExportRefused for names that point outside, links, passwords, damage, and for an index
    that alone would fill the memory.
    """
    try:
        _refuse_long_index(path)
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as trouble:
        raise ExportRefused("archive.damaged") from trouble
    for member in listed:
        _refuse_unsafe(member)
    return [member for member in listed if not member.is_dir() and not _is_clutter(member)]


def _refuse_long_index(path: Path) -> None:
    """Raise ExportRefused before the index is read: each of its entries costs ten times its bytes.

    The end of the archive is read by the very function by which `ZipFile` reads it, so that both
    see one index, however the file was made.
    """
    with path.open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001
    if end is not None and end[_INDEX_BYTES] > MAXIMUM_INDEX_BYTES:
        count = max(end[_ENTRIES], end[_INDEX_BYTES] // _SHORTEST_ENTRY_BYTES)
        raise ExportRefused("archive.too_many_members", count=count, most=MOST_FILES)


def _recognise_zip(path: Path) -> Packing:
    members = zip_members(path)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return Packing("xlsx", "none")
    if {"content.xml", "mimetype"} <= names:
        return Packing("ods", "none")
    if {"xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"} & names:
        raise ExportRefused("file.unsupported", kind="Office")
    if not members:
        raise ExportRefused("archive.empty")
    if len(members) > 1:
        raise ExportRefused("archive.several_members", count=len(members))
    return Packing("text", "zip")


def _refuse_unsafe(member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if ".." in parts or parts[0] == "" or parts[0].endswith(":") or is_link:
        raise ExportRefused("archive.unsafe_name")
    if member.flag_bits & 0x1:
        raise ExportRefused("archive.encrypted")


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return name.startswith(_CLUTTER[0]) or name.rsplit("/", 1)[-1] in _CLUTTER


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def _gunzip(path: Path) -> Iterator[bytes]:
    return inflated_blocks(_plain(path), zlib.MAX_WBITS | 16)


def _unzip(path: Path) -> Iterator[bytes]:
    (member,) = zip_members(path)
    return packed_member(path, member)


def _unpacked_member(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed_bytes(path, member)
    is_stored = member.compress_type == zipfile.ZIP_STORED
    return packed if is_stored else inflated_blocks(packed, -zlib.MAX_WBITS)


def _packed_bytes(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the member as it is stored, found by its local header (30 bytes, name, extra)."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        header = file.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise ExportRefused("archive.damaged")
        file.seek(int.from_bytes(header[26:28], "little"), 1)
        file.seek(int.from_bytes(header[28:30], "little"), 1)
        left = member.compress_size
        while left and (block := file.read(min(left, BLOCK_BYTES))):
            left -= len(block)
            yield block
    if left:
        raise ExportRefused("archive.damaged")


def _unzstd(path: Path) -> Iterator[bytes]:
    try:
        with pa.input_stream(str(path), compression="zstd") as stream:
            while block := stream.read(BLOCK_BYTES):
                yield block
    except OSError as trouble:
        raise ExportRefused("archive.damaged") from trouble
