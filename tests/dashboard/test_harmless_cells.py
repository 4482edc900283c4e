"""What a spreadsheet would run: one rule for refused rows, downloads and answers to SQL."""

import pyarrow as pa
import pytest

from dashboard.harmless_cells import harmless
from ingest.refused_csv import _harmless_cells

RUN = ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "\t=1", "\r=1", "-", "=", "+1.2.3", "'=1"]
KEPT = ["-4", "+33", "-0.5", "North = South", "", " =1", "’=", "a@b", "−4 (−5 to −3)"]


@pytest.mark.parametrize("cell", RUN)
def test_a_cell_that_would_be_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", KEPT)
def test_a_cell_of_words_or_of_a_number_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_refused_rows_follow_the_same_rule() -> None:
    cells = [*RUN, *KEPT]
    assert _harmless_cells(pa.array(cells)).to_pylist() == [harmless(cell) for cell in cells]
