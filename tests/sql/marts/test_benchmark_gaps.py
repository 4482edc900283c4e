"""Gaps to benchmarks: slow arithmetic, and England set beside itself."""

import csv

import duckdb
import pytest
from hypothesis import given, settings
from statsmodels.stats.proportion import proportion_confint

from ingest.models import run_stage
from ingest.places import SQL
from tests.sql.counted import Member, groups, mart, programmes

AGES = {"18_24": "18_24", "25_34": "25_64", "45_54": "25_64", "65_74": "65_and_over"}


@pytest.fixture(scope="module")
def benchmarks():
    """The rates of recovery that the model has, by benchmark, year, adjustment and stratum."""
    with duckdb.connect() as con:
        run_stage(con, "reference")
        model = (SQL / "facts" / "benchmarks.sql").read_text(encoding="utf-8")
        return {
            row[:4]: row[4]
            for row in con.execute(
                "select benchmark_id, reporting_year, adjustment, stratum, benchmark_rate"
                f" from ({model}) where outcome = 'recovery' and rule_set = 'phq9_gad7'"
                " and follow_up = 'end_paired'"
            ).fetchall()
        }


def test_the_eight_years_of_england_come_out_as_they_were_published(benchmarks):
    # NHS England, NHS Talking Therapies, annual reports: recovery in per cent, one decimal.
    with (SQL / "reference" / "nhs_talking_therapies_england.csv").open() as file:
        years = list(csv.DictReader(file))
    assert len(years) == 8
    for year in years:
        rate = benchmarks["nhs_england", year["reporting_year"], "crude", "all"]
        assert 100 * rate == pytest.approx(float(year["published_recovery_percent"]), abs=0.05)


def test_peer_support_is_over_courses_minus_not_at_caseness(benchmarks):
    # 2024-25: 4,505 of 17,737 - 2,557, from NHS England's table of therapies for depression.
    found = benchmarks["nhs_peer_support", "2024-25", "crude", "all"]
    assert found == pytest.approx(4505 / (17737 - 2557))


def test_englands_ages_together_give_england(benchmarks):
    """The strata are England's own: weighted by its people at caseness they give its rate."""
    with (SQL / "reference" / "nhs_talking_therapies_groups.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["reporting_year"], row["dimension"]) == ("2024-25", "age_group")
        ]
    names = {"Under 18": "under_18", "18 to 25": "18_24", "26 to 64": "25_64"}
    expected = people = 0.0
    for row in rows:
        size = int(row["finished_count"]) - int(row["not_at_caseness_count"])
        stratum = names.get(row["category"], "65_and_over")
        expected += size * benchmarks["nhs_england", "2024-25", "age", stratum]
        people += size
    england = benchmarks["nhs_england", "2024-25", "crude", "all"]
    assert expected / people == pytest.approx(england, abs=0.001)


@settings(max_examples=25, deadline=None)
@given(programmes)
def test_it_equals_slow_arithmetic(benchmarks, programme):
    of_group = groups(programme)
    for row in mart("benchmark_gaps", programme):
        people = of_group[row["community_id"], row["dimension"], row["category"]]
        if row["adjustment"] == "crude":
            assert row["gap"] is None
            continue
        place = (lambda m: AGES.get(m.age_band)) if row["adjustment"] == "age" else gender_of
        known = [m for m in people if place(m)]
        rates = [benchmarks["nhs_england", "2024-25", row["adjustment"], place(m)] for m in known]
        benchmark = sum(rates) / len(known)
        recovered = sum(m.has_outcome for m in known)
        lower, upper = proportion_confint(recovered, len(known), method="wilson")
        assert row["known_count"] == len(known)
        assert row["benchmark_rate"] == pytest.approx(benchmark)
        assert row["gap"] == pytest.approx(recovered / len(known) - benchmark)
        assert row["gap_lower"] == pytest.approx(lower - benchmark, abs=1e-9)
        assert row["gap_upper"] == pytest.approx(upper - benchmark, abs=1e-9)


def gender_of(member):
    return member.gender if member.gender != "unknown" else None


def test_years_before_the_newest_stand_beside_the_programme_alone():
    programme = [Member(frozenset({"north/a"}), "moderate", "18_24", "man", has_outcome=True)]
    years = {
        community: {
            row["reporting_year"]
            for row in mart("benchmark_gaps", programme)
            if (row["community_id"], row["benchmark_id"]) == (community, "nhs_england")
            and row["dimension"] == "all"
        }
        for community in ("all", "north/a")
    }
    assert len(years["all"]) == 8
    assert years["north/a"] == {"2024-25"}


def test_nothing_is_adjusted_for_what_makes_the_groups():
    programme = [Member(frozenset({"north/a"}), "moderate", "18_24", "man", has_outcome=True)]
    by_gender = {
        row["adjustment"]
        for row in mart("benchmark_gaps", programme)
        if row["dimension"] == "gender"
    }
    assert by_gender == {"crude", "age"}


def test_no_group_of_those_still_ill_at_a_landmark_is_compared_with_everybody():
    """Who had recovered by day 30 stands in the programme, and in no band."""
    programme = [Member(frozenset({"north/a"}), "moderate", "18_24", "man", has_outcome=True)]
    found = mart("benchmark_gaps", programme, rule_set="phq9_only", follow_up="day_180")
    assert {row["dimension"] for row in found} == {"all", "gender"}
