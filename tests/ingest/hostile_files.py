"""Some two hundred broken and hostile files, each with what must become of it.

A file is its bytes, or a function that writes it. What must become of it is the code of a refusal,
or the numbers of rows read and of malformed lines. REFUSED is any refusal: what packers make of
bytes that a test changes differs between their versions.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.made_workbooks import cell, ods_text, sheet, write_ods, write_xlsx

Outcome = str | tuple[int, int]
REFUSED = "refused"
# The member of every row has a name that occurs nowhere else, so that traces can be sought.
MARKER = "mk7q1"
HEADER = b"member_id,community_id,joined_on\n"
ROW = b"mk7q1,c1,2024-01-02\n"
TABLE = HEADER + ROW * 3
MANY = HEADER + ROW * 200_000


@dataclass(frozen=True)
class HostileFile:
    """A name that says what is wrong, the file, and what must become of it."""

    name: str
    made: bytes | Callable[[Path], object]
    outcome: Outcome

    def write(self, path: Path) -> Path:
        """Write the file."""
        if isinstance(self.made, bytes):
            path.write_bytes(self.made)
        else:
            self.made(path)
        return path


def hostile_files() -> Iterator[HostileFile]:
    """Yield every file."""
    for family in (
        _foreign, _empty, _encodings, _line_ends, _quotes, _widths, _long_lines, _headers, _gzips,
        _zips, _zstds, _parquets, _workbooks, _values,
    ):  # fmt: skip
        for name, made, outcome in family():
            yield HostileFile(f"{family.__name__[1:]}: {name}", made, outcome)


Family = Iterator[tuple[str, bytes | Callable[[Path], object], Outcome]]


def _foreign() -> Family:
    rest = bytes(range(256)) * 8
    for name, magic in {
        "PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff\xe0", "GIF": b"GIF89a",
        "PDF": b"%PDF-1.7\n", "SQLite": b"SQLite format 3\0", "XLS": b"\xd0\xcf\x11\xe0\xa1\xb1",
        "7z": b"7z\xbc\xaf\x27\x1c", "RAR": b"Rar!\x1a\x07", "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\0", "RTF": b"{\\rtf1", "ELF": b"\x7fELF\x02", "EXE": b"MZ\x90\0",
        "Arrow": b"ARROW1\0\0", "ORC": b"ORC", "Avro": b"Obj\x01",
    }.items():  # fmt: skip
        yield name, magic + rest, "file.unsupported"
    yield "HTML", b"<!DOCTYPE html>\n<html><body>Please sign in</body></html>", "file.unsupported"
    yield "HTML after a mark", b"\xef\xbb\xbf  <HTML>", "file.unsupported"
    yield "XML", b'<?xml version="1.0"?><a/>', "file.unsupported"
    yield "JSON object", b'{"member_id": "mk7q1"}', "file.unsupported"
    yield "JSON lines", b'{"a": 1}\n{"a": 2}\n', "file.unsupported"
    yield "JSON list", b'[ {"member_id": "mk7q1"}]', "file.unsupported"
    yield "noise", bytes((n * 7919) % 251 + 1 for n in range(4000)), "file.binary"


def _empty() -> Family:
    for name, content in {
        "no byte": b"", "a line end": b"\n", "line ends": b"\r\n\r\n\r\n", "blanks": b"   \n \n",
        "a mark": b"\xef\xbb\xbf", "a mark of UTF-16": b"\xff\xfe",
    }.items():  # fmt: skip
        yield name, content, "file.empty"
    yield "gzip of nothing", gzip.compress(b""), "file.empty"
    yield "zip of nothing", _zip({"a.csv": b""}), "file.empty"
    yield "zstd of nothing", pa.Codec("zstd").compress(b"", asbytes=True), "file.empty"
    yield "only separators", b",,,\n,,,\n", "file.empty"
    for name, content in {
        "header": HEADER, "header without line end": HEADER[:-1],
        "header and empty lines": HEADER + b"\n\n", "header with a mark": b"\xef\xbb\xbf" + HEADER,
        "header in UTF-16": HEADER.decode().encode("utf-16"),
        "header and separator line": b"sep=,\n" + HEADER, "header in gzip": gzip.compress(HEADER),
    }.items():  # fmt: skip
        yield name, content, "file.header_only"


def _encodings() -> Family:
    text = "member_id,community_id,joined_on\nmk7q1,é,2024-01-02\n"
    yield "UTF-8 with a mark", text.encode("utf-8-sig"), (1, 0)
    yield "two marks", b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(), (1, 0)
    yield "UTF-16 LE", text.encode("utf-16"), (1, 0)
    yield "UTF-16 BE without mark", text.encode("utf-16-be"), (1, 0)
    yield "UTF-16 with half a character", text.encode("utf-16")[:-1], "text.encoding_unknown"
    yield (
        "UTF-16 with a lone surrogate",
        text.encode("utf-16") + b"\x00\xd8",
        "text.encoding_unknown",
    )
    yield "UTF-32", text.encode("utf-32"), "text.nul"
    yield "Windows-1252", text.encode("windows-1252"), (1, 0)
    yield "Windows-1252 in gzip", gzip.compress(text.encode("windows-1252")), (1, 0)
    yield "Latin-1 controls", HEADER + b"mk7q1,\x81\x8d,2024-01-02\n", "text.encoding_unknown"
    yield "Shift JIS", HEADER + "mk7q1,日本語,2024-01-02\n".encode("shift_jis"), (1, 0)
    yield (
        "two encodings",
        text.encode() + "m2,é,2024-01-02\n".encode("latin-1"),
        "text.mixed_encodings",
    )
    late = MANY + "m2,é,2024-01-02\n".encode() + "m2,é,2024-01-02\n".encode("latin-1")
    yield "two encodings, late", late, "text.mixed_encodings"
    yield "half a character at the end", HEADER + ROW + b"m2,\xc3", (1, 1)
    yield "an overlong character", HEADER + b"mk7q1,\xc0\xaf,2024-01-02\n", (1, 0)
    yield "EBCDIC", TABLE.decode().encode("cp500"), "file.header_only"
    for name, place in {"first": 0, "within": 40, "last": len(TABLE)}.items():
        yield f"NUL {name}", TABLE[:place] + b"\0" + TABLE[place:], "text.nul"
    yield "NUL after two megabytes", MANY + b"\0\n", "text.nul"


def _line_ends() -> Family:
    yield "CR LF", TABLE.replace(b"\n", b"\r\n"), (3, 0)
    yield "CR", TABLE.replace(b"\n", b"\r"), (3, 0)
    yield "LF, then CR LF", TABLE + (ROW * 2).replace(b"\n", b"\r\n"), (5, 0)
    yield "CR LF, then LF", TABLE.replace(b"\n", b"\r\n") + ROW * 2, (5, 0)
    yield "CR within a line", TABLE + b"m2,c\r1,2024-01-02\n", (3, 1)
    yield "CR CR LF", TABLE.replace(b"\n", b"\r\r\n"), (3, 0)
    yield "no line end at the end", TABLE[:-1], (3, 0)
    yield "empty lines between", TABLE.replace(b"\n", b"\n\n"), (3, 0)
    yield "empty lines before", b"\n\n\r\n" + TABLE, (3, 0)
    yield "empty and short lines", TABLE + b"\n\nm2\n\n" + ROW, (4, 1)
    yield "a thousand empty lines", TABLE + b"\n" * 1000, (3, 0)
    yield "line separator of Unicode", TABLE + "m2,c\u20281,2024-01-02\n".encode(), (4, 0)
    yield "form feed", TABLE + b"\x0cm2,c1,2024-01-02\n", (4, 0)
    yield "end mark of DOS", TABLE + b"\x1a", (3, 1)


def _quotes() -> Family:
    for name, line, outcome in (
        ("stray, leading", b'"m2,c1,2024-01-02\n', (6, 1)),
        ("stray, in the middle of a cell", b'm2,c"1,2024-01-02\n', (7, 0)),
        ("stray, leading a later cell", b'm2,"c1,2024-01-02\n', (6, 1)),
        ("stray, trailing", b'm2,c1",2024-01-02\n', (7, 0)),
        ("text after the closing one", b'"m2"x,c1,2024-01-02\n', (6, 1)),
        ("three leading", b'"""m2,c1,2024-01-02\n', (6, 1)),
        ("doubled within", b'"m""2",c1,2024-01-02\n', (7, 0)),
        ("around nothing", b'"",c1,2024-01-02\n', (7, 0)),
        ("around a separator", b'"m,2",c1,2024-01-02\n', (7, 0)),
        ("around a line end", b'"m\n2",c1,2024-01-02\n', (7, 0)),
        ("around many line ends", b'"m\n\n\r\n2",c1,2024-01-02\n', (7, 0)),
        ("around CR LF", b'"m\r\n2",c1,2024-01-02\r\n', (7, 0)),
        ("after a blank", b' "m2",c1,2024-01-02\n', (7, 0)),
        ("single ones", b"'m,2',c1,2024-01-02\n", (6, 1)),
        ("escaped by a backslash", b'"m\\"2",c1,2024-01-02\n', (6, 1)),
        ("only one", b'"\n', (6, 1)),
        ("only three", b'"""\n', (6, 1)),
    ):
        yield name, TABLE + line + ROW * 3, outcome
    yield "left open at the end", TABLE + b'"m2,c1,2024-01-02', (3, 1)
    yield "stray in the first row", HEADER + b'"m2,c1,2024-01-02\n' + ROW * 5, (5, 1)
    yield "stray in every row", HEADER + b'"m2,c1,2024-01-02\n' * 50, "file.nothing_readable"
    stray = b'"m2,c1,2024-01-02\n' + ROW * 9
    yield "stray in every tenth of 20,000 rows", HEADER + stray * 2_000, (18_000, 2_000)
    yield "two stray far apart", TABLE + stray * 2, (3 + 18, 2)
    yield (
        "left open in the header",
        b'"member_id,community_id,joined_on\n' + ROW * 400,
        "header.unreadable",
    )
    yield (
        "around all cells",
        b'"' + TABLE[:-1].replace(b",", b'","').replace(b"\n", b'"\n"') + b'"\n',
        (3, 0),
    )
    text = b'"' + b"a line of text\n" * 300 + b'",c1,2024-01-02\n'
    yield "around a book", TABLE + text, (3, 301)


