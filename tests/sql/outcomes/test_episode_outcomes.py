"""What became of an episode: windows, the two ends, and the rules of recovery."""

import csv
from datetime import date, timedelta

import pytest

LOOKED_AT = ("outcomes.episode_outcomes",)

JOINED = date(2025, 1, 1)


def day(number: int) -> date:
    return JOINED + timedelta(days=number)


def drawn_scores(*scores: tuple[int, str, int]) -> str:
    rows = [f"ana | {day(number)} | {scale} | {score}" for number, scale, score in scores]
    return "\n".join(["member_key | scored_on | instrument | score", *rows])


def drawn_contacts(*numbers: int) -> str:
    rows = [f"ana | {day(number)} 12:00 | post" for number in numbers]
    return "\n".join(["member_key | occurred_at | activity_type", *rows])


@pytest.fixture
def outcome(build):
    """Return the columns asked for at one follow-up of ana, whose baseline is day 0."""

    def look(columns, follow_up, scores, *, rule_set="phq9_only", left_on="", **drawn):
        con = build(
            members=f"member_key | joined_on | left_on\nana | {JOINED} | {left_on}",
            outcome_scores=drawn_scores(*scores),
            **drawn,
        )
        (row,) = con.execute(
            f"select {columns} from outcomes.episode_outcomes where rule_set = ? and follow_up = ?",
            [rule_set, follow_up],
        ).fetchall()
        return row

    return look


@pytest.mark.parametrize(
    ("follow_up", "earliest", "latest"),
    [
        ("day_30", 15, 45),
        ("day_90", 60, 120),
        ("day_180", 135, 225),
        ("day_365", 305, 425),
        ("day_730", 670, 790),
    ],
)
def test_a_score_counts_inside_its_window_only(outcome, follow_up, earliest, latest):
    def is_scored(number: int) -> bool:
        scores = ((0, "PHQ-9", 15), (number, "PHQ-9", 8))
        return outcome("is_scored", follow_up, scores)[0]

    assert [is_scored(number) for number in (earliest - 1, earliest, latest, latest + 1)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("covered_day", "is_eligible"), [(224, False), (225, True), (226, True)])
def test_a_window_is_eligible_once_the_scores_cover_its_end(outcome, covered_day, is_eligible):
    scores = ((0, "PHQ-9", 15), (180, "PHQ-9", 8))
    row = outcome(
        "is_eligible, is_counted, has_recovered",
        "day_180",
        scores,
        covered_through=str(day(covered_day)),
    )
    # Scored, but not counted before the window has closed: late answers may still come.
    assert row == (is_eligible, is_eligible, True if is_eligible else None)


@pytest.mark.parametrize(
    ("days", "chosen"), [((170, 185), 185), ((170, 190), 170), ((190, 170), 170), ((140, 220), 140)]
)
def test_the_nearest_score_counts_and_of_two_equally_near_the_earlier(outcome, days, chosen):
    scores = ((0, "PHQ-9", 15), *((number, "PHQ-9", 8) for number in days))
    assert outcome("assessed_on", "day_180", scores) == (day(chosen),)


@pytest.mark.parametrize(("gap", "is_scored"), [(13, True), (14, True), (15, False)])
def test_the_two_scales_of_a_follow_up_are_at_most_14_days_apart(outcome, gap, is_scored):
    scores = ((0, "PHQ-9", 15), (0, "GAD-7", 12), (180, "PHQ-9", 8), (180 + gap, "GAD-7", 3))
    assert outcome("is_scored", "day_180", scores, rule_set="phq9_gad7") == (is_scored,)


def test_a_follow_up_never_borrows_the_baselines_own_score(outcome):
    # On day 14 the latest GAD-7 is that of day 0, 14 days before: the baseline itself.
    scores = ((0, "PHQ-9", 15), (0, "GAD-7", 12), (14, "PHQ-9", 8))
    columns = "has_any_follow_up, is_scored"
    assert outcome(columns, "day_30", scores, rule_set="phq9_gad7") == (False, False)
    assert outcome(columns, "end_paired", scores, rule_set="phq9_gad7") == (False, False)


@pytest.mark.parametrize(("number", "is_scored"), [(13, False), (14, True), (15, True)])
def test_the_last_pair_lies_14_days_after_the_baseline_at_least(outcome, number, is_scored):
    row = outcome(
        "is_eligible, is_scored",
        "end_paired",
        ((0, "PHQ-9", 15), (number, "PHQ-9", 8)),
        activity=drawn_contacts(1, 16),
        covered_through=str(day(200)),
    )
    assert row == (True, is_scored)


def test_the_last_pair_lies_before_the_end(outcome):
    row = outcome(
        "assessed_on",
        "end_paired",
        # Left on day 40: the score of day 41 belongs to no episode.
        ((0, "PHQ-9", 15), (30, "PHQ-9", 9), (41, "PHQ-9", 2)),
        left_on=str(day(40)),
        activity=drawn_contacts(1, 2),
    )
    assert row == (day(30),)


