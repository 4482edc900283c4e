"""Are the marts fit to show? Figures on the marts, against what was released last.

Counts that contradict each other, or a programme that has lost a third of its members overnight,
are more often a fault of ours than news.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ingest.gate.expectations import Finding, judge_figures

if TYPE_CHECKING:
    import duckdb

    from ingest.gate.figures import Figures

FEWEST_AT_CASENESS = 100
"""Below this many members a recovery rate moves by chance."""

_PROGRAMME = "community_id = 'all'"
_PROGRAMME_AS_A_WHOLE = f"{_PROGRAMME} and dimension = 'all' and period = 'all'"

# Of each row, the counts in the order in which each is a part of the one before.
_PARTS: dict[str, list[tuple[str, ...]]] = {
    "recovery_rates": [
        ("scored_count", "at_caseness_count", "recovered_count", "reliably_recovered_count"),
        ("scored_count", "reliably_improved_count", "reliably_recovered_count"),
        ("scored_count", "reliably_deteriorated_count"),
        ("scored_count", "unchanged_count"),
    ],
    "follow_up_funnel": [
        (
            *("member_count", "with_baseline_count", "at_caseness_count", "eligible_count"),
            *("with_any_follow_up_count", "in_window_count"),
        )
    ],
    "engagement_cohorts": [("member_count", "rolling_retained_count", "retained_count")],
    "activity_months": [("active_member_count", "contributing_member_count")],
}


def fit_to_show(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return what is odd about the marts; a finding that is `hold` must stop the publishing."""
    return judge_figures(_rules(), measure_marts(con))


def measure_marts(con: duckdb.DuckDBPyConnection) -> Figures:
    """Return the figures of the marts; ratios and shifts are None where nothing was released."""
    return {
        "misordered_count": _misordered_count(con),
        "member_count_ratio": _ratio(con, "communities", "member_count", _PROGRAMME),
        "scored_count_ratio": _ratio(con, "recovery_rates", "scored_count", _PROGRAMME_AS_A_WHOLE),
        "recovery_rate_shift": _recovery_rate_shift(con),
    }


@cache
def _rules() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("fit_to_show.yaml")
    rules: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rules


def _misordered_count(con: duckdb.DuckDBPyConnection) -> float:
    """Count the rows in which a part is larger than its whole."""
    count = 0
    for mart, chains in _PARTS.items():
        pairs = {pair for chain in chains for pair in pairwise(chain)}
        wrong = " or ".join(f"{part} > {whole}" for whole, part in sorted(pairs))
        count += int(_value(con, f"select count(*) from marts.{mart} where {wrong}"))
    return float(count)


def _ratio(con: duckdb.DuckDBPyConnection, mart: str, count: str, condition: str) -> float | None:
    """Return a count now, as a multiple of that released last."""
    if not _was_released(con, mart):
        return None
    ratio: float | None = _value(
        con,
        f"select (select sum({count}) from marts.{mart} where {condition})"
        f" / nullif((select sum({count}) from released.{mart} where {condition}), 0)",
    )
    return ratio


def _recovery_rate_shift(con: duckdb.DuckDBPyConnection) -> float | None:
    """Return how far the programme's recovery rate of any rule set and follow-up has moved."""
    if not _was_released(con, "recovery_rates"):
        return None
    shift: float | None = _value(
        con,
        f"""
        select max(abs(
            now.recovered_count / now.at_caseness_count
            - before.recovered_count / before.at_caseness_count
        ))
        from marts.recovery_rates as now
        join released.recovery_rates as before
            using (community_id, dimension, category, period, rule_set, follow_up)
        where {_PROGRAMME_AS_A_WHOLE}
            and least(now.at_caseness_count, before.at_caseness_count) >= {FEWEST_AT_CASENESS}
        """,
    )
    return shift


def _was_released(con: duckdb.DuckDBPyConnection, mart: str) -> bool:
    tables = con.execute(
        "select 1 from information_schema.tables"
        " where table_catalog = current_database() and table_schema = 'released'"
        " and table_name = ?",
        [mart],
    ).fetchall()
    return bool(tables)


def _value(con: duckdb.DuckDBPyConnection, query: str) -> Any:
    return con.execute(query).fetchall()[0][0]
