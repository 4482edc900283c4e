"""Rows reach the staging table whole, in order, by name; what cannot be read is set apart."""

import gzip
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from ingest.errors import ExportRefused
from ingest.reading.header import clean_names
from ingest.reading.receive import receive
from ingest.reading.staging import StagedFile, stage


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        yield connection


def staged_from(con, path: Path, content: bytes | str) -> tuple[StagedFile, list[tuple]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    staged = stage(con, receive(path), "raw")
    return staged, con.execute('select * from "raw" order by rowid').fetchall()


def malformed(con) -> list[tuple]:
    return con.execute('select * from "raw_malformed" order by row_number').fetchall()


TABLE = "member_id,joined_on,note\nm1,2024-01-02,a\nm2,,é\n"
ROWS = [("m1", "2024-01-02", "a"), ("m2", None, "é")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf-8", TABLE.encode()),
        ("utf-8 with a byte order mark", TABLE.encode("utf-8-sig")),
        ("utf-16 with a byte order mark", TABLE.encode("utf-16")),
        ("utf-16 without", TABLE.encode("utf-16-le")),
        ("utf-16 big endian", b"\xfe\xff" + TABLE.encode("utf-16-be")),
        ("windows-1252", TABLE.encode("windows-1252")),
        ("carriage returns and line feeds", TABLE.replace("\n", "\r\n").encode()),
        ("old Macintosh", TABLE.replace("\n", "\r").encode()),
        ("mixed line ends", TABLE.replace("\n", "\r\n", 1).encode()),
        ("semicolons", TABLE.replace(",", ";").encode()),
        ("tabs", TABLE.replace(",", "\t").encode()),
        ("a stated separator", ("sep=;\n" + TABLE.replace(",", ";")).encode()),
        ("a stated quotation mark", ("sep='\n" + TABLE.replace(",", "'")).encode()),
        ("empty lines", TABLE.replace("\n", "\n\n").encode()),
        ("an empty line before the header", b"\n" + TABLE.encode()),
        ("rows without a value, as spreadsheets leave them", f",,\n{TABLE},,\n,,".encode()),
        ("such rows between others", TABLE.replace("\n", "\r\n,,\r\n").encode()),
        ("no line end at the end", TABLE.rstrip("\n").encode()),
        ("all cells quoted", "\n".join('"' + line.replace(",", '","') + '"'
                                         for line in TABLE.split("\n") if line).encode()),
        ("gzip", gzip.compress(TABLE.encode())),
        ("two gzip streams", b"".join(gzip.compress(part.encode())
                                       for part in (TABLE[:30], TABLE[30:]))),
        ("zstd", pa.Codec("zstd").compress(TABLE.encode(), asbytes=True)),
    ],
)  # fmt: skip
def test_the_same_table_is_read_however_it_is_written(con, tmp_path, name, content):
    staged, rows = staged_from(con, tmp_path / "export.dat", content)
    assert staged.header == ("member_id", "joined_on", "note")
    assert rows == ROWS
    assert (staged.row_count, staged.malformed_count) == (2, 0)


