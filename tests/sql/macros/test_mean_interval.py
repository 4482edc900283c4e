"""Student's interval of a mean against scipy, from one degree of freedom on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t


@settings(max_examples=120, deadline=None)
@given(
    n=st.one_of(st.integers(2, 260), st.integers(2, 10**6)),
    z=st.sampled_from([1.2815515655446004, 1.959963984540054, 2.5758293035489004, 3.0902323]),
)
def test_its_limits_are_students_t_to_1e_8(value, n, z):
    found = value("mean_interval(-3.2, 5, ?, z := ?)", n, z)
    half = t.isf(norm.sf(z), n - 1) * 5 / n**0.5
    assert found["lower"] == pytest.approx(-3.2 - half, rel=1e-8)
    assert found["upper"] == pytest.approx(-3.2 + half, rel=1e-8)


@pytest.mark.parametrize("n", [2, 201, 202, 5000])
def test_the_level_is_95_per_cent_unless_named(value, n):
    assert value("mean_interval(0, sqrt(?::double), ?)", n, n)["upper"] == pytest.approx(
        t.isf(0.025, n - 1), rel=1e-8
    )


def test_equal_values_leave_no_doubt(value):
    found = value("mean_interval(4, 0, 12)")
    assert found == {"mean": 4, "standard_error": 0, "lower": 4, "upper": 4}


@pytest.mark.parametrize("parts", ["4, 1, 1", "4, 1, null", "4, null, 9", "null, 1, 9"])
def test_one_person_has_no_interval(value, parts):
    assert value(f"mean_interval({parts})") is None
