"""What is not shown bears the mark, and what is shown keeps its doubt."""

from typing import Any

from dashboard.language import WORD_JOINER, Language
from dashboard.marks import (
    NOT_SHOWN,
    share_shown,
    written_count,
    written_headline,
    written_interval,
    written_rate,
)

ENGLISH, FRENCH = Language("en"), Language("fr")


def rate(
    status: str, share: float | None, lower: float | None, upper: float | None
) -> dict[str, Any]:
    return {"r": share, "r_lower": lower, "r_upper": upper, "r_status": status}


def plain(words: str) -> str:
    return words.replace(WORD_JOINER, "")


def test_a_rate_is_written_with_its_interval() -> None:
    assert plain(written_rate(rate("ok", 0.47, 0.41, 0.53), "r", ENGLISH)) == "47% (41–53%)"
    assert plain(written_rate(rate("ok", 0.47, 0.41, 0.53), "r", FRENCH)) == "47\xa0% (41–53\xa0%)"


def test_a_small_group_has_an_interval_and_no_point() -> None:
    row = rate("interval", None, 0.2, 0.7)
    assert plain(written_rate(row, "r", ENGLISH)) == "20–70%"
    assert plain(written_headline(row, "r", ENGLISH)) == "20–70%"
    assert plain(written_interval(row, "r", ENGLISH)) == "20–70%"


def test_a_hidden_numerator_leaves_the_largest_rate_that_fits() -> None:
    assert written_rate(rate("range", None, 0.01, 0.14), "r", ENGLISH) == "up to 14%"


def test_nothing_is_written_as_the_mark_and_never_as_zero() -> None:
    for status in ("suppressed", "withheld"):
        assert written_rate(rate(status, None, None, None), "r", ENGLISH) == NOT_SHOWN
    assert written_headline(None, "r", ENGLISH) == NOT_SHOWN


def test_zero_people_is_zero_and_too_few_is_the_mark() -> None:
    assert written_count({"x_count": 0, "x_status": "zero"}, "x", ENGLISH) == "0"
    assert written_count({"x_count": None, "x_status": "suppressed"}, "x", ENGLISH) == NOT_SHOWN
    assert written_count({"x_count": None, "x_status": "withheld"}, "x", ENGLISH) == NOT_SHOWN
    assert written_count({"x_count": 1240, "x_status": "ok"}, "x", ENGLISH) == "1,240"


def test_the_share_shown_counts_cells() -> None:
    statuses = ["ok", "interval", "range", "zero", "suppressed", "withheld"]
    assert share_shown([{"s": status} for status in statuses], "s") == 4 / 6
    assert share_shown([], "s") == 0.0
