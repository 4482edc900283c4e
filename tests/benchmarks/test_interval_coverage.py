"""Do published intervals cover the truth? Exact enumeration where possible, else simulation.

Run by `make benchmark`. Every kind of published interval, disclosure rounding included, must
cover at least .94 of the time for 20 to 2,000 people and rates of .05 to .95. The widths are
written out: honesty about rounding is paid for in width.
"""

import sys
from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import binom, poisson

from ingest.places import SQL

RATES = np.arange(5, 96) / 100
SIZES = [*range(20, 61), 75, 100, 149, 150, 200, 300, 500, 1000, 2000]
LEAST_COVERAGE = 0.94
HAIR = 1e-12


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for path in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()


def interval_of_every_count(con, expression, size):
    """Lower and upper limit for x = 0 ... size; NaN where nothing is shown."""
    found = con.execute(
        f"select i.lower, i.upper from (select x, {expression} as i"
        f" from range({size + 1}) as t (x)) order by x"
    ).fetchnumpy()
    return tuple(np.ma.filled(found[name].astype(float), np.nan) for name in ("lower", "upper"))


def exact_coverage(lower, upper, size):
    """Coverage and mean width at each rate, among what is shown."""
    chance = binom.pmf(np.arange(size + 1)[None, :], size, RATES[:, None])
    shown = ~np.isnan(lower)
    covers = shown & (lower <= RATES[:, None] + HAIR) & (upper >= RATES[:, None] - HAIR)
    share_shown = (chance * shown).sum(axis=1)
    width = (chance * np.where(shown, upper - lower, 0)).sum(axis=1) / share_shown
    return (chance * covers).sum(axis=1) / share_shown, width


def report(capsys, title, lines):
    with capsys.disabled():
        sys.stdout.write(f"\n{title}\n" + "".join(f"    {line}\n" for line in lines))


def test_rates_from_rounded_counts_cover_with_ranges_counted_as_intervals(con, capsys):
    lines, least = [], 1.0
    for size in SIZES:
        expression = (
            f"published_proportion(disclosed_count(x, {size}), disclosed_count({size}),"
            f" disclosed_status(x, {size}), disclosed_status({size}))"
        )
        coverage, width = exact_coverage(*interval_of_every_count(con, expression, size), size)
        plain = exact_coverage(
            *interval_of_every_count(con, f"wilson_interval(x, {size})", size), size
        )[1]
        least = min(least, coverage.min())
        if size in {20, 25, 30, 50, 100, 200, 500, 1000, 2000}:
            lines.append(
                f"N {size:5d}: least {coverage.min():.4f} at rate {RATES[coverage.argmin()]:.2f},"
                f" mean {coverage.mean():.4f}; width at .5: {100 * width[45]:.1f} points,"
                f" Wilson on true counts {100 * plain[45]:.1f}"
            )
    report(capsys, "Rates from rounded counts", [*lines, f"least of all: {least:.4f}"])
    assert least >= LEAST_COVERAGE


def test_intervals_laid_on_the_grid_cover(con, capsys):
    lines, least = [], 1.0
    for size in [n for n in SIZES if n >= 50]:
        expression = (
            f"disclosed_grid(x / {size}, wilson_interval(x, {size}).lower,"
            f" wilson_interval(x, {size}).upper, {size})"
        )
        coverage, width = exact_coverage(*interval_of_every_count(con, expression, size), size)
        least = min(least, coverage.min())
        if size in {50, 100, 150, 200, 300, 500, 1000, 2000}:
            lines.append(
                f"N {size:5d}: least {coverage.min():.4f}, mean {coverage.mean():.4f};"
                f" width at .5: {100 * width[45]:.1f} points"
            )
    report(capsys, "Wilson intervals on the grid (limits outward)", lines)
    assert least >= LEAST_COVERAGE


def test_counts_of_events_cover(con, capsys):
    means = np.concatenate([np.arange(5, 100) / 10, np.arange(10, 200)])
    limits = con.execute(
        "select p.lower, p.upper from (select x, poisson_interval(x) as p from range(400) as t (x))"
        " order by x"
    ).fetchnumpy()
    chance = poisson.pmf(np.arange(400)[None, :], means[:, None])
    covers = (limits["lower"] <= means[:, None]) & (limits["upper"] >= means[:, None])
    coverage = (chance * covers).sum(axis=1)
    report(
        capsys,
        "Counts of events (exact below 10, Byar from 10)",
        [f"least {coverage.min():.4f} at mean {means[coverage.argmin()]}"],
    )
    assert coverage.min() >= LEAST_COVERAGE


def simulated_strata(rng, true_rates, sizes, weights, replicates):
    """One unit per replicate: the strata's counts drawn anew."""
    x = rng.binomial(sizes, true_rates, size=(replicates, len(sizes)))
    return pa.table(
        {
            "unit_id": np.repeat(np.arange(replicates), len(sizes)),
            "numerator_count": x.ravel(),
            "denominator_count": np.tile(sizes, replicates),
            "standard_weight": np.tile(weights, replicates),
        }
    )


