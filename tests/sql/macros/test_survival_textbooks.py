"""Survival macros, each alone in a bare database, on two sets of data that textbooks share."""

import duckdb
import pytest

from ingest.places import SQL

# Miller 1981, Survival analysis, p. 49 (acute myelogenous leukaemia; R, survival: aml): weeks.
AML = {
    "maintained": "9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
    "nonmaintained": "5 5 8 8 12 16+ 23 27 30 33 43 45",
}
# Edmonson et al. 1979, Cancer Treatment Reports 63:241-247 (ovarian cancer; R, survival: ovarian).
OVARIAN = {
    "1": "59 115 156 268 329 431 448+ 477+ 638 803+ 855+ 1040+ 1106+",
    "2": "353 365 377+ 421+ 464 475 563 744+ 769+ 770+ 1129+ 1206+ 1227+",
}


def alone(macro, groups, query):
    """What a macro answers in a database that holds nothing but it and the people."""
    with duckdb.connect() as con:
        con.execute((SQL / "macros" / f"{macro}.sql").read_text(encoding="utf-8"))
        con.execute(
            "create table people (group_id varchar, duration_days integer, is_event boolean)"
        )
        for group, times in groups.items():
            for time in times.split():
                person = [group, int(time.removesuffix("+")), not time.endswith("+")]
                con.execute("insert into people values (?, ?, ?)", person)
        return con.execute(query).fetchall()


def test_the_curve_of_the_maintained_is_millers():
    found = alone(
        "kaplan_meier",
        AML,
        "select duration_days, round(survival_rate, 4), round(standard_error, 4)"
        " from kaplan_meier('people') where group_id = 'maintained' and event_count > 0"
        " order by duration_days",
    )
    assert found == [
        (9, 0.9091, 0.0867),
        (13, 0.8182, 0.1163),
        (18, 0.7159, 0.1397),
        (23, 0.6136, 0.1526),
        (31, 0.4909, 0.1642),
        (34, 0.3682, 0.1627),
        (48, 0.1841, 0.1535),
    ]


def test_the_medians_of_both_are_31_and_23_weeks():
    query = "select group_id, median_days from median_survival('people') order by group_id"
    assert alone("median_survival", AML, query) == [("maintained", 31), ("nonmaintained", 23)]


@pytest.mark.parametrize(
    ("groups", "observed", "expected", "chi_square", "p_value"),
    [
        (AML, [7, 11], [10.69, 7.31], 3.396, 0.0653),
        (OVARIAN, [7, 5], [5.23, 6.77], 1.063, 0.303),
    ],
    ids=["aml", "ovarian"],
)
def test_log_rank_tests_come_out(groups, observed, expected, chi_square, p_value):
    """As R's survdiff prints them (survival, example data of the package)."""
    found = alone(
        "log_rank_test",
        groups,
        "select observed_count, round(expected_count, 2), chi_square, p_value"
        " from log_rank_test('people') order by group_id",
    )
    assert [row[0] for row in found] == observed
    assert [row[1] for row in found] == expected
    assert found[0][2] == pytest.approx(chi_square, abs=0.001)
    assert found[0][3] == pytest.approx(p_value, abs=0.0005)


@pytest.mark.parametrize("macro", ["kaplan_meier", "median_survival", "log_rank_test"])
@pytest.mark.parametrize("times", ["", "5+ 5+", "0 0 7", "5 5+"])
def test_nobody_all_censored_day_0_and_ties_give_no_error_and_no_odd_number(macro, times):
    found = alone(macro, {"one": times}, f"from {macro}('people')")
    numbers = [value for row in found for value in row if isinstance(value, float)]
    assert all(-1e9 < number < 1e9 for number in numbers)
