"""Do the intervals of comparisons cover the truth? Standardised, weighted, differences, ratios.

Run by `make benchmark`. Each is simulated as it is published: computed from exact members, laid on
the grid or made from rounded counts, limits outward. Nominal 95 %; at least .94 is asked, less two
standard errors of the simulation itself.
"""

import sys
from collections.abc import Iterator
from math import sqrt

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

from ingest.places import SQL
from ingest.weights import answer_model, weighted_rates

LEAST_COVERAGE = 0.94
# Severity x age of a programme, and of a group with more of the young and the severe.
STANDARD = np.array([0.25, 0.27, 0.16, 0.16, 0.08, 0.08])
OTHER = np.array([0.17, 0.20, 0.15, 0.20, 0.13, 0.15])
SLOPE = np.array([0.4, 0.5, 0.0, -0.1, -0.5, -0.6])  # of the logit, stratum by stratum


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for path in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()


def asked(runs):
    return LEAST_COVERAGE - 2 * sqrt(0.95 * 0.05 / runs)


def report(capsys, title, lines):
    with capsys.disabled():
        sys.stdout.write(f"\n{title}\n" + "".join(f"    {line}\n" for line in lines))


def shares(level):
    return 1 / (1 + np.exp(-(np.log(level / (1 - level)) + SLOPE)))


def table(con, name, columns):
    con.register(name, pa.table({key: np.ravel(value) for key, value in columns.items()}))


def drawn_groups(draws, runs, size, probabilities):
    """People and recoveries, runs x strata, of groups of one size."""
    people = draws.multinomial(size, OTHER, size=runs)
    return people, draws.binomial(people, probabilities)


@pytest.mark.parametrize("level", [0.1, 0.3, 0.5, 0.7])
def test_standardised_rates_on_the_grid_cover(con, capsys, level):
    draws, runs, lines = np.random.default_rng(11), 4000, []
    for size in (75, 100, 200, 500, 2000):
        probabilities = shares(level)
        people, recovered = drawn_groups(draws, runs, size, probabilities)
        is_enough = people >= 5
        units = np.repeat(np.arange(runs), len(OTHER))
        table(
            con,
            "strata",
            {
                "unit_id": units,
                "numerator_count": np.where(is_enough, recovered, 0),
                "denominator_count": np.where(is_enough, people, 0),
                "standard_weight": np.tile(1000 * STANDARD, runs),
            },
        )
        found = con.execute(
            "select g.lower as lower, g.upper as upper from (select disclosed_grid("
            "standardised_rate, standardised_rate_lower, standardised_rate_upper, effective_n)"
            " as g from directly_standardised_proportion('strata')"
            " where standardised_rate is not null) where g is not null"
        ).fetchnumpy()
        truth = STANDARD @ probabilities
        coverage, width = told(found, truth)
        lines.append(f"N {size:5d}: coverage {coverage:.4f}, width {100 * width:.1f} points,"
                     f" shown in {len(found['lower']) / runs:.0%}")  # fmt: skip
        assert coverage >= asked(len(found["lower"]))
    report(capsys, f"Standardised rates, level {level}", lines)


@pytest.mark.parametrize("level", [0.1, 0.3, 0.5, 0.7])
def test_standardised_ratios_to_one_decimal_cover(con, capsys, level):
    draws, runs, lines = np.random.default_rng(12), 4000, []
    reference = shares(0.3)
    for size in (100, 200, 500, 2000):
        people, recovered = drawn_groups(draws, runs, size, shares(level))
        table(
            con,
            "strata",
            {
                "unit_id": np.repeat(np.arange(runs), len(OTHER)),
                "numerator_count": recovered,
                "denominator_count": people,
                "reference_rate": np.tile(reference, runs),
            },
        )
        found = con.execute(
            "select unit_id, least(floor(ratio_lower * 10 + 1e-6) / 10, r) as lower,"
            " greatest(ceil(ratio_upper * 10 - 1e-6) / 10, r) as upper from (select *,"
            " disclosed_ratio(observed_count, expected_count) as r"
            " from standardised_proportion_ratio('strata')) where r is not null order by unit_id"
        ).fetchnumpy()
        if len(found["lower"]) < runs / 20:
            continue
        truth = ((people @ shares(level)) / (people @ reference))[found["unit_id"]]
        coverage, width = told(found, truth)
        lines.append(f"N {size:5d}: coverage {coverage:.4f}, width {width:.2f}")
        assert coverage >= asked(len(found["lower"]))
    report(capsys, f"Observed over expected, level {level} against .30", lines)


