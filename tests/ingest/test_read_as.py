"""What was found out of a file is told to its owner, who alone can say whether it is right."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.receipt_words import receipt_in_words

Rebond = Callable[..., dict[str, Any]]

SCORES = "member_id;community_id;scored_on;instrument;score\n"
TIMES = "activity_id,member_id,community_id,occurred_at,activity_type\n"
TABLE = {
    # content, encoding, packed: words in English, words in French
    "a French spreadsheet": (
        f"{SCORES}é;r;15/01/2025;MSPSS;4,5\n",
        "windows-1252",
        ("text in WINDOWS-1252, cells parted by semicolons", "scored_on: day first", "in score"),
        ("texte en WINDOWS-1252, cases séparées par des points-virgules", "jour en premier"),
    ),
    "American dates": (
        f"{SCORES}m;r;1/15/2025;PHQ-9;4\n",
        "utf-8",
        ("scored_on: month first",),
        ("mois en premier",),
    ),
    "day numbers": (
        f"{SCORES}m;r;45672;PHQ-9;4\n",
        "utf-16",
        ("UTF-16", "Excel’s day numbers"),
        ("numéros de jour d’Excel",),
    ),
    "a wall clock": (
        f"{TIMES}a,m,r,2025-07-01 10:00,post\n",
        "utf-8",
        ("Times without an offset in occurred_at were taken for those of America/Toronto",),
        ("pour celles de America/Toronto",),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_was_found_is_told_in_both_languages(
    rebond: Rebond, tmp_path: Path, name: str
) -> None:
    content, encoding, *told = TABLE[name]
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode(encoding))
    receipt = rebond("check", path, "--time-zone", "America/Toronto")
    for language, words in zip(("en", "fr"), told, strict=True):
        said = receipt["files"][0]["read_as"][language]
        assert [part for part in words if part not in said] == []
        assert said in receipt_in_words(receipt, language)


def test_times_with_an_offset_ask_for_no_zone(rebond: Rebond, tmp_path: Path) -> None:
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(f"{TIMES}a,m,r,2025-07-01T10:00:00Z,post\n".encode()))
    said = rebond("check", path)["files"][0]["read_as"]["en"]
    assert said == (
        "Unpacked (gzip) and read as text in UTF-8, cells parted by commas."
        " Dates in occurred_at: year-month-day."
    )


def test_a_period_that_nobody_stated_is_named(rebond: Rebond, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{SCORES}m;r;2025-01-15;PHQ-9;4\nm;r;2025-03-01;PHQ-9;4\n")
    [export] = rebond("check", path)["files"][0]["exports"]
    assert "2025-01-15" in export["period_taken"]["fr"]
    assert "2025-03-01" in export["period_taken"]["en"]
    stated = ("--covered-from", "2025-01-01", "--covered-through", "2025-03-31")
    [export] = rebond("check", path, *stated)["files"][0]["exports"]
    assert export["period_taken"] is None


def test_no_dates_are_told_of_rows_of_which_none_was_accepted(
    rebond: Rebond, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{SCORES}m;r;2025-01-15;PHQ-9;99\n")
    [export] = rebond("check", path)["files"][0]["exports"]
    assert (export["rows_accepted"], export["period_taken"]) == (0, None)


@pytest.mark.parametrize(
    ("answer", "day"), [("day_first", "2025-04-03"), ("month_first", "2025-03-04")]
)
def test_the_question_of_day_and_month_can_be_answered_when_sending(
    rebond: Rebond, tmp_path: Path, answer: str, day: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{SCORES}m;r;03/04/2025;PHQ-9;4\n")
    [asked] = rebond("check", path)["files"]
    assert asked["refusal"]["code"] == "dates.ambiguous"
    assert "--date-format day_first" in asked["refusal"]["words"]["fr"]["mend"]
    [export] = rebond("check", path, "--date-format", answer)["files"][0]["exports"]
    assert export["covered_from"] == day


def test_the_question_of_the_comma_can_be_answered_when_sending(
    rebond: Rebond, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{SCORES}m;r;2025-01-15;WSAS;1,234\n")
    assert rebond("check", path)["files"][0]["refusal"]["code"] == "numbers.ambiguous"
    [file] = rebond("check", path, "--decimal-mark", ",")["files"]
    assert file["refusal"] is None
