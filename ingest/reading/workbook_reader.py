"""The process that reads one workbook: `python -m ingest.reading.workbook_reader xlsx IN OUT`.

It answers with one line of JSON: `{}`, or `{"refused": code, ...}`. It bounds itself first, and
dies where the workbook asks for more.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from ingest.mapping.totals import TOTALS, are_of_totals

MAXIMUM_MEMORY_BYTES = 2 << 30
MAXIMUM_SECONDS = 300
MAXIMUM_TEXT_BYTES = 2 << 30
_ROWS_SEEN = 10
_INEXACT_FROM = 2**53


def main(kind: str, source: str, target: str) -> dict[str, Any]:
    """Write the sheet's rows as CSV; return what is to be answered."""
    try:
        with CalamineWorkbook.from_path(source) as workbook:
            sheets = _sheets_with_content(workbook)
            if len(sheets) > 1 and any(map(_is_of_totals, sheets)):
                return {"refused": TOTALS}
            if len(sheets) > 1:
                return {"refused": "workbook.several_sheets", "count": len(sheets)}
            if not sheets:
                return {"refused": "file.empty"}
            if kind == "xlsx" and _has_merged_rows(sheets[0]):
                return {"refused": "workbook.merged_cells"}
            write_rows(sheets[0].iter_rows(), Path(target))
    except CalamineError:
        return {"refused": "workbook.damaged"}
    return {}


def write_rows(rows: Iterable[list[Any]], target: Path) -> None:
    """Write cells as text; rows without any cell are left out, as spreadsheets end in them."""
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(_filled(rows))


def bound_this_process() -> None:
    """Let the operating system end this process where it takes too much."""
    resource.setrlimit(resource.RLIMIT_AS, (MAXIMUM_MEMORY_BYTES, MAXIMUM_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAXIMUM_SECONDS, MAXIMUM_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAXIMUM_TEXT_BYTES, MAXIMUM_TEXT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheets_with_content(workbook: CalamineWorkbook) -> list[CalamineSheet]:
    names = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    sheets = [workbook.get_sheet_by_name(name) for name in names]
    return [sheet for sheet in sheets if sheet.height]


def _is_of_totals(sheet: CalamineSheet) -> bool:
    """Say whether one of the first rows names the columns of a known export of totals."""
    return any(are_of_totals(map(_as_text, row)) for row in islice(sheet.iter_rows(), _ROWS_SEEN))


def _has_merged_rows(sheet: CalamineSheet) -> bool:
    """Say whether cells are merged in the table: above it stands a title, told of by itself."""
    merged = sheet.merged_cell_ranges
    if not merged:
        return False
    above = takewhile(lambda row: sum(map(bool, map(_as_text, row))) <= 1, sheet.iter_rows())
    first = sum(1 for _ in above)
    return any(last_row >= first for _, (last_row, _) in merged)


def _filled(rows: Iterable[list[Any]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [_as_text(cell) for cell in row]
        if any(cells):
            yield cells


def _as_text(cell: Any) -> str:
    """Write dates as ISO text and whole numbers without `.0`: a sheet has only one type of number.

    Beyond what that type can hold, a whole number is rounded, and written so that it shows. A date
    without a time of day is a date, also where the cell is formatted as an instant.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < _INEXACT_FROM else f"{cell:e}"
    if isinstance(cell, datetime):
        is_date = cell.time() == time()
        return cell.date().isoformat() if is_date else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell).replace("\0", "").strip()


if __name__ == "__main__":
    bound_this_process()
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
