"""The tests of the curves: slow Python beside them, and who is compared at all."""

import csv
import random
from datetime import date

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.duration.survfunc import survdiff

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from ingest.publishing.release_units import release_units
from tests.ingest.hand_made import empty_warehouse, put_members, put_row
from tests.sql.slow_gray import slow_gray

MART = (SQL / "marts" / "curve_comparisons.sql").read_text(encoding="utf-8")
EVENTS = {
    "recovery": ("recovery", "recovered"),
    "recovery_before_leaving": ("first_of_recovery_and_leaving", "recovered"),
    "leaving_before_recovery": ("first_of_recovery_and_leaving", "left"),
    "relapse": ("relapse", "relapsed"),
}


@pytest.fixture(scope="module")
def con():
    made = duckdb.connect()
    run_stage(made, "macros")
    made.execute("create schema strata")
    made.execute(
        "create table strata.recovery_times (rule_set varchar, dimension varchar,"
        " category varchar, clock varchar, cause varchar, duration_days integer)"
    )
    yield made
    made.close()


def by_curve(con, people):
    """The mart's rows by curve; people are (category, clock, cause, days)."""
    con.execute("delete from strata.recovery_times")
    columns = [list(column) for column in zip(*people, strict=True)]
    con.execute(
        "insert into strata.recovery_times select 'phq9_only', 'led_by',"
        " unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::integer[])",
        columns,
    )
    cursor = con.execute(MART)
    names = [column[0] for column in cursor.description]
    return {
        row[names.index("curve")]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()
    }


def slow_log_rank(groups):
    """Chi-square and p of groups of (days, is event), day by day and group by group."""
    everyone = [person for group in groups for person in group]
    size = len(groups)
    departures, variances = np.zeros(size), np.zeros((size, size))
    for day in sorted({days for days, is_event in everyone if is_event}):
        at_risk = [sum(days >= day for days, _ in group) for group in groups]
        events = [sum(days == day and is_event for days, is_event in group) for group in groups]
        n, d = sum(at_risk), sum(events)
        for i in range(size):
            departures[i] += events[i] - d * at_risk[i] / n
            for j in range(size):
                if n > 1:
                    shares = at_risk[i] / n * ((i == j) - at_risk[j] / n)
                    variances[i, j] += d * (n - d) / (n - 1) * shares
    few = departures[:-1]
    statistic = float(few @ np.linalg.pinv(variances[:-1, :-1]) @ few)
    return statistic, float(chi2.sf(statistic, size - 1))