def _widths() -> Family:
    yield "a cell too few", TABLE + b"m2,c1\n", (3, 1)
    yield "a cell too many", TABLE + b"m2,c1,2024-01-02,x\n", (3, 1)
    yield "a separator too many", TABLE + b"m2,c1,2024-01-02,\n", (4, 0)
    yield "separators only", TABLE + b",,\n", (3, 0)
    yield (
        "another separator in the rows",
        HEADER + ROW.replace(b",", b";") * 3,
        "file.nothing_readable",
    )
    yield "another separator halfway", TABLE + ROW.replace(b",", b";") * 3, (3, 3)
    yield "a separator at every end", TABLE.replace(b"\n", b",\n"), (3, 0)
    yield "a title above the header", b"Members of our forum\n" + TABLE, "file.nothing_readable"
    for name, separator in {"semicolon": b";", "tab": b"\t", "bar": b"|"}.items():
        yield name, TABLE.replace(b",", separator), (3, 0)
    yield "separator stated by Excel", b"sep=;\r\n" + TABLE.replace(b",", b";"), (3, 0)
    yield "separator stated and another used", b"sep=;\r\n" + TABLE, (3, 0)
    yield "separator stated and nothing else", b"sep=;", "file.empty"
    yield "header repeated within", TABLE + HEADER + ROW, (5, 0)
    yield "one column", b"member_id\nmk7q1\n\nm2\n", "header.one_column"
    yield "a separator that nobody uses", TABLE.replace(b",", b"~"), "header.one_column"
    yield (
        "quotation marks around whole lines",
        b"".join(b'"%b"\n' % line for line in TABLE.splitlines()),
        "header.one_column",
    )


