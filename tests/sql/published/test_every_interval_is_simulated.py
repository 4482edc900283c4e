"""No published interval is without a benchmark that simulates how often it holds the truth."""

import ast
import csv
from pathlib import Path

import pytest

from ingest.places import SQL

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RATES = ("interval", "test_rates_from_rounded_counts_cover_with_ranges_counted_as_intervals")
BOUNDS = ("count", "test_bounds_of_missing_outcomes_hold_the_rate_of_everyone_always")
FUNNELS = ("count", "test_communities_like_all_others_lie_within_the_funnel")
CURVES = ("figure", "test_curves_on_the_published_days_cover")
MEANS = ("figure", "test_mean_changes_on_their_grid_cover")
# Every `_rate` follows from two rounded counts, by one macro.
SIMULATED = {
    "answered_within_share": (
        "figure",
        "test_shares_of_answered_posts_cover_though_few_write_most",
    ),
    "carried_share": ("count", "test_carried_forward_shares_on_the_grid_cover"),
    "chance_95": FUNNELS,
    "chance_998": FUNNELS,
    "change_points": MEANS,
    "event_share": CURVES,
    "gap": ("count", "test_gaps_to_benchmarks_cover"),
    "group_differences.gap": (
        "comparison",
        "test_differences_of_two_groups_cover_also_where_a_number_is_hidden",
    ),
    "indicator_costs.indicator_value": ("count", "test_costs_per_recovery_and_per_member_cover"),
    "indicator_rates.indicator_value": (
        "count",
        "test_reports_per_1000_cover_though_several_may_concern_one",
    ),
    "indicator_values.indicator_value": RATES,
    "median_days": CURVES,
    "median_hours": ("figure", "test_medians_of_hours_cover"),
    "outcome_bounds": BOUNDS,
    "recovery_bounds": BOUNDS,
    "rest_gap": ("comparison", "test_differences_from_rounded_counts_cover"),
    "risk_ratio": ("count", "test_risk_ratios_by_landmark_cover"),
    "spread_95": FUNNELS,
    "spread_998": FUNNELS,
    "standardised_change": MEANS,
    "standardised_ratio": ("comparison", "test_standardised_ratios_to_one_decimal_cover"),
    "standardised_share": ("comparison", "test_standardised_rates_on_the_grid_cover"),
    "weighted_share": ("comparison", "test_weighted_rates_on_the_grid_cover_where_the_model_holds"),
}
# Limits of a chart judge single points; people reached are counted, and only rounded.
NO_TRUTH_TO_HOLD = {"control_charts.chart_centre", "indicator_reach.indicator_value"}


def intervals():
    with (SQL / "reference" / "published_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["column_name"].endswith("_lower"):
                yield f"{row['table_name']}.{row['column_name'].removesuffix('_lower')}"


def simulation_of(interval):
    figure = interval.split(".")[1]
    if figure.startswith("answered_within_"):
        figure = "answered_within_share"
    found = SIMULATED.get(interval) or SIMULATED.get(figure)
    return found or (RATES if figure.endswith("_rate") else None)


@pytest.mark.parametrize("interval", sorted(set(intervals()) - NO_TRUTH_TO_HOLD))
def test_a_published_interval_is_simulated(interval):
    assert simulation_of(interval), "no benchmark simulates it"
    kind, name = simulation_of(interval)
    text = (BENCHMARKS / f"test_{kind}_coverage.py").read_text(encoding="utf-8")
    assert name in {node.name for node in ast.parse(text).body if hasattr(node, "name")}