def slow_gray_test(people, event):
    """Chi-square and p of Gray's test of people: (group, clock, cause, days)."""
    scores, covariances = slow_gray([(name, days, cause) for name, _, cause, days in people], event)
    statistic = float(scores[:-1] @ np.linalg.pinv(covariances[:-1, :-1]) @ scores[:-1])
    return statistic, float(chi2.sf(statistic, len(scores) - 1))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from([148, 149, 150, 151, 170]), min_size=2, max_size=4),
    st.integers(0, 10_000),
    st.sampled_from([0.03, 0.2, 0.5]),
)
def test_every_test_equals_the_slow_twin(con, sizes, seed, share):
    draws = random.Random(seed)
    people = [
        (name, clock, cause if draws.random() < share else None, draws.randint(0, 60))
        for name, size in zip(["a", "b", "c", "unknown"], sizes, strict=False)
        for clock, cause in {*EVENTS.values()}
        for _ in range(size // 2 if clock == "first_of_recovery_and_leaving" else size)
    ]
    found = by_curve(con, people)
    for curve, (clock, event) in EVENTS.items():
        groups = {
            name: [
                (days, cause == event)
                for category, its_clock, cause, days in people
                if (category, its_clock) == (name, clock)
            ]
            for name in "abc"
        }
        compared = {
            name: group
            for name, group in groups.items()
            if len(group) >= 150 and sum(is_event for _, is_event in group) >= 8
        }
        assert (curve in found) == (len(compared) >= 2)
        if curve in found:
            row = found[curve]
            everyone = [one for one in people if one[0] in compared and one[1] == clock]
            statistic, p_value = (
                slow_gray_test(everyone, event)
                if "leaving" in curve
                else slow_log_rank([*compared.values()])
            )
            assert row["compared_categories"] == ", ".join(compared)
            assert row["chi_square"] == pytest.approx(statistic, rel=1e-7, abs=1e-9)
            assert row["p_value"] == pytest.approx(p_value, rel=1e-6, abs=1e-12)
            assert row["smallest_group_count"] == min(map(len, compared.values()))
            assert row["smallest_event_count"] == min(
                sum(is_event for _, is_event in group) for group in compared.values()
            )


def group(name, size, events):
    happened = [(name, "recovery", "recovered", 30 + day) for day in range(events)]
    return happened + [(name, "recovery", None, 200)] * (size - events)


@pytest.mark.parametrize(
    ("size", "events", "is_compared"),
    [(149, 20, False), (150, 20, True), (151, 20, True), (300, 7, False), (300, 8, True),
     (300, 9, True)],
)  # fmt: skip
def test_a_group_is_compared_from_150_members_and_8_events(con, size, events, is_compared):
    found = by_curve(con, group("mixed", 400, 90) + group("peers", size, events))
    assert ("recovery" in found) == is_compared


def test_groups_of_unknown_category_are_not_compared(con):
    assert by_curve(con, group("peers", 400, 90) + group("unknown", 400, 10)) == {}


def test_freireichs_groups_differ(con, reference_data):
    # Freireich et al. 1963: 16.79 of 21 + 21 patients. Of eight times as many, the least that is
    # compared, statsmodels gives the statistic.
    with (reference_data / "freireich_6mp.csv").open() as file:
        patients = [
            (row["group"], int(row["weeks"]), row["event"] == "1") for row in csv.DictReader(file)
        ] * 8
    people = [
        (name, "recovery", "recovered" if event else None, week) for name, week, event in patients
    ]
    found = by_curve(con, people)["recovery"]
    names, weeks, events = (np.array(column) for column in zip(*patients, strict=True))
    statistic, p_value = survdiff(weeks, events, names)
    assert found["chi_square"] == pytest.approx(statistic)
    assert found["p_value"] < 0.001
    assert p_value < 0.001


@pytest.fixture
def warehouse():
    made = empty_warehouse()
    write_policy(made, Policy())
    yield made
    made.close()


def published(con, **figures):
    usual = {
        "dimension": "led_by", "rule_set": "phq9_only", "curve": "recovery",
        "compared_categories": "mixed, peers", "smallest_group_count": 150,
        "smallest_event_count": 8, "p_value": 0.02,
    }  # fmt: skip
    put_row(con, "curve_comparisons", **(usual | figures))
    put_members(con, "curve_comparisons", range(300))
    table = next(table for table in PUBLISHED_TABLES if table.name == "curve_comparisons")
    release_units(con, (table,), Policy(), date(2026, 1, 5))
    for stage in ("disclosed", "published"):
        run_stage(con, stage, only=("curve_comparisons",))
    [row] = con.execute(
        "select p_band, compared_categories, test_status from published.curve_comparisons"
    ).fetchall()
    return row


@pytest.mark.parametrize(
    ("p_value", "band"),
    [
        (0.000999, "below_001"), (0.001, "below_01"), (0.00999, "below_01"), (0.01, "below_05"),
        (0.0499, "below_05"), (0.05, "not_below_05"), (0.9, "not_below_05"),
    ],
)  # fmt: skip
def test_of_a_p_value_its_band_alone_is_published(warehouse, p_value, band):
    assert published(warehouse, p_value=p_value) == (band, "mixed, peers", "ok")


@pytest.mark.parametrize(
    "too_few",
    [{"smallest_group_count": 149}, {"smallest_event_count": 7}, {"p_value": None}],
)
def test_nothing_is_published_of_what_the_policy_finds_too_small(warehouse, too_few):
    assert published(warehouse, **too_few) == (None, None, "suppressed")
