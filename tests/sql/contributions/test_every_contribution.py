"""A contribution changes when, and only when, the member adds something else to the table."""

from functools import cache

import pytest

from ingest.models import model_paths
from tests.sql.drawing import build_database

TABLES = sorted(path.stem for path in model_paths("contributions"))
OF_THE_PROGRAMME_ALONE = {
    "crossed_recovery_rates",
    "curve_comparisons",
    "early_behaviours",
    "indicator_costs",
    "landmark_comparisons",
    "recovery_curves",
}
# Who was never scored again stands in no denominator of theirs: here, bo.
OF_THE_SCORED_ALONE = {
    "benchmark_gaps",
    "community_funnels",
    "crossed_recovery_rates",
    "recovery_rates",
    "score_changes",
    "standardised_rates",
}
# Partners count these people themselves, and nobody here knows who they are.
OF_NOBODY = {"indicator_reach"}
each_table = pytest.mark.parametrize("table", TABLES)

MEMBERS = """
    member_key | joined_on  | age_band
    ana        | 2025-01-05 | 25_34
    bo         | 2025-01-05 | 25_34
"""
SCORES = """
    member_key | scored_on  | instrument | score
    ana        | 2025-01-05 | PHQ-9      | 15
    ana        | 2025-01-05 | GAD-7      | 12
    ana        | 2025-07-04 | PHQ-9      | 8
    ana        | 2025-07-04 | GAD-7      | 3
    bo         | 2025-01-05 | PHQ-9      | 15
    bo         | 2025-01-05 | GAD-7      | 12
"""
ACTIVITY = """
    member_key | occurred_at      | activity_type
    ana        | 2025-01-06 23:00 | post
    bo         | 2025-01-07 00:30 | post
"""
PROGRAMS = """
    program_id | program_type         | started_on | people_reached | cost_amount | currency
    leaflets   | information_campaign | 2025-02-01 | 900            | 120.50      | CAD
"""


def contributions_to_every_table(
    members=MEMBERS, scores=SCORES, activity=ACTIVITY, covered_through="2025-12-31"
):
    """{table: {(community, member): contribution}}."""
    con = build_database(
        tables=tuple(f"contributions.{table}" for table in TABLES),
        members=members,
        outcome_scores=scores,
        activity=activity,
        program_activities=PROGRAMS,
        covered_from="2025-01-01",
        covered_through=covered_through,
    )
    found = {table: contributions_to(con, table) for table in TABLES}
    con.close()
    return found


def contributions_to(con, table):
    rows = con.execute(
        f"select community_id, drawn(member_key), contribution from contributions.{table}"
    ).fetchall()
    assert len({row[:2] for row in rows}) == len(rows), "one row per community_id and member"
    return {row[:2]: row[2] for row in rows}


# Most tables are asked of the same few worlds: each is built once.
known_contributions = cache(contributions_to_every_table)


@pytest.fixture(scope="module")
def built_again():
    return contributions_to_every_table()


@each_table
def test_every_row_of_a_mart_has_contributors_and_the_same_data_the_same_contribution(
    built_again, table
):
    first = known_contributions()[table]
    assert first == built_again[table]
    if table in OF_NOBODY:
        assert first == {}
        return
    assert ("all", "ana") in first
    assert (("all", "bo") in first) == (table not in OF_THE_SCORED_ALONE)
    assert (("north/forum", "ana") in first) == (table not in OF_THE_PROGRAMME_ALONE)


