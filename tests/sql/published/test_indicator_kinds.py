"""Rates, medians, costs and reach as they are published: by hand, from rounded counts alone."""

from datetime import date

import duckdb
import pytest

from ingest.places import SQL
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from tests.ingest.hand_made import empty_warehouse, put_row

QUARTER = {"indicator_id": "word", "period_start": date(2025, 1, 1)}
MODELS = ("disclosed/cells", "shown/rows")


@pytest.fixture
def con():
    made = empty_warehouse()
    made.execute("create schema if not exists shown")
    write_policy(made, Policy())
    # The sizes of groups are read from these.
    for name in ("communities", "follow_up_funnel", "engagement_cohorts"):
        made.execute(f"create table released.{name} as from marts.{name}")
    yield made
    made.close()


def published(con: duckdb.DuckDBPyConnection, name: str, **values: object) -> dict[str, object]:
    """Publish a table of one row as it is released, and return the row."""
    put_row(con, name, **QUARTER, **values)
    table = next(table for table in PUBLISHED_TABLES if table.name == name)
    con.execute(
        f"create table released.{name} as select *, current_date as as_of from marts.{name}"
    )
    write_cells(con, (table,))
    models = [*MODELS, f"disclosed/{name}", f"published/{name}"]
    for model in (model for model in models if (SQL / f"{model}.sql").exists()):
        text = (SQL / f"{model}.sql").read_text(encoding="utf-8")
        con.execute(f"create or replace table {model.replace('/', '.')} as\n{text}")
    cursor = con.execute(f"select * from published.{name}")
    names = [column[0] for column in cursor.description]
    [row] = cursor.fetchall()
    return dict(zip(names, row, strict=True))


def rate(con, *, writers=300, concerned=20, reports=30, contributions=9998):
    return published(
        con,
        "indicator_rates",
        member_count=writers + concerned,
        contributing_member_count=writers,
        concerned_member_count=concerned,
        contribution_count=contributions,
        report_count=reports,
    )


def test_a_rate_is_made_of_rounded_parts_and_its_doubt_of_people(con):
    row = rate(con)
    assert (row["report_count"], row["contribution_count"]) == (30, 10000)
    assert row["indicator_value"] == pytest.approx(1000 * 30 / 10000)
    # Byar on 18 to 22 people (20 less and more the rounding), 1.5 reports each; heaped as by a
    # geometric number, they have the doubt of 2 - 1/1.5 = 4/3 times fewer people: 13.5 to 16.5.
    low = 13.5 * (1 - 1 / (9 * 13.5) - 1.959964 / (3 * 13.5**0.5)) ** 3
    high = 17.5 * (1 - 1 / (9 * 17.5) + 1.959964 / (3 * 17.5**0.5)) ** 3
    assert row["indicator_value_lower"] == pytest.approx(2 * 1000 * low / 10002, rel=1e-5)
    assert row["indicator_value_upper"] == pytest.approx(2 * 1000 * high / 9998, rel=1e-5)


def test_one_report_a_person_has_the_doubt_of_the_people(con):
    row = rate(con, reports=20)
    low = 18 * (1 - 1 / (9 * 18) - 1.959964 / (3 * 18**0.5)) ** 3
    assert row["indicator_value_lower"] == pytest.approx(1000 * low / 10002, rel=1e-5)


@pytest.mark.parametrize(("concerned", "status"), [(1, "suppressed"), (7, "suppressed"), (8, "ok")])
def test_a_rate_is_shown_from_8_people_concerned(con, concerned, status):
    row = rate(con, concerned=concerned, reports=40)
    assert row["indicator_value_status"] == row["report_status"] == status
    assert (row["report_count"] is None) == (status == "suppressed")


@pytest.mark.parametrize(("writers", "status"), [(17, "suppressed"), (18, "ok"), (20, "ok")])
def test_a_rate_is_shown_where_20_are_shown_to_have_written(con, writers, status):
    assert rate(con, writers=writers)["indicator_value_status"] == status


def test_a_rate_without_reports_has_an_exact_upper_limit(con):
    row = rate(con, concerned=0, reports=0)
    assert (row["indicator_value"], row["indicator_value_lower"]) == (0, 0)
    # Garwood: 3.689 of none; the contributions may be 2 fewer.
    assert row["indicator_value_upper"] == pytest.approx(1000 * 3.688879 / 9998, rel=1e-6)


def hours(con, members, median=10.04, lower=8.06, upper=13.01):
    return published(
        con,
        "indicator_medians",
        member_count=members,
        median_hours=median,
        median_hours_lower=lower,
        median_hours_upper=upper,
    )


@pytest.mark.parametrize(
    ("members", "status"), [(28, "suppressed"), (29, "ok"), (30, "ok"), (19, "suppressed")]
)
def test_a_median_is_shown_with_8_members_beyond_each_limit(con, members, status):
    row = hours(con, members)
    assert row["median_hours_status"] == status
    shown = (row["median_hours"], row["median_hours_lower"], row["median_hours_upper"])
    # To a tenth, the limits outward.
    assert shown == ((10.0, 8.0, 13.1) if status == "ok" else (None, None, None))


