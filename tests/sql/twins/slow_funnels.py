"""Communities against the programme, with the limits of a funnel plot, as published."""

from __future__ import annotations

import math

from tests.sql.twins.disclosure_rules import Rate, Z
from tests.sql.twins.register import release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_comparisons import NOTHING, counted, crude_of, polarity
from tests.sql.twins.slow_disclosed import FUNNEL, community_funnels
from tests.sql.twins.slow_published import bound_columns, rate_columns

Z_998 = 3.090232306167813


@release_twin("published.community_funnels", *FUNNEL)
def published_funnels(release: Release) -> list[Row]:
    spreads = {
        (row["rule_set"], row["follow_up"], row["outcome"], row["as_of"]): row["spread"]
        for row in community_funnels(release)
        if row["community_id"] == "all"
    }
    return [
        _funnel(release, row, spreads)
        for row in community_funnels(release)
        if row["community_id"] != "all" and crude_of(release, row)[0].status == "ok"
    ]


def _funnel(release: Release, row: Row, spreads: dict) -> Row:
    n, x = crude_of(release, row)
    name = (row["rule_set"], row["follow_up"], row["outcome"], row["as_of"])
    has_programme = name in spreads
    _, target = crude_of(release, row | {"community_id": "all"}) if has_programme else NOTHING
    # Shown as 50, there may be 48: judged are those who are surely 50.
    is_judged = x.is_shown and n.count is not None and n.count >= 52
    told = {
        **{key: row[key] for key in (*FUNNEL, "as_of")},
        **counted(n, x),
        **rate_columns("outcome_rate", x.rate),
        **rate_columns("target_rate", target.rate),
    }
    for status in ("chance_status", "outlier_status"):
        told[status] = row[status] if is_judged else None
    told["comparison"] = _verdict(row) if is_judged else None
    size = n.count if is_judged else None
    for limits, spread in (("chance", 0.0), ("spread", spreads.get(name) or 0.0)):
        for level, z in (("95", Z), ("998", Z_998)):
            told |= _limits(f"{limits}_{level}", target.rate.rate, size, z, spread)
    return told


def _verdict(row: Row) -> str:
    if row["outlier_status"] == "within":
        return "similar"
    is_high = row["outlier_status"].startswith("high")
    return "better" if is_high == (polarity(row) == "higher") else "worse"


def _limits(name: str, target: float | None, size: int | None, z: float, spread: float) -> Row:
    """Return the limits of a funnel: on the scale of the angle where communities are spread."""
    if target is None or size is None:
        return bound_columns(name, Rate(None, None, None, "suppressed"))
    if spread:
        angle, reach = math.asin(math.sqrt(target)), z * math.sqrt(1 / (4 * size) + spread**2)
        lower = math.sin(max(angle - reach, 0)) ** 2
        upper = math.sin(min(angle + reach, math.pi / 2)) ** 2
    else:
        reach = z * math.sqrt(target * (1 - target) / size)
        lower, upper = max(target - reach, 0), min(target + reach, 1)
    return bound_columns(name, Rate(None, lower, upper, "interval"))
