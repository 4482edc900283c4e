"""Cells that a spreadsheet takes for words: no file of ours asks it to run one.

The rule is that of `ingest/refused_csv.py`, which the pages may not import; a test reads both.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("+-").isdigit()
