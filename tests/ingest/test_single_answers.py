"""Answers to single questions are added up on arrival and kept nowhere, refused rows or not."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.receipt_words import receipt_in_words

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

# GAD-2: two questions, 0 to 3. The words of the answers are planted, to be sought afterwards.
MAPPING = """
constants: {community_id: quiet-room}
rows:
  - kind: outcome_scores
    columns:
      member_id: who
      scored_on: day
      instrument: {constant: GAD-2}
      score:
        sum: [nervous, worried]
        codes: {never7f3a: "0", often7f3a: "3"}
        item_minimum: 0
        item_maximum: 3
"""
ANSWERS = """
    who,day,nervous,worried
    m-1,2025-01-10,never7f3a,often7f3a
    m-2,2025-01-11,often7f3a,
    m-3,2025-01-12,often7f3a,hardly7f3a
    m-4,2025-01-99,often7f3a,often7f3a
"""


@pytest.fixture
def receipt(
    rebond: Rebond, north: str, write_export: WriteExport, tmp_path: Path
) -> dict[str, Any]:
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    export = write_export("answers.csv", ANSWERS)
    return rebond("take-in", export, "--partner", north, "--mapping", tmp_path / "mapping.yaml")


def test_no_answer_is_left_in_any_store(receipt: dict[str, Any], home: Path) -> None:
    assert (receipt["rows_accepted"], receipt["rows_refused"]) == (1, 3)
    files = [path for path in home.rglob("*") if path.is_file()]
    # The mapping itself is the partner's own, and holds the words that it translates.
    holding = [path.name for path in files if b"7f3a" in path.read_bytes()]
    assert holding == ["our-mapping.yaml"]
    [refused] = home.glob("outbox/north/*/refused-*.csv")
    header, *rows = csv.reader(refused.read_text("utf-8-sig").splitlines())
    own = ["refused_row", "refused_because", "refused_because_en", "refused_because_fr"]
    assert header == [*own, "who", "day"]
    assert [row[-2] for row in rows] == ["m-2", "m-3", "m-4"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("an answer is missing", "codes")), ("fr", ("il manque une réponse", "codes"))],
)
def test_what_cannot_be_added_up_is_said_of_the_answers(
    receipt: dict[str, Any], language: str, words: tuple[str, str]
) -> None:
    said = receipt_in_words(receipt, language)
    assert [word for word in words if word not in said] == []
    # A total that was never there has no shape to be shown.
    assert all(
        not problem["looks_like"]
        for problem in receipt["files"][0]["exports"][0]["problems"]
        if problem["column"] == "score"
    )