@pytest.mark.parametrize("people", [100, 300, 1000])
@pytest.mark.parametrize("middle_rate", [0.1, 0.5, 0.8])
def test_standardised_proportions_cover(con, capsys, people, middle_rate):
    rng = np.random.default_rng(20261123)
    shares = np.array([0.4, 0.3, 0.15, 0.1, 0.05])
    weights = np.array([0.2, 0.25, 0.25, 0.2, 0.1])
    true_rates = np.clip(middle_rate + np.array([-0.1, -0.05, 0, 0.05, 0.1]), 0.02, 0.98)
    truth = (weights * true_rates).sum() / weights.sum()
    con.register(
        "strata", simulated_strata(rng, true_rates, (people * shares).astype(int), weights, 4000)
    )
    found = con.execute(
        """
        select
            avg((g.lower <= $truth and g.upper >= $truth)::int),
            avg((lower <= $truth and upper >= $truth)::int),
            avg(g.upper - g.lower),
            avg(effective_n)
        from (
            select
                effective_n,
                standardised_rate_lower as lower,
                standardised_rate_upper as upper,
                disclosed_grid(
                    standardised_rate, standardised_rate_lower, standardised_rate_upper,
                    effective_n
                ) as g
            from directly_standardised_proportion('strata')
        )
        where g is not null
        """,
        {"truth": float(truth)},
    ).fetchall()
    [(coverage, before_grid, width, effective_n)] = found
    report(
        capsys,
        f"Standardised proportion, {people} people, rate {truth:.2f}",
        [
            f"coverage {coverage:.4f} (before the grid {before_grid:.4f})",
            f"width {100 * width:.1f} points, effective n {effective_n:.0f}",
        ],
    )
    assert coverage >= LEAST_COVERAGE


@pytest.mark.parametrize("people", [200, 1000])
def test_weighted_rates_cover_where_answering_depends_on_severity(con, capsys, people):
    rng = np.random.default_rng(20261123)
    replicates = 2000
    is_severe = rng.random((replicates, people)) < 0.5
    recovers = rng.random((replicates, people)) < np.where(is_severe, 0.2, 0.6)
    probability = np.where(is_severe, 0.4, 0.8)
    answers = rng.random((replicates, people)) < probability
    con.register(
        "people",
        pa.table(
            {
                "group_id": np.repeat(np.arange(replicates), people),
                "has_outcome": pa.array(recovers.ravel(), mask=~answers.ravel()),
                "answer_probability": probability.ravel(),
            }
        ),
    )
    [(coverage, naive, width)] = con.execute(
        """
        select
            avg((g.lower <= 0.4 and g.upper >= 0.4)::int),
            avg((w.lower <= 0.4 and w.upper >= 0.4)::int),
            avg(g.upper - g.lower)
        from (
            select
                disclosed_grid(
                    weighted_rate, weighted_rate_lower, weighted_rate_upper, effective_n
                ) as g,
                wilson_interval(answered.recovered, answered.n) as w
            from inverse_probability_weighted_rate('people')
            inner join (
                select
                    group_id,
                    count(*) filter (where has_outcome) as recovered,
                    count(has_outcome) as n
                from people
                group by group_id
            ) as answered using (group_id)
        )
        where g is not null
        """
    ).fetchall()
    report(
        capsys,
        f"Weighted rate, {people} people, the severe answer half as often (truth .40)",
        [f"coverage {coverage:.4f}, width {100 * width:.1f} points; complete cases {naive:.4f}"],
    )
    assert coverage >= LEAST_COVERAGE


@pytest.mark.parametrize("people", [150, 300, 1000])
def test_survival_on_the_published_days_covers(con, capsys, people):
    rng = np.random.default_rng(20261123)
    replicates = 600
    event = rng.exponential(250, (replicates, people))
    censoring = rng.uniform(30, 800, (replicates, people))
    con.register(
        "people",
        pa.table(
            {
                "group_id": np.repeat(np.arange(replicates), people),
                "duration_days": np.ceil(np.minimum(event, censoring)).ravel(),
                "is_event": (event <= censoring).ravel(),
            }
        ),
    )
    con.execute("create or replace temp table curves as from kaplan_meier('people')")
    con.execute(
        "create or replace temp view renamed as select group_id, duration_days, at_risk_count,"
        " event_count, survival_rate as rate, survival_rate_lower as rate_lower,"
        " survival_rate_upper as rate_upper from curves"
    )
    found = con.execute(
        """
        select
            published_day,
            count(*) as shown,
            avg((rate_lower <= exp(-published_day / 250)
                and rate_upper >= exp(-published_day / 250))::int) as coverage,
            avg(rate_upper - rate_lower) as width
        from curve_on_published_days('renamed')
        where published_day > 0 and rate_lower is not null
        group by published_day
        having count(*) >= 200
        order by published_day
        """
    ).fetchall()
    report(
        capsys,
        f"Survival on published days, {people} people",
        [
            f"day {day:4.0f}: shown in {shown / replicates:.0%}, coverage {coverage:.4f},"
            f" width {100 * width:.1f} points"
            for day, shown, coverage, width in found
        ],
    )
    # 600 replicates: a true .95 falls below .925 once in three hundred days.
    assert min(coverage for _, _, coverage, _ in found) >= LEAST_COVERAGE - 0.015
    assert np.mean([coverage for _, _, coverage, _ in found]) >= LEAST_COVERAGE
