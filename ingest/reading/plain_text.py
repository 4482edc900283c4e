"""What a text file looks like: encoding, line ends, separator, header, number of lines.

One pass over the whole file in blocks. It counts lines without knowing how the reader does, so
that `text_staging.py` can be held to that count, and notes where each 64th begins, so that any line
can be found again.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingest.errors import ExportRefused
from ingest.reading.column_signs import CHARACTERS
from ingest.reading.header import Header, is_blank, read_header
from ingest.reading.packing import BLOCK_BYTES, refuse_foreign

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAXIMUM_LINE_BYTES = 1 << 20
LINES_A_STEP = 64
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Bytes without a character in Windows-1252: a file that holds them is written in something else.
_UNDEFINED_IN_WINDOWS_1252 = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True)
class TextFacts:
    """The outside of a text file; lines are physical ones, the header's and empty ones too."""

    encoding: str
    has_byte_order_mark: bool
    has_old_mac_line_ends: bool
    header: Header
    line_count: int
    blank_line_count: int
    has_rows_of_separators: bool = False
    """Whether some of the blank lines are rows without any value, which a reader takes for rows."""
    absent: frozenset[str] = frozenset()
    """Telling characters (`column_signs.py`) that stand nowhere in the file."""
    line_starts: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False
    )
    """The byte at which each 64th line begins in the text as it was scanned, from the first on."""

    @property
    def data_line_count(self) -> int:
        """Lines that hold data: neither header nor empty."""
        return self.line_count - self.blank_line_count - self.header.line_count

    @property
    def is_plain_utf8(self) -> bool:
        """Whether a reader of UTF-8 can take the file as it lies."""
        is_utf8 = self.encoding == "utf-8"
        return is_utf8 and not (self.has_byte_order_mark or self.has_old_mac_line_ends)


def scan_text(blocks: Iterator[bytes]) -> TextFacts:
    """Read all blocks once. Raises ExportRefused for what no table of text can be."""
    first = next(blocks, b"")
    encoding, mark = _sniff_encoding(first)
    scan = _Scan(encoding, has_old_mac_line_ends=_has_old_mac_line_ends(first, encoding))
    for lines in whole_lines(utf8_blocks(_chain(first[len(mark) :], blocks), scan)):
        scan.take(lines)
    return scan.facts(has_byte_order_mark=bool(mark))


def utf8_blocks(blocks: Iterator[bytes], style: TextFacts | _Scan) -> Iterator[bytes]:
    """Yield the same text as UTF-8 with line feeds; undecided bytes pass as they are."""
    if style.encoding in ("utf-16-le", "utf-16-be", "windows-1252"):
        blocks = _transcoded(blocks, style.encoding)
    for block in blocks:
        yield block.replace(b"\r", b"\n") if style.has_old_mac_line_ends else block


def whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut blocks at line ends. Raises ExportRefused for a line longer than the limit."""
    rest = b""
    for block in blocks:
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
        if len(rest) > MAXIMUM_LINE_BYTES:
            raise ExportRefused("text.line_too_long", limit=MAXIMUM_LINE_BYTES)
    if rest:
        yield rest


@dataclass
class _Scan:
    encoding: str
    has_old_mac_line_ends: bool
    header: Header | None = None
    line_count: int = 0
    blank_line_count: int = 0
    has_rows_of_separators: bool = False
    byte_count: int = 0
    line_starts: list[NDArray[np.int64]] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)
    unseen: dict[str, bytes] = field(
        # The last byte alone: that of a no-break space is the same in UTF-8 and in Windows-1252.
        default_factory=lambda: {text: text.encode()[-1:] for text in CHARACTERS.values()}
    )

    def take(self, lines: bytes) -> None:
        """Note what one block of whole lines adds."""
        if self.header is None:
            refuse_foreign(lines[:4096])
        if b"\0" in lines:
            raise ExportRefused("text.nul")
        if not lines.isascii():
            self._judge_encoding(lines)
        # What was seen once is not looked for again.
        self.unseen = {text: sign for text, sign in self.unseen.items() if sign not in lines}
        _refuse_long_line(lines)
        if self.header is None:
            _refuse_control_characters(lines[:65536])
            self.header = read_header(self._decoded(lines))
        self._count(lines)

    def facts(self, *, has_byte_order_mark: bool) -> TextFacts:
        """Return what was found. Raises ExportRefused where there is nothing to take in."""
        if self.header is None:
            raise ExportRefused("file.empty")
        if "undefined" in self.traits and "not_utf8" in self.traits:
            raise ExportRefused("text.encoding_unknown")
        if {"utf8", "not_utf8"} <= self.traits:
            raise ExportRefused("text.mixed_encodings")
        found = TextFacts(
            encoding="windows-1252" if "not_utf8" in self.traits else self.encoding,
            has_byte_order_mark=has_byte_order_mark,
            has_old_mac_line_ends=self.has_old_mac_line_ends,
            header=self.header,
            line_count=self.line_count,
            blank_line_count=self.blank_line_count,
            has_rows_of_separators=self.has_rows_of_separators,
            absent=frozenset(self.unseen),
            line_starts=np.concatenate(self.line_starts),
        )
        if found.data_line_count <= 0:
            raise ExportRefused("file.header_only")
        return found

    def _judge_encoding(self, lines: bytes) -> None:
        try:
            lines.decode("utf-8")
        except UnicodeDecodeError:
            for line in lines.split(b"\n"):
                if not line.isascii():
                    self.traits |= _traits_of_line(line)
        else:
            self.traits.add("utf8")

    def _decoded(self, lines: bytes) -> str:
        is_utf8 = "not_utf8" not in self.traits
        return lines.decode("utf-8" if is_utf8 else "windows-1252", errors="replace")

    def _count(self, lines: bytes) -> None:
        ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == ord("\n"))
        count = len(ends) + (not lines.endswith(b"\n"))
        starts = np.concatenate(([0], ends + 1))[-self.line_count % LINES_A_STEP : count]
        self.line_starts.append(starts[::LINES_A_STEP] + self.byte_count)
        self.line_count += count
        self.byte_count += len(lines)
        # Looked for by its length first: nearly all lines are longer than separators alone.
        width = len(self.header.names) if self.header else 1
        if bool((np.diff(ends, prepend=-1) <= width + 1).any()) or not lines.endswith(b"\n"):
            short = [line for line in lines.split(b"\n")[:count] if len(line) <= width]
            texts = (line.removesuffix(b"\r").decode(errors="replace") for line in short)
            blank = [text for text in texts if is_blank(text, width)]
            self.blank_line_count += len(blank)
            self.has_rows_of_separators |= any(blank)


def _sniff_encoding(first: bytes) -> tuple[str, bytes]:
    """Return the encoding and the byte order mark, which may be empty.

    Text in UTF-16 without a mark shows by a NUL in nearly every other byte.
    """
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8", codecs.BOM_UTF8
    for mark, encoding in _UTF_16.items():
        if first.startswith(mark):
            return encoding, mark
    head = first[:400]
    if len(head) >= 8 and head[1::2].count(0) > 0.4 * len(head) and head[::2].count(0) == 0:
        return "utf-16-le", b""
    if len(head) >= 8 and head[::2].count(0) > 0.4 * len(head) and head[1::2].count(0) == 0:
        return "utf-16-be", b""
    return "utf-8", b""


def _has_old_mac_line_ends(first: bytes, encoding: str) -> bool:
    text = first.decode(encoding, errors="replace") if encoding.startswith("utf-16") else first
    if isinstance(text, str):
        return "\r" in text and "\n" not in text
    return b"\r" in text and b"\n" not in text


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _transcoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in blocks:
            yield decoder.decode(block).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
    except UnicodeError:
        # The error itself holds the bytes it met: it must not travel.
        raise ExportRefused("text.encoding_unknown") from None


def _refuse_long_line(lines: bytes) -> None:
    """Leap from line end to line end: each leap must find one within the limit."""
    at = 0
    while len(lines) - at > MAXIMUM_LINE_BYTES:
        end = lines.rfind(b"\n", at, at + MAXIMUM_LINE_BYTES)
        if end < 0:
            raise ExportRefused("text.line_too_long", limit=MAXIMUM_LINE_BYTES)
        at = end + 1


def _refuse_control_characters(head: bytes) -> None:
    strange = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x0b\x1a")
    if strange > max(8, 0.02 * len(head)):
        raise ExportRefused("file.binary")


def _traits_of_line(line: bytes) -> set[str]:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        has_undefined = any(byte in _UNDEFINED_IN_WINDOWS_1252 for byte in line)
        return {"not_utf8", "undefined"} if has_undefined else {"not_utf8"}
    return {"utf8"}


assert BLOCK_BYTES >= MAXIMUM_LINE_BYTES  # noqa: S101
