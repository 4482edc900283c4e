"""First recoveries: confirmed by the next score or not, and relapses."""

from datetime import date, timedelta

import pytest

JOINED = date(2025, 1, 1)


def day(number: int) -> date:
    return JOINED + timedelta(days=number)


@pytest.fixture
def recovery(build):
    def look(*scores):
        rows = [f"ana | {day(number)} | PHQ-9 | {score}" for number, score in scores]
        con = build(
            through="outcomes",
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


def test_who_was_not_at_caseness_cannot_recover(recovery):
    assert recovery((0, 9), (60, 3)) == []


@pytest.mark.parametrize(("number", "rows"), [(13, 0), (14, 1)])
def test_a_score_within_two_weeks_of_the_baseline_is_no_recovery(recovery, number, rows):
    assert len(recovery((0, 15), (number, 3))) == rows
