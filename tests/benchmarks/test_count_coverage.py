"""Do intervals that are worked out from rounded counts cover the truth, as they are published?

Run by `make benchmark`. True counts are simulated; the models of disclosed, shown and published
make of them what readers see. Rates and differences: test_interval_coverage.py and
test_comparison_coverage.py.
"""

import sys
from math import sqrt

import duckdb
import numpy as np
import pytest
from scipy.stats import binom

from ingest.places import SQL
from tests.benchmarks.published_chain import coverage, interval, publish, warehouse

LEAST_COVERAGE = 0.94
RUNS = 2000
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


def numbered(word, runs=RUNS):
    return np.char.add(f"{word} ", np.arange(runs).astype(str))


@pytest.mark.parametrize(("rate", "other_rate"), [(0.1, 0.1), (0.3, 0.2), (0.5, 0.6), (0.8, 0.5)])
def test_risk_ratios_by_landmark_cover(tell, rate, other_rate):
    draws = np.random.default_rng(41)
    for size, other in ((60, 150), (120, 400), (500, 1500), (2000, 2000)):
        scored, other_scored = draws.binomial(size, 0.7, RUNS), draws.binomial(other, 0.7, RUNS)
        row = {
            "community_id": "all", "dimension": "engagement_band", "follow_up": "day_180",
            "landmark_days": 30,
        }  # fmt: skip
        rows = [
            row | {"category": band, "rule_set": numbered("run"), **stairs(n, s, recovered)}
            for band, n, s, recovered in (
                ("5_19", size, scored, draws.binomial(scored, rate)),
                ("0", other, other_scored, draws.binomial(other_scored, other_rate)),
            )
        ]
        joined = {
            name: np.concatenate([np.broadcast_to(one[name], RUNS) for one in rows])
            for name in rows[0]
        }
        con = warehouse(landmark_comparisons=joined)
        publish(con, "landmark_comparisons")
        found = interval(
            con, "risk_ratio", "published.landmark_comparisons", "where category = '5_19'"
        )
        if np.mean(~np.isnan(found["lower"])) > 0.5:  # else mostly hidden: no fair sample
            title = f"Risk ratio {rate} : {other_rate}, {size} and {other} people"
            judge(tell, title, found, rate / other_rate)


def stairs(everyone, scored, recovered):
    zeros = dict.fromkeys(("not_covered_count", "left_count", "below_caseness_count"), 0)
    return zeros | {
        "at_caseness_count": everyone, "eligible_count": everyone, "scored_count": scored,
        "recovered_count": recovered,
    }  # fmt: skip


@pytest.mark.parametrize("again", [0.0, 0.2, 0.5])
def test_reports_per_1000_cover_though_several_may_concern_one(tell, again):
    """Each further report of the same person follows with probability `again`."""
    draws = np.random.default_rng(42)
    for concerned, written in ((12, 2000), (40, 9000), (300, 60_000)):
        people = draws.poisson(concerned, RUNS)
        reports = people + draws.negative_binomial(np.maximum(people, 1), 1 - again) * (people > 0)
        con = warehouse(
            indicator_rates={
                "community_id": numbered("north/c"), "indicator_id": "harassment_reports",
                "period_start": QUARTER, "member_count": 200 + people,
                "contributing_member_count": np.full(RUNS, 200),
                "concerned_member_count": people, "report_count": reports,
                "contribution_count": np.full(RUNS, written),
            }
        )  # fmt: skip
        publish(con, "indicator_rates")
        found = interval(con, "indicator_value", "published.indicator_rates")
        truth = 1000 * concerned / (1 - again) / written
        if np.mean(~np.isnan(found["lower"])) > 0.5:  # else mostly hidden: no fair sample
            title = f"{truth:.1f} reports per 1,000, {concerned} people concerned, again {again}"
            judge(tell, title, found, truth)


def test_costs_per_recovery_and_per_member_cover(tell):
    draws = np.random.default_rng(43)
    for expected in (12, 40, 400):
        for unit, indicator in (("recovery", "cost_per_reliable_recovery"),
                                ("member", "cost_per_active_member")):  # fmt: skip
            counts = draws.poisson(expected, RUNS) if unit == "recovery" else expected
            con = warehouse(
                indicator_costs={
                    "community_id": "all", "indicator_id": indicator, "period_start": QUARTER,
                    "currency": numbered("coin"), "cost_amount": 1e6,
                    "denominator_count": np.broadcast_to(counts, RUNS),
                }
            )  # fmt: skip
            con.execute("update marts.indicators set indicator_id = $id, unit = $unit",
                        {"id": indicator, "unit": f"currency_per_{unit}"})  # fmt: skip
            publish(con, "indicator_costs")
            found = interval(con, "indicator_value", "published.indicator_costs")
            judge(tell, f"Cost per {unit}, {expected} of them", found, 1e6 / expected)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5, 0.9])
