"""The exact figures of made-up releases: near the thresholds, the grids and the limits of each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields
from datetime import date

from ingest.indicators import Indicator
from tests.sql.twins.drawn_accounts import covered_through
from tests.sql.twins.release import Row

Dice = random.Random

# Each made-up indicator and its kind.
INDICATORS = {
    "share_up": "share",
    "first_reply_within_24_hours": "share",
    "rate_down": "rate",
    "median_down": "median",
    "median_neutral": "median",
    "cost_per_member": "cost",
    "cost_per_recovery": "cost",
    "reach_up": "reach",
}
POLARITIES = {"up": "higher", "down": "lower", "neutral": "neutral"}
EFFECTIVE = (None, 19.5, 49.9, 50.0, 50.1, 149.9, 150.0, 152.5, 299.9, 300.0, 412.5)
PEOPLE = (8, 19, 20, 21, 28, 29, 30, 49, 50, 51, 79, 80, 99, 100, 149, 150, 299, 300, 799, 800)
CURVES = ("recovery", "relapse", "recovery_before_leaving", "recovery_ignoring_leaving")


def indicator_words(dice: Dice) -> list[Row]:
    """The registry: every word is a word, but for what the models reckon with."""
    return [
        dict.fromkeys((field.name for field in fields(Indicator)), "word")
        | {
            "indicator_id": name,
            "name_en": f"{name} in English",
            "name_fr": f"{name} en français",
            "kind": kind,
            "unit": "currency_per_recovery" if name == "cost_per_recovery" else "word",
            "polarity": POLARITIES.get(name.split("_")[-1], "lower"),
            "target_value": dice.choice([None, *_targets(kind)]),
            "target_currency": dice.choice(["CAD", "EUR", None]),
        }
        for name, kind in INDICATORS.items()
    ]


def _targets(kind: str) -> tuple[float, ...]:
    return {
        "share": (0.1, 0.5, 0.9),
        "rate": (200.0, 1000.0),
        "median": (5.0, 24.0),
        "cost": (8.0, 40.0),
        "reach": (1.0, 10.0),
    }[kind]


def share(dice: Dice) -> float:
    """A share anywhere, on a grid, or halfway between two of its lines."""
    return dice.choice([dice.random(), dice.randrange(101) / 100, dice.randrange(41) / 40])


def limits(dice: Dice, value: float) -> tuple[float, float]:
    """Limits around a value, some of them on the grid."""
    reach = dice.choice([0.0, 0.04, dice.random() / 5])
    return max(value - reach, 0.0), min(value + reach, 1.0)


def curve_rows(dice: Dice) -> list[Row]:
    """Curves of groups near the smallest that are shown, as people leave and have the event."""
    return [
        row
        for category in ("all", "1_4", "20+")
        for curve in CURVES
        for row in _curve(dice, category, curve)
    ]


def _curve(dice: Dice, category: str, curve: str) -> list[Row]:
    keys = {
        "community_id": "all",
        "dimension": dice.choice(["posts", "engagement_band"]) if category != "all" else "all",
        "category": category,
        "rule_set": dice.choice(["phq9_gad7", "phq9_only"]) if category != "all" else "phq9_only",
        "curve": curve,
    }
    at_risk, left, found = dice.choice([60, 149, 150, 151, 299, 300, 301, 640]), 1.0, []
    few, is_quick = dice.random() < 0.5, dice.random() < 0.3
    # Nothing happens on the first day: it is from there on that days are counted.
    for day in sorted(dice.sample((*range(15, 800, 15), 29, 31, 61, 89, 91, 731), 24)):
        events = min(dice.choice([0, 0, 1, 7, 8, 9] if few else [0, 4, 12, 30]), at_risk)
        if is_quick and not found:
            # Half of all, and more, before the first day that is told.
            events = at_risk * 2 // 3
        gone = min(dice.choice([0, 0, 1, 3, 10]), at_risk - events)
        if len(found) == 12:
            # So few are left that the days from here on are shown only just, or not.
            gone = max(at_risk - events - dice.choice([19, 20, 21]), gone)
        left *= 1 - events / at_risk if at_risk else 1
        has_begun, event_share = left < 1, 1 - left
        lower, upper = max(event_share - 0.06, 0.0), min(event_share + 0.06, 1.0)
        if at_risk:
            found.append(
                keys
                | {"duration_days": day, "at_risk_count": at_risk, "event_count": events}
                | {"event_share": event_share}
                | {"event_share_lower": lower if has_begun else None}
                | {"event_share_upper": upper if has_begun else None}
            )
        at_risk -= events + gone
    return found


# Up and down, far, then quarter after quarter one way about the middle, breaking no other rule.
_COURSES = {"north/b": 1, "south/c": -1}


def _chart(dice: Dice, keys: Row) -> Row:
    kind = INDICATORS[keys["indicator_id"]]
    people = dice.choice([49, 50, 51, 120, 150, 300, 420])
    place = (keys["period_start"] - date(2020, 1, 1)).days // 30
    if kind == "median" and keys["community_id"] in _COURSES:
        quarter = place // 3
        way = _COURSES[keys["community_id"]]
        hours = 20.0 * (quarter % 2) if quarter < 5 else 10 + way * (quarter - 8)
        return _judged(None, None, float(hours), 60, 30)
    if kind == "median":
        hours = dice.choice([place / 4, 12 + dice.randrange(5) / 2, 12.0])
        return _judged(None, None, hours, people, people // 2)
    hidden = _hidden(keys)
    if kind == "rate":
        written = dice.choice([people * 3, people * 4])
        reports = dice.choice([0, 8, 13, people // 3, *hidden])
        return _judged(reports, written, 1000 * reports / written, people, min(reports, people))
    usual = [0, 8, people - 8, people, people // 2, people // 2, people // 3]
    having = dice.choice([*usual, *hidden, *(people - count for count in hidden)])
    if keys["community_id"] == "north/a":
        # As much as chance explains, and no more.
        having = people // 3 + dice.randrange(-3, 4)
    elif dice.random() < 0.3:
        having = min(people - 8, place + 8)
    return _judged(having, people, having / people, people, min(having, people - having))


def _hidden(keys: Row) -> tuple[int, ...]:
    """Counts of one to seven, which take the chart from a series: in a few series alone."""
    in_months = keys["indicator_id"] == "share_up" and keys["period_length"] == "month"
    return (1, 7) if in_months or keys["community_id"] == "south/c" else ()


def _judged(x: int | None, n: int | None, value: float, people: int, side: int) -> Row:
    return {
        "numerator_count": x,
        "denominator_count": n,
        "exact_value": value,
        "judged_count": people,
        "side_count": side,
    }


def _comparison(dice: Dice, _keys: Row) -> Row:
    return {
        "compared_categories": "man, woman",
        "smallest_group_count": dice.choice([None, 149, 150, 151]),
        "smallest_event_count": dice.choice([7, 8, 9]),
        "p_value": dice.choice([None, 0.0009, 0.001, 0.009, 0.01, 0.049, 0.05, 0.7]),
    }


def _sensitivity(dice: Dice, _keys: Row) -> Row:
    eligible = dice.choice([20, 47, 48, 52, 53, 147, 148, 152, 297, 298, 303])
    rate = share(dice)
    lower, upper = limits(dice, rate)
    has_model = dice.random() < 0.8
    return {
        "eligible_count": eligible,
        "carried_count": dice.choice([0, eligible, dice.randint(0, eligible)]),
        "effective_count": dice.choice(EFFECTIVE[1:]) if has_model else None,
        "weighted_rate": rate if has_model else None,
        "weighted_rate_lower": lower if has_model else None,
        "weighted_rate_upper": upper if has_model else None,
    }


def _standardised(dice: Dice, _keys: Row) -> Row:
    rate, effective = share(dice), dice.choice(EFFECTIVE)
    lower, upper = limits(dice, rate)
    observed = dice.choice([0, 19, 20, 21, 70, 150])
    expected = dice.choice([None, 0.0, 0.4, 0.5, 1.5, 30.2, 56.4, 56.5, 56.6])
    ratio = observed / expected if expected else None
    return {
        "effective_count": effective,
        "standardised_rate": rate if effective else None,
        "standardised_rate_lower": lower if effective else None,
        "standardised_rate_upper": upper if effective else None,
        "observed_count": observed,
        "expected_count": expected,
        "ratio": ratio,
        "ratio_lower": ratio and ratio * dice.choice([0.7, 1.0]),
        "ratio_upper": ratio and ratio * dice.choice([1.0, 1.3]),
    }


def _gap(dice: Dice, keys: Row) -> Row:
    names = ("known_count", "benchmark_rate", "gap", "gap_lower", "gap_upper")
    if keys["adjustment"] == "crude":
        return dict.fromkeys(names)
    benchmark, own = share(dice), share(dice)
    lower, upper = limits(dice, own)
    known = dice.choice([49, 50, 149, 150, 299, 300])
    values = (known, benchmark, own - benchmark, lower - benchmark, upper - benchmark)
    return dict(zip(names, values, strict=True))


def _funnel(dice: Dice, keys: Row) -> Row:
    sides = [None] if keys["community_id"] == "all" else ["within", "low_95", "high_998"]
    spreads = [None, 0.0, 0.004, 0.005, 0.214, 0.5] if sides == [None] else [None]
    return {
        "chance_status": dice.choice(sides),
        "outlier_status": dice.choice(sides),
        "spread": dice.choice(spreads),
    }


def _change(dice: Dice, _keys: Row) -> Row:
    """Wide or narrow enough that a person more or less moves a tenth."""
    return {
        "first_mean": dice.choice([dice.uniform(0, 27), 14.25]),
        "first_deviation": dice.choice([None, 0.0, 0.5, dice.uniform(1, 8)]),
        "change_mean": dice.choice([dice.uniform(-9, 3), dice.uniform(-9, 3), -3.25, 0.0]),
        "change_deviation": dice.choice([None, 0.0, dice.uniform(1, 8), dice.uniform(30, 80)]),
    }


def _inequality(dice: Dice, _keys: Row) -> Row:
    return {
        "gini_coefficient": share(dice),
        "top_1_percent_share": share(dice),
        "top_10_percent_share": share(dice),
        "largest_share": dice.choice([None, 0.1, 0.4999, 0.5, 0.5001]),
    }


def _replies(dice: Dice, _keys: Row) -> Row:
    found: Row = {"largest_share": dice.choice([0.1, 0.1, 0.5, 0.5001])}
    for within in ("2_hours", "24_hours", "7_days"):
        name = f"answered_within_{within}"
        found[f"{name}_share"] = dice.choice([0.0, 1.0, share(dice)])
        found[f"{name}_effective_n"] = dice.choice(EFFECTIVE[2:])
    for quantile in ("p10", "p50", "p90"):
        found[f"first_reply_{quantile}_hours"] = dice.choice([None, 0.0, 3.25, dice.uniform(0, 9)])
        found[f"first_reply_{quantile}_side"] = dice.choice([7.0, 7.5, 8.0, 9.0])
    return found


def _median(dice: Dice, _keys: Row) -> Row:
    median = dice.choice([4.95, 12.0, dice.uniform(1, 30), 167.9, 168.0])
    return {
        "member_count": dice.choice(PEOPLE),
        "median_hours": median,
        "median_hours_lower": max(median - dice.choice([0.0, 0.05, dice.uniform(0, 4)]), 0),
        "median_hours_upper": median + dice.choice([0.0, 0.05, dice.uniform(0, 4)]),
    }


def _community(dice: Dice, keys: Row) -> Row:
    is_one = keys["community_id"] != "all"
    names = ("community_name", "partner_name", "platform_type", "led_by", "is_anonymous")
    names += ("time_zone", "language", "country")
    names += ("is_moderated_day_and_night", "has_professional_partnership", "has_crisis_protocol")
    names += ("has_moderator_training", "has_misinformation_policy")
    return {
        **{name: f"{name} of {keys['community_id']}" for name in names},
        "opened_on": date(2020, 1, 1) if is_one else None,
        "covered_through": covered_through(dice),
        "is_simulated": dice.random() < 0.5,
    }


# What a table holds beside its keys and counts.
FIGURES: dict[str, Callable[[Dice, Row], Row]] = {
    "curve_comparisons": _comparison,
    "recovery_sensitivity": _sensitivity,
    "standardised_rates": _standardised,
    "benchmark_gaps": _gap,
    "community_funnels": _funnel,
    "score_changes": _change,
    "contribution_inequality": _inequality,
    "reply_times": _replies,
    "indicator_medians": _median,
    "control_charts": _chart,
    "indicator_costs": lambda dice, _: {"cost_amount": dice.choice([0.0, 99.5, 1000.4, 7500.0])},
    "indicator_reach": lambda dice, _: {"population_count": dice.choice([None, 40_000, 500_000])},
    "communities": _community,
}