def test_differences_from_rounded_counts_cover(con, capsys):
    draws, runs, lines, least = np.random.default_rng(13), 4000, [], 1.0
    for size in (25, 50, 100, 200, 500):
        for level in (0.1, 0.3, 0.5):
            rest = 1500
            x = draws.binomial(size, level, runs)
            others = draws.binomial(rest, level + 0.05, runs)
            rounded = {
                "x": five(x), "n": np.full(runs, five(size)),
                "y": five(x + others) - five(x), "m": np.full(runs, five(size + rest) - five(size)),
                "is_shown": x >= 8,
            }  # fmt: skip
            table(con, "counts", rounded)
            found = con.execute(
                "select d.lower as lower, d.upper as upper from (select published_difference("
                "x, n, y, m, if(is_shown, 'ok', 'suppressed'), slack2 := 4) as d from counts)"
                " where d.lower is not null"
            ).fetchnumpy()
            if len(found["lower"]) < runs / 2:
                continue  # mostly hidden: what is left is not a fair sample
            coverage, width = told(found, -0.05)
            least = min(least, coverage)
            lines.append(f"N {size:4d}, rate {level}: coverage {coverage:.4f},"
                         f" width {100 * width:.1f} points")  # fmt: skip
    report(capsys, "Differences to everyone else, from rounded counts", lines)
    assert least >= asked(runs)


def test_differences_of_two_groups_cover_also_where_a_number_is_hidden(con, capsys):
    draws, runs, lines, least = np.random.default_rng(16), 4000, [], 1.0
    for size, other in ((25, 60), (60, 60), (100, 300), (300, 300), (2000, 500)):
        for level in (0.02, 0.05, 0.1, 0.3, 0.5, 0.9):
            x, y = draws.binomial(size, level, runs), draws.binomial(other, level + 0.05, runs)
            hidden = [(count >= 1) & (count <= 7) for count in (x, y)]
            table(
                con,
                "counts",
                {
                    "x": five(x), "n": np.full(runs, five(size)), "is_x_hidden": hidden[0],
                    "y": five(y), "m": np.full(runs, five(other)), "is_y_hidden": hidden[1],
                },
            )  # fmt: skip
            found = con.execute(
                "select d.lower as lower, d.upper as upper from (select published_difference("
                "if(is_x_hidden, null, x), n, if(is_y_hidden, null, y), m, 'ok',"
                " largest_hidden := 7) as d from counts) where d.lower is not null"
            ).fetchnumpy()
            # A rounded numerator above its rounded denominator is not shown.
            if len(found["lower"]) < runs * 0.95:
                continue
            coverage, width = told(found, -0.05)
            least = min(least, coverage)
            lines.append(f"N {size:4d} and {other:3d}, rate {level}, hidden {hidden[0].mean():.0%}:"
                         f" coverage {coverage:.4f}, width {100 * width:.1f} points")  # fmt: skip
    report(capsys, "Differences of two groups, from rounded and hidden counts", lines)
    assert least >= asked(runs)


@pytest.mark.parametrize(("size", "runs"), [(300, 600), (600, 600), (2000, 400)])
def test_weighted_rates_on_the_grid_cover_where_the_model_holds(con, capsys, size, runs):
    draws, limits, truth = np.random.default_rng(14), [], population_rate()
    plain = 0
    for _ in range(runs):
        predictors, is_scored, has_recovered = population(draws, size)
        model = answer_model(predictors, is_scored)
        outcomes = has_recovered[is_scored == 1][None, :]
        group = csr_array(np.ones((1, outcomes.shape[1])))
        found = weighted_rates(model, is_scored, outcomes, group)
        rate, variance = found.rates[0, 0], found.variances[0, 0]
        effective_n = min(found.weight_counts[0], rate * (1 - rate) / variance)
        limits.append((rate, effective_n))
        complete = outcomes.mean()
        half = 1.96 * sqrt(complete * (1 - complete) / outcomes.shape[1])
        plain += abs(complete - truth) <= half
    rates, effective = map(np.array, zip(*limits, strict=True))
    table(con, "weighed", {"rate": rates, "n": effective})
    found = con.execute(
        "select g.lower as lower, g.upper as upper from (select disclosed_grid(rate, w.lower,"
        " w.upper, n) as g from (select *, wilson_interval(rate * n, n) as w from weighed))"
        " where g is not null"
    ).fetchnumpy()
    coverage, width = told(found, truth)
    lines = [
        f"coverage {coverage:.4f}, width {100 * width:.1f} points",
        f"shown in {len(found['lower']) / runs:.0%}",
        f"complete cases with their plain interval cover {plain / runs:.4f}",
    ]
    report(capsys, f"Weighted rates, {size} eligible, {100 * truth:.0f} % recover", lines)
    assert coverage >= asked(len(found["lower"]))


def population(draws, size):
    """First scores and engagement; the engaged answer more, and recover more."""
    engagement = draws.poisson(2, size)
    predictors = np.column_stack([draws.normal(15, 4, size), engagement])
    answers = 1 / (1 + np.exp(-(-0.8 + 0.5 * (engagement - 2))))
    recovers = 1 / (1 + np.exp(-(-0.8 + 0.4 * (engagement - 2) - 0.08 * (predictors[:, 0] - 15))))
    is_scored = (draws.random(size) < answers).astype(float)
    return predictors, is_scored, (draws.random(size) < recovers).astype(float)


def population_rate():
    return float(population(np.random.default_rng(15), 2_000_000)[2].mean())


def told(found, truth):
    lower, upper = found["lower"].astype(float), found["upper"].astype(float)
    covers = (lower <= truth + 1e-12) & (upper >= truth - 1e-12)
    return float(covers.mean()), float((upper - lower).mean())


def five(count):
    return (5 * np.floor(np.asarray(count) / 5 + 0.5)).astype(int)
