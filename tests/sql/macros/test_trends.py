"""Cochran-Armitage and Mann-Kendall against scipy and arithmetic."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, norm, theilslopes

DOSE = st.integers(1, 300).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(-5, 5))
)


@settings(max_examples=80, deadline=None)
@given(st.lists(DOSE, min_size=1, max_size=10))
def test_cochran_armitage_agrees_with_arithmetic(rows, doses):
    x, n, s = (np.array(column, dtype=float) for column in zip(*doses, strict=True))
    [row] = rows(
        "from cochran_armitage_trend('doses')",
        doses={"series_id": [1] * len(x), "score": s, "numerator_count": x, "denominator_count": n},
    )
    p = x.sum() / n.sum()
    variance = p * (1 - p) * ((n * s**2).sum() - (n * s).sum() ** 2 / n.sum())
    if len(set(s)) < 2 or p in {0, 1}:
        assert row["z_statistic"] is None
        assert row["p_value"] is None
        return
    z = (s * (x - n * p)).sum() / np.sqrt(variance)
    assert row["z_statistic"] == pytest.approx(z, abs=1e-8)
    assert row["p_value"] == pytest.approx(2 * norm.sf(abs(z)), rel=1e-6, abs=1e-12)


def test_cochran_armitage_gives_a_published_table(rows):
    # Agresti 2002, Categorical Data Analysis, table 2.7 / section 5.3.5: infants' malformation by
    # alcohol; scores 0, .5, 1.5, 4, 7: z squared 6.6, p .010.
    [row] = rows(
        "from cochran_armitage_trend('doses')",
        doses={
            "series_id": ["alcohol"] * 5,
            "score": [0, 0.5, 1.5, 4, 7],
            "numerator_count": [48, 38, 5, 1, 1],
            "denominator_count": [17114, 14502, 793, 127, 38],
        },
    )
    assert row["chi_square"] == pytest.approx(6.57, abs=5e-3)
    assert row["p_value"] == pytest.approx(0.0104, abs=5e-5)


def slow_mann_kendall(values):
    n = len(values)
    s = sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    _, ties = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return s, (s - np.sign(s)) / np.sqrt(variance)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=30))
def test_mann_kendall_agrees_with_slow_python(rows, values):
    assume(len(set(values)) > 1)
    [row] = rows(
        "from mann_kendall_trend('months')",
        months={
            "series_id": ["a"] * len(values),
            "period": list(range(len(values))),
            "value": values,
        },
    )
    s, z = slow_mann_kendall(values)
    assert row["s_statistic"] == s
    assert row["z_statistic"] == pytest.approx(z)
    assert row["p_value"] == pytest.approx(2 * norm.sf(abs(z)), rel=1e-6)
    assert row["median_slope"] == pytest.approx(theilslopes(values)[0])
    if len(set(values)) == len(values):
        tau = kendalltau(range(len(values)), values).statistic
        assert row["kendall_tau"] == pytest.approx(tau)


@pytest.mark.parametrize("values", [[5], [5, 6], [3, 3, 3, 3], [None, 4, None]])
def test_too_few_or_equal_values_have_no_test(rows, values):
    [row] = rows(
        "from mann_kendall_trend('months')",
        months={
            "series_id": ["a"] * len(values),
            "period": list(range(len(values))),
            "value": [None if v is None else float(v) for v in values],
        },
    )
    assert row["z_statistic"] is None
    assert row["p_value"] is None