def test_gaps_to_benchmarks_cover(tell, rate):
    """Crude, from rounded counts; by age, from exact ones, for the ages that were drawn."""
    judged: list[tuple[str, int]] = []
    draws = np.random.default_rng(44)
    shares, ours, theirs = (
        np.array([0.3, 0.6, 0.1]),
        rate * np.array([0.8, 1, 1.1]),
        (0.4, 0.5, 0.6),
    )
    for size in (50, 100, 300, 2000):
        ages = draws.multinomial(size, shares, RUNS)
        recovered = draws.binomial(ages, ours).sum(axis=1)
        known_rate = ages @ np.array(theirs) / size
        row = {
            "community_id": numbered("north/c"), "dimension": "all", "category": "all",
            "rule_set": "phq9_gad7", "follow_up": "end_paired",
        }  # fmt: skip
        own = duckdb.connect()
        own.execute((SQL / "macros" / "wilson_interval.sql").read_text(encoding="utf-8"))
        wilson = own.execute(
            f"select w.lower as lower, w.upper as upper from (select wilson_interval(x, {size})"
            " as w from (select unnest($x) as x, unnest(range(len($x))) as n) order by n)",
            {"x": recovered.tolist()},
        ).fetchnumpy()
        gap = row | {"benchmark_id": "nhs_england", "reporting_year": "2024-25",
                     "outcome": "recovery"}  # fmt: skip
        everyone = np.full(RUNS, size)
        rates = row | {
            "period": "all", "scored_count": everyone, "at_caseness_count": everyone,
            "recovered_count": recovered,
        }  # fmt: skip
        both = {name: np.tile(np.broadcast_to(value, RUNS), 2) for name, value in gap.items()}
        nothing = np.full(RUNS, np.nan)
        exact = {
            "adjustment": np.repeat(["crude", "age"], RUNS),
            "known_count": np.full(2 * RUNS, size),
            "benchmark_rate": np.concatenate([nothing, known_rate]),
            "gap": np.concatenate([nothing, recovered / size - known_rate]),
            "gap_lower": np.concatenate([nothing, wilson["lower"] - known_rate]),
            "gap_upper": np.concatenate([nothing, wilson["upper"] - known_rate]),
        }
        con = warehouse(recovery_rates=rates, benchmark_gaps=both | exact)
        publish(con, "benchmark_gaps")
        [(england,)] = con.execute(
            "select benchmark_rate from facts.benchmarks where benchmark_id = 'nhs_england' and"
            " reporting_year = '2024-25' and adjustment = 'crude' and outcome = 'recovery'"
        ).fetchall()
        order = "order by split_part(community_id, ' ', 2)::int"
        for kind, truth in (
            ("crude", shares @ ours - england),
            ("age", ages @ ours / size - known_rate),
        ):
            found = interval(
                con, "gap", "published.benchmark_gaps", f"where adjustment = '{kind}' {order}"
            )
            if np.mean(~np.isnan(found["lower"])) > 0.5:
                judge(tell, f"Gap ({kind}), {size} people, rate {rate}", found, truth)
                judged.append((kind, size))
    assert {("crude", 2000), ("age", 2000)} <= {*judged}, "what is shown of 2,000 was not judged"


@pytest.mark.parametrize(("z", "least"), [(1.959963984540054, 0.93), (3.090232306167813, 0.995)])
def test_communities_like_all_others_lie_within_the_funnel(tell, z, least):
    """Exact, over every count: the share of communities that chance alone leaves inside.

    Limits are those of Public Health England's funnels, by the normal approximation: with rates
    near 0 and 1 communities fall outside a little more often than once in twenty.
    """
    con = duckdb.connect()
    con.execute((SQL / "macros" / "funnel_proportion_limits.sql").read_text(encoding="utf-8"))
    worst = 1.0
    for size in (50, 75, 100, 200, 500, 2000):
        for target in (0.05, 0.1, 0.3, 0.5, 0.8, 0.95):
            [(low, high)] = con.execute(
                f"select f.lower, f.upper from (select funnel_proportion_limits({target}, {size},"
                f" z := {z}) as f)"
            ).fetchall()
            counts = np.arange(size + 1)
            is_within = (counts / size >= low) & (counts / size <= high)
            worst = min(worst, binom.pmf(counts, size, target)[is_within].sum())
    tell(f"Within the funnel at z {z:.2f}, least {worst:.4f}")
    assert worst >= least


def test_bounds_of_missing_outcomes_hold_the_rate_of_everyone_always(tell):
    draws = np.random.default_rng(45)
    for size in (24, 60, 300):
        for rate in (0.05, 0.5, 0.95):
            recovers = draws.random((RUNS, size)) < rate
            answers = draws.random((RUNS, size)) < np.where(recovers, 0.8, 0.4)
            everyone = np.full(RUNS, size)
            rows = {
                "community_id": "all", "dimension": "engagement_band", "follow_up": "day_180",
                "landmark_days": 30, "category": "0", "rule_set": numbered("run"),
                **stairs(everyone, answers.sum(axis=1), (answers & recovers).sum(axis=1)),
            }  # fmt: skip
            con = warehouse(landmark_comparisons=rows)
            publish(con, "landmark_comparisons")
            found = interval(
                con,
                "recovery_bounds",
                "published.landmark_comparisons",
                "order by split_part(rule_set, ' ', 2)::int",
            )
            share, width, _ = coverage(found, recovers.mean(axis=1))
            tell(f"Bounds, {size} people, rate {rate}: {share:.4f}, width {width:.2f}")
            assert share == 1


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.95])
def test_carried_forward_shares_on_the_grid_cover(tell, rate):
    draws = np.random.default_rng(46)
    for size in (50, 149, 151, 301, 2000):
        con = warehouse(
            recovery_sensitivity={
                "community_id": numbered("north/c"), "dimension": "all", "category": "all",
                "rule_set": "phq9_only", "follow_up": "day_180", "outcome": "recovery",
                "eligible_count": np.full(RUNS, size),
                "carried_count": draws.binomial(size, rate, RUNS),
            }
        )  # fmt: skip
        publish(con, "recovery_sensitivity")
        found = interval(con, "carried_share", "disclosed.recovery_sensitivity")
        judge(tell, f"Carried forward, {size} people, rate {rate}", found, rate)
