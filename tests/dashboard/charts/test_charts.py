"""Charts are specifications over named data: valid, built once, in the reader's language."""

import copy
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import vl_convert

from dashboard.charts.activity_lines import last_names
from dashboard.charts.caterpillar import caterpillar, groups, lines
from dashboard.charts.cohort_heat_map import cells, cohort_heat_map
from dashboard.charts.hour_heat_map import hour_heat_map, hours, signs
from dashboard.charts.indicator_trend import indicator_trend, quarters, target
from dashboard.charts.state_columns import hidden_rest, states
from dashboard.charts.theme import on_two_lines, times
from dashboard.language import CODES, WORD_JOINER, Language
from dashboard.marks import NOT_SHOWN
from dashboard.warm_up import EVERY_SPEC

ENGLISH, FRENCH = Language("en"), Language("fr")
EVERY_LANGUAGE = pytest.mark.parametrize("language", [Language(code) for code in CODES])
EVERY_CHART = pytest.mark.parametrize("build", EVERY_SPEC)
Build = Callable[[Language], dict[str, Any]]


def rate(status: str, share: float | None = None, lower: float | None = None,
         upper: float | None = None) -> dict[str, Any]:  # fmt: skip
    return {"r": share, "r_lower": lower, "r_upper": upper, "r_status": status}


# One row of each status, as published_proportion gives them.
OF_EACH_STATUS = [
    ("Shown", rate("ok", 0.47, 0.41, 0.53)),
    ("Small", rate("interval", None, 0.2, 0.7)),
    ("Rare", rate("range", None, 0.01, 0.14)),
    ("Hidden", rate("suppressed")),
    ("Held back", rate("withheld")),
]


def data_sets(spec: dict[str, Any]) -> set[str]:
    """The names of the data sets that a specification draws from."""
    found = {spec["data"]["name"]} if "data" in spec else set()
    return found.union(*(data_sets(layer) for layer in spec.get("layer", ())))


@EVERY_CHART
@EVERY_LANGUAGE
def test_a_specification_is_built_once(build: Build, language: Language) -> None:
    assert build(language) is build(language)


@EVERY_CHART
@EVERY_LANGUAGE
def test_a_specification_carries_no_rows(build: Build, language: Language) -> None:
    assert "datasets" not in build(language)
    assert "values" not in json.dumps(build(language))


@EVERY_CHART
@EVERY_LANGUAGE
def test_vega_lite_accepts_every_specification(build: Build, language: Language) -> None:
    spec = build(language)
    empty: dict[str, list[object]] = {name: [] for name in data_sets(spec)}
    assert vl_convert.vegalite_to_vega({**spec, "datasets": empty, "width": 300})["marks"]


@EVERY_CHART
def test_french_charts_write_french_numbers_and_months(build: Build) -> None:
    written = build(FRENCH)["config"]["locale"]
    assert written["number"]["decimal"] == ","
    assert written["time"]["months"][7] == "août"
    assert build(ENGLISH)["config"]["locale"]["number"]["decimal"] == "."


def test_the_week_begins_on_sunday_as_vega_counts_it() -> None:
    assert times(ENGLISH)["days"][0] == "Sunday"
    assert times(FRENCH)["days"][0] == "dimanche"


def test_each_status_is_drawn_its_own_way() -> None:
    shown, small, rare, hidden, held = groups(OF_EACH_STATUS, "r", ENGLISH)
    assert (shown["rate"], shown["lower"], shown["upper"]) == (0.47, 0.41, 0.53)
    assert (small["rate"], small["lower"], small["upper"]) == (None, 0.2, 0.7)
    assert (rare["rate"], rare["lower"], rare["range_upper"]) == (None, None, 0.14)
    for nothing in (hidden, held):
        assert nothing["mark"] == NOT_SHOWN
        drawn = ("rate", "lower", "upper", "range_lower", "range_upper", "words_at")
        assert [nothing[field] for field in drawn] == [None] * len(drawn)


def test_groups_stay_in_the_order_in_which_they_are_given() -> None:
    spec = caterpillar(ENGLISH)
    data = {"groups": groups(OF_EACH_STATUS, "r", ENGLISH), "lines": lines([("untreated", 0.32)])}
    picture = vl_convert.vegalite_to_svg({**spec, "datasets": data, "width": 600})
    places = [picture.index(f">{label}<") for label, _ in OF_EACH_STATUS]
    assert places == sorted(places)


