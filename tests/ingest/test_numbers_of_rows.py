"""A receipt speaks of one row as of one, and of several as of several, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.receipt_words import receipt_in_words

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]
HEADER = "member_id,community_id,scored_on,instrument,score"


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([28], {"en": "rows: 1 (row 1).", "fr": "refusées\u00a0: 1 (ligne 1)."}),
        ([28, 28], {"en": "rows: 2 (rows 1, 2).", "fr": "refusées\u00a0: 2 (lignes 1, 2)."}),
        (
            [28] * 11,
            {
                "en": "rows: 11 (rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...).",
                "fr": "refusées\u00a0: 11 (lignes 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...).",
            },
        ),
    ],
)
def test_refused_rows_are_numbered_in_the_singular_or_the_plural(
    rebond: Rebond, north: str, write_export: WriteExport, scores: list[int], said: dict[str, str]
) -> None:
    # 28 is more than the PHQ-9 can be.
    lines = [f"m-{n},room,2025-01-{n:02},PHQ-9,{mark}" for n, mark in enumerate([*scores, 9], 1)]
    receipt = rebond("check", write_export("outcome_scores.csv", "\n".join([HEADER, *lines])),
                     "--partner", north)  # fmt: skip
    for language, words in said.items():
        assert words in receipt_in_words(receipt, language)


MAPPING = """
constants: {community_id: room}
rows:
  - kind: outcome_scores
    columns: {member_id: who, scored_on: day, instrument: {constant: PHQ-9}, score: phq}
  - kind: outcome_scores
    columns: {member_id: who, scored_on: day, instrument: {constant: GAD-7}, score: gad}
"""


def test_a_row_of_which_two_scores_are_refused_is_one_row(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    mapping = write_export("mapping.yaml", "")
    mapping.write_text(MAPPING)
    lines = [f"no {n},2025-01-{n:02},9,9" for n in range(1, 7)]
    export = write_export("sheet.csv", "\n".join(["who,day,phq,gad", *lines]))
    receipt = rebond("check", export, "--partner", north, "--mapping", mapping)
    [problem] = receipt["files"][0]["exports"][0]["problems"]
    assert (problem["count"], problem["first_rows"]) == (6, [1, 2, 3, 4, 5, 6])
    assert "All 6 rows" in problem["cause"]["en"]["sentence"]
    assert receipt["rows_refused"] == 6
