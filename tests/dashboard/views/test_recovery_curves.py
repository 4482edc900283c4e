"""The page on time to recovery: what it says of the curves, and what it may not say."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.curves_over_time import MOST_GROUPS
from dashboard.language import CODES, Language
from dashboard.views.recovery_curves import cut
from tests.dashboard.as_shown import lines_of
from tests.dashboard.test_pages import all_words, run_page

PAGE = "recovery_curves"


def tables(page: AppTest) -> list[list[dict[str, str]]]:
    return [lines_of(table) for table in page.table]


def test_the_page_opens_on_what_was_seen_and_who_left(at_home: Path) -> None:
    assert run_page(PAGE, "en").header[0].value == (
        "By day 545, recovery had been seen in 22%, and 15% had left without it"
    )


def test_the_finding_gives_the_share_by_half_a_year_with_its_interval(at_home: Path) -> None:
    page = run_page(PAGE, "en", curve="recovery")
    assert page.header[1].value == (
        "By day 180, 10% (7–\u206013%) had recovered, among those who went on answering"
    )


def test_numbers_at_risk_stand_under_each_chart(at_home: Path) -> None:
    at_risk = tables(run_page(PAGE, "en"))[0]
    assert at_risk == [
        {
            "Day": "Everyone",
            "0": "1,200",
            "30": "1,155",
            "60": "1,110",
            "90": "1,065",
            "120": "1,020",
            "180": "930",
            "270": "795",
            "365": "655",
            "545": "385",
            "730": "[c]",
        }
    ]


def test_a_median_is_two_days_or_the_reason_why_there_is_none(at_home: Path) -> None:
    by_leader = all_words(run_page(PAGE, "en", by="led_by"))
    assert "lies between day 365 and day 545" in by_leader
    by_band = all_words(run_page(PAGE, "en", by="engagement_band"))
    assert "it is not certain that half have had the event" in by_band
    assert "[c], too few members" in by_band


@pytest.mark.parametrize(("by", "is_said"), [("engagement_band", True), ("led_by", False)])
def test_bands_say_that_their_time_starts_at_the_landmark(
    at_home: Path, by: str, *, is_said: bool
) -> None:
    assert ("Time starts at the landmark" in all_words(run_page(PAGE, "en", by=by))) == is_said


def test_the_page_says_that_ignoring_those_who_leave_overstates(at_home: Path) -> None:
    words = all_words(run_page(PAGE, "fr"))
    assert "L’écart entre les deux est la surestimation." in words


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("curve", "by", "band"),
    [
        ("recovery", "led_by", "below_001"),
        ("recovery_before_leaving", "led_by", "below_01"),
        ("recovery", "engagement_band", "below_05"),
        ("leaving_before_recovery", "led_by", "not_below_05"),
    ],
)
def test_the_lines_of_groups_are_tested_in_words(
    at_home: Path, code: str, curve: str, by: str, band: str
) -> None:
    words = all_words(run_page(PAGE, code, curve=curve, by=by))
    language = Language(code)
    test = language.say(f"recovery_curves.test.{'gray' if 'leaving' in curve else 'log_rank'}")
    told = language.say(f"recovery_curves.tested.{band}", test=test, groups="X").split("X")[0]
    assert told in words


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("by", "curve"), [("led_by", "relapse"), ("engagement_band", "relapse")])
def test_where_too_few_are_left_the_page_says_that_the_lines_are_not_tested(
    at_home: Path, code: str, by: str, curve: str
) -> None:
    words = all_words(run_page(PAGE, code, by=by, curve=curve))
    assert Language(code).say("recovery_curves.not_tested") in words


def test_a_single_line_is_tested_against_nothing(at_home: Path) -> None:
    words = all_words(run_page(PAGE, "en", curve="recovery"))
    assert "log-rank test, p" not in words
    assert Language("en").say("recovery_curves.not_tested") not in words


@pytest.mark.parametrize(("by", "is_said"), [("all", True), ("led_by", False)])
def test_recovery_of_everyone_is_dated_as_late_and_as_early_as_it_can_have_been(
    at_home: Path, by: str, *, is_said: bool
) -> None:
    page = run_page(PAGE, "en", curve="recovery", by=by)
    assert (Language("en").say("recovery_curves.dated") in all_words(page)) == is_said
    at_risk = [row["Day"] for row in tables(page)[2]]
    dated = [Language("en").say(f"dated.{name}") for name in ("recovery", "recovery_earliest")]
    assert (at_risk == dated) == is_said


@pytest.mark.parametrize(
    ("curve", "whose"),
    [
        ("recovery", "Share of members who began at caseness"),
        ("relapse", "Share of members who had recovered for the first time"),
    ],
)
def test_the_subtitle_says_of_whom_the_lines_are_a_share(
    at_home: Path, curve: str, whose: str
) -> None:
    page = run_page(PAGE, "en", curve=curve)
    subtitles = [words.value for words in page.markdown if "Share of members" in words.value]
    # The first chart is of recovery and leaving whatever is chosen, the second of what is.
    assert "who began at caseness" in subtitles[0]
    assert whose in subtitles[1]


@pytest.mark.parametrize(
    ("shown", "hidden", "is_said"),
    [
        (MOST_GROUPS, 0, False),
        (MOST_GROUPS, 3, False),  # the hidden ones have no line to leave out
        (MOST_GROUPS + 1, 0, True),
    ],
)
@pytest.mark.parametrize("code", CODES)
def test_groups_that_are_not_drawn_are_told(
    code: str, shown: int, hidden: int, *, is_said: bool
) -> None:
    labelled = [("shown", [{"at_risk_count": 200}])] * shown
    labelled += [("hidden", [{"at_risk_count": None}])] * hidden
    words = cut(labelled, Language(code))
    assert bool(words) == is_said
    assert all(f"{MOST_GROUPS}" in said and f"{shown}" in said for said in words)