@pytest.mark.parametrize(("median", "status"), [(167.99, "ok"), (168.0, "not_reached")])
def test_a_median_of_the_whole_week_is_not_reached(con, median, status):
    assert hours(con, 100, median, 160.0, 168.0)["median_hours_status"] == status


def cost(con, members, unit="currency_per_member"):
    con.execute("update marts.indicators set unit = ?", [unit])
    return published(
        con, "indicator_costs", currency="CAD", cost_amount=1000.4, denominator_count=members
    )


def test_a_cost_per_member_is_as_doubtful_as_the_rounding(con):
    row = cost(con, 51)
    assert (row["cost_amount"], row["denominator_count"]) == (1000, 50)
    assert row["indicator_value"] == 20
    assert row["indicator_value_lower"] == pytest.approx(1000 / 52)
    assert row["indicator_value_upper"] == pytest.approx(1000 / 48)


def test_a_cost_per_recovery_is_as_doubtful_as_the_number_of_recoveries(con):
    row = cost(con, 51, "currency_per_recovery")
    few = 48 * (1 - 1 / (9 * 48) - 1.959964 / (3 * 48**0.5)) ** 3
    many = 53 * (1 - 1 / (9 * 53) + 1.959964 / (3 * 53**0.5)) ** 3
    assert row["indicator_value_lower"] == pytest.approx(1000 / many, rel=1e-5)
    assert row["indicator_value_upper"] == pytest.approx(1000 / few, rel=1e-5)


@pytest.mark.parametrize(
    ("members", "status"), [(0, "not_defined"), (1, "suppressed"), (7, "suppressed"), (8, "ok")]
)
def test_a_cost_is_set_against_members_who_may_be_counted(con, members, status):
    row = cost(con, members)
    assert row["indicator_value_status"] == status
    assert (row["indicator_value"] is None) == (status != "ok")


def reach(con, people, population=None):
    return published(
        con, "indicator_reach", people_reached_count=people, population_count=population
    )


def test_reach_is_set_against_inhabitants(con):
    row = reach(con, 1003, 50_000)
    assert row["indicator_value"] == 1000 * 1005 / 50_000
    assert (row["indicator_value_lower"], row["indicator_value_upper"]) == (
        1000 * 1003 / 50_000,
        1000 * 1007 / 50_000,
    )


@pytest.mark.parametrize(("people", "status"), [(0, "zero"), (3, "suppressed"), (8, "ok")])
def test_people_reached_are_shown_like_members(con, people, status):
    row = reach(con, people)
    assert row["people_reached_status"] == status
    assert row["indicator_value_status"] == "not_defined", "no population stands behind it"


def aim(con, target, polarity="lower", currency=None):
    con.execute(
        "update marts.indicators set target_value = ?, polarity = ?, target_currency = ?,"
        " unit = 'currency_per_member'",
        [target, polarity, currency],
    )


@pytest.mark.parametrize(
    ("target", "polarity", "status"),
    [
        (13.2, "lower", "better"), (13.1, "lower", "similar"), (8.0, "lower", "similar"),
        (7.9, "lower", "worse"), (7.9, "higher", "better"), (13.2, "higher", "worse"),
        (None, "lower", "not_compared"),
    ],
)  # fmt: skip
def test_hours_stand_beside_their_target_by_the_whole_interval(con, target, polarity, status):
    # Published to a tenth of an hour, outward: from 8.0 to 13.1.
    aim(con, target, polarity)
    assert hours(con, 60)["target_status"] == status


@pytest.mark.parametrize(("members", "median"), [(28, 10.04), (60, 168)])
def test_hours_without_an_interval_are_not_compared(con, members, median):
    aim(con, 24)
    row = hours(con, members, median=median, lower=8, upper=168)
    assert (row["median_hours_lower"], row["target_status"]) == (None, "not_compared")


@pytest.mark.parametrize(
    ("target", "status"),
    [(0.1, "worse"), (3.0, "similar"), (30.0, "better"), (None, "not_compared")],
)
def test_reports_stand_beside_a_target_if_one_is_ever_published(con, target, status):
    aim(con, target)
    assert rate(con)["target_status"] == status


@pytest.mark.parametrize(
    ("currency", "status"), [("CAD", "better"), ("GBP", "not_compared"), (None, "not_compared")]
)
def test_a_cost_is_compared_in_the_currency_of_its_target_alone(con, currency, status):
    aim(con, 1_000_000, currency=currency)
    assert cost(con, 100)["target_status"] == status


@pytest.mark.parametrize(("target", "status"), [(0.001, "better"), (900, "worse")])
def test_reach_stands_beside_its_target_where_inhabitants_are_known(con, target, status):
    aim(con, target, "higher")
    assert reach(con, 1000, 100_000)["target_status"] == status


def test_people_without_inhabitants_beside_them_are_not_compared(con):
    aim(con, 5, "higher")
    assert reach(con, 1000)["target_status"] == "not_compared"
