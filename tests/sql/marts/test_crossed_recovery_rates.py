"""Recovery by two features at once: counted by hand, and margins that repeat the recovery rates."""

import pytest

LOOKED_AT = ("marts.crossed_recovery_rates", "marts.recovery_rates")

COMMUNITIES = """
    community_id | platform_type | led_by        | is_anonymous | time_zone
    forum        | forum         | peers         | true         | UTC
    chat         | chat          | professionals | false        | UTC
"""
MEMBERS = """
    member_key | community_id | joined_on  | rurality
    ana        | forum        | 2025-01-01 | urban
    bo         | forum        | 2025-01-01 | rural
    cy         | chat         | 2025-01-01 | urban
    di         | chat         | 2025-01-01 | urban
    di         | forum        | 2025-01-01 | urban
"""
# Ana and di recover, bo is scored and does not, cy is never scored again.
SCORES = "member_key | scored_on | instrument | score\n" + "\n".join(
    f"{name} | {on} | PHQ-9 | {score}"
    for name, last in (("ana", 5), ("bo", 12), ("cy", None), ("di", 6))
    for on, score in (("2025-01-01", 15), ("2025-06-30", last))
    if score is not None
)
COUNTS = "scored_count, at_caseness_count, recovered_count, reliably_recovered_count"


@pytest.fixture
def con(build):
    return build(communities=COMMUNITIES, members=MEMBERS, outcome_scores=SCORES)


def rows(con, dimension):
    found = con.execute(
        f"select category, {COUNTS} from marts.crossed_recovery_rates"
        " where dimension = ? and rule_set = 'phq9_only'",
        [dimension],
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def test_a_member_counts_where_both_features_are_theirs(con):
    # Di belongs to both communities and counts in both, once in each.
    assert rows(con, "platform_type x rurality") == {
        "forum x urban": (2, 2, 2, 2),
        "forum x rural": (1, 1, 0, 0),
        "chat x urban": (1, 1, 1, 1),
    }


def test_the_margins_repeat_the_recovery_rates(con):
    margins = con.execute(
        f"select dimension, category, rule_set, {COUNTS} from marts.crossed_recovery_rates"
        " where dimension not like '% x %'"
    ).fetchall()
    rates = con.execute(
        f"select dimension, category, rule_set, {COUNTS} from marts.recovery_rates"
        " where community_id = 'all' and period = 'all' and follow_up = 'day_180'"
    ).fetchall()
    assert {row[0] for row in margins} == {
        *("all", "platform_type", "led_by", "is_anonymous", "rurality"),
        *("engagement_band", "baseline_severity"),
    }
    assert set(margins) <= set(rates)


def test_the_categories_of_a_pair_of_which_nobody_has_two_sum_to_their_margins(con):
    crossed, severity = rows(con, "engagement_band x baseline_severity"), {}
    for category, counts in crossed.items():
        name = category.split(" x ")[0]
        severity[name] = tuple(map(sum, zip(severity.get(name, (0,) * 4), counts, strict=True)))
    assert severity == rows(con, "engagement_band")
