"""The answers to the saved questions, picked from what slow Python says is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.sql.twins.register import RELEASE_TWINS, once, release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.slow_disclosed import GROUP

PROGRAMME = {"community_id": "all", "dimension": "all"}
HALF_A_YEAR = {"rule_set": "phq9_gad7", "follow_up": "day_180"}
LIMITED = ("outcome_rate", "outcome_rate_lower", "outcome_rate_upper")


@once
def published(release: Release) -> dict[str, list[Row]]:
    """Every table that a question reads; the words of indicators as the registry has them."""
    told = {
        twin.model.removeprefix("published."): twin.slow(release)
        for twin in RELEASE_TWINS.values()
        if twin.model.startswith("published.")
    }
    return told | {"indicators": release.indicators}


def rows(release: Release, table: str, **wanted: object) -> Iterator[Row]:
    """Yield the rows of a table that have the values, each beside its community's name."""
    names = {
        row["community_id"]: {"community_name": row["community_name"]}
        for row in published(release)["communities"]
    }
    for row in published(release)[table]:
        if all(row[name] == value for name, value in wanted.items()):
            yield row | names.get(row.get("community_id"), {})


def pick(row: Row, *names: str, **renamed: str) -> Row:
    """Return some columns of a row, some under another name."""
    return {name: row[name] for name in names} | {new: row[old] for new, old in renamed.items()}


def question(name: str, *keys: str) -> Callable:
    return release_twin(f"questions.{name}", *keys)


RECOVERY = {"community_id": "all", "period": "all", **HALF_A_YEAR}


@question("recovery_and_deterioration_over_time", "follow_up", "outcome")
def over_time(release: Release) -> list[Row]:
    whole = PROGRAMME | {"period": "all", "rule_set": "phq9_gad7"}
    return [
        pick(row, "follow_up", "outcome", "denominator_count", *LIMITED)
        for row in rows(release, "recovery_rates", **whole)
        if row["follow_up"] in ("day_30", "day_90", "day_180", "day_365")
        and row["outcome"] in ("reliable_recovery", "reliable_deterioration")
    ]


@question("gap_to_face_to_face_care", "community_name", "reporting_year", "outcome", "adjustment")
def gaps(release: Release) -> list[Row]:
    names = ("community_name", "reporting_year", "outcome", "adjustment")
    return [
        pick(row, *names, "gap", "gap_lower", "gap_upper", "comparison")
        for row in rows(release, "benchmark_gaps", benchmark_id="nhs_england", dimension="all")
        if row["community_id"] != "all"
        and "community_name" in row
        and row["adjustment"] in ("crude", "age")
    ]


@question("communities_outside_their_funnel", "community_name", "follow_up", "outcome")
def outside(release: Release) -> list[Row]:
    names = ("follow_up", "outcome", "denominator_count", "outcome_rate", "target_rate")
    names += ("spread_998_lower", "spread_998_upper", "outlier_status", "community_name")
    return [
        pick(row, *names)
        for row in rows(release, "community_funnels", rule_set="phq9_gad7")
        if "community_name" in row and row["outlier_status"] not in (None, "within")
    ]


@question("communities_apart_from_the_programme", "community_name")
def apart(release: Release) -> list[Row]:
    """A community beside the programme of the same day; no word where a rate is not shown."""
    whole = RECOVERY | {"dimension": "all", "outcome": "recovery"}
    programme = rows(release, "recovery_rates", **whole)
    everyone = {row["as_of"]: row["outcome_rate"] for row in programme}
    del whole["community_id"]
    return [
        pick(row, "community_name", "denominator_count", *LIMITED[1:])
        | {"programme_rate": everyone[row["as_of"]]}
        | {"compared_with_programme": _beside(row, everyone[row["as_of"]])}
        for row in rows(release, "recovery_rates", **whole)
        if row["community_id"] != "all" and "community_name" in row and row["as_of"] in everyone
    ]


def _beside(row: Row, rate: float | None) -> str | None:
    lower, upper = row["outcome_rate_lower"], row["outcome_rate_upper"]
    if lower is None or rate is None:
        return None
    return "higher" if lower > rate else "lower" if upper < rate else "similar"


@question("completeness_of_communities", "community_name")
def completeness(release: Release) -> list[Row]:
    whole = {"dimension": "all", "period": "all", **HALF_A_YEAR}
    return [
        pick(row, "community_name", "eligible_count", "in_window_count")
        | {"rough_completeness_rate": _share(row["in_window_count"], row["eligible_count"])}
        for row in rows(release, "follow_up_funnel", **whole)
        if row["community_id"] != "all" and "community_name" in row
    ]


@question("readers_and_writers_by_month", "month")
def readers_and_writers(release: Release) -> list[Row]:
    counts = ("contributing_member_count", "active_member_count")
    return [
        pick(row, "month", *counts)
        | {"rough_contributing_rate": _share(*(row[count] for count in counts))}
        for row in rows(release, "activity_months", **PROGRAMME)
    ]


