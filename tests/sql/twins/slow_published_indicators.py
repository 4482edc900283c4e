"""Indicators by quarter or year as they are published, each beside its target."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.stats import chi2

from tests.sql.twins.disclosure_rules import Rate, Z, compared, half_away
from tests.sql.twins.published_tables import TABLES
from tests.sql.twins.register import release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_disclosed import indicator_medians
from tests.sql.twins.slow_published import (
    Counts,
    beside_counts,
    count_columns,
    keyed,
    rate_columns,
    shown_rows,
)

NAME = "indicator_value"


def words_of(release: Release, row: Row) -> Row:
    """Return what the registry says of a row's indicator."""
    return next(
        words for words in release.indicators if words["indicator_id"] == row["indicator_id"]
    )


def beside_target(release: Release, row: Row, value: Rate) -> str:
    words = words_of(release, row)
    told = compared(value.lower, value.upper, words["target_value"], words["polarity"])
    return told or "not_compared"


def poisson(count: float) -> tuple[float, float]:
    """Return the limits of a number of events: exact below ten, else Byar's."""
    if count < 10:
        low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        return low, chi2.ppf(0.975, 2 * count + 2) / 2
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


@release_twin("published.indicator_values", *TABLES["indicator_values"][0])
def indicator_values(release: Release) -> list[Row]:
    table = "indicator_values"
    return [
        keyed(table, row)
        | count_columns(table, counts)
        | {"target_status": beside_target(release, row, counts["numerator_count"].rate)}
        for row, counts in shown_rows(release, table)
    ]


def _valued(
    table: str, value_of: Callable[[Release, Row, Counts], Rate], *facts: str
) -> Callable[[Release], list[Row]]:
    """Rows of a table with a value that follows from the shown counts."""

    def slow(release: Release) -> list[Row]:
        found = []
        for row, counts in shown_rows(release, table):
            value = value_of(release, row, counts)
            found.append(
                keyed(table, row)
                | {fact: row[fact] for fact in facts}
                | count_columns(table, counts)
                | rate_columns(NAME, value)
                | {"target_status": beside_target(release, row, value)}
            )
        return found

    return slow


def _reports(_release: Release, _row: Row, counts: Counts) -> Rate:
    """Reports per 1,000 contributions: as doubtful as the number of people concerned.

    m reports each, taken for a geometric number, have the variance of people * m^2 (2 - 1 / m).
    """
    writers, concerned = counts["contributing_member_count"], counts["concerned_member_count"]
    if "withheld" in (writers.status, concerned.status):
        return Rate(None, None, None, "withheld")
    is_large = writers.status == "ok" and (writers.count or 0) >= 20
    if not is_large or not concerned.is_shown or not writers.events:
        return Rate(None, None, None, "suppressed")
    people, reports, written = concerned.count or 0, concerned.events or 0, writers.events
    each = max(1, reports / people) if people else 1
    heap, slack = 2 - 1 / each, 2 if people else 0
    fewest, most = (max(people - slack, 0) / heap, (people + slack) / heap)
    lower = each * heap * poisson(fewest)[0] / (written + 2)
    upper = each * heap * poisson(most)[1] / (written - 2)
    return Rate(1000 * reports / written, 1000 * lower, 1000 * upper, "ok")


def _reach(_release: Release, row: Row, counts: Counts) -> Rate:
    """People reached per 1,000 inhabitants: counted, so that only the rounding is in doubt."""
    people = counts["people_reached_count"]
    if row["population_count"] is None:
        return Rate(None, None, None, "not_defined")
    if not people.is_shown:
        return Rate(None, None, None, people.status or "suppressed")
    count, slack = people.count or 0, 2 if people.count else 0
    per_1000 = [1000 * n / row["population_count"] for n in (count, count - slack, count + slack)]
    return Rate(*per_1000, "ok")


def _cost(release: Release, row: Row, counts: Counts) -> Rate:
    """The cost is exact; recoveries have the doubt of chance as well as that of the rounding."""
    one = counts["denominator_count"]
    if one.status == "zero":
        return Rate(None, None, None, "not_defined")
    if one.count is None:
        return Rate(None, None, None, one.status or "suppressed")
    fewest, most = float(one.count - 2), float(one.count + 2)
    if words_of(release, row)["unit"] == "currency_per_recovery":
        fewest, most = poisson(fewest)[0], poisson(most)[1]
    cost = half_away(row["cost_amount"])
    return Rate(cost / one.count, cost / most, cost / fewest, "ok")


release_twin("published.indicator_rates", *TABLES["indicator_rates"][0])(
    _valued("indicator_rates", _reports)
)
release_twin("published.indicator_reach", *TABLES["indicator_reach"][0])(
    _valued("indicator_reach", _reach, "population_count")
)


@release_twin("published.indicator_costs", *TABLES["indicator_costs"][0])
def indicator_costs(release: Release) -> list[Row]:
    """A cost is compared in the currency of its target alone."""
    found = _valued("indicator_costs", _cost, "cost_amount")(release)
    for row in found:
        row["cost_amount"] = half_away(row["cost_amount"])
        if row["currency"] != words_of(release, row)["target_currency"]:
            row["target_status"] = "not_compared"
    return found


@release_twin("published.indicator_medians", *TABLES["indicator_medians"][0])
def published_medians(release: Release) -> list[Row]:
    table = "indicator_medians"
    found = []
    for row, counts in beside_counts(table, indicator_medians(release), release):
        value = Rate(None, row["median_hours_lower"], row["median_hours_upper"], "")
        status = beside_target(release, row, value)
        found.append(row | count_columns(table, counts) | {"target_status": status})
    return found