CHANGES = [
    ("recovery_rates", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    # 8 or 9: below caseness and reliably better, either way; 7 would be half of 15, a response.
    ("recovery_rates", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 9")}, False),
    ("recovery_rates", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 7")}, True),
    ("recovery_rates", {"activity": ACTIVITY + "ana | 2025-12-06 12:00 | read"}, False),
    ("follow_up_funnel", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, False),
    ("follow_up_funnel", {"scores": SCORES.replace("2025-07-04", "2025-12-04")}, True),
    ("activity_months", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | read"}, True),
    ("activity_months", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, False),
    ("engagement_cohorts", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | read"}, True),
    # A second visit in a quarter with activity changes no cohort.
    ("engagement_cohorts", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | read"}, False),
    ("indicator_values", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    ("indicator_rates", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | post"}, True),
    ("indicator_rates", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | read"}, False),
    # The first post of the quarter is the one that counts.
    ("indicator_medians", {"activity": ACTIVITY + "ana | 2025-01-08 12:00 | post"}, False),
    ("indicator_medians", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | post"}, True),
    ("indicator_costs", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | read"}, False),
    # A recovery is set against the year's cost once all windows of the year are over.
    (
        "indicator_costs",
        {
            "scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11"),
            "covered_through": "2026-08-13",
        },
        True,
    ),
    ("landmark_comparisons", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    ("landmark_comparisons", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 7")}, False),
    # A second post stays within the band of 1 to 4; visits and reading are no writing.
    ("landmark_comparisons", {"activity": ACTIVITY + "ana | 2025-01-08 12:00 | post"}, False),
    ("recovery_curves", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    ("recovery_curves", {"scores": SCORES.replace("2025-07-04", "2025-07-05")}, True),
    ("recovery_curves", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 7")}, False),
    ("recovery_sensitivity", {"scores": SCORES.replace("2025-07-04", "2025-12-04")}, True),
    # One post more in the first two weeks, and the weights of all may move: it is hers.
    ("recovery_sensitivity", {"activity": ACTIVITY + "ana | 2025-01-08 12:00 | post"}, True),
    ("recovery_sensitivity", {"activity": ACTIVITY + "ana | 2025-05-08 12:00 | post"}, False),
    ("standardised_rates", {"members": MEMBERS.replace("05 | 25_34", "05 | 45_54", 1)}, True),
    ("standardised_rates", {"activity": ACTIVITY + "ana | 2025-12-06 12:00 | read"}, False),
    ("benchmark_gaps", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    ("benchmark_gaps", {"members": MEMBERS.replace("05 | 25_34", "05 | 18_24", 1)}, True),
    ("community_funnels", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, True),
    ("community_funnels", {"members": MEMBERS.replace("05 | 25_34", "05 | 45_54", 1)}, False),
    ("score_changes", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 7")}, True),
    ("score_changes", {"activity": ACTIVITY + "ana | 2025-12-06 12:00 | read"}, False),
    (
        "crossed_recovery_rates",
        {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")},
        True,
    ),
    ("crossed_recovery_rates", {"activity": ACTIVITY + "ana | 2025-12-06 12:00 | read"}, False),
    ("early_behaviours", {"activity": ACTIVITY + "ana | 2025-01-07 12:00 | reply"}, True),
    # To post twice is to post; what comes on day 14 is not early.
    ("early_behaviours", {"activity": ACTIVITY + "ana | 2025-01-07 12:00 | post"}, False),
    ("early_behaviours", {"activity": ACTIVITY + "ana | 2025-01-19 12:00 | reply"}, False),
    ("engagement_states", {"activity": ACTIVITY + "ana | 2025-05-06 12:00 | read"}, True),
    ("engagement_states", {"activity": ACTIVITY + "ana | 2025-01-16 12:00 | read"}, False),
    ("activity_hours", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | read"}, True),
    ("activity_hours", {"activity": ACTIVITY + "ana | 2025-01-13 23:30 | read"}, False),
    ("contribution_inequality", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | reply"}, True),
    ("contribution_inequality", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | read"}, False),
    ("reply_times", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | post"}, True),
    ("reply_times", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | reply"}, False),
    # Another year, where it is covered whole.
    (
        "support_exchanges",
        {
            "activity": ACTIVITY + "ana | 2026-02-06 12:00 | read",
            "covered_through": "2026-12-31",
        },
        True,
    ),
    ("support_exchanges", {"activity": ACTIVITY + "ana | 2026-02-06 12:00 | read"}, False),
    ("support_exchanges", {"activity": ACTIVITY + "ana | 2025-02-06 12:00 | post"}, False),
    ("first_posts", {"activity": ACTIVITY + "ana | 2025-01-05 12:00 | reply"}, True),
    ("first_posts", {"activity": ACTIVITY + "ana | 2025-01-07 12:00 | reply"}, False),
    ("communities", {"scores": SCORES.replace("PHQ-9      | 8", "PHQ-9      | 11")}, False),
]


@pytest.mark.parametrize(("table", "change", "is_other"), CHANGES)
def test_only_who_adds_something_else_has_another_contribution(table, change, is_other):
    covered = {name: day for name, day in change.items() if name == "covered_through"}
    before, after = known_contributions(**covered)[table], known_contributions(**change)[table]
    assert (before["all", "ana"] != after["all", "ana"]) == is_other
    assert before.get(("all", "bo")) == after.get(("all", "bo"))