def test_a_long_name_is_broken_and_not_cut() -> None:
    name = "Cercle du mardi soir pour jeunes adultes"
    (record,) = groups([(name, rate("suppressed"))], "r", FRENCH)
    assert record["label"].replace("\n", " ") == name
    assert max(len(line) for line in record["label"].split("\n")) <= 22


def cohort(status: str, share: float | None, lower: float | None,
           upper: float | None) -> dict[str, Any]:  # fmt: skip
    values = rate(status, share, lower, upper)
    return {"joined_quarter": dt.date(2025, 1, 1), "quarters_since_joining": 2, **values}


def test_a_cell_says_its_share_its_interval_or_the_mark() -> None:
    rows = [cohort("ok", 0.47, 0.4, 0.5), cohort("interval", None, 0.2, 0.7),
            cohort("suppressed", None, None, None)]  # fmt: skip
    shown, small, hidden = cells(rows, "r", ENGLISH)
    assert (shown["letters"], shown["short"], shown["share"]) == ("47", "47", 0.47)
    assert (small["letters"], small["short"], small["share"]) == ("20–70", "○", None)
    assert (hidden["letters"], hidden["share"]) == (NOT_SHOWN, None)
    assert shown["full"].replace(WORD_JOINER, "") == "Q1 2025, +2: 47% (40–50%)"


def test_a_hidden_cell_is_never_the_colour_of_a_low_one() -> None:
    hidden = cells([cohort("suppressed", None, None, None)], "r", ENGLISH)
    low = cells([cohort("ok", 0.02, 0.0, 0.05)], "r", ENGLISH)
    pictures = [
        vl_convert.vegalite_to_svg(
            {**cohort_heat_map(ENGLISH), "datasets": {"cells": data}, "width": 600}
        )
        for data in (hidden, low)
    ]
    fills = [picture.count('fill="rgb(') for picture in pictures]
    assert fills[0] < fills[1]


def hour(status: str, share: float | None) -> dict[str, Any]:
    ends = {"ok": (0.1, 0.4), "interval": (0.2, 0.7), "range": (0.01, 0.14)}.get(
        status, (None,) * 2
    )
    return {
        "part_of_day": "04",
        "active_rate": share,
        "active_rate_lower": ends[0],
        "active_rate_upper": ends[1],
        "active_rate_status": status,
    }


@pytest.mark.parametrize(
    ("status", "wide", "narrow"),
    [
        ("ok", "", ""),
        ("interval", "○", "○"),
        ("range", "○", "○"),
        ("suppressed", NOT_SHOWN, "×"),
        ("withheld", NOT_SHOWN, "×"),
    ],
)
@pytest.mark.parametrize("width", [900, 300])
def test_an_hour_without_a_share_bears_a_sign_on_every_width(
    status: str, wide: str, narrow: str, width: int
) -> None:
    records = hours([("Forum", hour(status, 0.2 if status == "ok" else None))], ENGLISH)
    data = {"hours": records}
    picture = vl_convert.vegalite_to_svg(
        {**hour_heat_map(ENGLISH), "datasets": data, "width": width}
    )
    sign = wide if width == 900 else narrow
    drawn = {s for s in ("○", "×", NOT_SHOWN) if f">{s}<" in picture}
    assert drawn == ({sign} if sign else set())
    assert signs(records) == ({wide} if wide else set())


def test_names_of_lines_that_end_close_together_do_not_collide() -> None:
    counts = {"active_member": 2000, "contributing_member": 500, "new_member": 480}
    month = {"month": dt.date(2026, 6, 1), **{f"{name}_count": n for name, n in counts.items()}}
    low, middle, high = last_names([month], {name: name for name in counts})
    assert (low["name"], middle["name"], high["name"]) == tuple(reversed(counts))
    assert low["count"] == 480
    assert middle["count"] >= 480 + 0.08 * 2000
    assert high["count"] == 2000


def test_a_target_is_drawn_only_where_someone_has_set_one() -> None:
    assert target({"target_value": None}, "") == []
    assert target({"target_value": 0.8}, "Target: 80%.") == [{"at": 0.8, "words": "Target: 80%."}]


