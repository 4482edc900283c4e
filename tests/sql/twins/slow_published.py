"""The published tables whose rates follow from the counts of their own rows."""

from __future__ import annotations

from collections.abc import Callable

from tests.sql.twins.disclosure_rules import Rate, bounds, rate_of, risk_ratio
from tests.sql.twins.published_tables import (
    EVENTS,
    OUTCOMES,
    RATES,
    TABLES,
)
from tests.sql.twins.register import release_twin
from tests.sql.twins.release import Name, Release, Row
from tests.sql.twins.slow_cells import NOT_THERE, Shown, name_of, shown
from tests.sql.twins.slow_disclosed import contribution_inequality, reply_times, score_changes

Counts = dict[str, Shown]
OF_BOUNDS = ("lower", "upper", "status")
# The group with which each behaviour is compared: those who did not.
WITHOUT = {
    "early_participation": "reading",
    "has_posted": "false",
    "has_replied": "false",
    "has_sent_private_message": "false",
    "has_attended_session": "false",
    "has_posted x was_answered_within_24_hours": "true x false",
}


def rate_columns(name: str, rate: Rate) -> Row:
    return {
        name: rate.rate,
        f"{name}_lower": rate.lower,
        f"{name}_upper": rate.upper,
        f"{name}_status": rate.status,
    }


def bound_columns(name: str, rate: Rate) -> Row:
    return {f"{name}_{end}": getattr(rate, end) for end in OF_BOUNDS}


def keyed(table: str, row: Row) -> Row:
    """Return the keys of a row, and as of when it stands."""
    return {name: row[name] for name in (*TABLES[table][0], "as_of")}


def shown_rows(release: Release, table: str) -> list[tuple[Row, Counts]]:
    """Return the rows of a table that are published, each with what is shown of its counts."""
    return beside_counts(table, release.tables.get(table, []), release)


def beside_counts(table: str, figures: list[Row], release: Release) -> list[tuple[Row, Counts]]:
    """Return figures from exact data where the counts beside them are published."""
    keys = TABLES[table][0]
    told = [(row, shown(release).get((table, name_of(row, keys)))) for row in figures]
    return [(row, counts) for row, counts in told if counts]


def count_columns(table: str, counts: Counts) -> Row:
    """Return each count with its status, what its members did, and the rates of the row."""
    found: Row = {}
    for name in TABLES[table][1]:
        one = counts.get(name, NOT_THERE)
        found |= {name: one.count, status_of(name): one.status}
    for events, members in EVENTS.get(table, {}).items():
        one = counts.get(members, NOT_THERE)
        found |= {events: one.events, status_of(events): one.status}
    for rate, (numerator, denominator) in RATES.get(table, {}).items():
        x, n = counts.get(numerator), counts.get(denominator, NOT_THERE)
        told = rate_of(*x.pair, *n.pair) if x else Rate(None, None, None, "suppressed")
        found |= rate_columns(rate, told)
    return found


def status_of(count: str) -> str:
    return count.removesuffix("_count") + "_status"


def _counted(table: str) -> Callable[[Release], list[Row]]:
    return lambda release: [
        keyed(table, row) | count_columns(table, counts)
        for row, counts in shown_rows(release, table)
    ]


for _table in (
    "activity_hours",
    "activity_months",
    "engagement_cohorts",
    "engagement_states",
    "first_posts",
    "follow_up_funnel",
    "support_exchanges",
):
    release_twin(f"published.{_table}", *TABLES[_table][0])(_counted(_table))


@release_twin("published.communities", "community_id")
def communities(release: Release) -> list[Row]:
    return [row | count_columns("communities", c) for row, c in shown_rows(release, "communities")]


def by_outcome(table: str, row: Row, counts: Counts) -> list[Row]:
    """Return a row for each outcome that the rule set knows."""
    return [
        keyed(table, row)
        | {
            "outcome": outcome,
            "denominator_count": counts[denominator].count,
            "denominator_status": counts[denominator].status,
            "outcome_count": counts[numerator].count,
            "outcome_status": counts[numerator].status,
            **rate_columns("outcome_rate", counts[numerator].rate),
        }
        for outcome, (numerator, denominator) in OUTCOMES.items()
        if numerator in counts
    ]


@release_twin("published.crossed_recovery_rates", *TABLES["crossed_recovery_rates"][0], "outcome")
def crossed_recovery_rates(release: Release) -> list[Row]:
    table = "crossed_recovery_rates"
    return [
        one for row, counts in shown_rows(release, table) for one in by_outcome(table, row, counts)
    ]


