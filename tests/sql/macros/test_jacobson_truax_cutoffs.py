"""The three cut-offs of Jacobson and Truax, in either direction."""

import pytest


def test_the_articles_cutoffs_come_out(value):
    # Jacobson and Truax 1991: means 40 and 60, SD 7.5 both.
    assert value("jacobson_truax_cutoffs(40, 7.5, 60, 7.5)") == {"a": 55, "b": 45, "c": 50}


def test_mirrored_populations_have_mirrored_cutoffs(value):
    assert value("jacobson_truax_cutoffs(60, 7.5, 40, 7.5)") == {"a": 45, "b": 55, "c": 50}


def test_cutoff_c_lies_nearer_to_the_population_with_less_spread(value):
    found = value("jacobson_truax_cutoffs(30, 10, 10, 5)")
    assert found["c"] == pytest.approx((10 * 10 + 5 * 30) / (10 + 5))


@pytest.mark.parametrize("parts", ["null, 1, 2, 3", "1, 0, 2, 0"])
def test_missing_or_spreadless_norms_give_no_cutoff_c(value, parts):
    assert value(f"jacobson_truax_cutoffs({parts})")["c"] is None
