"""The disclosure policy: every threshold of what may be published, in one place.

The rules that use the thresholds are macros (`sql/macros/disclosed_count.sql` and its siblings);
here stands only which number each of them is given. The policy is written to `release.policy`,
where the models of `sql/disclosed/` and `sql/published/` read it, and into each manifest. Which
tables are published is another list (`closed_list.py`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb

Threshold = int | float | list[int]


@dataclass(frozen=True)
class Policy:
    """The thresholds. Whoever changes one gives the policy a new version.

    The defaults were measured by simulation on synthetic programmes; suppression below 8 with
    rounding to 5 is also the rule of NHS England and OpenSAFELY. Counts and what is worked out
    from rounded counts come first; then what is computed from exact counts, whose own counts are
    not published: it is laid on a grid, `_step` by `_step`, coarser where it rests on fewer people.
    """

    version: str = "1.2.0"
    smallest_shown_count: int = 8
    rounding_base: int = 5
    smallest_breakdown_count: int = 20
    smallest_interval_count: int = 20
    smallest_point_count: int = 50
    smallest_arrival_count: int = 8
    smallest_leaver_count: int = 8
    months_until_withdrawal: int = 12
    # Means and quantiles of members' values, in units of the value.
    smallest_mean_count: int = 20
    mean_decimals: int = 1
    smallest_quantile_count: int = 20
    smallest_quantile_side: int = 8
    # Shares: standardised, weighted, survival. The count is the effective one.
    smallest_share_count: int = 50
    smallest_middle_share_count: int = 150
    smallest_fine_share_count: int = 300
    coarse_share_step: float = 0.05
    middle_share_step: float = 0.02
    fine_share_step: float = 0.01
    # Curves over time.
    smallest_curve_group: int = 150
    smallest_curve_at_risk: int = 20
    smallest_curve_events: int = 8
    curve_days: tuple[int, ...] = (0, 30, 60, 90, 120, 180, 270, 365, 545, 730)
    # Inequality of contribution.
    smallest_inequality_count: int = 100
    smallest_top_1_percent_count: int = 800
    gini_step: float = 0.05
    largest_single_share: float = 0.5
    # Observed over expected; control charts and funnels judged by exact counts.
    smallest_observed_count: int = 20
    smallest_judged_count: int = 50

    @property
    def largest_hidden_count(self) -> int:
        """The largest count that is suppressed for being small."""
        return self.smallest_shown_count - 1

    @property
    def rounding_slack(self) -> int:
        """How far a rounded count may lie from the true one."""
        return self.rounding_base // 2

    def thresholds(self) -> dict[str, Threshold]:
        """Return every threshold by name, as the manifest records them."""
        values = {name: value for name, value in asdict(self).items() if name != "version"}
        return values | {"curve_days": list(self.curve_days)}


def write_policy(con: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Make `release.policy`, one row: what the models of disclosed and published read."""
    values = {
        "policy_version": policy.version,
        **policy.thresholds(),
        "largest_hidden_count": policy.largest_hidden_count,
        "rounding_slack": policy.rounding_slack,
    }
    columns = ", ".join(f"? as {name}" for name in values)
    con.execute(f"create or replace table release.policy as select {columns}", [*values.values()])
