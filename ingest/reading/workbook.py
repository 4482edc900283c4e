"""XLSX and ODS into text, by a process of its own that is bounded in memory and time.

A workbook of a few hundred bytes can claim a cell in the last row of the last column, and a reader
that lays out the sheet then asks for hundreds of gigabytes. No check of the file beforehand is
as sure as a limit set by the operating system.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ingest.errors import ExportRefused
from ingest.reading.workbook_reader import MAXIMUM_SECONDS


def write_workbook_as_text(path: Path, kind: str, target: Path) -> None:
    """Write the one sheet that holds something as CSV. Raises ExportRefused."""
    command = [sys.executable, "-m", "ingest.reading.workbook_reader", kind, str(path), str(target)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=MAXIMUM_SECONDS)
    except subprocess.TimeoutExpired as trouble:
        raise ExportRefused("workbook.too_large") from trouble
    if done.returncode:
        raise ExportRefused("workbook.too_large" if done.returncode < 0 else "workbook.damaged")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise ExportRefused(answer.pop("refused"), **answer)
