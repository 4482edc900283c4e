"""How soon posts are answered, what is reported and acted upon: as built in, within its interval.

By hand: `python -m pytest tests/benchmarks/test_built_in_events.py`, for which the whole programme
is built (five minutes). The truth is a parameter of `truth.yaml`, over the posts of 20 other
programmes where it needs posts (`drawn_events.py`). What is not published a macro tells from facts.
"""

import pytest

from ingest.simulation.truth import load_truth
from tests.benchmarks.drawn_events import QUARTERS, actioned_within

TRUTH = load_truth()


@pytest.mark.parametrize("hours", ["2", "24", "168"])
@pytest.mark.parametrize("is_moderated", ["true", "false"])
@pytest.mark.parametrize("time_of_day", ["day", "night"])
def test_answers_by_day_and_night(programme, judge, hours, is_moderated, time_of_day):
    share = {"2": "within_2_hours", "24": "within_24_hours", "168": "within_7_days"}[hours]
    limits = programme.limits(
        f"select answered_{share}_share_lower, answered_{share}_share_upper"
        " from published.reply_times where community_id = 'all' and period = '2025'"
        f" and dimension = 'is_moderated_day_and_night' and category = '{is_moderated}'"
        f" and time_of_day = '{time_of_day}'"
    )
    truth = programme.share("answered", hours, is_moderated, time_of_day)
    judge((f"Answered {share}, moderated {is_moderated}, {time_of_day}", limits, truth))


@pytest.mark.parametrize("kind", ["harassment", "misinformation", "self_harm"])
def test_reports(programme, judge, kind):
    judge(
        *(
            (
                f"Reports of {kind} per 1,000, {quarter}",
                of_quarter(programme, "indicator_rates", f"{kind}_reports", quarter),
                1000 * programme.share("reports", kind, quarter),
            )
            for quarter in QUARTERS.values()
        )
    )


def of_quarter(programme, table, indicator, quarter):
    return programme.limits(
        f"select indicator_value_lower, indicator_value_upper from published.{table}"
        f" where community_id = 'all' and indicator_id = '{indicator}'"
        f" and period_start = '{quarter}'"
    )


HOMES = "staging.communities as homes using (community_id)"


def counted(programme, table, condition):
    """Rows of a table of staging, by what is said of their communities."""
    ((count,),) = programme.facts.execute(
        f"select count(*) from staging.{table} inner join {HOMES} where {condition}"
    ).fetchall()
    return count


def poisson_limits(programme, count, over):
    query = f"select p.lower, p.upper from (select poisson_interval({count}, {over}) as p)"
    return programme.calculated(query)


def test_reports_of_platforms(programme, judge):
    """A policy makes misinformation rarer; all other kinds are as frequent everywhere."""
    others = 1 - TRUTH.safety.report_types["misinformation"]
    figures = []
    for platform, per_1000 in TRUTH.safety.reports_per_1000.items():
        here = f"platform_type = '{platform}'"
        reported = counted(
            programme, "safety_reports", f"{here} and report_type <> 'misinformation'"
        )
        written = counted(programme, "activity", f"{here} and activity_type in ('post', 'reply')")
        limits = poisson_limits(programme, reported, written / 1000)
        title = f"Reports but for misinformation per 1,000, {platform}"
        figures.append((title, limits, per_1000 * others))
    judge(*figures)


@pytest.mark.parametrize(
    ("has_policy", "truth"), [(True, TRUTH.safety.misinformation_with_policy), (False, 1.0)]
)
def test_a_policy_against_misinformation(programme, judge, has_policy, truth):
    """Reports that there are, over those that the platforms would have without any policy."""
    here = f"has_misinformation_policy = {has_policy}"
    share, expected = TRUTH.safety.report_types["misinformation"], 0
    for platform, per_1000 in TRUTH.safety.reports_per_1000.items():
        written = f"{here} and platform_type = '{platform}' and activity_type in ('post', 'reply')"
        expected += counted(programme, "activity", written) * per_1000 / 1000 * share
    reported = counted(programme, "safety_reports", f"{here} and report_type = 'misinformation'")
    limits = poisson_limits(programme, reported, expected)
    judge((f"Misinformation, observed over expected, policy {has_policy}", limits, truth))