def test_only_finished_episodes_count_at_the_end(outcome):
    row = outcome(
        "is_eligible, is_counted",
        "end_paired",
        # One contact only.
        ((0, "PHQ-9", 15), (30, "PHQ-9", 9)),
        activity=drawn_contacts(1),
        covered_through=str(day(200)),
    )
    assert row == (False, False)


def test_missing_is_failure_by_the_literal_rule_and_unknown_by_the_paired_one(outcome):
    drawn = {"activity": drawn_contacts(1, 2), "covered_through": str(day(200))}
    columns = "is_counted, has_recovered, has_reliably_recovered"
    only_first = ((0, "PHQ-9", 15),)
    assert outcome(columns, "end_paired", only_first, **drawn) == (False, None, None)
    assert outcome(columns, "end_literal", only_first, **drawn) == (True, False, False)


@pytest.mark.parametrize("scores", [((0, "PHQ-9", 15),), ((0, "PHQ-9", 15), (30, "PHQ-9", 21))])
def test_the_literal_rule_tells_of_no_change_whether_scored_or_not(outcome, scores):
    # Who was not scored may well be worse: to call that "not worse" would understate harm.
    row = outcome(
        "is_counted, has_reliably_improved, has_reliably_deteriorated, is_unchanged,"
        " has_responded, has_remitted",
        "end_literal",
        scores,
        activity=drawn_contacts(1, 31),
        covered_through=str(day(200)),
    )
    assert row == (True, None, None, None, None, None)


def test_a_scale_without_a_published_reliable_change_is_not_classified(outcome):
    row = outcome(
        "baseline_primary_score, follow_up_primary_score, is_counted, was_at_caseness,"
        " has_recovered, has_reliably_improved, is_unchanged",
        "day_180",
        ((0, "UCLA-3", 9), (180, "UCLA-3", 4)),
        rule_set="ucla3_change",
    )
    assert row == (9, 4, True, None, None, None, None)


@pytest.mark.parametrize(
    ("first", "last", "flags"),
    [
        # WHO-5, raw 0-25, higher is better: 12 is poor (48 of 100), 3 points are 12 of 100.
        (12, 13, (True, False, False)),
        (12, 12, (False, False, False)),
        (13, 25, (False, True, False)),
        (10, 13, (True, True, False)),
        (13, 10, (False, False, True)),
    ],
)
def test_on_a_scale_where_higher_is_better_a_rise_is_an_improvement(outcome, first, last, flags):
    columns = "has_recovered, has_reliably_improved, has_reliably_deteriorated"
    row = outcome(
        columns, "day_180", ((0, "WHO-5", first), (180, "WHO-5", last)), rule_set="who5_only"
    )
    assert row == flags


def test_every_edge_case_of_the_nhs_rules_comes_out_of_the_models(build, reference_data):
    """Source: nhs_tt_truth_table.csv, 25 rows built from the NHS's written rules."""
    with (reference_data / "nhs_tt_truth_table.csv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    moments = (("PHQ-9", "phq9", "first", 0), ("PHQ-9", "phq9", "last", 180))
    moments += (("GAD-7", "gad7", "first", 0), ("GAD-7", "gad7", "last", 180))
    scores = [
        f"case {number} | {day(when)} | {scale} | {case[f'{name}_{end}']}"
        for number, case in enumerate(cases)
        for scale, name, end, when in moments
        if case[f"{name}_{end}"]
    ]
    members = [f"case {number} | {JOINED}" for number in range(len(cases))]
    con = build(
        members="\n".join(["member_key | joined_on", *members]),
        outcome_scores="\n".join(["member_key | scored_on | instrument | score", *scores]),
    )
    both = _flags_by_case(con, "phq9_gad7")
    phq9 = _flags_by_case(con, "phq9_only")
    for number, case in enumerate(cases):
        answers = [_truth(case[name]) for name in _NHS_ANSWERS]
        if case["gad7_first"]:
            assert both[f"case {number}"] == answers, case["note"]
        else:
            assert f"case {number}" not in both, "no anxiety score, no NHS episode"
        expected = [_truth(case[name]) for name in _PHQ9_ANSWERS]
        assert _pick(phq9[f"case {number}"], 0, 1, 3) == expected, case["note"]


_NHS_ANSWERS = (
    "caseness",
    "recovery",
    "reliable_improvement",
    "reliable_recovery",
    "reliable_deterioration",
    "no_reliable_change",
)
_PHQ9_ANSWERS = ("phq_only_caseness", "phq_only_recovery", "phq_only_reliable_recovery")


def _flags_by_case(con, rule_set):
    rows = con.execute(
        "select drawn(member_key), was_at_caseness, has_recovered, has_reliably_improved,"
        " has_reliably_recovered, has_reliably_deteriorated, is_unchanged"
        " from outcomes.episode_outcomes where rule_set = ? and follow_up = 'day_180'",
        [rule_set],
    ).fetchall()
    return {name: list(flags) for name, *flags in rows}


def _truth(cell: str) -> bool | None:
    return None if cell == "" else cell == "1"


def _pick(values, *places):
    return [values[place] for place in places]