def test_the_last_quarter_of_a_trend_stands_out() -> None:
    rows = [
        {
            "period_start": dt.date(2026, month, 1),
            "indicator_value": 0.5,
            "indicator_value_lower": 0.4,
            "indicator_value_upper": 0.6,
            "indicator_value_status": "ok",
        }
        for month in (1, 4)
    ]
    first, last = quarters(rows, ["50%", "50%"], ENGLISH)
    assert (first["last"], last["last"]) == (None, 0.5)


def test_showing_a_chart_leaves_its_specification_as_it_was() -> None:
    from streamlit.testing.v1 import AppTest

    def script() -> None:
        import streamlit as st

        from dashboard.charts.indicator_trend import indicator_trend
        from dashboard.language import Language

        spec = indicator_trend(Language("en"))
        data: dict[str, list[object]] = {"quarters": [], "target": []}
        st.vega_lite_chart(None, {**spec, "datasets": data}, theme=None, width="stretch")

    page = AppTest.from_function(script, default_timeout=30)
    before = copy.deepcopy(indicator_trend(ENGLISH))
    assert not page.run().exception
    assert indicator_trend(ENGLISH) == before


def test_a_long_name_stands_on_two_lines_and_never_on_three() -> None:
    assert on_two_lines("Harbour Forum") == "Harbour Forum"
    # Two lines of 22 characters would not hold it: the lines grow, no third one is made.
    name = "Animé par des professionnels\u00a0· Sous son vrai nom"
    assert on_two_lines(name) == "Animé par des professionnels\u00a0·\nSous son vrai nom"


def test_a_column_keeps_its_height_where_a_state_is_hidden() -> None:
    shown = {"active": 100, "continuing": 60, "new": 25, "revived": 15, "lapsed": None}
    row = {f"{state}_member_count": count for state, count in shown.items()}
    assert hidden_rest(row) is None
    assert hidden_rest({**row, "new_member_count": None}) == 100 - 60 - 15
    assert hidden_rest({**row, "active_member_count": None, "new_member_count": None}) is None


def marks_of(counts: dict[str, int | None]) -> list[tuple[str, str]]:
    row: dict[str, Any] = {f"{state}_member_count": count for state, count in counts.items()}
    for state, count in counts.items():
        row[f"{state}_member_status"] = "suppressed" if count is None else "ok"
    drawn = states([row], ["Q1 2025"], ENGLISH)
    assert [record["count"] for record in drawn if record["count"] == 0] == []
    return [(side, record["state"]) for record in drawn for side in ("above", "below")
            if record[side] == NOT_SHOWN]  # fmt: skip


def test_the_mark_of_a_column_stands_where_nothing_is_drawn() -> None:
    counts: dict[str, int | None] = {
        "active": 100, "continuing": 60, "new": 25, "revived": 0, "lapsed": 30,
    }  # fmt: skip
    assert marks_of(counts) == []
    # On a column black letters would be lost.
    assert marks_of({**counts, "lapsed": None}) == [("below", "Lapsed (below the line)")]
    # A pale part stands for who is hidden, and the legend names it by the mark.
    assert marks_of({**counts, "continuing": None}) == []
    hidden = marks_of({**counts, "active": None, "continuing": None, "new": None})
    assert hidden == [("above", "Continuing")]


def test_a_rate_says_of_how_many_on_a_wide_screen_and_not_on_a_phone() -> None:
    row = {**rate("ok", 0.47, 0.41, 0.53), "denominator_count": 1240, "denominator_status": "ok"}
    [record] = groups([("Shown", row)], "r", ENGLISH)
    assert (record["words"], record["short"]) == ("47% of 1,240", "47%")
    hidden = {**row, "denominator_count": None, "denominator_status": "suppressed"}
    assert groups([("Shown", hidden)], "r", ENGLISH)[0]["words"] == "47%"


def test_the_axis_leaves_more_room_for_an_interval_than_for_a_rate() -> None:
    known = groups([("Shown", rate("ok", 0.3, 0.2, 0.4))], "r", ENGLISH)
    small = groups([("Small", rate("interval", None, 0.2, 0.4))], "r", ENGLISH)
    assert known[0]["end"] == 0.4 * 1.25
    assert small[0]["end"] == 0.4 * 1.6
