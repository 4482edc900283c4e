"""Do published means, medians, curves, gaps, ratios, rates and costs cover the truth?

Run by `make benchmark`. Exact rows are simulated, and the models of disclosed and published make
of them what readers see. Nominal 95 %; at least .94 is asked, less two standard errors of the
simulation itself.
"""

import sys
from math import sqrt

import numpy as np
import pytest

from tests.benchmarks.published_chain import coverage, interval, publish, put, release, warehouse

LEAST_COVERAGE = 0.94
QUARTER = np.datetime64("2025-01-01", "D")


@pytest.fixture
def tell(capsys):
    """Write a line of figures past pytest."""

    def tell(line):
        with capsys.disabled():
            sys.stdout.write(f"\n    {line}")

    return tell


def judge(tell, title, found, truth, unit=""):
    share, width, shown = coverage(found, truth)
    total = len(found["lower"])
    tell(f"{title}: coverage {share:.4f}, width {width:.3g}{unit}, shown in {shown / total:.0%}")
    assert share >= LEAST_COVERAGE - 2 * sqrt(0.95 * 0.05 / shown), title


@pytest.mark.parametrize("people", [20, 50, 200, 2000])
def test_mean_changes_on_their_grid_cover(tell, people):
    """Whole scores from 0 to 27, heaped at the floor; a third hardly change."""
    draws, runs = np.random.default_rng(31), 4000 if people < 2000 else 1000
    first, last = pairs_of_scores(draws, (runs, people))
    change = last - first
    con = warehouse(
        score_changes={
            "community_id": np.char.add("north/", np.arange(runs).astype(str)),
            "dimension": "all", "category": "all", "rule_set": "phq9_only", "follow_up": "day_90",
            "scored_count": np.full(runs, people),
            "first_mean": first.mean(axis=1), "first_deviation": first.std(axis=1, ddof=1),
            "change_mean": change.mean(axis=1), "change_deviation": change.std(axis=1, ddof=1),
        }
    )  # fmt: skip
    publish(con, "score_changes")
    many_first, many_last = pairs_of_scores(np.random.default_rng(32), (1, 2_000_000))
    truth = float((many_last - many_first).mean())
    found = interval(con, "change_points", "published.score_changes")
    judge(tell, f"Mean change, {people} people", found, truth, " points")
    found = interval(con, "standardised_change", "published.score_changes")
    judge(tell, f"Standardised change, {people} people", found, -truth / many_first.std(), " SD")


def pairs_of_scores(draws, shape):
    first = np.clip(np.round(draws.gamma(6, 2.3, shape)), 0, 27)
    fall = np.where(draws.random(shape) < 1 / 3, 0, draws.normal(4, 5, shape))
    return first, np.clip(np.round(first - fall), 0, 27)


@pytest.mark.parametrize("people", [29, 60, 200, 1000])
def test_medians_of_hours_cover(tell, people):
    """Log-normal waits of which a tenth last longer than the week that is watched."""
    draws, runs = np.random.default_rng(33), 1500 if people < 1000 else 500
    con = warehouse()
    con.execute(
        "create table registry.indicator_hours (indicator_id varchar, community_id varchar,"
        " period_length varchar, period_start date, partner_id varchar, member_key uuid,"
        " happened_at timestamp, hours double)"
    )
    hours = np.minimum(draws.lognormal(np.log(6), 2.6, (runs, people)), 168)
    put(con, "registry.indicator_hours", {
        "indicator_id": "hours_to_first_reply",
        "community_id": np.repeat(np.char.add("north/", np.arange(runs).astype(str)), people),
        "period_length": "quarter", "period_start": QUARTER, "partner_id": "north",
        "hours": hours.ravel(),
    })  # fmt: skip
    con.execute("update registry.indicator_hours set member_key = uuid()")
    release(con, "indicator_medians")
    publish(con, "indicator_medians")
    found = interval(
        con, "median_hours", "published.indicator_medians", "where community_id <> 'all'"
    )
    judge(tell, f"Median of hours, {people} people", found, 6.0, " hours")