@release_twin("published.recovery_rates", *TABLES["recovery_rates"][0], "outcome")
def recovery_rates(release: Release) -> list[Row]:
    """Bounds are set against those who could have been scored, as of the same day."""
    funnel = {
        (name_of(row, TABLES["follow_up_funnel"][0]), row["as_of"]): counts
        for row, counts in shown_rows(release, "follow_up_funnel")
    }
    return [
        one | bound_columns("outcome_bounds", _bounds(one, counts, eligible))
        for row, counts in shown_rows(release, "recovery_rates")
        for eligible in [funnel.get((name_of(row, TABLES["recovery_rates"][0]), row["as_of"]), {})]
        for one in by_outcome("recovery_rates", row, counts)
    ]


def _bounds(row: Row, counts: Counts, funnel: Counts) -> Rate:
    """Of those at caseness alone is it known how many could have been scored; by the literal rule
    nobody is missing."""
    numerator, denominator = OUTCOMES[row["outcome"]]
    if denominator != "at_caseness_count" or row["follow_up"] == "end_literal":
        return Rate(None, None, None, "not_defined")
    whole = funnel.get("eligible_count", NOT_THERE)
    return bounds(counts[numerator].pair, counts[denominator].pair, whole.pair)


def _landmark(table: str, reference: Callable[[Row], str | None]) -> Callable:
    """Completeness, recovery, its bounds, and the ratio to the group named by `reference`."""
    keys = TABLES[table][0]

    def slow(release: Release) -> list[Row]:
        by_name = {name_of(row, keys): counts for row, counts in shown_rows(release, table)}
        return [
            keyed(table, row)
            | count_columns(table, counts)
            | _rates_at_landmark(counts)
            | rate_columns("risk_ratio", _ratio(by_name, keys, row, counts, reference(row)))
            for row, counts in shown_rows(release, table)
        ]

    return slow


def _rates_at_landmark(counts: Counts) -> Row:
    names = ("recovered_count", "scored_count", "eligible_count")
    recovered, scored, eligible = (counts.get(name, NOT_THERE) for name in names)
    told = bounds(recovered.pair, scored.pair, eligible.pair)
    return {
        **rate_columns("completeness_rate", scored.rate),
        **rate_columns("recovery_rate", recovered.rate),
        **bound_columns("recovery_bounds", told),
    }


def _ratio(
    by_name: dict[Name, Counts], keys: tuple[str, ...], row: Row, own: Counts, other: str | None
) -> Rate:
    if other is None or row["category"] == other:
        return Rate(None, None, None, "not_compared")
    others = by_name.get(name_of(row | {"category": other}, keys), {})
    four = [
        counts.get(name, NOT_THERE).pair
        for counts in (own, others)
        for name in ("recovered_count", "scored_count")
    ]
    return risk_ratio(*four)


_SILENT = {"engagement_band": "0"}
_LANDMARKS = {
    "landmark_comparisons": lambda row: _SILENT.get(row["dimension"]),
    "early_behaviours": lambda row: WITHOUT.get(row["dimension"]),
}
for _table, _reference in _LANDMARKS.items():
    release_twin(f"published.{_table}", *TABLES[_table][0])(_landmark(_table, _reference))


@release_twin("published.contribution_inequality", *TABLES["contribution_inequality"][0])
def published_inequality(release: Release) -> list[Row]:
    table, figures = "contribution_inequality", contribution_inequality(release)
    return [
        row | count_columns(table, counts) for row, counts in beside_counts(table, figures, release)
    ]


@release_twin("published.reply_times", *TABLES["reply_times"][0])
def published_reply_times(release: Release) -> list[Row]:
    table, figures = "reply_times", reply_times(release)
    return [
        row | count_columns(table, counts) for row, counts in beside_counts(table, figures, release)
    ]


@release_twin("published.score_changes", *TABLES["score_changes"][0])
def published_changes(release: Release) -> list[Row]:
    """A mean is shown only beside the number of members that it is taken over."""
    table, figures = "score_changes", score_changes(release)
    return [
        (row if counts["scored_count"].status == "ok" else _without(row, counts))
        | count_columns(table, counts)
        for row, counts in beside_counts(table, figures, release)
    ]


def _without(row: Row, counts: Counts) -> Row:
    status = counts["scored_count"].status
    hidden = {
        name: status if name.endswith("_status") else None
        for name in row
        if name.startswith(("first_points", "change_points", "standardised_change"))
    }
    return row | hidden
