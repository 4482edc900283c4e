"""Values of every kind in words, in both languages, with unit, doubt and currency."""

import pytest

from dashboard.indicator_words import (
    status_column,
    told_target,
    written_target,
    written_value,
    written_value_and_doubt,
)
from dashboard.language import Language

EN, FR = Language("en"), Language("fr")


def plain(words):
    """Without the spaces and signs that only keep words together."""
    return words.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


def valued(name, value, lower, upper, status="ok", **more):
    ends = {f"{name}_lower": lower, f"{name}_upper": upper, f"{name}_status": status}
    return {name: value, **ends, **more}


SHARE = {"kind": "share", "unit": "share", "target_value": 0.505}
RATE = {"kind": "rate", "unit": "per_1000_contributions", "target_value": None}
HOURS = {"kind": "median", "unit": "hours", "target_value": None}
COST = {"kind": "cost", "unit": "currency_per_member", "target_value": None}
PEOPLE = {"kind": "reach", "unit": "people", "target_value": None}
REACH = {"kind": "reach", "unit": "per_1000_inhabitants", "target_value": None}


@pytest.mark.parametrize(
    ("indicator", "row", "english", "french"),
    [
        (
            SHARE,
            valued("indicator_value", 0.5, 0.4, 0.6),
            "50% (40–60%)",
            "50 % (40–60 %)",
        ),
        (
            RATE,
            valued("indicator_value", 1.564, 0.54, 3.28),
            "1.6 (0.5–3.3) per 1,000 contributions",
            "1,6 (0,5–3,3) pour 1 000 contributions",
        ),
        (
            # A rare event keeps its first digit: 0.0 (0.0-0.1) would say nothing.
            RATE,
            valued("indicator_value", 0.034, 0.012, 0.084),
            "0.03 (0.01–0.08) per 1,000 contributions",
            "0,03 (0,01–0,08) pour 1 000 contributions",
        ),
        (
            RATE,
            valued("indicator_value", 0.1, 0.04, 0.22),
            "0.1 (0.0–0.2) per 1,000 contributions",
            "0,1 (0,0–0,2) pour 1 000 contributions",
        ),
        (
            RATE,
            valued("indicator_value", 0.099, 0.04, 0.22),
            "0.10 (0.04–0.22) per 1,000 contributions",
            "0,10 (0,04–0,22) pour 1 000 contributions",
        ),
        (
            RATE,
            valued("indicator_value", 0.0, 0.0, 0.004, "zero"),
            "0.000 (0.000–0.004) per 1,000 contributions",
            "0,000 (0,000–0,004) pour 1 000 contributions",
        ),
        (
            HOURS,
            valued("median_hours", 10.6, 8.5, 13.0),
            "10.6 (8.5–13.0) hours",
            "10,6 (8,5–13,0) heures",
        ),
        (
            HOURS,
            valued("median_hours", None, None, None, "not_reached"),
            "more than 168 hours",
            "plus de 168 heures",
        ),
        (
            COST,
            valued("indicator_value", 9.556, 9.546, 9.565, currency="GBP"),
            "£9.56 (£9.55–£9.56) per member",
            "9,56 £GB (9,55 £GB–9,56 £GB) par membre",
        ),
        (
            COST,
            valued("indicator_value", 1657.2, 1100.5, 2672.7, currency="USD"),
            "US$1,657 (US$1,100–US$2,673) per member",
            "1 657 $US (1 100 $US–2 673 $US) par membre",
        ),
        (
            PEOPLE,
            {"people_reached_count": 64645, "people_reached_status": "ok"},
            "64,645 people",
            "64 645 personnes",
        ),
        (
            REACH,
            valued("indicator_value", 0.156, 0.15, 0.16),
            "0.16 per 1,000 inhabitants",
            "0,16 pour 1 000 habitants",
        ),
    ],
)
def test_a_value_is_written_with_its_doubt_and_unit(indicator, row, english, french):
    assert plain(written_value_and_doubt(row, indicator, EN)) == english
    assert plain(written_value_and_doubt(row, indicator, FR)) == french


@pytest.mark.parametrize("indicator", [SHARE, RATE, HOURS, COST, REACH])
@pytest.mark.parametrize("status", ["suppressed", "withheld"])
def test_what_is_not_shown_bears_the_mark_and_no_unit(indicator, status):
    name = "median_hours" if indicator is HOURS else "indicator_value"
    row = valued(name, None, None, None, status, currency="GBP", people_reached_status=status)
    assert status_column(indicator) in row
    assert written_value_and_doubt(row, indicator, EN) == "[c]"
    assert written_value([row], indicator, EN) == "[c]"


def test_currencies_stand_side_by_side_and_are_never_added():
    rows = [
        valued("indicator_value", 9.556, 9, 10, currency="GBP"),
        valued("indicator_value", 16.14, 16, 17, currency="EUR"),
        valued("indicator_value", None, None, None, "suppressed", currency="CAD"),
    ]
    assert plain(written_value(rows, COST, EN)) == "£9.56 · €16.14"


def test_nobody_to_divide_by_is_said_in_words():
    row = valued("indicator_value", None, None, None, "not_defined", currency="CAD")
    assert written_value_and_doubt(row, COST, EN) == "CAD: none to divide by"


def test_a_target_keeps_its_decimal():
    assert plain(written_target(SHARE, EN)) == "Target: 50.5%."
    assert plain(written_target(SHARE, FR)) == "Cible : 50,5 %."
    assert written_target(RATE, EN) == ""


@pytest.mark.parametrize(
    ("indicator", "english", "french"),
    [
        (HOURS | {"target_value": 24}, "Target: 24 hours.", "Cible : 24 heures."),
        (HOURS | {"target_value": 1.5}, "Target: 1.5 hours.", "Cible : 1,5 heures."),
        (
            COST | {"target_value": 1766, "target_currency": "GBP"},
            "Target: £1,766 per member.",
            "Cible : 1 766 £GB par membre.",
        ),
        (
            REACH | {"target_value": 750},
            "Target: 750 per 1,000 inhabitants.",
            "Cible : 750 pour 1 000 habitants.",
        ),
    ],
)
def test_a_target_is_written_in_the_unit_of_its_indicator(indicator, english, french):
    assert plain(written_target(indicator, EN)) == english
    assert plain(written_target(indicator, FR)) == french


def test_a_target_is_told_with_its_source_and_what_it_was_set_for():
    told = {"target_source": "The Body 2016", "target_words_en": "Meant for large platforms."}
    found = told_target(HOURS | {"target_value": 24} | told, EN)
    assert plain(found) == "Target: 24 hours (The Body 2016). Meant for large platforms."


def test_where_there_is_no_target_the_registry_says_so():
    told = {"target_source": None, "target_words_en": "No target is published for this."}
    assert told_target(RATE | told, EN) == "No target is published for this."
    # A snapshot of an older version has no such words.
    assert told_target(RATE | {"target_source": None}, EN) == "no target is published"
