"""The disclosure policy once more, in slow and boring Python: what may be shown of which number.

Thresholds and formulas stand here again, as the policy states them; where it allows several true
counts, they are tried one after the other.
"""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

Z = 1.959963984540054
DUST = 1e-6
"""By how much of a step a limit may lie beyond the line of the grid that it is on."""

HIDDEN = range(1, 8)


class Rate(NamedTuple):
    """A rate as it is published, why it is, and its interval."""

    rate: float | None
    lower: float | None
    upper: float | None
    status: str | None


class Grid(NamedTuple):
    """A figure from exact data, laid on the grid of its size."""

    rate: float
    lower: float
    upper: float
    step: float


Count = tuple[int | None, str | None]


def half_away(value: float, decimals: int = 0) -> float:
    """Round to the nearest, a half away from nought."""
    scale = 10**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5), value) / scale


def rounded(count: float) -> int:
    """Round a count to the nearest five."""
    return 5 * int(half_away(count / 5))


def shown_count(true_count: int | None, whole: int | None, *, is_withheld: bool) -> Count:
    if true_count is None:
        return None, None
    if is_withheld:
        return None, "withheld"
    if true_count in HIDDEN:
        return None, "suppressed"
    if whole is not None and whole < 20 and (true_count == 0 or true_count >= whole):
        return None, "suppressed"
    return rounded(true_count), "ok" if true_count else "zero"


def wilson(x: float, n: float) -> tuple[float, float]:
    middle = (x + Z * Z / 2) / (n + Z * Z)
    half = Z * math.sqrt(x * (n - x) / n + Z * Z / 4) / (n + Z * Z)
    return middle - half if x else 0.0, middle + half if x < n else 1.0


def rate_of(x: int | None, x_status: str | None, n: int | None, n_status: str | None) -> Rate:
    if "withheld" in (x_status, n_status):
        return Rate(None, None, None, "withheld")
    if n_status != "ok" or n is None or n < 20:
        return Rate(None, None, None, "suppressed")
    if x_status == "suppressed":
        # Shown as 20, the denominator may be 18 or 19: then 0 and "all" are suppressed as well.
        if n < 22:
            return Rate(None, None, None, "suppressed")
        return Rate(None, 1 / n, wilson(min(7, n - 2), n - 2)[1], "range")
    if x is None or x > n:
        return Rate(None, None, None, "suppressed")
    lower = wilson(max(x - 2, 0), n + 2)[0]
    upper = wilson(min(x + 2, n - 2), n - 2)[1]
    return Rate(x / n, lower, upper, "ok") if n >= 50 else Rate(None, lower, upper, "interval")


def step_of(n: float | None) -> float | None:
    """Return the distance of the grid for a share that rests on n."""
    if n is None or n < 50:
        return None
    return 0.05 if n < 150 else 0.02 if n < 300 else 0.01


def on_grid(rate: float, lower: float, upper: float, n: float | None) -> Grid | None:
    """Lay a share on its grid, the limits outward; None where it rests on fewer than 50."""
    step = step_of(n)
    if step is None or rate is None:
        return None
    return Grid(nearest(rate, step), below(lower, step), above(upper, step), step)


def nearest(value: float, step: float) -> float:
    return half_away(half_away(value / step) * step, 9)


def below(value: float, step: float) -> float:
    return half_away(math.floor(value / step + DUST) * step, 9)


def above(value: float, step: float) -> float:
    return half_away(math.ceil(value / step - DUST) * step, 9)


def bounds(x: Count, known: Count, whole: Count) -> Rate:
    """Where a rate could lie if everyone whose outcome is missing were known."""
    if "withheld" in (x[1], whole[1]):
        return Rate(None, None, None, "withheld")
    if whole[1] != "ok" or whole[0] is None or whole[0] < 22 or x[1] is None:
        return Rate(None, None, None, "suppressed")
    told = [
        (have / n, 1 - max(scored - have, 0) / n)
        for n in (whole[0] - 2, whole[0] + 2)
        for scored in _scored(known, n)
        for have in _having(x, known)
    ]
    lower, upper = min(low for low, _ in told), max(high for _, high in told)
    return Rate(None, min(lower, 1.0), upper, "interval")


