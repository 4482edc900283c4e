"""What an episode is in a community: every clause of the definition, with its boundaries."""

from datetime import date, timedelta

import pytest

LOOKED_AT = ("facts.episodes",)

JOINED = date(2025, 1, 1)


def day(number: int) -> date:
    """Return the date that many days after joining."""
    return JOINED + timedelta(days=number)


def draw(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows])


def drawn_members(left_on: str = "") -> str:
    return draw("member_key | joined_on | left_on", [f"ana | {JOINED} | {left_on}"])


def drawn_scores(*scores: tuple[int, str, int]) -> str:
    rows = [f"ana | {day(number)} | {scale} | {score}" for number, scale, score in scores]
    return draw("member_key | scored_on | instrument | score", rows)


def drawn_contacts(*numbers: int, activity_type: str = "post") -> str:
    rows = [f"ana | {day(number)} 12:00 | {activity_type}" for number in numbers]
    return draw("member_key | occurred_at | activity_type", rows)


def episodes(con, columns: str, rule_set: str = "phq9_only"):
    return con.execute(
        f"select {columns} from facts.episodes where rule_set = ?", [rule_set]
    ).fetchall()


@pytest.mark.parametrize(
    ("scored_day", "is_baseline"), [(-15, False), (-14, True), (30, True), (31, False)]
)
def test_the_baseline_lies_14_days_before_to_30_days_after_joining(build, scored_day, is_baseline):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((scored_day, "PHQ-9", 12)),
    )
    expected = [(day(scored_day),)] if is_baseline else []
    assert episodes(con, "baseline_on") == expected


def test_the_first_of_two_baselines_counts(build):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((-20, "PHQ-9", 25), (3, "PHQ-9", 12), (9, "PHQ-9", 20)),
    )
    assert episodes(con, "baseline_on, baseline_primary_score") == [(day(3), 12)]


@pytest.mark.parametrize(("days_apart", "is_baseline"), [(6, True), (7, True), (8, False)])
def test_the_two_scales_of_a_baseline_are_at_most_7_days_apart(build, days_apart, is_baseline):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((1, "PHQ-9", 12), (1 + days_apart, "GAD-7", 9)),
    )
    # The later of the two dates is the baseline's.
    expected = [(day(1 + days_apart), 12, 9)] if is_baseline else []
    columns = "baseline_on, baseline_primary_score, baseline_secondary_score"
    assert episodes(con, columns, "phq9_gad7") == expected


def test_both_scores_of_a_baseline_lie_in_its_window(build):
    con = build(
        members=drawn_members(),
        # Six days apart, but the first of them 15 days before joining.
        outcome_scores=drawn_scores((-15, "PHQ-9", 12), (-9, "GAD-7", 9)),
    )
    assert episodes(con, "baseline_on", "phq9_gad7") == []


def test_a_member_of_two_communities_has_one_episode_from_the_first_joining(build):
    con = build(
        members=draw(
            "member_key | community_id | joined_on",
            [f"ana | forum | {day(0)}", f"ana | chat | {day(300)}"],
        ),
        outcome_scores=drawn_scores((2, "PHQ-9", 12), (301, "PHQ-9", 20)),
    )
    assert episodes(con, "joined_on, baseline_on") == [(day(0), day(2))]


def test_without_a_members_export_joining_is_the_first_date_seen(build):
    con = build(
        activity=drawn_contacts(10, activity_type="visit"),
        outcome_scores=drawn_scores((12, "PHQ-9", 12)),
    )
    assert episodes(con, "joined_on, is_joining_derived") == [(day(10), True)]


@pytest.mark.parametrize(
    ("phq9", "gad7", "was_at_caseness"),
    [(9, 7, False), (10, 7, True), (9, 8, True), (11, 9, True)],
)
def test_caseness_needs_one_of_two_scales(build, phq9, gad7, was_at_caseness):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", phq9), (0, "GAD-7", gad7)),
    )
    assert episodes(con, "was_at_caseness", "phq9_gad7") == [(was_at_caseness,)]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately_severe"),
        (19, "moderately_severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_severity_follows_the_bands_of_the_phq9(build, score, band):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", score)),
    )
    assert episodes(con, "baseline_severity") == [(band,)]


@pytest.mark.parametrize(("gap_days", "ended"), [(90, False), (91, True)])
def test_ninety_silent_days_end_an_episode_at_the_last_contact(build, gap_days, ended):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        # 91 days between two contacts hold 90 silent days.
        activity=drawn_contacts(5, 5 + gap_days),
        covered_through=str(day(5 + gap_days)),
    )
    expected = (day(5), "silent") if ended else (None, "not_ended")
    assert episodes(con, "ended_on, end_reason") == [expected]


