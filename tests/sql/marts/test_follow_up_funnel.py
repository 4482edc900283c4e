"""The funnel: each step is part of the one before, down to the denominator of recovery."""

from datetime import date, timedelta

LOOKED_AT = ("marts.follow_up_funnel", "marts.recovery_rates")

JOINED = date(2025, 1, 1)
STEPS = (
    "member_count, with_baseline_count, at_caseness_count, eligible_count,"
    " with_any_follow_up_count, in_window_count"
)


def day(number):
    return JOINED + timedelta(days=number)


def test_each_step_loses_one_member_here(build):
    names = ("ana", "bo", "cy", "di", "ed", "flo")
    late = {"flo": 300}
    con = build(
        members="\n".join(
            [
                "member_key | joined_on",
                *(f"{name} | {day(late.get(name, 0))}" for name in names),
            ]
        ),
        outcome_scores=f"""
            member_key | scored_on  | instrument | score
            ana        | {day(0)}   | PHQ-9      | 15
            ana        | {day(180)} | PHQ-9      | 8
            bo         | {day(0)}   | PHQ-9      | 15
            bo         | {day(100)} | PHQ-9      | 8
            cy         | {day(0)}   | PHQ-9      | 15
            di         | {day(0)}   | PHQ-9      | 9
            flo        | {day(300)} | PHQ-9      | 15
        """,
        covered_through=str(day(400)),
    )
    # All six; ed has no baseline; di was not at caseness; flo's window is still open; cy never
    # answered again; bo did, outside the window.
    assert con.execute(
        f"select {STEPS} from marts.follow_up_funnel where community_id = 'all'"
        " and dimension = 'all' and period = 'all' and rule_set = 'phq9_only'"
        " and follow_up = 'day_180'"
    ).fetchall() == [(6, 5, 4, 3, 2, 1)]


def test_the_last_step_is_the_denominator_of_recovery(build):
    con = build(
        members=f"member_key | joined_on\nana | {day(0)}\nbo | {day(0)}",
        outcome_scores=f"""
            member_key | scored_on  | instrument | score
            ana        | {day(0)}   | PHQ-9      | 15
            ana        | {day(180)} | PHQ-9      | 8
            bo         | {day(0)}   | PHQ-9      | 9
            bo         | {day(180)} | PHQ-9      | 8
        """,
    )
    different = con.execute(
        "select funnel.*, rates.at_caseness_count from marts.follow_up_funnel as funnel"
        " inner join marts.recovery_rates as rates using (community_id, dimension, category,"
        " period, rule_set, follow_up)"
        " where funnel.in_window_count <> rates.at_caseness_count"
        " and follow_up <> 'end_literal'"
    ).fetchall()
    assert different == []


def test_a_member_without_a_baseline_is_counted_in_the_year_of_joining(build):
    con = build(
        members="member_key | joined_on\nana | 2024-12-20\nbo | 2024-12-20",
        # Joined in 2024, baseline in 2025: counted in 2025, as in the rates.
        outcome_scores="member_key | scored_on | instrument | score\nana | 2025-01-02 | PHQ-9 | 15",
    )
    rows = con.execute(
        "select period, member_count, with_baseline_count from marts.follow_up_funnel"
        " where community_id = 'all' and dimension = 'all' and rule_set = 'phq9_only'"
        " and follow_up = 'day_90' order by period"
    ).fetchall()
    assert rows == [("2024", 1, 0), ("2025", 1, 1), ("all", 1 + 1, 1)]
