"""Which values a figure computed from exact data may take in a snapshot.

Its name ends with its unit, and the unit tells the grid: `event_share` lies on hundredths,
`change_points` on tenths. Beside it stand its status and, where it has an interval, both limits on
the same grid. The grid that hides best depends on how many people a figure rests on; that is
chosen by the macros. Here stands the finest grid that any figure of the kind may lie on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ingest.publishing.disclosure import Policy

# A figure of one of these statuses is not shown.
NOTHING_SHOWN = ("suppressed", "withheld", "not_compared", "not_defined", "not_reached")


def is_figure(name: str) -> bool:
    """Return whether the name, its limits' ending apart, is that of a figure from exact data."""
    return figure_of(name) in _STEPS_BY_NAME or _unit(figure_of(name)) in _STEPS_BY_UNIT


def figure_of(name: str) -> str:
    """Return the figure of which this column is the point or a limit."""
    return name.removesuffix("_lower").removesuffix("_upper")


def rule_of_figure(name: str, columns: set[str], policy: Policy) -> str | None:
    """Return the condition that each row must meet; None where status or a limit is missing."""
    figure = figure_of(name)
    limits = [limit for limit in (f"{figure}_lower", f"{figure}_upper") if limit in columns]
    if f"{figure}_status" not in columns or len(limits) == 1:
        return None
    point = [figure] if figure in columns else []
    in_order = [*limits[:1], *point, *limits[1:]]
    shown = _all_shown(in_order, policy) if point else "false"
    return (
        f"case when {figure}_status = 'ok' then {shown}"
        f" when {figure}_status = 'zero' then {figure if point else 'null'} = 0"
        f" and {_none_shown(limits)}"
        f" when {figure}_status = 'interval' then {_none_shown(point)}"
        f" and {_all_shown(limits, policy)}"
        f" when {figure}_status in {NOTHING_SHOWN} then {_none_shown(in_order)} end"
    )


def _one_decimal(policy: Policy) -> float:
    return 10.0**-policy.mean_decimals


_STEPS_BY_UNIT: dict[str, Callable[[Policy], float]] = {
    "share": lambda policy: policy.fine_share_step,
    "gap": lambda policy: policy.fine_share_step,
    "points": _one_decimal,
    "hours": _one_decimal,
    "days": _one_decimal,
}
_STEPS_BY_NAME: dict[str, Callable[[Policy], float]] = {
    "gini_coefficient": lambda policy: policy.gini_step,
    "standardised_change": _one_decimal,
    "standardised_ratio": _one_decimal,
    # Of shares, of hours and of reports per 1,000: the finest of their grids.
    "chart_value": lambda policy: policy.fine_share_step,
    "chart_centre": lambda policy: policy.fine_share_step,
}
# What only lies among the days of the curves.
_ON_CURVE_DAYS = frozenset({"median_days"})


def _unit(figure: str) -> str:
    return figure.rpartition("_")[2]


def _all_shown(in_order: Sequence[str], policy: Policy) -> str:
    """Every number is there and on its grid, none is larger than the next, shares are 0 to 1."""
    if not in_order:
        return "false"
    conditions = [_on_grid(name, policy) for name in in_order]
    conditions += [f"{less} <= {more}" for less, more in pairwise(in_order)]
    if _unit(figure_of(in_order[0])) == "share":
        conditions += [f"{in_order[0]} >= 0", f"{in_order[-1]} <= 1"]
    return " and ".join(conditions)


def _none_shown(names: Sequence[str]) -> str:
    return " and ".join(f"{name} is null" for name in names) or "true"


def _on_grid(name: str, policy: Policy) -> str:
    figure = figure_of(name)
    if figure in _ON_CURVE_DAYS:
        return f"{name} in {policy.curve_days}"
    step = (_STEPS_BY_NAME.get(figure) or _STEPS_BY_UNIT[_unit(figure)])(policy)
    return f"abs({name} / {step} - round({name} / {step})) < 1e-6"