def _long_lines() -> Family:
    yield "a cell of half a megabyte", HEADER + b"m" * (1 << 19) + b",c1,2024-01-02\n", (1, 0)
    yield "a line above one", HEADER + b"m" * (1 << 20) + b",c1,2024-01-02\n", "text.line_too_long"
    yield "a header above one", b"m" * (1 << 21), "text.line_too_long"
    yield "two hundred megabytes of one line", _write_long_line, "text.line_too_long"
    yield "a line above one in gzip", gzip.compress(HEADER + b"m" * (1 << 22)), "text.line_too_long"
    quoted = HEADER + b'"' + b"short\n" * 400_000 + b'",c1,2024-01-02\n'
    yield "a quoted cell of 400,000 lines", quoted, "file.nothing_readable"


def _write_long_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER)
        for _ in range(200):
            file.write(b"m" * (1 << 20))


def _headers() -> Family:
    wide = ",".join(f"c{number}" for number in range(1997))
    extra = ROW[:-1] + b"," * 1997 + b"\n"
    yield "2,000 columns", HEADER[:-1] + b"," + wide.encode() + b"\n" + extra, (1, 0)
    yield (
        "2,001 columns",
        b",".join(b"c%d" % n for n in range(2001)) + b"\n1\n",
        "header.too_many_columns",
    )
    yield (
        "100,000 columns",
        b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n",
        "header.too_many_columns",
    )
    for name, header in {
        "the same": "member_id,community_id,joined_on,member_id",
        "another case": "member_id,community_id,joined_on,MEMBER_ID",
        "a blank more": "member_id,community_id,joined_on, member_id ",
        "an invisible mark more": "member_id,community_id,joined_on,member\u200b_id",
        "a mark of direction more": "member_id,community_id,joined_on,\u202emember_id",
    }.items():
        yield f"twice {name}", f"{header}\n1,2,2024-01-02,4\n".encode(), "header.duplicate"
    for name, header in {
        "blanks around": " member_id ,\tcommunity_id, joined_on",
        "capitals": "MEMBER_ID,Community_Id,joined_ON",
        "spaces for underscores": "member id,community id,joined on",
        "hyphens for underscores": "member-id,community-id,joined-on",
        "quotes around": '"member_id","community_id","joined_on"',
        "a mark of direction": "member_id,\u200fcommunity_id,joined_on",
        "zero-width joiners": "mem\u200dber_id,community_id,joined_on",
        "no-break spaces": "member\u00a0id,community_id,joined_on",
    }.items():
        yield name, f"{header}\nmk7q1,c1,2024-01-02\n".encode(), (1, 0)
    for name, header in {
        "a Cyrillic letter": "m\u0435mber_id,community_id,joined_on",
        "full-width letters": "ｍember_id,community_id,joined_on",
        "another language": "membre,communauté,arrivée_le",
        "a formula": "=member_id,community_id,joined_on",
    }.items():
        yield name, f"{header}\nmk7q1,c1,2024-01-02\n".encode(), "columns.missing"
    for name, extra_name in {
        "SQL": "x\"; drop table raw; --", "a quote": "it's", "rowid": "rowid", "braces": "{column}",
        "our own number": "rebond_row_number", "a row number": "row_number", "a picture": "🙂",
        "a keyword": "select", "two thousand letters": "x" * 2000, "a percent sign": "%s %(x)s",
    }.items():  # fmt: skip
        cells = extra_name.replace('"', '""')
        content = f'member_id,community_id,joined_on,"{cells}"\nmk7q1,c1,2024-01-02,4\n'
        yield f"a column named {name}", content.encode(), (1, 0)
    yield (
        "a column without a name",
        b"member_id,community_id,joined_on,\nmk7q1,c1,2024-01-02,4\n",
        (1, 0),
    )
    yield (
        "row names of R",
        b'"",member_id,community_id,joined_on\n"1",mk7q1,c1,2024-01-02\n',
        (1, 0),
    )
    yield "none, but rows", ROW * 3, "header.missing"
    yield "none, but numbers", b"1,2,3\n4,5,6\n", "header.missing"
    yield "none, but addresses", b"ann@example.org,x,y\nm,c,d\n", "header.missing"


