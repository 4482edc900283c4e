"""Who should have been scored again: equal to a slow walk through each diary."""

import pytest
from hypothesis import given, settings

from tests.sql.outcomes.test_slow_twin import built, programmes, slow_episodes, slow_outcome
from tests.sql.slow_twin import SCALES, WINDOWS, assess, judge

LOOKED_AT = ("weights.eligible_members", "marts.recovery_sensitivity")

COLUMNS = (
    "drawn(member_key), rule_set, follow_up, written_count, contact_day_count, is_scored,"
    " has_recovered, has_reliably_recovered, is_carried_recovery, is_carried_reliable_recovery"
)


@settings(max_examples=40, deadline=None)
@given(programmes())
def test_it_equals_the_slow_twin(programme):
    with built(programme, "weights.eligible_members") as con:
        fast = con.execute(f"select {COLUMNS} from weights.eligible_members").fetchall()
    slow = [
        row
        for name, rule_set, diary, episode in slow_episodes(programme)
        if rule_set in ("phq9_gad7", "phq9_only")
        for follow_up in (*WINDOWS, "end_paired")
        if (row := slow_member(name, rule_set, diary, episode, follow_up))
    ]
    assert sorted(fast, key=str) == sorted(slow, key=str)


def slow_member(name, rule_set, diary, episode, follow_up):
    """The row of one member, None for who was not at caseness or is not yet due."""
    first = episode.baseline
    if not any(
        score >= {"PHQ-9": 10, "GAD-7": 8}[scale]
        for scale, score in zip(SCALES[rule_set], first.scores, strict=True)
    ):
        return None
    chosen_on, is_eligible, is_counted, *flags = slow_outcome(diary, rule_set, episode, follow_up)
    if not is_eligible:
        return None
    recovered, reliably_recovered = flags[:2] if is_counted else (None, None)
    carried = (recovered, reliably_recovered)
    if not is_counted:
        carried = last_carried(diary, rule_set, episode, follow_up)
    early = [day for day in diary.contact_days if first.day <= day < first.day + 14]
    return (
        name, rule_set, follow_up, len(early), len(early), chosen_on is not None,
        recovered, reliably_recovered, *carried,
    )  # fmt: skip


def last_carried(diary, rule_set, episode, follow_up):
    """Judge by the last assessment up to the window's end; the baseline alone is no recovery."""
    first = episode.baseline
    until = first.day + WINDOWS[follow_up][2] if follow_up in WINDOWS else episode.ended
    later = [a for a in assess(diary, SCALES[rule_set]) if first.day < a.day <= until]
    if not later:
        return False, False
    flags = judge(SCALES[rule_set], first.scores, max(later, key=lambda a: a.day).scores)
    return flags["has_recovered"], flags["has_reliably_recovered"]


def test_a_programme_too_small_for_a_model_says_so_and_has_no_weights(build):
    con = build(
        covered_through="2026-12-31",
        members="member_key | joined_on\nana | 2025-01-01\nbo | 2025-01-01",
        outcome_scores="""
            member_key | scored_on  | instrument | score
            ana        | 2025-01-01 | PHQ-9      | 15
            ana        | 2025-06-30 | PHQ-9      | 5
            bo         | 2025-01-01 | PHQ-9      | 15
        """,
    )
    found = con.execute(
        "select eligible_count, scored_count, status from weights.answer_models"
        " where rule_set = 'phq9_only' and follow_up = 'day_180'"
    ).fetchall()
    assert found == [(2, 1, "too_few")]
    assert con.execute("select count(*) from weights.weighted_rates").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("covered_from", "known"),
    [
        ("2024-12-31", (0, 0)),
        ("2025-01-01", (0, 0)),
        ("2025-01-02", (None, None)),
        ("", (None,) * 2),
    ],
)
def test_engagement_that_no_export_covers_is_not_known(build, covered_from, known):
    starts = {"members": "2024-01-01", "outcome_scores": "2024-01-01", "activity": covered_from}
    lines = [f"E-{kind} | {kind} | {day} | 2026-12-31" for kind, day in starts.items() if day]
    con = build(
        exports="\n".join(["export_id | kind | covered_from | covered_through", *lines]),
        members="member_key | joined_on\nana | 2025-01-01",
        outcome_scores="""
            member_key | scored_on  | instrument | score
            ana        | 2025-01-01 | PHQ-9      | 15
        """,
    )
    found = con.execute(
        "select written_count, contact_day_count from weights.eligible_members"
        " where rule_set = 'phq9_only' and follow_up = 'day_180'"
    ).fetchall()
    assert found == [known]


def test_where_everyone_was_scored_each_group_has_its_plain_rate(build):
    con = build(
        covered_through="2026-12-31",
        members="member_key | joined_on\nana | 2025-01-01\nbo | 2025-01-01",
        outcome_scores="""
            member_key | scored_on  | instrument | score
            ana        | 2025-01-01 | PHQ-9      | 15
            ana        | 2025-06-30 | PHQ-9      | 5
            bo         | 2025-01-01 | PHQ-9      | 15
            bo         | 2025-06-30 | PHQ-9      | 14
        """,
    )
    found = con.execute(
        "select community_id, eligible_count, carried_count, weighted_rate"
        " from marts.recovery_sensitivity where rule_set = 'phq9_only'"
        " and follow_up = 'day_180' and outcome = 'recovery' and dimension = 'all' order by all"
    ).fetchall()
    assert found == [("all", 2, 1, 0.5), ("north/forum", 2, 1, 0.5)]