@pytest.mark.parametrize("is_watched", [True, False])
@pytest.mark.parametrize("is_self_harm", [True, False])
def test_time_to_action(programme, judge, is_watched, is_self_harm):
    """Nobody acts on a tenth, not in a month either; of the last weeks not all is known."""
    reports = (
        f"staging.safety_reports inner join {HOMES} where reported_at < '2026-05-30'"
        f" and is_moderated_day_and_night = {is_watched}"
        f" and (report_type = 'self_harm') = {is_self_harm}"
    )
    figures = []
    for hours in (3, 18, 720):
        in_time = f"count(*) filter (where actioned_at <= reported_at + interval {hours} hours)"
        limits = programme.calculated(
            "select w.lower, w.upper from"
            f" (select wilson_interval({in_time}, count(*)) as w from {reports})"
        )
        truth = actioned_within(
            TRUTH, is_watched=is_watched, is_self_harm=is_self_harm, hours=hours
        )
        title = f"Acted upon in {hours} h, day and night {is_watched}, self-harm {is_self_harm}"
        figures.append((title, limits, truth))
    judge(*figures)


def test_being_harmed(programme, judge):
    """It has no effect: those who write and are named in a report, against others who write."""
    counts = programme.facts.execute(
        """
        select
            unnest([
                count(*) filter (where is_harmed and has_recovered),
                count(*) filter (where is_harmed),
                count(*) filter (where not is_harmed and has_recovered),
                count(*) filter (where not is_harmed)
            ])
        from (
            select
                has_recovered,
                (partner_id, member_key) in (
                    select (partner_id, member_key) from staging.safety_reports
                    where member_key is not null
                ) as is_harmed
            from outcomes.episode_outcomes
            where
                rule_set = 'phq9_only' and follow_up = 'day_180' and is_counted and was_at_caseness
                and (partner_id, member_key) in (
                    select (partner_id, member_key) from staging.activity
                    where activity_type in ('post', 'reply')
                )
        )
        """
    ).fetchall()
    four = ", ".join(str(count) for (count,) in counts)
    limits = programme.calculated(
        f"select d.lower, d.upper from (select newcombe_difference({four}) as d)"
    )
    judge(("Recovery of the harmed less that of others who write", limits, 0))


def test_who_ever_writes(programme, judge):
    limits = programme.calculated(
        """
        select w.lower, w.upper from (
            select wilson_interval(
                count(*) filter (where coalesce(first_posted_on, first_replied_on) is not null),
                count(*)
            ) as w
            from facts.first_steps
        )
        """
    )
    silent = 1 - TRUTH.posting.superuser_share
    size, share = TRUTH.of_communities("member_count"), TRUTH.of_communities("poster_share")
    judge(("Ever write", limits, 1 - silent * float((size * (1 - share)).sum() / size.sum())))


def test_the_nights(programme, judge):
    """Of what is neither written nor done on the day of joining, whose small hours are cut off."""
    limits = programme.calculated(
        """
        select w.lower, w.upper from (
            select wilson_interval(
                count(*) filter (where local_hour >= 22 or local_hour < 6), count(*)
            ) as w
            from staging.activity inner join facts.first_steps
                using (partner_id, member_key, community_id)
            where activity_type not in ('post', 'reply') and occurred_on > joined_on
        )
        """
    )
    weights = TRUTH.activity.hour_weights
    judge(
        ("Visits between 22:00 and 06:00", limits, sum(weights[22:] + weights[:6]) / sum(weights))
    )


def test_calls_for_help_in_a_crisis(programme, judge):
    """Of visits and the like, but for the first of each membership, which is a visit always."""
    limits = programme.calculated(
        """
        select w.lower, w.upper from (
            select wilson_interval(
                count(*) filter (where activity_type = 'crisis_help_opened'),
                count(*) - (select count(*) from histories.memberships)
            ) as w
            from staging.activity where activity_type not in ('post', 'reply')
        )
        """
    )
    judge(("Help in a crisis opened", limits, TRUTH.activity.crisis_help_share))


@pytest.mark.parametrize(
    ("indicator", "truth"),
    [
        ("newcomers_without_treatment", TRUTH.members.treatments["none"]),
        ("rural_or_remote_newcomers", 1 - TRUTH.members.ruralities["urban"]),
    ],
)
def test_who_is_reached(programme, judge, indicator, truth):
    judge(
        *(
            (
                f"{indicator}, {quarter}",
                of_quarter(programme, "indicator_values", indicator, quarter),
                truth,
            )
            for quarter in QUARTERS.values()
        )
    )