def _gzips() -> Family:
    packed = gzip.compress(MANY)
    for size in (3, 10, 15, len(packed) // 2, len(packed) - 1, len(packed) - 8):
        yield f"cut after {size} bytes", packed[:size], "archive.damaged"
    yield "a wrong checksum", packed[:-8] + b"\0" * 8, "archive.damaged"
    yield (
        "a changed byte",
        packed[:200] + bytes([packed[200] ^ 255]) + packed[201:],
        REFUSED,
    )
    yield "something after it", gzip.compress(TABLE) + b"something", "archive.damaged"
    yield "zeros after it", gzip.compress(TABLE) + b"\0" * 600, (3, 0)
    yield "two streams", gzip.compress(HEADER) + gzip.compress(ROW), (1, 0)
    yield "gzip in gzip", gzip.compress(gzip.compress(TABLE)), "file.unsupported"
    yield "a picture", gzip.compress(b"\x89PNG\r\n\x1a\n" + b"x" * 99), "file.unsupported"
    yield "a bomb of zeros", gzip.compress(b"\0" * (8 << 20), 1), "text.line_too_long"
    yield "a bomb of one letter", gzip.compress(b"a" * (8 << 20), 1), "text.line_too_long"
    yield "a bomb of rows", lambda path: _write_packed(path, gzip.compress), "archive.too_large"


def _write_packed(path: Path, pack: Callable[[bytes], bytes]) -> None:
    """Write 68 million bytes of rows as the small file that `pack` makes of them."""
    path.write_bytes(pack(HEADER + ROW * 4_000_000))


def _zips() -> Family:
    yield "one file in a folder", _zip({"folder/": b"", "folder/a.csv": TABLE}), (3, 0)
    yield "clutter of a Macintosh", _zip({"a.csv": TABLE, "__MACOSX/._a.csv": b"x"}), (3, 0)
    yield "stored, not packed", _zip({"a.csv": TABLE}, zipfile.ZIP_STORED), (3, 0)
    yield "a name in Chinese", _zip({"成员.csv": TABLE}), (3, 0)
    yield "no file", _zip({}), "archive.empty"
    yield "folders only", _zip({"a/": b"", "a/b/": b""}), "archive.empty"
    yield "two files", _zip({"a.csv": TABLE, "b.csv": TABLE}), "archive.several_members"
    yield (
        "a thousand files",
        _zip({f"{n}.csv": ROW for n in range(1000)}),
        "archive.several_members",
    )
    for name, inner in {
        "up": "../a.csv", "far up": "x/../../a.csv", "root": "/etc/a.csv", "drive": "C:/a.csv",
        "up, backslashes": "..\\..\\a.csv", "root, backslash": "\\a.csv",
    }.items():  # fmt: skip
        yield f"a name that leads {name}", _zip({inner: TABLE}), "archive.unsafe_name"
    yield "a link", _zip_of_link(), "archive.unsafe_name"
    yield "a password", _zip_with_flag(), "archive.encrypted"
    yield "bzip2 within", _zip({"a.csv": TABLE}, zipfile.ZIP_BZIP2), "archive.damaged"
    yield "lzma within", _zip({"a.csv": TABLE}, zipfile.ZIP_LZMA), "archive.damaged"
    yield "zip in zip", _zip({"a.zip": _zip({"a.csv": TABLE})}), "file.unsupported"
    yield "a document of Word", _zip({"word/document.xml": b"<x/>"}), "file.unsupported"
    packed = _zip({"a.csv": MANY})
    yield "cut", packed[: len(packed) // 2], "archive.damaged"
    yield "without its index", packed[:-22], "archive.damaged"
    stored = _zip({"a.csv": TABLE}, zipfile.ZIP_STORED)
    yield "one letter changed, not packed", stored.replace(b",c1,", b",c2,", 1), "archive.damaged"
    yield "changed within", packed[:300] + b"\xff" * 40 + packed[340:], REFUSED

    def pack(rows: bytes) -> bytes:
        return _zip({"a.csv": rows})

    yield "a bomb of rows", lambda path: _write_packed(path, pack), "archive.too_large"
    lie = "a bomb that claims to be small"
    yield lie, lambda path: _write_packed(path, _zip_that_lies), "archive.too_large"
    yield "a picture within", _zip({"a.csv": b"\x89PNG\r\n" + b"x" * 99}), "file.unsupported"


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _zip_of_link() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


def _zip_with_flag() -> bytes:
    content = bytearray(_zip({"a.csv": TABLE}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _zip_that_lies(rows: bytes) -> bytes:
    """Return an archive whose index gives 100 bytes as the size of 68 million."""
    content = bytearray(_zip({"a.csv": rows}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + place
        content[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def _zstds() -> Family:
    packed = pa.Codec("zstd").compress(MANY, asbytes=True)
    yield "whole", pa.Codec("zstd").compress(TABLE, asbytes=True), (3, 0)
    yield "cut", packed[: len(packed) // 2], "archive.damaged"
    yield "changed", packed[:20] + b"\xff" * 30 + packed[50:], REFUSED
    yield "only its first bytes", packed[:4], "archive.damaged"

    def pack(rows: bytes) -> bytes:
        return pa.Codec("zstd").compress(rows, asbytes=True)

    yield "a bomb of rows", lambda path: _write_packed(path, pack), "archive.too_large"


def _parquets() -> Family:
    good = {"member_id": ["mk7q1"], "community_id": ["c1"], "joined_on": ["2024-01-02"]}
    yield "text", _parquet(good), (1, 0)
    for name, column in {
        "whole numbers": pa.array([2**62]), "doubles": pa.array([1.5]),
        "instants": pa.array([datetime(2024, 1, 1, tzinfo=UTC)]), "truth": pa.array([True]),
        "decimals": pa.array([Decimal("1.50")]), "dates": pa.array([None], pa.date32()),
        "not a number": pa.array([float("nan")]), "nothing": pa.array([None]),
        "endless": pa.array([float("inf")]), "words": pa.array(["x"]).dictionary_encode(),
        "times": pa.array([1], pa.time64("us")), "durations": pa.array([1], pa.duration("us")),
    }.items():  # fmt: skip
        yield f"a column of {name}", _parquet({**good, "extra": column}), (1, 0)
    for name, column in {
        "lists": pa.array([[1, 2]]), "records": pa.array([{"a": 1}]),
        "bytes": pa.array([b"\0\xff"]),
        "maps": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    }.items():  # fmt: skip
        yield f"a column of {name}", _parquet({**good, "extra": column}), "parquet.nested_column"
    yield "no row", _parquet({name: pa.array([], pa.string()) for name in good}), "file.header_only"
    yield "a name twice", _parquet({**good, "MEMBER_ID": ["x"]}), "header.duplicate"
    wide = {f"c{number}": ["x"] for number in range(2001)}
    yield "2,001 columns", _parquet(wide), "header.too_many_columns"
    content = _parquet(good)
    yield (
        "a name that is no text",
        content.replace(b"joined_on", b"joined\xff\xfen"),
        "parquet.damaged",
    )
    yield "only its first bytes", b"PAR1", "parquet.damaged"
    yield "cut", content[: len(content) // 2], "parquet.damaged"
    yield "a changed index", content[:-60] + b"\xff" * 40 + content[-20:], "parquet.damaged"
    size = (2**31 - 1).to_bytes(4, "little")
    yield "an index larger than the file", content[:-8] + size + b"PAR1", "parquet.damaged"
    yield "an index of no size", content[:-8] + b"\0" * 4 + b"PAR1", "parquet.damaged"


def _parquet(columns: dict[str, object]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def _workbooks() -> Family:
    head = cell("A1", "member_id") + cell("B1", "community_id") + cell("C1", "joined_on")
    row = cell("A2", "mk7q1") + cell("B2", "c1") + cell("C2", 45292, style=1)
    good = sheet([head, row])
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'

    def book(*sheets: str) -> Callable[[Path], object]:
        return lambda path: write_xlsx(path, list(sheets))

    yield "a sheet", book(good), (1, 0)
    yield "an empty sheet beside", book(good, sheet([])), (1, 0)
    yield "dates of 1900", book(sheet([head, row.replace("45292", "1")])), (1, 0)
    yield "dates of 9999", book(sheet([head, row.replace("45292", "2958465")])), (1, 0)
    yield "a date beyond all", book(sheet([head, row.replace("45292", "1e300")])), (1, 0)
    yield "two sheets", book(good, good), "workbook.several_sheets"
    yield "merged cells", book(sheet([head, row], merged)), "workbook.merged_cells"
    yield "no cell", book(sheet([])), "file.empty"
    yield "a header", book(sheet([head])), "file.header_only"
    yield "no sheet", book(), "file.empty"
    yield "half a sheet", book(good[: len(good) // 2]), "workbook.damaged"
    yield (
        "a cell in the last corner",
        book(sheet([head, row + cell("XFD1048576", "x")])),
        "workbook.too_large",
    )
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + good.replace(
        "mk7q1", "&amp;"
    )
    yield "entities", book(entities), (1, 0)
    yield "nothing but its name", _zip({"xl/workbook.xml": b""}), "workbook.damaged"
    text = [ods_text("member_id"), ods_text("community_id"), ods_text("joined_on")]
    cells = [ods_text("mk7q1"), ods_text("c1"), ods_text("2024-01-02")]
    yield "OpenDocument", lambda path: write_ods(path, [text, cells]), (1, 0)
    endless = f'<table:table-row table:number-rows-repeated="1048576">{ods_text("x", 16384)}'
    yield (
        "OpenDocument without end",
        lambda path: write_ods(path, [text], endless + "</table:table-row>"),
        "workbook.damaged",
    )


def _values() -> Family:
    for name, value in {
        "a formula": "=cmd|' /C calc'!A0", "a formula of plus": "+1+1",
        "a formula of at": "@SUM(1)",
        "ten to the thirtieth": "1" + "0" * 30, "not a number": "NaN", "endless": "-Infinity",
        "an exponent": "1e400", "hexadecimal": "0x10", "marks of direction": "\u202emk7q1\u202c",
        "a homoglyph": "m\u0430", "a picture": "🙂", "a zero-width space": "m\u200b1",
        "SQL": "'; drop table raw; --", "a template": "{{7*7}} ${7*7} %s {0}",
        "a control character": "m\x071", "a combining storm": "m" + "\u0301" * 500,
        "a script": "<script>alert(1)</script>", "a path": "../../etc/passwd",
    }.items():  # fmt: skip
        cells = value.replace('"', '""')
        yield name, HEADER + f'"{cells}",c1,2024-01-02\n'.encode(), (1, 0)
    for value in ("1900-01-01", "2100-12-31", "0000-00-00", "2024-02-30", "9999-12-31", "epoch"):
        yield f"the date {value}", HEADER + f"mk7q1,c1,{value}\n".encode(), (1, 0)
    yield "days or months first", HEADER + b"mk7q1,c1,03/04/2024\n", "dates.ambiguous"
    yield (
        "days and months first",
        HEADER + b"mk7q1,c1,13/04/2024\nm2,c1,04/13/2024\n",
        "dates.mixed_orders",
    )
