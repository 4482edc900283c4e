"""Change of one group in standard deviations: by hand, and its coverage of the truth."""

import math

import numpy as np
import pytest

SEED = 20261123


def test_it_is_the_mean_change_over_the_first_deviation_corrected_for_small_groups(value) -> None:
    found = value("standardised_mean_change(-3, 6, 5, 51)")
    correction = 1 - 3 / (4 * 50 - 1)
    error = math.sqrt((6 / 5) ** 2 / 51 + (3 / 5) ** 2 / (2 * 50))
    assert found["change"] == pytest.approx(correction * -3 / 5)
    assert found["upper"] == pytest.approx(correction * (-3 / 5 + 1.959964 * error), abs=1e-6)


@pytest.mark.parametrize(
    ("sd_change", "sd_first", "n"), [(6, 0, 50), (6, 5, 1), (None, 5, 50), (6, None, 50)]
)
def test_it_is_nothing_where_it_cannot_be_told(value, sd_change, sd_first, n) -> None:
    assert value("standardised_mean_change(-3, ?, ?, ?)", sd_change, sd_first, n) is None


def test_its_interval_holds_the_truth_about_95_times_in_100(con) -> None:
    rng = np.random.default_rng(SEED)
    first = rng.normal(15, 5, (1000, 80))
    last = 0.6 * (first - 15) + 12 + rng.normal(0, 4, first.shape)
    change = last - first
    truth = -3 / 5
    rows = [
        [float(c.mean()), float(c.std(ddof=1)), float(f.std(ddof=1))]
        for c, f in zip(change, first, strict=True)
    ]
    con.execute("create or replace temporary table samples (m double, sc double, sf double)")
    con.executemany("insert into samples values (?, ?, ?)", rows)
    held = con.execute(
        "select avg((? between s.lower and s.upper)::integer)"
        " from (select standardised_mean_change(m, sc, sf, 80) as s from samples)",
        [truth],
    ).fetchall()[0][0]
    assert held == pytest.approx(0.95, abs=0.025)
