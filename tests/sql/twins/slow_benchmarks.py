"""The benchmarks once more, from the tables of the literature; and the words of indicators."""

from __future__ import annotations

from collections import Counter

from ingest.indicators import load_indicators
from tests.sql.twins.register import twin
from tests.sql.twins.rules import reference

AGES = {"Under 18": "under_18", "18 to 25": "18_24", "26 to 64": "25_64"}
GENDERS = {"Female": "woman", "Male": "man"}
# Each outcome, and whether it is counted among those at caseness alone.
OUTCOMES = {
    "recovery": ("recovered_count", True),
    "reliable_recovery": ("reliably_recovered_count", True),
    "reliable_improvement": ("reliably_improved_count", False),
    "reliable_deterioration": ("reliably_deteriorated_count", False),
}
COUNTS = ("not_at_caseness_count", *(name for name, _ in OUTCOMES.values()))


@twin("facts.benchmarks", "benchmark_id, reporting_year, rule_set, follow_up, outcome, adjustment,"
      " stratum, benchmark_rate, is_newest")  # fmt: skip
def benchmarks(_world):
    england = reference("nhs_talking_therapies_england")
    found = [
        _rates("nhs_england", row, ("crude", "all"), _counts(row, "finished_count"), england)
        for row in england
    ]
    groups: dict = {}
    for row in reference("nhs_talking_therapies_groups"):
        place = _place(row)
        if row["reporting_year"] == "2024-25" and place:
            groups.setdefault(place, Counter()).update(_counts(row, "finished_count"))
    year = {"reporting_year": "2024-25"}
    found += [_rates("nhs_england", year, place, n, england) for place, n in groups.items()]
    courses = [
        row
        for row in reference("nhs_depression_therapies")
        if row["therapy"] == "Psychoeducational peer support"
    ]
    found += [
        _rates("nhs_peer_support", row, ("crude", "all"), _counts(row, "course_count"), courses)
        for row in courses
    ]
    return [row for rows in found for row in rows] + _untreated()


def _place(row):
    if row["dimension"] == "age_group":
        return "age", AGES.get(row["category"], "65_and_over")
    return ("gender", GENDERS[row["category"]]) if row["category"] in GENDERS else None


def _counts(row, everyone):
    return {name: int(row[name]) for name in COUNTS} | {"everyone": int(row[everyone])}


def _rates(name, row, place, counts, years):
    cases = counts["everyone"] - counts["not_at_caseness_count"]
    year = row["reporting_year"]
    is_newest = year == max(other["reporting_year"] for other in years)
    return [
        (
            name,
            year,
            "phq9_gad7",
            "end_paired",
            outcome,
            *place,
            counts[count] / (cases if is_of_cases else counts["everyone"]),
            is_newest,
        )
        for outcome, (count, is_of_cases) in OUTCOMES.items()
    ]


def _untreated():
    return [
        (
            row["study"],
            "",
            rule,
            f"day_{row['after_days']}",
            "recovery",
            "crude",
            "all",
            float(row["remission_rate"]),
            True,
        )
        for row in reference("natural_course")
        for rule in ("phq9_only", "phq9_gad7")
        if rule == "phq9_only" or row["study"] != "fukase_2022"
    ]


@twin("marts.indicators", "indicator_id, name_en, name_fr, claim_id, kind, unit, polarity,"
      " target_value, owner, version, sql")  # fmt: skip
def indicators(_world):
    names = ("indicator_id", "name_en", "name_fr", "claim_id", "kind", "unit", "polarity")
    names += ("target_value", "owner", "version", "sql")
    return [tuple(getattr(one, name) for name in names) for one in load_indicators()]
