"""The page on changes in scores: directions, numbers and marks."""

from pathlib import Path

import pytest

from dashboard.language import Language
from dashboard.views.score_changes import finding_of_everyone
from tests.dashboard.as_shown import lines_of
from tests.dashboard.test_pages import all_words, run_page

PAGE = "score_changes"


def test_a_change_stands_beside_its_number_of_members_and_the_first_score(at_home: Path) -> None:
    everyone = lines_of(run_page(PAGE, "en").table[0])[0]
    assert everyone == {
        "Group": "Depression (PHQ-9)",
        "Members scored twice": "1,200",
        "First score": "15.2",
        "Change in points": "\u22124.1 (\u22124.7 to \u22123.5)",
        "In standard deviations (above 0: better)": "0.4 (0.2 to 0.6)",
    }


@pytest.mark.parametrize(
    ("instrument", "direction"),
    [("UCLA-3", "a fall, to the left, is better"), ("WHO-5", "a rise, to the right, is better")],
)
def test_the_page_says_which_direction_is_better(
    at_home: Path, instrument: str, direction: str
) -> None:
    assert direction in all_words(run_page(PAGE, "en", instrument=instrument))


def test_a_group_of_fewer_than_twenty_has_the_mark(at_home: Path) -> None:
    page = run_page(PAGE, "en", by="community")
    lines = [line for table in page.table for line in lines_of(table)]
    (tiny,) = (line for line in lines if line.get("Group", "").startswith("Tiny Group"))
    assert {value for key, value in tiny.items() if key != "Group"} == {"[c]"}


def test_the_page_says_that_there_is_no_control_group(at_home: Path) -> None:
    assert "Pas de groupe témoin" in all_words(run_page(PAGE, "fr"))


def change(
    status: str, lower: float | None = None, upper: float | None = None
) -> dict[str, object]:
    names = ("standardised_change_status", "standardised_change_lower", "standardised_change_upper")
    return dict(zip(names, (status, lower, upper), strict=True))


def test_the_finding_tells_of_changes_for_the_worse_and_leaves_out_what_is_hidden() -> None:
    found = [
        change("ok", 0.1, 0.5),
        change("ok", 0.0, 0.5),  # its limit lies on zero: it may be chance
        change("ok", -0.5, 0.0),
        change("ok", -0.5, -0.1),
        change("ok", -0.9, -0.2),
        change("suppressed"),
    ]
    assert finding_of_everyone(found, "day_180", Language("en")) == (
        "A change for the better on 1 of 5 questionnaires six months after the first score,"
        " for the worse on 2, beyond chance"
    )


@pytest.mark.parametrize("code", ["en", "fr"])
def test_where_no_change_can_be_shown_none_is_counted(code: str) -> None:
    language = Language(code)
    found = [change("suppressed")] * 2
    assert finding_of_everyone(found, "day_180", language) == language.say("figure.too_few")