def _share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


@question("recovery_by_engagement_band", "engagement_band")
def by_band(release: Release) -> list[Row]:
    wanted = {"dimension": "engagement_band", "period": "all", **HALF_A_YEAR}
    rates = rows(release, "recovery_rates", outcome="reliable_recovery", **wanted)
    funnel = list(rows(release, "follow_up_funnel", **wanted))
    return [
        pick(rate, "denominator_count", *LIMITED, engagement_band="category")
        | pick(steps, "eligible_count", "in_window_count")
        for rate in rates
        for steps in funnel
        if all(rate[key] == steps[key] for key in (*GROUP, "as_of"))
    ]


@question("what_ignoring_leavers_overstates", "rule_set", "curve_day")
def overstated(release: Release) -> list[Row]:
    ignoring, counting = (
        {
            (row["rule_set"], row["curve_day"]): row["event_share"]
            for row in rows(release, "recovery_curves", dimension="all", curve=curve)
            if row["event_share_status"] == "ok"
        }
        for curve in ("recovery_ignoring_leaving", "recovery_before_leaving")
    )
    return [
        {
            **dict(zip(("rule_set", "curve_day"), place, strict=True)),
            "counting_leavers_share": counting[place],
            "ignoring_leavers_share": ignoring[place],
            # Both lie on hundredths: so does what is between them.
            "overstated_share": ignoring[place] - counting[place],
        }
        for place in ignoring.keys() & counting.keys()
    ]


@question("what_is_not_shown", "table_name")
def not_shown(release: Release) -> list[Row]:
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows(release, "release_units"):
        units[row["table_name"]].append(row)
    return [
        {
            "table_name": table,
            "unit_count": len(told),
            "released_unit_count": sum(row["status"] == "released" for row in told),
            "oldest_figures_on": min(row["as_of"] for row in told),
        }
        | _shown_cells(release, table)
        for table, told in units.items()
    ]


def _shown_cells(release: Release, table: str) -> Row:
    cells = list(rows(release, "cells_shown", table_name=table))
    cell_count, shown_count = (
        sum(cell[name] for cell in cells) if cells else None
        for name in ("cell_count", "shown_count")
    )
    return {
        "cell_count": cell_count,
        "shown_cell_count": shown_count,
        "shown_cell_rate": _share(shown_count, cell_count),
    }


@question("indicators_beside_their_references", "name_en", "period_start")
def beside_references(release: Release) -> list[Row]:
    words = {row["indicator_id"]: row for row in release.indicators}
    told = [
        row | {f"indicator_value{end}": row[f"{value}{end}"] for end in ("", "_lower", "_upper")}
        for table, value in (
            ("indicator_values", "indicator_value"),
            ("indicator_medians", "median_hours"),
            ("indicator_reach", "indicator_value"),
        )
        for row in rows(release, table, community_id="all")
    ]
    told = [row | words[row["indicator_id"]] for row in told]
    names = ("name_en", "name_fr", "unit", "period_start", "target_value", "target_source")
    names += ("indicator_value", "indicator_value_lower", "indicator_value_upper", "target_status")
    return [pick(row, *names) for row in told if row["target_value"] is not None]


@question("speed_of_first_replies", "community_name")
def speed(release: Release) -> list[Row]:
    told = list(rows(release, "indicator_values", indicator_id="first_reply_within_24_hours"))
    newest = {
        row["community_id"]: row["period_start"]
        for row in sorted(told, key=lambda row: row["period_start"])
    }
    names = ("community_name", "period_start", "denominator_count")
    return [
        pick(
            row,
            *(*names, "indicator_value_lower", "indicator_value_upper"),
            answered_within_24_hours_rate="indicator_value",
        )
        for row in told
        if row["community_id"] != "all"
        and "community_name" in row
        and row["period_start"] == newest[row["community_id"]]
    ]


@question("indicators_that_stand_out", "name_en", "period_start")
def standing_out(release: Release) -> list[Row]:
    """The last three points of each series of the programme, where anything stands out."""
    return [
        one
        for trend in rows(release, "indicator_trends", community_id="all")
        for one in _last_points(release, trend)
    ]


def _last_points(release: Release, trend: Row) -> list[Row]:
    name = trend["indicator_id"]
    [words] = [row for row in release.indicators if row["indicator_id"] == name]
    points = list(rows(release, "control_charts", community_id="all", indicator_id=name))
    is_sure = trend["trend_998"] in ("rising", "falling")
    return [
        pick(words, "name_en", "name_fr")
        | pick(point, "period_length", "period_start", "chart_value", "signal_meaning")
        | {"trend_meaning": trend["trend_meaning"]}
        | {"is_sure_at_998": is_sure}
        for point in sorted(points, key=lambda row: row["period_start"])[-3:]
        if is_sure or point["signal_meaning"] not in ("none", "suppressed")
    ]
