"""A partner's headline figures before publishing: exact counts as they would be shown."""

from __future__ import annotations

import calendar
from collections.abc import Iterator

from tests.sql.twins.disclosure_rules import Rate, rate_of, shown_count
from tests.sql.twins.register import release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_published import rate_columns

# Each figure: the table, its numerator, and the denominator where it has one.
FIGURES = (
    ("members", "communities", "member_count", None),
    ("active_members", "activity_months", "active_member_count", None),
    ("contributing_members", "activity_months", "contributing_member_count", "active_member_count"),
    ("scored_at_day_180", "follow_up_funnel", "in_window_count", "eligible_count"),
    ("recovery", "recovery_rates", "recovered_count", "at_caseness_count"),
    ("reliable_recovery", "recovery_rates", "reliably_recovered_count", "at_caseness_count"),
    ("reliable_improvement", "recovery_rates", "reliably_improved_count", "scored_count"),
    ("reliable_deterioration", "recovery_rates", "reliably_deteriorated_count", "scored_count"),
)
WHOLE = {"dimension": "all", "period": "all", "follow_up": "day_180"}


@release_twin("previews.partner_figures", "community_id", "figure_id")
def partner_figures(release: Release) -> list[Row]:
    return [
        _figure(row, order, figure, numerator, denominator)
        for order, (figure, table, numerator, denominator) in enumerate(FIGURES, start=1)
        for row in _rows(release, table)
    ]


def _rows(release: Release, table: str) -> Iterator[Row]:
    rows = release.tables[table]
    if table == "communities":
        yield from rows
    elif table == "activity_months":
        yield from _last_months(release, rows)
    else:
        headlines = _headlines(release)
        for row in rows:
            if _is_whole(row) and headlines.get(row["community_id"]) == row["rule_set"]:
                yield row


def _is_whole(row: Row) -> bool:
    return all(row[key] == value for key, value in WHOLE.items())


def _headlines(release: Release) -> dict[str, str]:
    """The rule set by which most could be judged; of two the one with both scales."""
    found: dict[str, tuple[int, bool, str]] = {}
    for row in release.tables["recovery_rates"]:
        if _is_whole(row) and row["reliably_recovered_count"] is not None:
            one = (row["scored_count"], row["rule_set"] == "phq9_gad7", row["rule_set"])
            found[row["community_id"]] = max(one, found.get(row["community_id"], one))
    return {community: one[2] for community, one in found.items()}


def _last_months(release: Release, rows: list[Row]) -> Iterator[Row]:
    """The last month that is covered to its end."""
    covered = {row["community_id"]: row["covered_through"] for row in release.tables["communities"]}
    last: dict = {}
    for row in rows:
        month, through = row["month"], covered.get(row["community_id"])
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        if through and end <= through:
            last[row["community_id"]] = max(month, last.get(row["community_id"], month))
    for row in rows:
        if row["dimension"] == "all" and last.get(row["community_id"]) == row["month"]:
            yield row


def _figure(row: Row, order: int, figure: str, numerator: str, denominator: str | None) -> Row:
    whole = row[denominator] if denominator else None
    x = shown_count(row[numerator], whole, is_withheld=False)
    n = shown_count(whole, None, is_withheld=False)
    rate = rate_of(*x, *n) if denominator else Rate(None, None, None, None)
    return {
        "community_id": row["community_id"],
        "figure_order": order,
        "figure_id": figure,
        "rule_set": row.get("rule_set"),
        "month": row.get("month"),
        "numerator_count": x[0],
        "numerator_status": x[1],
        "denominator_count": n[0],
        "denominator_status": n[1],
        **rate_columns("rate", rate),
    }
