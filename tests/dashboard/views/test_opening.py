"""A page opens on the shortest period, and the first grouping, that show 80 % of their cells."""

import datetime as dt

from dashboard.row import Row
from dashboard.views.opening import first_well_shown, opening_period, opening_quarter

PERIODS = ["all", "2025", "2024", "2023"]


def cells(shown: int, hidden: int) -> list[Row]:
    return [{"s": "ok"}] * shown + [{"s": "suppressed"}] * hidden


def opens_on(of_period: dict[str, list[Row]]) -> str:
    return opening_period(PERIODS, lambda period: of_period.get(period, []), "s")


def test_the_latest_year_with_enough_cells_is_opened() -> None:
    assert opens_on({"2025": cells(9, 1), "2024": cells(10, 0)}) == "2025"


def test_a_year_with_exactly_80_in_100_shown_is_enough() -> None:
    assert opens_on({"2025": cells(79, 21), "2024": cells(80, 20)}) == "2024"


def test_all_years_are_opened_where_no_year_shows_enough() -> None:
    assert opens_on({"2025": cells(1, 9), "2024": cells(7, 3)}) == "all"


def test_a_year_without_cells_is_not_opened() -> None:
    assert opens_on({"2025": [], "2024": cells(4, 1)}) == "2024"


FIRST, SECOND, THIRD = (dt.date(2026, month, 1) for month in (1, 4, 7))


def test_the_latest_quarter_with_enough_cells_is_opened() -> None:
    quarters = {FIRST: cells(10, 0), SECOND: cells(8, 2), THIRD: cells(7, 3)}
    assert opening_quarter(quarters, "s") == SECOND


def test_where_no_quarter_shows_enough_the_one_that_shows_most_is_opened() -> None:
    quarters = {FIRST: cells(1, 9), SECOND: cells(3, 7), THIRD: cells(0, 10)}
    assert opening_quarter(quarters, "s") == SECOND


def test_without_quarters_there_is_none_to_open() -> None:
    assert opening_quarter({}, "s") is None


def test_a_page_opens_on_the_first_grouping_of_which_80_percent_are_shown() -> None:
    grouped = {"community": cells(79, 21), "platform": cells(80, 20), "leader": cells(100, 0)}
    assert first_well_shown(list(grouped), grouped.__getitem__, "s") == "platform"


def test_without_such_a_grouping_it_opens_on_the_one_that_shows_most() -> None:
    grouped = {"community": cells(1, 9), "platform": cells(7, 3), "leader": cells(2, 8)}
    assert first_well_shown(list(grouped), grouped.__getitem__, "s") == "platform"
