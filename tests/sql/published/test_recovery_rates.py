"""Bounds beside published rates: where the missing are unknown, and where they are counted."""

import pytest

from ingest.models import run_stage
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from tests.ingest.hand_made import empty_warehouse, put_row

NAMES = ("recovery_rates", "follow_up_funnel")
TABLES = tuple(table for table in PUBLISHED_TABLES if table.name in NAMES)


@pytest.fixture(scope="module")
def con():
    """190 finished at caseness, 135 of them with last scores, 40 recovered."""
    made = empty_warehouse()
    write_policy(made, Policy())
    for follow_up, denominator in (("end_paired", 135), ("end_literal", 190)):
        put_row(
            made,
            "recovery_rates",
            follow_up=follow_up,
            rule_set="phq9_only",
            scored_count=denominator,
            at_caseness_count=denominator,
            recovered_count=40,
        )
        put_row(
            made,
            "follow_up_funnel",
            follow_up=follow_up,
            rule_set="phq9_only",
            member_count=400,
            with_baseline_count=300,
            at_caseness_count=200,
            eligible_count=190,
            with_any_follow_up_count=150,
            in_window_count=135,
        )
    for name in (table.name for table in PUBLISHED_TABLES):
        made.execute(
            f"create table released.{name} as select *, current_date as as_of from marts.{name}"
        )
    write_cells(made, TABLES)
    for stage, name in (
        ("disclosed", "cells"),
        ("shown", "rows"),
        ("published", "recovery_rates"),
    ):
        run_stage(made, stage, only=(name,))
    yield made
    made.close()


def bounds(con, follow_up):
    return con.execute(
        "select outcome_bounds_status, outcome_bounds_lower, outcome_bounds_upper"
        " from published.recovery_rates where outcome = 'recovery' and follow_up = ?",
        [follow_up],
    ).fetchone()


def test_where_the_missing_are_left_out_the_rate_has_bounds(con):
    status, lower, upper = bounds(con, "end_paired")
    assert status == "interval"
    # Of 190, 40 recovered and 55 are unknown.
    assert lower < 40 / 190 < (40 + 55) / 190 < upper


def test_where_the_missing_count_as_not_recovered_nobody_is_missing_and_there_are_no_bounds(con):
    assert bounds(con, "end_literal") == ("not_defined", None, None)
