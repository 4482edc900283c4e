"""Made-up releases: counts that crowd around every threshold of the policy, units of two vintages.

A release is made from one number. Groups, rule sets and follow-ups are the same in all tables that
are set side by side, but for the rows that one of them lacks.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import product

from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.published_table import PublishedTable
from tests.sql.twins.drawn_accounts import export, graded_counts, models, snapshots
from tests.sql.twins.drawn_figures import FIGURES, INDICATORS, curve_rows, indicator_words
from tests.sql.twins.published_tables import OUTCOMES as OUTCOMES_OF_RATES
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_benchmarks import benchmarks

COMMUNITIES = ("north/a", "north/b", "south/c")
GROUPS = (
    ("all", "all", "all"),
    *((community, "all", "all") for community in COMMUNITIES),
    *(("all", "gender", category) for category in ("man", "woman")),
    ("all", "led_by", "peers"),
    ("all", "platform_type", "forum"),
    ("all", "rurality", "rural"),
    ("all", "engagement_band", "1_4"),
)
BANDS = (("all", "all", "all"), *(("all", "engagement_band", band) for band in ("0", "1_4", "20+")))
BEHAVIOURS = (
    ("all", "all", "all"),
    *product(["all"], ["early_participation"], ["reading", "writing"]),
    *product(["all"], ["has_posted", "has_attended_session"], ["false", "true"]),
    *product(
        ["all"],
        ["has_posted x was_answered_within_24_hours"],
        ["true x false", "true x true", "false x false"],
    ),
)
JUDGED = (("phq9_gad7", "end_paired"), ("phq9_gad7", "day_180"), ("phq9_only", "day_180"))
QUARTERS = (date(2024, 1, 1), date(2024, 4, 1))
VINTAGES = (date(2025, 6, 1), date(2025, 9, 1))
# One less, the same and one more than each number at which a rule changes, and its rounding.
NEAR = (0, 1, 7, 8, 12, 13, 17, 18, 19, 20, 21, 22, 23, 47, 48, 49, 50, 51, 52, 53, 57, 58, 99, 100)
NEAR += (101, 147, 148, 149, 150, 151, 297, 298, 299, 300, 301, 798, 799, 800, 801, 3000)
MEANT = (0, 7, 8, 18, 19, 20, 21, 22, 24, 50, 300)
LARGE = (50, 53, 58, 100, 150, 300, 800, 3000)
# The keys of each table beside community, dimension and category.
OTHER_KEYS: dict[str, list[Row]] = {
    "first_posts": [{"period": "all"}, {"period": "2024"}],
    "reply_times": [
        {"period": period, "time_of_day": time}
        for period in ("all", "2024")
        for time in ("all", "night")
    ],
    "score_changes": [
        {"rule_set": rule, "follow_up": "day_180"}
        for rule in ("phq9_only", "who5_only", "ucla3_change")
    ],
    "activity_months": [{"month": day} for day in QUARTERS],
    "engagement_cohorts": [
        {"joined_quarter": day, "quarters_since_joining": quarters}
        for day in QUARTERS
        for quarters in (0, 4)
    ],
    "engagement_states": [
        {"period_type": kind, "period_start": day}
        for kind in ("quarter", "month")
        for day in QUARTERS
    ],
    "activity_hours": [
        {"day_of_week": day, "part_of_day": part}
        for day in ("all", "monday")
        for part in ("all", "night")
    ],
    "landmark_comparisons": [
        {"rule_set": rule, "follow_up": follow_up, "landmark_days": days}
        for rule, follow_up in JUDGED[1:]
        for days in (14, 30)
    ],
    "early_behaviours": [
        {"rule_set": rule, "follow_up": follow_up, "landmark_days": 14}
        for rule, follow_up in JUDGED[1:]
    ],
}
OTHER_KEYS["support_exchanges"] = OTHER_KEYS["contribution_inequality"] = OTHER_KEYS["first_posts"]
OF_OUTCOMES = {numerator for numerator, _ in OUTCOMES_OF_RATES.values()}
OUTCOMES = ("recovery", "reliable_recovery", "reliable_deterioration")
# The rows by which a community's data are graded.
GRADED = {"dimension": "all", "rule_set": "phq9_only", "follow_up": "day_180"}


def release_of(seed: int) -> Release:
    """Make up one release: the same for the same seed."""
    dice = random.Random(seed)
    units = [
        {
            "table_name": table.name,
            "community_id": community,
            "as_of": dice.choice((*VINTAGES[:1] * 3, VINTAGES[1])),
            "status": dice.choice(["released", "held", "withdrawn"]),
            "forgotten_count": 0,
        }
        for table in PUBLISHED_TABLES
        for community in ("all", *COMMUNITIES)
    ]
    units += [
        {**unit, "community_id": "south/d", "as_of": None, "status": "held"} for unit in units[::9]
    ]
    as_of = {(unit["table_name"], unit["community_id"]): unit["as_of"] for unit in units}
    tables = {table.name: _rows(dice, table) for table in PUBLISHED_TABLES}
    _count_everyone(tables["recovery_rates"])
    for name, rows in tables.items():
        for row in rows:
            row["as_of"] = as_of[name, row["community_id"]]
    return Release(
        tables,
        _withheld(dice, tables),
        units,
        snapshots=snapshots(dice),
        models=models(dice),
        exports=[export(dice) for _ in range(dice.choice([1, 2, 3, 8]))],
        indicators=indicator_words(dice),
    )


def _rows(dice: random.Random, table: PublishedTable) -> list[Row]:
    if table.name == "recovery_curves":
        return curve_rows(dice)
    named = [{key: row[key] for key in table.keys} for row in _keys(table.name)]
    different = {tuple(keys.values()): keys for keys in named}
    draw = FIGURES.get(table.name, lambda _dice, _keys: {})
    return [
        {**keys, **_counts(dice, table, keys), **draw(dice, keys)}
        for keys in different.values()
        if dice.random() < 0.9
    ]


def _count_everyone(rates: list[Row]) -> None:
    """Let the programme count at least as many as any of its groups."""
    counts = [name for name in rates[0] if name.endswith("_count")]
    for everyone in (row for row in rates if row["community_id"] == row["dimension"] == "all"):
        same = [
            row
            for row in rates
            if all(row[key] == everyone[key] for key in ("period", "rule_set", "follow_up"))
        ]
        for name in counts:
            known = [row[name] for row in same if row[name] is not None]
            everyone[name] = max(known) if everyone[name] is not None else None


def _keys(table: str) -> list[Row]:
    if table.startswith(("indicator_", "control_")):
        return _keys_of_indicators(table)
    if table == "communities":
        return [{"community_id": name} for name in ("all", *COMMUNITIES)]
    if table == "community_funnels":
        return [
            {"community_id": community, **judged, "outcome": outcome}
            for community in ("all", *COMMUNITIES)
            for judged in _judged()
            for outcome in OUTCOMES
        ]
    groups = {"landmark_comparisons": BANDS, "early_behaviours": BEHAVIOURS}.get(table, GROUPS)
    if table in ("standardised_rates", "benchmark_gaps"):
        groups = [group for group in GROUPS if group[1] != "engagement_band"]
    named = [
        dict(zip(("community_id", "dimension", "category"), one, strict=True)) for one in groups
    ]
    return [{**group, **keys} for group in named for keys in _other_keys(table)]


def _other_keys(table: str) -> list[Row]:
    if table in OTHER_KEYS:
        return OTHER_KEYS[table]
    if table == "curve_comparisons":
        curves = ("recovery", "relapse", "recovery_before_leaving", "leaving_before_recovery")
        return [{"rule_set": "phq9_gad7", "curve": curve} for curve in curves]
    if table == "benchmark_gaps":
        return _benchmarked()
    if table in ("standardised_rates", "recovery_sensitivity"):
        adjustments = [{}] if table == "recovery_sensitivity" else [{"adjustment": "severity_age"}]
        return [
            {**judged, "outcome": outcome, **adjustment}
            for judged in _judged()
            for outcome in OUTCOMES
            for adjustment in adjustments
        ]
    if table in ("recovery_rates", "follow_up_funnel"):
        literal = {"rule_set": "phq9_gad7", "follow_up": "end_literal"}
        judged = [*_judged(), literal]
        return [{**one, "period": period} for one in judged for period in ("all", "2024")]
    return _judged()


def _judged() -> list[Row]:
    return [{"rule_set": rule, "follow_up": follow_up} for rule, follow_up in JUDGED]


def _benchmarked() -> list[Row]:
    names = ("benchmark_id", "reporting_year", "rule_set", "follow_up", "outcome")
    crude = [row for row in benchmarks(None) if row[5] == "crude"]
    near = [row for row in crude if row[1] in ("", "2024-25") and row[2:4] in JUDGED]
    return [
        {**dict(zip(names, row[:5], strict=True)), "adjustment": adjustment}
        for row in near
        for adjustment in (["crude", "age"] if row[0] == "nhs_england" else ["crude"])
    ]


def _keys_of_indicators(table: str) -> list[Row]:
    kinds = {
        "indicator_values": "share", "indicator_rates": "rate", "indicator_medians": "median",
        "indicator_costs": "cost", "indicator_reach": "reach",
    }  # fmt: skip
    found = []
    for indicator, kind in INDICATORS.items():
        for community in ("all", *COMMUNITIES):
            if table == "control_charts" and kind in ("share", "rate", "median"):
                found += _periods(community, indicator)
            elif kinds.get(table) == kind:
                key = {"community_id": community, "indicator_id": indicator}
                key |= {"currency": "CAD"} if kind == "cost" else {}
                found += [{**key, "period_start": day} for day in QUARTERS]
    return found


def _periods(community: str, indicator: str) -> list[Row]:
    """Months of one series and quarters of the same; of some series few months."""
    months = 17 if community == "all" else 14 if community == "north/a" else 0
    starts = [("month", date(2024 + n // 12, n % 12 + 1, 1)) for n in range(months)]
    starts += [("quarter", date(2020 + n // 4, n % 4 * 3 + 1, 1)) for n in range(12)]
    return [
        {
            "community_id": community,
            "indicator_id": indicator,
            "period_length": length,
            "period_start": start,
        }
        for length, start in starts
    ]


def _counts(dice: random.Random, table: PublishedTable, keys: Row) -> Row:
    """Counts of a row, each within the one that it is a part of, and what the members did."""
    if table.name == "follow_up_funnel" and GRADED.items() <= keys.items():
        return graded_counts(dice)
    counts: Row = {}
    is_total = keys.get("dimension") == "all"
    usual = LARGE if is_total and dice.random() < 0.7 else NEAR
    usual = MEANT if table.name == "score_changes" else usual
    for measure in table.measures:
        whole = counts[measure.within] if measure.within else dice.choice(usual)
        # Some rule sets do not know every outcome; all else, caseness too, is always known.
        is_outcome = measure.name in OF_OUTCOMES and table.name.endswith("recovery_rates")
        is_defined = not is_outcome or dice.random() < 0.96
        counts[measure.name] = _part(dice, whole) if measure.within else whole
        counts[measure.name] = counts[measure.name] if is_defined else None
    for events, members in table.event_counts:
        people = counts[members]
        counts[events] = people and people * dice.choice([1, 1, 2, 3]) + dice.randrange(3)
    return counts


def _part(dice: random.Random, whole: int | None) -> int | None:
    if whole is None:
        return None
    usual = (0, 1, 7, 8, whole - 8, whole - 1, whole, dice.randint(0, whole), whole // 2)
    usual += (whole // 3, whole * 9 // 10, dice.choice([18, 20, 22]))
    return max(0, min(whole, dice.choice(usual)))


def _withheld(dice: random.Random, tables: dict[str, list[Row]]) -> frozenset:
    return frozenset(
        (table.name, tuple(str(row[key]) for key in table.keys), measure.name)
        for table in PUBLISHED_TABLES
        for row in tables[table.name]
        for measure in table.measures
        if dice.random() < 0.03
    )
