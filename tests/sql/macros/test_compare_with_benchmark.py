"""Better, worse or similar: by interval and polarity."""

import pytest


@pytest.mark.parametrize(
    ("lower", "upper", "polarity", "status"),
    [
        (0.51, 0.60, "higher", "better"),
        (0.51, 0.60, "lower", "worse"),
        (0.51, 0.60, "neutral", "higher"),
        (0.40, 0.49, "higher", "worse"),
        (0.40, 0.49, "lower", "better"),
        (0.40, 0.49, "neutral", "lower"),
        (0.40, 0.60, "higher", "similar"),
        # To touch the benchmark is not to lie beyond it.
        (0.50, 0.60, "higher", "similar"),
        (0.40, 0.50, "higher", "similar"),
        (None, 0.60, "higher", None),
        (0.51, 0.60, None, None),
        (0.51, 0.60, "upwards", None),
    ],
)
def test_the_interval_and_the_polarity_decide(value, lower, upper, polarity, status):
    assert (
        value("compare_with_benchmark(?::double, ?::double, 0.5, ?)", lower, upper, polarity)
        == status
    )


def test_without_a_benchmark_nothing_is_compared(value):
    assert value("compare_with_benchmark(0.4, 0.6, null, 'higher')") is None
