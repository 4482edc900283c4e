"""The report of an export: root causes first, what follows folded, shapes instead of values."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.receipt_words import receipt_in_words
from ingest.root_causes import EVERY_ROW_LEAST, every_row_words

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]
Problems = Callable[[str], dict[str, dict[str, Any]]]

HEADER = "member_id,community_id,scored_on,instrument,score"


@pytest.fixture
def problems(rebond: Rebond, north: str, write_export: WriteExport) -> Problems:
    """Check rows of scores and return the problems told, by code and in the order told."""

    def check(rows: str) -> dict[str, dict[str, Any]]:
        path = write_export("scores.csv", f"{HEADER}\n{rows}")
        receipt = rebond("check", path, "--partner", north)
        [export] = receipt["files"][0]["exports"]
        return {problem["code"]: problem for problem in export["problems"]}

    return check


def test_a_fault_of_every_row_is_one_sentence_and_comes_first(problems: Problems) -> None:
    rows = [f"m-{n},quiet-room,March {n},PHQ-9,{'99' if n > 3 else '9'}" for n in range(1, 10)]
    told = problems("\n".join(rows))
    assert list(told) == ["scored_on.not_a_date", "score.above_maximum"]
    every, some = told.values()
    assert every["is_every_row"]
    assert "The whole column scored_on" in every["cause"]["en"]["sentence"]
    assert "Toute la colonne scored_on" in every["cause"]["fr"]["sentence"]
    assert (some["is_every_row"], some["cause"]) == (False, None)


def test_what_follows_from_another_fault_of_the_same_value_is_folded_into_it(
    problems: Problems,
) -> None:
    told = problems(
        """
        m-1,quiet-room,2205-01-10,PHQ-9,9
        m-2,quiet-room,2025-01-10,PHQ-9,9
        m-3,quiet-room,2025-01-11,PHQ-9,9
        """
    )
    assert told["scored_on.in_the_future"]["folded_into"] == "scored_on.above_maximum"
    assert told["scored_on.above_maximum"]["folded_into"] is None


def test_what_also_stands_on_its_own_is_not_folded(problems: Problems) -> None:
    told = problems(
        """
        m-1,quiet-room,2205-01-10,PHQ-9,9
        m-2,quiet-room,2095-01-10,PHQ-9,9
        m-3,quiet-room,2025-01-11,PHQ-9,9
        """
    )
    assert told["scored_on.in_the_future"]["folded_into"] is None


def test_faults_of_two_columns_are_told_both_even_in_the_same_rows(problems: Problems) -> None:
    told = problems("m-1,quiet-room,soon,PHQ-9,99\nm-2,quiet-room,2025-01-11,PHQ-9,9")
    assert {problem["folded_into"] for problem in told.values()} == {None}


def test_a_value_shows_its_shape_and_nothing_else(problems: Problems) -> None:
    told = problems(
        """
        m-1,quiet-room,2025-01-10,PHQ-9,sévère-12
        m-2,quiet-room,2025-01-10,PHQ-9,Zoë
        m-3,quiet-room,2025-01-10,PHQ-9,aa
        m-4,quiet-room,2025-01-10,PHQ-9,9
        """
    )
    assert told["score.not_a_number"]["looks_like"] == ["aa", "aaa", "aaaaaa-99"]


def test_a_shape_is_cut_where_it_would_be_a_text(problems: Problems) -> None:
    told = problems(f"m-1,quiet-room,2025-01-10,PHQ-9,{'4' * 30}x\nm-2,q,2025-01-10,PHQ-9,9")
    assert [len(shape) for one in told.values() for shape in one["looks_like"]] == [24]


@pytest.mark.parametrize(
    ("count", "row_count", "is_every_row"),
    [
        (EVERY_ROW_LEAST - 1, EVERY_ROW_LEAST - 1, False),
        (EVERY_ROW_LEAST, EVERY_ROW_LEAST, True),
        (94, 100, False),
        (95, 100, True),
    ],
)
def test_few_rows_or_nearly_all_of_many_make_every_row(
    count: int, row_count: int, is_every_row: bool
) -> None:
    words = every_row_words("score.not_a_number", count, row_count)
    assert (words is not None) is is_every_row


def test_scores_of_members_never_sent_are_told_in_one_sentence(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    members = write_export(
        "members.csv", "member_id,community_id,joined_on\nother-1,quiet-room,2025-01-01"
    )
    rows = "\n".join(f"m-{n},quiet-room,2025-01-{n:02},PHQ-9,9" for n in range(1, 10))
    rebond("take-in", members, "--partner", north)
    receipt = rebond("check", write_export("s.csv", f"{HEADER}\n{rows}"), "--partner", north)
    warnings = {one["code"]: one for one in receipt["files"][0]["exports"][0]["warnings"]}
    warning = warnings["member_id.unknown_member"]
    assert "send that export with this one" in warning["cause"]["en"]["sentence"]


def test_a_warning_of_single_members_names_their_rows_of_the_file(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    known = [f"m-{n},quiet-room,2025-03-01" for n in (1, 2, 3, 4)]
    members = write_export("members.csv", "\n".join(["member_id,community_id,joined_on", *known]))
    mapping = write_export("mapping.yaml", "")
    mapping.write_text(
        "constants: {community_id: quiet-room}\nrows:\n"
        + "".join(
            f"  - {{kind: outcome_scores, columns: {{member_id: who, scored_on: day,"
            f" instrument: {{constant: {name}}}, score: {column}}}}}\n"
            for name, column in (("PHQ-9", "phq"), ("GAD-7", "gad"))
        )
    )
    # One nobody knows, one who was scored long before joining, and one whose row is refused.
    rows = ["m-1,2025-03-05", "nobody,2025-03-05", "m-2,2024-03-05", "no body,2025-03-05"]
    sheet = write_export(
        "sheet.csv", "\n".join(["who,day,phq,gad", *(f"{one},9,9" for one in rows)])
    )
    receipt = rebond("check", members, sheet, "--partner", north, "--mapping", mapping)
    [scores] = receipt["files"][1]["exports"]
    told = {one["code"]: (one["count"], one["first_rows"]) for one in scores["warnings"]}
    assert told["member_id.unknown_member"] == (1, [2])
    assert told["scored_on.before_joining"] == (1, [3])
    for language, words in (("en", "rows: 1 (row 2)."), ("fr", "1 (ligne 2).")):
        assert words in receipt_in_words(receipt, language)