def test_a_zip_with_one_member_is_read(con, tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/export.csv", TABLE)
        archive.writestr("__MACOSX/._export.csv", "clutter")
    stage(con, receive(path), "raw")
    assert con.execute('select * from "raw" order by rowid').fetchall() == ROWS


def test_a_path_with_wildcards_names_one_file(con, tmp_path):
    (tmp_path / "export1.csv").write_text(TABLE * 3)
    _, rows = staged_from(con, tmp_path / "export[1]*.csv", TABLE)
    assert rows == ROWS


def test_columns_that_are_called_like_words_of_a_mapping_are_columns(con, tmp_path):
    staged, _ = staged_from(con, tmp_path / "f.csv", "rows,about\n1,2\n")
    assert staged.header == ("rows", "about")


def test_a_column_without_a_name_is_no_title(con, tmp_path):
    staged, rows = staged_from(con, tmp_path / "f.csv", ",a,b\n1,2,3\n")
    assert (staged.header, rows) == (("column_1", "a", "b"), [("1", "2", "3")])


def test_a_line_with_far_too_many_cells_makes_no_title_of_the_header(con, tmp_path):
    _, rows = staged_from(con, tmp_path / "f.csv", "a,b,c\n1,2,3,4,5,6,7\n4,5,6\n7,8,9\n")
    assert (rows, malformed(con)) == ([("4", "5", "6"), ("7", "8", "9")], [(1, "1,2,3,4,5,6,7")])


def test_a_row_with_a_single_value_is_a_row_however_short(con, tmp_path):
    _, rows = staged_from(con, tmp_path / "f.csv", "a,b,c\n1,,\n,,\n,,2\n")
    assert rows == [("1", None, None), (None, None, "2")]


def test_a_line_with_too_few_or_too_many_cells_is_malformed_alone(con, tmp_path):
    _, rows = staged_from(con, tmp_path / "f.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert rows == [("1", "2"), ("7", "8")]
    assert malformed(con) == [(2, "3"), (3, "4,5,6")]


def test_a_stray_quote_costs_its_own_line_only(con, tmp_path):
    lines = [f"{number},x" for number in range(3000)]
    lines[10] = '"10,x'  # a stray quote opens here and nothing closes it
    lines[2000] = '"2000,x'
    staged, _ = staged_from(con, tmp_path / "f.csv", "\n".join(["a,b", *lines]))
    assert staged.row_count == 3000 - 2
    assert malformed(con) == [(11, '"10,x'), (2001, '"2000,x')]


def test_a_cell_may_span_lines_within_quotes(con, tmp_path):
    staged, rows = staged_from(con, tmp_path / "f.csv", 'a,b\n1,"x\n\ny, ""z"""\n3,4\n')
    assert rows == [("1", 'x\n\ny, "z"'), ("3", "4")]
    assert staged.malformed_count == 0


def test_a_header_may_span_lines_within_quotes(con, tmp_path):
    staged, rows = staged_from(con, tmp_path / "f.csv", '"How do\nyou feel?",b\n1,2\n')
    assert staged.header == ("How do you feel?", "b")
    assert rows == [("1", "2")]


def test_columns_are_mapped_by_name_not_by_place(con, tmp_path):
    staged_from(con, tmp_path / "f.csv", "b,a\n2,1\n")
    assert con.execute('select a, b from "raw"').fetchall() == [("1", "2")]


def test_rows_keep_the_numbers_that_they_have_in_the_file(con, tmp_path):
    lines = [str(number) if number % 700 == 3 else f"{number},x" for number in range(1, 5001)]
    staged, _ = staged_from(con, tmp_path / "f.csv", "a,b\n" + "\n".join(lines) + "\n")
    wrong = con.execute(
        f"select count(*), count(*) filter (rebond_row_number != a::bigint) from {staged.numbered}"
    ).fetchone()
    assert wrong == (staged.row_count, 0)
    assert [row[0] for row in malformed(con)] == [number for number in range(1, 5001)
                                                  if number % 700 == 3]  # fmt: skip


def code_of(con, path: Path, content: bytes) -> str:
    with pytest.raises(ExportRefused) as refusal:
        staged_from(con, path, content)
    return refusal.value.code


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file.empty", b""),
        ("file.empty", b"\n\n"),
        ("file.header_only", b"a,b\n"),
        ("file.header_only", b"a,b\n\n\n"),
        ("file.unsupported", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10),
        ("file.unsupported", b"%PDF-1.7\n"),
        ("file.unsupported", b"<!DOCTYPE html><html>"),
        ("file.unsupported", b'[{"a": 1}]'),
        ("file.unsupported", b"-- phpMyAdmin SQL Dump\n-- version 5.2.1\n\nCREATE TABLE a"),
        ("file.unsupported", b"--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE a (b);\n"),
        ("file.unsupported", b"INSERT INTO `a` (`b`, `c`) VALUES\n(1, 2),\n(3, 4);\n"),
        ("file.mapping", b"# ours\nabout: |\n  Ours\nrows:\n  - kind: members\n"),
        ("file.mapping", b"extends: discourse_posts\nconstants:\n  community_id: north\n"),
        ("file.binary", bytes(range(1, 256)) * 40),
        ("file.nothing_readable", b"a,b\n1\n2\n"),
        ("text.nul", b"a,b\n1,\x002\n"),
        ("text.mixed_encodings", "a,b\n1,é\n".encode() + "2,é\n".encode("windows-1252")),
        ("text.encoding_unknown", b"a,b\n1,\x81\x8d\n"),
        ("text.line_too_long", b"a,b\n1," + b"x" * (1 << 20) + b"\n"),
        ("header.duplicate", b"a,A\n1,2\n"),
        ("header.title", b"Scores of May,,\na,b,c\n1,2,3\n"),
        ("header.title", b"Scores of May,May,,,\n,,,,\na,b,c,d,e\n1,2,3,4,5\n"),
        ("header.title", b",,,,,,,,\na,b,c\n1,2,3\n"),
        ("file.empty", b";;;\n;;;\n"),
        ("file.header_only", b"a;b;c\n;;\n;;\n"),
        ("header.missing", b"m1,c1,2024-01-02\nm2,c1,2024-01-03\n"),
        ("header.too_many_columns", ",".join(f"c{n}" for n in range(2001)).encode() + b"\n1\n"),
        ("archive.damaged", gzip.compress(TABLE.encode() * 100)[:-20]),
        ("archive.damaged", gzip.compress(TABLE.encode())[:15] + b"\xff" * 20),
        ("archive.damaged", pa.Codec("zstd").compress(TABLE.encode() * 99, asbytes=True)[:-9]),
        ("archive.damaged", b"PK\x03\x04" + b"x" * 50),
        ("archive.too_large", gzip.compress(b"1234567,abcdefgh\n" * 4_000_000)),
        ("parquet.damaged", b"PAR1" + b"x" * 50 + b"PAR1"),
    ],
)  # fmt: skip
def test_a_file_that_no_export_can_be_is_refused(con, tmp_path, code, content):
    assert code_of(con, tmp_path / "export.csv", content) == code


@pytest.mark.parametrize(
    ("names", "places"),
    [
        # Data, perhaps: a file without a header.
        (["true", "m-1", "post", "TRUE"], "1 = 4"),
        (["a", "b", "b", "a", "b"], "2 = 3, 1 = 4, 2 = 5"),
        (["a"] * 6, "1 = 2, 1 = 3, 1 = 4, 1 = 5, 1 = 6"),
        (["a"] * 7, "1 = 2, 1 = 3, 1 = 4, 1 = 5, 1 = 6"),
    ],
)
def test_columns_of_one_name_are_told_by_their_places_alone(names, places):
    with pytest.raises(ExportRefused) as refusal:
        clean_names(names)
    assert refusal.value.code == "header.duplicate"
    assert refusal.value.parameters == {"places": places}
