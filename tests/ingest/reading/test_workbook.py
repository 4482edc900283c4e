"""Workbooks become text: dates as ISO, whole numbers whole; crafted ones end in a sentence."""

import resource
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import row_rules
from ingest.errors import ExportRefused
from ingest.reading.receive import receive
from ingest.reading.staging import stage
from tests.ingest.made_workbooks import (
    cell,
    ods_date,
    ods_number,
    ods_text,
    sheet,
    write_ods,
    write_xlsx,
)

HEADER = cell("A1", "member_id") + cell("B1", "joined_on") + cell("C1", "score")
EMPTY_SHEET = sheet([])


def rows_of(path: Path) -> list[tuple]:
    with duckdb.connect() as con:
        stage(con, receive(path), "raw")
        return con.execute('select * from "raw" order by rowid').fetchall()


def test_dates_numbers_and_truth_values_of_a_sheet_become_text(tmp_path):
    rows = [
        HEADER,
        # 45292 days after 30 December 1899 is 1 January 2024.
        cell("A2", "m1") + cell("B2", 45292, style=1) + cell("C2", 12),
        cell("A3", 7) + cell("B3", 45292.75, style=2) + cell("C3", 3.5),
        cell("A4", "é, \"x\"") + cell("B4", 45292) + cell("C4", True),
        "",
        cell("A6", "m4"),
    ]  # fmt: skip
    assert rows_of(write_xlsx(tmp_path / "f.xlsx", [sheet(rows), EMPTY_SHEET])) == [
        ("m1", "2024-01-01", "12"),
        ("7", "2024-01-01 18:00:00", "3.5"),
        ('é, "x"', "45292", "true"),
        ("m4", None, None),
    ]


# The number of an account. A sheet, and a column of floating-point numbers, has one and the same
# for this and for the next.
LONG = 123456789012345678
NUMBERS = (2**53 - 1, 2**53, LONG)


def test_a_number_too_long_for_a_sheet_is_told_as_rounded_and_one_that_fits_is_whole(tmp_path):
    rows = [HEADER, *(cell(f"A{row}", number) for row, number in enumerate(NUMBERS, start=2))]
    path = write_xlsx(tmp_path / "f.xlsx", [sheet(rows)])
    assert [are_rounded(text) for (text, *_) in rows_of(path)] == [False, True, True]
    assert rows_of(path)[0][0] == str(NUMBERS[0])


@pytest.mark.parametrize(("kind", "bits"), [("double", 53), ("float", 24)])
def test_so_is_a_number_too_long_for_its_column_of_parquet(tmp_path, kind, bits):
    path, numbers = tmp_path / "f.parquet", (2**bits - 1, 2**bits, LONG)
    with duckdb.connect() as con:
        values = ", ".join(f"({number}::{kind})" for number in numbers)
        con.execute(
            f"copy (select a as member_id from (values {values}, ('nan'), ('inf'), (1.5)) as t(a))"
            f" to '{path}' (format parquet)"
        )
    texts = [text for (text,) in rows_of(path)]
    assert texts[0] == str(2**bits - 1)
    assert [are_rounded(text) for text in texts] == [False, True, True, False, False, False]


def are_rounded(member_id: str) -> bool:
    """Say whether the gate refuses this pseudonym as rounded, and for nothing else."""
    frame = pl.DataFrame({"member_id": [member_id]})
    rules = [one for one in row_rules(load_contracts()["members"]) if one.column == "member_id"]
    broken = [rule.problem for rule in rules if not rule.judge(frame).all()]
    return broken == ["rounded_number"]


def test_an_opendocument_sheet_is_read_alike(tmp_path):
    rows = [
        [ods_text("member_id"), ods_text("joined_on"), ods_text("score")],
        [ods_text("m1"), ods_date("2024-01-01"), ods_number(12)],
        [ods_text("m2"), ods_date("2024-01-01T18:30:00"), ods_number(3.5)],
    ]
    # Programs fill the sheet to its end with rows that hold nothing.
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    assert rows_of(write_ods(tmp_path / "f.ods", rows, rest + "</table:table-row>")) == [
        ("m1", "2024-01-01", "12"),
        ("m2", "2024-01-01 18:30:00", "3.5"),
    ]


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    rows = [cell("A1", "a"), cell("A2", "=1+1"), cell("A3", "@SUM(A1)")]
    assert rows_of(write_xlsx(tmp_path / "f.xlsx", [sheet(rows)])) == [("=1+1",), ("@SUM(A1)",)]


INSIGHTS = ("Date", "Total Members", "Active Members")


def refusal(path: Path) -> str:
    with pytest.raises(ExportRefused) as refused:
        rows_of(path)
    return refused.value.code


def test_several_sheets_with_content_are_refused(tmp_path):
    path = write_xlsx(tmp_path / "f.xlsx", [sheet([HEADER]), sheet([HEADER])])
    assert refusal(path) == "workbook.several_sheets"


def test_insights_of_a_facebook_group_are_told_whatever_else_the_workbook_holds(tmp_path):
    daily = "".join(cell(f"{letter}1", name) for letter, name in zip("ABC", INSIGHTS, strict=True))
    numbers = "".join(cell(f"{letter}2", 1) for letter in "ABC")
    sheets = [sheet([HEADER]), sheet([daily, numbers])]
    assert refusal(write_xlsx(tmp_path / "f.xlsx", sheets)) == "kind.facebook_insights"


def test_merged_cells_are_refused(tmp_path):
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    content = sheet([HEADER, cell("A2", "m1"), cell("B3", "x")], merged)
    assert refusal(write_xlsx(tmp_path / "f.xlsx", [content])) == "workbook.merged_cells"


def test_cells_merged_for_a_title_alone_are_told_as_the_title_that_they_are(tmp_path):
    merged = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    names = "".join(cell(f"{letter}2", letter) for letter in "ABC")
    values = "".join(cell(f"{letter}3", 1) for letter in "ABC")
    content = sheet([cell("A1", "Scores of May"), names, values], merged)
    assert refusal(write_xlsx(tmp_path / "f.xlsx", [content])) == "header.title"


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([EMPTY_SHEET], "file.empty"),
        ([sheet([HEADER])], "file.header_only"),
        (["<worksheet><sheetData><row"], "workbook.damaged"),
        (["no xml at all"], "workbook.damaged"),
    ],
)
def test_a_workbook_without_rows_is_refused(tmp_path, sheets, code):
    assert refusal(write_xlsx(tmp_path / "f.xlsx", sheets)) == code


def test_a_cell_in_the_last_corner_of_a_sheet_ends_in_a_sentence(tmp_path):
    rows = [cell("A1", "a"), cell("XFD1048576", "b")]
    started = time.monotonic()
    assert refusal(write_xlsx(tmp_path / "f.xlsx", [sheet(rows)])) == "workbook.too_large"
    assert time.monotonic() - started < 30
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert children < 3 << 30


def test_a_cell_repeated_over_a_whole_sheet_ends_in_a_sentence(tmp_path):
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_text("x", 16384)}'
    path = write_ods(tmp_path / "f.ods", [], row + "</table:table-row>")
    started = time.monotonic()
    assert refusal(path) in {"workbook.too_large", "workbook.damaged"}
    assert time.monotonic() - started < 60
