"""Curves at the days at which they may be shown, day after day."""

from __future__ import annotations

from collections import defaultdict

from tests.sql.twins.disclosure_rules import above, below, nearest, rounded
from tests.sql.twins.register import once, release_twin
from tests.sql.twins.release import Name, Release, Row

DAYS = (0, 30, 60, 90, 120, 180, 270, 365, 545, 730)
CURVE = ("community_id", "dimension", "category", "rule_set", "curve")


@release_twin("disclosed.recovery_curves", *CURVE, "curve_day")
@once
def recovery_curves(release: Release) -> list[Row]:
    groups: dict[Name, list[Row]] = defaultdict(list)
    for row in release.tables["recovery_curves"]:
        groups[tuple(row[key] for key in CURVE)].append(row)
    return [
        {
            **dict(zip(CURVE, name, strict=True)),
            "curve_day": day,
            "as_of": steps[0]["as_of"],
            **told,
            **_median(_shown_days(steps)),
        }
        for name, steps in groups.items()
        # A curve of which nothing is shown is not there.
        if _shown_days(steps)
        for day, told in _days(_shown_days(steps)).items()
    ]


def _days(shown: dict[int, Row]) -> dict[int, Row]:
    """Return every day of the policy, what is not shown told as not shown."""
    names = ("at_risk_count", "event_share", "event_share_lower", "event_share_upper")
    nothing = dict.fromkeys(names) | {
        "at_risk_status": "suppressed",
        "event_share_status": "suppressed",
    }
    return {day: shown.get(day, nothing) for day in DAYS}


def _shown_days(steps: list[Row]) -> dict[int, Row]:
    """Walk from day to day: one is shown with 20 at risk and 0 or 8 events since the last."""
    people = max(row["at_risk_count"] for row in steps)
    if people < 150:
        return {}
    step = 0.01 if people >= 300 else 0.02
    found: dict[int, Row] = {}
    events_told = 0
    for day in DAYS:
        events = sum(row["event_count"] for row in steps if row["duration_days"] <= day)
        still = [row["at_risk_count"] for row in steps if row["duration_days"] >= day]
        at_risk = max(still, default=0)
        if at_risk >= 20 and (events == events_told or events - events_told >= 8):
            found[day] = _reading(steps, day, step) | {"at_risk_count": rounded(at_risk)}
            events_told = events
    return found


def _reading(steps: list[Row], day: int, step: float) -> Row:
    """Read the curve off at a day: the last step before it, or nobody yet."""
    before = [row for row in steps if row["duration_days"] <= day]
    last = max(before, key=lambda row: row["duration_days"], default=None)
    lower = last and last["event_share_lower"]
    upper = last and last["event_share_upper"]
    return {
        "at_risk_status": "ok",
        "event_share": nearest(last["event_share"], step) if last else 0.0,
        "event_share_lower": None if lower is None else below(lower, step),
        "event_share_upper": None if upper is None else above(upper, step),
        "event_share_status": "zero" if lower is None else "ok",
    }


def _median(shown: dict[int, Row]) -> Row:
    """Between which days half have had the event: certainly not yet, and certainly."""
    # Limits are on the grid, so half itself is met or not.
    have_half = [day for day, row in shown.items() if (row["event_share_lower"] or 0) >= 0.5]
    upper = min(have_half, default=None)
    if upper is None:
        return _interval(None, None, "not_reached")
    not_yet = [
        day for day, row in shown.items() if day < upper and (row["event_share_upper"] or 0) < 0.5
    ]
    return _interval(max(not_yet, default=None), upper, "interval")


def _interval(lower: int | None, upper: int | None, status: str) -> Row:
    return {
        "median_days_lower": lower,
        "median_days_upper": upper,
        "median_days_status": status,
    }


def starts_at(row: Row) -> str:
    if row["curve"] == "relapse":
        return "recovery"
    return "landmark" if row["dimension"] == "engagement_band" else "baseline"


@release_twin("published.recovery_curves", *CURVE, "curve_day")
def published_curves(release: Release) -> list[Row]:
    return [row | {"starts_at": starts_at(row)} for row in recovery_curves(release)]
