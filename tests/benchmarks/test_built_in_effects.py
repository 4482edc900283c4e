"""Every effect on members that the simulated programme has built in lies in its interval.

By hand: `python -m pytest tests/benchmarks/test_built_in_effects.py`. The whole programme is
simulated, taken in and published (five minutes), and each effect that its README tells of is sought
in the snapshot. Answers are few and selective, and effects wear off: the truth of a figure is what
20 other programmes of the same truth show on average (`drawn_outcomes.py`).
"""

import pytest

RULES = ("phq9_gad7", "phq9_only")
FOLLOW_UPS = ("day_90", "day_180", "day_365")


def rate(outcome: str, rules: str, follow_up: str, dimension: str, category: str) -> str:
    return (
        "select outcome_rate_lower, outcome_rate_upper from published.recovery_rates where"
        f" community_id = 'all' and period = 'all' and outcome = '{outcome}'"
        f" and rule_set = '{rules}' and follow_up = '{follow_up}'"
        f" and dimension = '{dimension}' and category = '{category}'"
    )


def gap(rules: str, follow_up: str, dimension: str, category: str, other: str) -> str:
    return (
        "select gap_lower, gap_upper from published.group_differences where community_id = 'all'"
        " and other_community_id = 'all' and outcome = 'recovery'"
        f" and rule_set = '{rules}' and follow_up = '{follow_up}'"
        f" and dimension = '{dimension}' and category = '{category}' and other_category = '{other}'"
    )


both_rules = pytest.mark.parametrize("rules", RULES)
each_follow_up = pytest.mark.parametrize("follow_up", FOLLOW_UPS)


@both_rules
@each_follow_up
def test_the_course_of_those_without_treatment(programme, judge, rules, follow_up):
    group = ("treatment_at_joining", "none")
    truth = programme.share("recovery", rules, follow_up, *group)
    limits = programme.limits(rate("recovery", rules, follow_up, *group))
    judge((f"Recovery of the untreated, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
def test_all_who_are_well_answering_or_not_lie_between_the_bounds(
    programme, judge, rules, follow_up
):
    """Leaving has no effect on the illness, and no figure sees the illness of who has left."""
    limits = programme.limits(
        "select outcome_bounds_lower, outcome_bounds_upper from published.recovery_rates where"
        " community_id = 'all' and period = 'all' and outcome = 'recovery' and dimension = 'all'"
        f" and rule_set = '{rules}' and follow_up = '{follow_up}'"
    )
    truth = programme.share("latent", rules, follow_up, "all", "all")
    judge((f"Well in truth, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
def test_an_early_reply(programme, judge, rules, follow_up):
    key = ("early", rules, follow_up, "was_answered")
    limits = programme.limits(
        "select risk_ratio_lower, risk_ratio_upper from published.early_behaviours"
        f" where rule_set = '{rules}' and follow_up = '{follow_up}'"
        " and dimension = 'has_posted x was_answered_within_24_hours' and category = 'true x true'"
    )
    truth = programme.share(*key, "true") / programme.share(*key, "false")
    judge((f"Risk ratio of an early reply, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
def test_mere_posting(programme, judge, rules, follow_up):
    """Who posted without an early answer, against who did not post: from counts that are shown."""
    found = programme.published.execute(
        "select recovered_count, scored_count from published.early_behaviours where dimension in"
        " ('has_posted', 'has_posted x was_answered_within_24_hours') and category in"
        f" ('false', 'true x false') and rule_set = '{rules}' and follow_up = '{follow_up}'"
        " order by category desc"
    ).fetchall()
    counts = ", ".join(str(count) for row in found for count in row)
    limits = programme.calculated(
        f"select d.lower, d.upper from (select newcombe_difference({counts}) as d)"
    )
    key = ("early", rules, follow_up)
    silent = programme.share(*key, "has_posted", "false")
    truth = programme.share(*key, "was_answered", "false") - silent
    judge((f"Mere posting, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
@pytest.mark.parametrize("band", ["1_4", "5_19", "20_and_over"])
def test_recovery_by_engagement(programme, judge, rules, follow_up, band):
    key = ("early", rules, follow_up, "engagement_band")
    limits = programme.limits(
        "select risk_ratio_lower, risk_ratio_upper from published.landmark_comparisons"
        f" where rule_set = '{rules}' and follow_up = '{follow_up}' and landmark_days = 14"
        f" and dimension = 'engagement_band' and category = '{band}'"
    )
    if limits == (None, None):
        pytest.skip("not shown")
    truth = programme.share(*key, band) / programme.share(*key, "0")
    judge((f"Risk ratio of {band} contributions, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
@pytest.mark.parametrize(
    "groups",
    [
        ("treatment_at_joining", "medication", "none"),
        ("treatment_at_joining", "therapy", "none"),
        ("treatment_at_joining", "both", "none"),
        ("baseline_severity", "moderately_severe", "moderate"),
        ("baseline_severity", "severe", "moderate"),
        ("led_by", "peers", "professionals"),
        ("led_by", "mixed", "professionals"),
        ("is_anonymous", "true", "false"),
        ("is_moderated_day_and_night", "true", "false"),
        ("platform_type", "app", "forum"),
        ("platform_type", "chat", "forum"),
        ("platform_type", "social_media_group", "forum"),
        ("platform_type", "structured_group", "forum"),
    ],
)
def test_a_difference_between_groups(programme, judge, rules, follow_up, groups):
    dimension, category, other = groups
    key = ("recovery", rules, follow_up, dimension)
    truth = programme.share(*key, category) - programme.share(*key, other)
    limits = programme.limits(gap(rules, follow_up, dimension, category, other))
    judge((f"{category} less {other}, {rules}, {follow_up}", limits, truth))


@both_rules
@each_follow_up
def test_worsening(programme, judge, rules, follow_up):
    outcome = ("reliable_deterioration", rules, follow_up, "all", "all")
    limits = programme.limits(rate(*outcome))
    judge((f"Reliable deterioration, {rules}, {follow_up}", limits, programme.share(*outcome)))


@both_rules
@pytest.mark.parametrize("day", ["180", "365"])
def test_relapse(programme, judge, rules, day):
    limits = programme.limits(
        "select event_share_lower, event_share_upper from published.recovery_curves"
        f" where dimension = 'all' and rule_set = '{rules}' and curve = 'relapse'"
        f" and curve_day = {day}"
    )
    judge((f"Relapse, {rules}, day {day}", limits, programme.share("relapse", rules, day)))


@each_follow_up
@pytest.mark.parametrize(
    "rules", ["ucla3_change", "who5_only", "mspss_change", "swemwbs_change", "ismi10_change"]
)
def test_a_mean_change(programme, judge, rules, follow_up):
    limits = programme.limits(
        "select change_points_lower, change_points_upper from published.score_changes"
        " where community_id = 'all' and dimension = 'all'"
        f" and rule_set = '{rules}' and follow_up = '{follow_up}'"
    )
    truth = programme.share("change", rules, follow_up, "all", "all")
    judge((f"Mean change, {rules}, {follow_up}", limits, truth))
