"""First recoveries: confirmed by the next score or not, and relapses."""

from datetime import date, timedelta

import pytest

LOOKED_AT = ("outcomes.recoveries",)

JOINED = date(2025, 1, 1)


def day(number: int) -> date:
    return JOINED + timedelta(days=number)


@pytest.fixture
def recovery(build):
    def look(*scores):
        rows = [f"ana | {day(number)} | PHQ-9 | {score}" for number, score in scores]
        con = build(
            members=f"member_key | joined_on\nana | {JOINED}",
            outcome_scores="\n".join(["member_key | scored_on | instrument | score", *rows]),
        )
        return con.execute(
            "select recovered_on, is_confirmed, relapsed_on from outcomes.recoveries"
            " where rule_set = 'phq9_only'"
        ).fetchall()

    return look


def test_a_recovery_without_a_later_score_is_neither_confirmed_nor_refuted(recovery):
    assert recovery((0, 15), (60, 9)) == [(day(60), None, None)]


def test_the_next_score_confirms_a_recovery(recovery):
    assert recovery((0, 15), (60, 9), (90, 9)) == [(day(60), True, None)]


def test_a_next_score_at_caseness_refutes_and_is_a_relapse(recovery):
    assert recovery((0, 15), (60, 9), (90, 10)) == [(day(60), False, day(90))]


def test_a_confirmed_recovery_can_relapse_later(recovery):
    assert recovery((0, 15), (60, 9), (90, 3), (120, 12)) == [(day(60), True, day(120))]


@pytest.mark.parametrize(
    ("second_phq9", "second_gad7", "confirmed", "relapsed_on"),
    [
        # The GAD-7 of day 68 stands beside the PHQ-9 that showed the recovery on day 64.
        (None, 4, None, None),
        (None, 12, None, None),
        (65, 4, True, None),
        (69, 4, True, None),
        (65, 12, False, 68),
        (69, 12, False, 69),
    ],
)
def test_a_pair_that_holds_a_score_of_the_recovery_says_nothing_of_what_came_after(
    build, second_phq9, second_gad7, confirmed, relapsed_on
):
    scores = [(0, "PHQ-9", 15), (0, "GAD-7", 12), (60, "GAD-7", 4), (64, "PHQ-9", 5)]
    scores.append((68, "GAD-7", second_gad7))
    if second_phq9 is not None:
        scores.append((second_phq9, "PHQ-9", 5))
    rows = [f"ana | {day(number)} | {scale} | {score}" for number, scale, score in scores]
    con = build(
        members=f"member_key | joined_on\nana | {JOINED}",
        outcome_scores="\n".join(["member_key | scored_on | instrument | score", *rows]),
    )
    found = con.execute(
        "select recovered_on, is_confirmed, relapsed_on from outcomes.recoveries"
        " where rule_set = 'phq9_gad7'"
    ).fetchall()
    assert found == [(day(64), confirmed, None if relapsed_on is None else day(relapsed_on))]


def test_who_was_not_at_caseness_cannot_recover(recovery):
    assert recovery((0, 9), (60, 3)) == []


@pytest.mark.parametrize(("number", "rows"), [(13, 0), (14, 1)])
def test_a_score_within_two_weeks_of_the_baseline_is_no_recovery(recovery, number, rows):
    assert len(recovery((0, 15), (number, 3))) == rows
