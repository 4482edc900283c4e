"""The NHS recovery rules: their truth table, their published rates, their boundaries."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

OUTCOMES = (
    "caseness",
    "recovery",
    "reliable_improvement",
    "reliable_recovery",
    "reliable_deterioration",
    "no_reliable_change",
)
# NHS England, NHS Talking Therapies annual report 2024-25 (Open Government Licence v3.0).
FINISHED, NOT_AT_CASENESS = 670_419, 35_234
PUBLISHED = {"recovery": 50.5, "reliable_recovery": 47.5, "improvement": 67.5, "deterioration": 5.8}
COUNTS = {
    "recovery": 321_061,
    "reliable_recovery": 301_815,
    "improvement": 452_284,
    "deterioration": 39_157,
}


def outcome(value, *scores):
    return value("nhs_talking_therapies_outcome(?::int, ?::int, ?::int, ?::int)", *scores)


def truth(cell: str) -> bool | None:
    return None if cell == "" else cell == "1"


def score(cell: str) -> int | None:
    return int(cell) if cell else None


def test_all_twenty_five_rows_of_the_truth_table_come_out(value, reference_data):
    with (reference_data / "nhs_tt_truth_table.csv").open() as file:
        table = list(csv.DictReader(file))
    assert len(table) == 25
    for row in table:
        scores = [score(row[k]) for k in ("phq9_first", "phq9_last", "gad7_first", "gad7_last")]
        assert outcome(value, *scores) == {name: truth(row[name]) for name in OUTCOMES}, row
        alone = value("phq9_only_outcome(?::int, ?::int)", *scores[:2])
        for name in ("caseness", "recovery", "reliable_recovery"):
            assert alone[name] == truth(row[f"phq_only_{name}"]), row


@pytest.mark.parametrize(
    ("scores", "expected"),
    # Odd but right, from the written rules (NHS guide, version 2.1).
    [
        # 10 -> 9 recovers without reliable improvement.
        ((10, 9, 7, 7), (True, True, False, False, False, True)),
        # 20 -> 14 improves reliably without recovery.
        ((20, 14, 15, 9), (True, False, True, False, False, False)),
        # PHQ-9 12 -> 9 with GAD-7 3 -> 7 recovers and deteriorates at once.
        ((12, 9, 3, 7), (True, True, False, False, True, False)),
        # PHQ-9 falls, GAD-7 rises: a mixed result is no reliable change.
        ((15, 8, 7, 11), (True, False, False, False, False, True)),
        # A last score is missing: at caseness, nothing else is known.
        ((12, None, 10, 7), (True, None, None, None, None, None)),
        # No anxiety measure: the NHS rules cannot be evaluated at all.
        ((12, 9, None, None), (None,) * 6),
    ],
)
def test_odd_cases_are_judged_as_written(value, scores, expected):
    assert tuple(outcome(value, *scores).values()) == expected


@pytest.mark.parametrize(
    ("scores", "name", "expected"),
    [
        ((9, 9, 7, 7), "caseness", False),
        ((10, 9, 7, 7), "caseness", True),
        ((9, 9, 8, 7), "caseness", True),
        ((15, 10, 7, 7), "recovery", False),
        ((15, 9, 7, 7), "recovery", True),
        ((15, 9, 8, 8), "recovery", False),
        ((14, 9, 7, 7), "reliable_improvement", False),
        ((15, 9, 7, 7), "reliable_improvement", True),
        ((7, 7, 10, 7), "reliable_improvement", False),
        ((7, 7, 11, 7), "reliable_improvement", True),
        ((12, 17, 10, 10), "reliable_deterioration", False),
        ((12, 18, 10, 10), "reliable_deterioration", True),
        ((12, 12, 10, 13), "reliable_deterioration", False),
        ((12, 12, 10, 14), "reliable_deterioration", True),
    ],
)
def test_each_threshold_holds_at_its_boundary(value, scores, name, expected):
    assert outcome(value, *scores)[name] is expected


def slow_outcome(d0, d1, a0, a1):
    """The rules again, one `if` at a time."""
    improves = (d0 - d1 >= 6 or a0 - a1 >= 4) and d1 - d0 < 6 and a1 - a0 < 4
    worsens = (d1 - d0 >= 6 or a1 - a0 >= 4) and d0 - d1 < 6 and a0 - a1 < 4
    caseness = d0 >= 10 or a0 >= 8
    recovery = caseness and d1 < 10 and a1 < 8
    return (
        caseness,
        recovery,
        improves,
        recovery and improves,
        worsens,
        not improves and not worsens,
    )


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 27), st.integers(0, 27), st.integers(0, 21), st.integers(0, 21))
def test_it_agrees_with_the_rules_written_slowly(value, d0, d1, a0, a1):
    assert tuple(outcome(value, d0, d1, a0, a1).values()) == slow_outcome(d0, d1, a0, a1)


@pytest.mark.parametrize("name", COUNTS)
def test_englands_percentages_of_2024_25_come_from_its_counts(name):
    at_caseness = FINISHED - NOT_AT_CASENESS
    denominator = at_caseness if "recovery" in name else FINISHED
    assert round(100 * COUNTS[name] / denominator, 1) == PUBLISHED[name]