def _scored(known: Count, whole: int) -> tuple[int, ...]:
    """How many may have been scored: anybody up to all, where that is not shown."""
    return (0, whole) if known[1] != "ok" or known[0] is None else (known[0] - 2, known[0] + 2)


def _having(x: Count, known: Count) -> tuple[int, ...]:
    count, status = x
    if status == "ok" and count is not None:
        return max(count - 2, 0), count + 2
    if status == "zero":
        return (0,)
    # A hidden number is 0 to 7, or all of those scored where they may be fewer than 20.
    is_large = known[1] == "ok" and known[0] is not None and known[0] >= 22
    return 0, 7 if is_large else (known[0] or 0) + 2


def risk_ratio(x1: Count, n1: Count, x2: Count, n2: Count) -> Rate:
    """Return the ratio of two published rates, with the limits of every possible truth."""
    four = (x1, n1, x2, n2)
    if "withheld" in [status for _, status in four]:
        return Rate(None, None, None, "withheld")
    (a, b, c, d) = (count or 0 for count, _ in four)
    if {status for _, status in four} != {"ok"} or a > b or c > d or min(b, d) < 22:
        return Rate(None, None, None, "suppressed")
    limits = [katz(*first, *second) for first, second in product(_pairs(a, b), _pairs(c, d))]
    lower, upper = min(low for low, _ in limits), max(high for _, high in limits)
    is_point = min(b, d) >= 50
    return Rate(
        a / b / (c / d) if is_point else None, lower, upper, "ok" if is_point else "interval"
    )


def _pairs(x: int, n: int) -> list[tuple[int, int]]:
    """Return every numerator and denominator that two published counts may stand for."""
    return [
        (true_x, true_n)
        for true_n in range(n - 2, n + 3)
        for true_x in range(x - 2, min(x + 2, true_n) + 1)
    ]


def katz(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    ratio = x1 / n1 / (x2 / n2)
    error = math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    return ratio * math.exp(-Z * error), ratio * math.exp(Z * error)


def difference(first: tuple[Count, int], second: tuple[Count, int], slack: int = 2) -> Rate:
    """Return the published difference of two rates, the second known within so many people."""
    ((x1, status1), n1), ((x2, status2), n2) = first, second
    if "withheld" in (status1, status2):
        return Rate(None, None, None, "withheld")
    if (x1 or 0) > n1 or (x2 or 0) > n2:
        return Rate(None, None, None, "suppressed")
    limits = [
        newcombe(true1, m1, true2, m2)
        for m1, m2 in product((n1 - 2, n1 + 2), (n2 - slack, n2 + slack))
        for true1, true2 in product(_ends(x1, m1, 2), _ends(x2, m2, slack))
    ]
    lower = below(min(low for low, _ in limits), 0.01)
    upper = above(max(high for _, high in limits), 0.01)
    if x1 is None or x2 is None or min(n1, n2) < 50:
        return Rate(None, lower, upper, "interval")
    return Rate(nearest(x1 / n1 - x2 / n2, 0.01), lower, upper, "ok")


def _ends(published: int | None, most: int, slack: int) -> tuple[int, int]:
    """Return the least and the largest true count."""
    if published is None:
        return 1, min(7, most)
    return min(max(published - slack, 0), most), min(published + slack, most)


def newcombe(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    (low1, high1), (low2, high2) = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    down, up = math.hypot(p1 - low1, high2 - p2), math.hypot(high1 - p1, p2 - low2)
    return max(p1 - p2 - down, -1), min(p1 - p2 + up, 1)


def compared(
    lower: float | None, upper: float | None, benchmark: float | None, polarity: str
) -> str | None:
    """Say how a figure stands beside a benchmark, by its whole interval."""
    if lower is None or upper is None or benchmark is None:
        return None
    if lower <= benchmark <= upper:
        return "similar"
    is_above = lower > benchmark
    if polarity == "neutral":
        return "higher" if is_above else "lower"
    return "better" if is_above == (polarity == "higher") else "worse"