@pytest.mark.parametrize("people", [150, 300, 1000])
def test_curves_on_the_published_days_cover(tell, people):
    """Recovery and leaving compete; watching ends at any time up to two years."""
    draws, runs = np.random.default_rng(34), 250 if people < 1000 else 120
    con = warehouse()
    con.execute(
        "create table strata.recovery_times (partner_id varchar, member_key uuid, rule_set varchar,"
        " dimension varchar, category varchar, clock varchar, cause varchar, duration_days bigint)"
    )
    recovered, left = (np.ceil(draws.exponential(mean, (runs, people))) for mean in (250, 600))
    end = np.ceil(draws.uniform(60, 800, (runs, people)))
    for clock, other in (("recovery", np.inf), ("first_of_recovery_and_leaving", left)):
        until = np.minimum(np.minimum(recovered, end), np.minimum(other, 731))
        cause = np.where(until == recovered, "recovered", np.where(until == other, "left", ""))
        put(con, "strata.recovery_times", {
            "rule_set": np.repeat(np.char.add("run ", np.arange(runs).astype(str)), people),
            "dimension": "all", "category": "all", "clock": clock,
            "cause": cause.ravel(), "duration_days": until.astype(int).ravel(),
        })  # fmt: skip
    con.execute("update strata.recovery_times set cause = nullif(cause, '')")
    con.execute("update strata.recovery_times set cause = null where duration_days > 730")
    release(con, "recovery_curves")
    publish(con, "recovery_curves")
    both = 1 / 250 + 1 / 600
    truths = {
        "recovery": lambda day: 1 - np.exp(-day / 250),
        "recovery_before_leaving": lambda day: (1 - np.exp(-day * both)) / 250 / both,
        "leaving_before_recovery": lambda day: (1 - np.exp(-day * both)) / 600 / both,
    }
    for curve, truth in truths.items():
        found = interval(
            con,
            "event_share",
            "published.recovery_curves",
            f"where curve = '{curve}' and curve_day > 0",
        )
        judge(tell, f"{curve}, {people} people", found, truth(found["day"].astype(float)))
    found = interval(
        con,
        "median_days",
        "published.recovery_curves",
        "where curve = 'recovery' and curve_day = 0",
    )
    judge(tell, f"Median day of recovery, {people} people", found, 250 * np.log(2), " days")


@pytest.mark.parametrize("spread", [0.5, 1.5])
@pytest.mark.parametrize("members", [60, 200, 800])
def test_shares_of_answered_posts_cover_though_few_write_most(tell, members, spread):
    draws, runs = np.random.default_rng(35), 400
    con = warehouse()
    con.execute(
        "create table strata.awaited_posts (community_id varchar, dimension varchar,"
        " category varchar, period varchar, time_of_day varchar, partner_id varchar,"
        " member_key uuid, activity_key uuid, first_reply_hours double)"
    )
    counts, chances = writers(draws, (runs, members), spread)
    run, member = np.divmod(np.repeat(np.arange(runs * members), counts.ravel()), members)
    is_answered = draws.random(len(run)) < np.repeat(chances.ravel(), counts.ravel())
    put(con, "strata.awaited_posts", {
        "community_id": np.char.add("north/", run.astype(str)), "dimension": "all",
        "category": "all", "period": "all", "time_of_day": "all", "partner_id": member.astype(str),
        "first_reply_hours": np.where(is_answered, 1.0, 999.0),
    })  # fmt: skip
    con.execute(
        "update strata.awaited_posts set first_reply_hours = nullif(first_reply_hours, 999)"
    )
    release(con, "reply_times")
    publish(con, "reply_times")
    many, chance = writers(np.random.default_rng(36), (1, 3_000_000), spread)
    found = interval(con, "answered_within_2_hours_share", "published.reply_times")
    truth = float((many * chance).sum() / many.sum())
    judge(tell, f"Answered posts of {members} members, spread {spread}", found, truth)


def writers(draws, shape, spread):
    """Posts of each member, and each one's chance of an answer."""
    return 1 + np.floor(draws.lognormal(0.5, spread, shape)).astype(int), draws.beta(3, 2, shape)
