"""Cost and recoveries are of the same partners and the same, whole, years."""

import pytest

LOOKED_AT = ("marts.indicator_costs",)

PROGRAMS = """
    partner_id | program_id | program_type         | started_on | cost_amount | currency
    north      | a          | information_campaign | 2025-02-01 | 1000        | EUR
    south      | b          | information_campaign | 2025-02-01 | 50          | EUR
"""
# ana recovers reliably on day 180, bo is never scored again; south has no baseline of both scales.
SCORES = """
    partner_id | member_key | scored_on  | instrument | score
    north      | ana        | 2025-01-10 | PHQ-9      | 15
    north      | ana        | 2025-01-10 | GAD-7      | 12
    north      | ana        | 2025-07-09 | PHQ-9      | 5
    north      | ana        | 2025-07-09 | GAD-7      | 4
    north      | bo         | 2025-12-31 | PHQ-9      | 15
    north      | bo         | 2025-12-31 | GAD-7      | 12
    south      | cy         | 2025-01-10 | PHQ-9      | 15
"""


def costs(build, scores_from, scores_through, scores=SCORES):
    lines = [
        f"E-{partner}-{kind} | {kind} | {partner} | 2024-01-01 | 2027-12-31"
        for partner in ("north", "south")
        for kind in ("members", "activity", "program_activities")
    ]
    scores_period = f"{scores_from} | {scores_through}"
    lines += [
        f"E-{partner}-outcome_scores | outcome_scores | {partner} | {scores_period}"
        for partner in ("north", "south")
    ]
    con = build(
        exports="\n".join(
            ["export_id | kind | partner_id | covered_from | covered_through", *lines]
        ),
        outcome_scores=_with_exports(scores, "outcome_scores"),
        program_activities=_with_exports(PROGRAMS, "program_activities"),
    )
    return con.execute(
        "select cost_amount, denominator_count from marts.indicator_costs"
        " where indicator_id = 'cost_per_reliable_recovery'"
    ).fetchall()


def _with_exports(text, kind):
    heading, *rows = [line.strip() for line in text.strip().splitlines()]
    named = [f"{row} | E-{row.split('|')[0].strip()}-{kind}" for row in rows]
    return "\n".join([f"{heading} | export_id", *named])


# The window of a baseline on 31 December 2025 closes 225 days later, on 13 August 2026.
@pytest.mark.parametrize(
    ("scores_from", "scores_through", "found"),
    [
        ("2025-01-01", "2026-08-12", []),
        ("2025-01-01", "2026-08-13", [(1000, 1)]),
        ("2025-01-01", "2026-08-14", [(1000, 1)]),
        ("2025-01-02", "2026-08-14", []),
        ("2024-12-31", "2026-08-14", [(1000, 1)]),
    ],
)
def test_a_year_is_told_when_all_its_recoveries_can_have_been_seen(
    build, scores_from, scores_through, found
):
    assert costs(build, scores_from, scores_through) == found


def test_who_pays_and_sends_no_pair_of_scores_is_in_no_cost_of_a_recovery(build):
    without_north = "\n".join(line for line in SCORES.splitlines() if "north" not in line)
    assert costs(build, "2024-01-01", "2027-12-31", without_north) == []


def test_nobody_recovered_is_a_cost_beside_nobody(build):
    without_ana = "\n".join(line for line in SCORES.splitlines() if "ana" not in line)
    assert costs(build, "2024-01-01", "2027-12-31", without_ana) == [(1000, 0)]