@pytest.mark.parametrize(("covered_days", "ended"), [(94, False), (95, True)])
def test_silence_counts_only_as_far_as_it_is_covered(build, covered_days, ended):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(5),
        covered_through=str(day(covered_days)),
    )
    assert episodes(con, "ended_on") == [(day(5) if ended else None,)]


def test_a_score_of_any_questionnaire_breaks_the_silence(build):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12), (80, "WHO-5", 10)),
        covered_through=str(day(170)),
    )
    assert episodes(con, "ended_on, end_reason") == [(day(80), "silent")]


@pytest.mark.parametrize("activity_type", ["visit", "crisis_help_opened"])
def test_a_visit_and_crisis_help_neither_break_a_silence_nor_are_contacts(build, activity_type):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(30, 60, 80, activity_type=activity_type),
        covered_through=str(day(90)),
    )
    assert episodes(con, "ended_on, contact_count, is_finished") == [(day(0), 0, False)]


@pytest.mark.parametrize(
    ("left_day", "ended_day"),
    [(20, 20), (-1, 0)],
)
def test_leaving_ends_an_episode_but_never_before_it_began(build, left_day, ended_day):
    con = build(
        members=drawn_members(left_on=str(day(left_day))),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(10, 50),
        covered_through=str(day(60)),
    )
    assert episodes(con, "ended_on, end_reason") == [(day(ended_day), "left")]


def test_who_left_one_of_two_communities_has_not_left(build):
    con = build(
        members=draw(
            "member_key | community_id | joined_on | left_on",
            [f"ana | forum | {day(0)} | {day(20)}", f"ana | chat | {day(0)} | "],
        ),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        covered_through=str(day(60)),
    )
    assert episodes(con, "ended_on, end_reason") == [(None, "not_ended")]


@pytest.mark.parametrize(("covered_days", "ended"), [(364, False), (365, True)])
def test_a_year_ends_an_episode(build, covered_days, ended):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(60, 120, 180, 240, 300, 360),
        covered_through=str(day(covered_days)),
    )
    expected = (day(365), "year_over") if ended else (None, "not_ended")
    assert episodes(con, "ended_on, end_reason") == [expected]


@pytest.mark.parametrize(
    ("contact_days", "contact_count", "is_finished"),
    [((), 0, False), ((5,), 1, False), ((5, 5, 5), 1, False), ((5, 6), 2, True), ((0, 5), 2, True)],
)
def test_finished_takes_two_distinct_contact_days(build, contact_days, contact_count, is_finished):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(*contact_days),
        covered_through=str(day(200)),
    )
    assert episodes(con, "contact_count, is_finished") == [(contact_count, is_finished)]


def test_contacts_before_the_baseline_and_after_the_end_do_not_count(build):
    con = build(
        members=drawn_members(left_on=str(day(20))),
        outcome_scores=drawn_scores((10, "PHQ-9", 12)),
        # Day 9 lies before the baseline, day 21 after leaving.
        activity=drawn_contacts(9, 10, 20, 21),
        covered_through=str(day(60)),
    )
    assert episodes(con, "contact_count") == [(2,)]


def test_an_episode_that_has_not_ended_is_not_finished(build):
    con = build(
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        activity=drawn_contacts(5, 40),
        covered_through=str(day(60)),
    )
    assert episodes(con, "contact_count, is_finished") == [(2, False)]


def test_a_contact_day_is_a_day_of_the_communitys_own_clock(build):
    con = build(
        communities=draw(
            "community_id | platform_type | led_by | is_anonymous | time_zone",
            ["forum | forum | peers | true | America/Toronto"],
        ),
        members=drawn_members(),
        outcome_scores=drawn_scores((0, "PHQ-9", 12)),
        # 02:00 and 06:00 UTC are 21:00 and 01:00 in Toronto: two days there, one in UTC.
        activity=draw(
            "member_key | occurred_at | activity_type",
            [f"ana | {day(5)} 02:00 | post", f"ana | {day(5)} 06:00 | post"],
        ),
        covered_through=str(day(200)),
    )
    assert episodes(con, "contact_count") == [(2,)]


def test_a_partner_without_scores_has_no_episodes_and_no_error(build):
    con = build(members=drawn_members(), activity=drawn_contacts(1))
    assert episodes(con, "baseline_on") == []
