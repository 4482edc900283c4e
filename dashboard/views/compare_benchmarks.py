"""How far the chosen group lies from what the literature found, crude and at our own ages."""

from collections.abc import Sequence
from pathlib import Path

from dashboard.charts import gaps
from dashboard.language import Language
from dashboard.marks import SHOWN_RATES
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views import figure
from dashboard.views.compare_choice import Choice, names
from dashboard.views.compare_groups import written_gap

TABLE, WORDS = "benchmark_gaps", "benchmarks"
ORDER = ("nhs_england", "nhs_peer_support", "fukase_2022", "whiteford_2013")


def benchmarks(language: Language, snapshot: Path, choice: Choice) -> figure.Figure | None:
    """The gaps of the chosen group; None where no benchmark is comparable by its own rule."""
    found = rows(snapshot, TABLE, **choice.keys_of(choice.who), **choice.same_outcome)
    if not found:
        return None
    told = rows(snapshot, WORDS, **choice.same_outcome)
    ordered = sorted(found, key=_order)
    labelled = [(_label(row, told, language), row) for row in ordered]
    finding = _finding(ordered, language)
    group = names(snapshot, choice, language).get(choice.who, language.say("group.everyone"))
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("compare.benchmark_subtitle", group=group),
        spec=gaps.gaps(language),
        data_sets={"gaps": _without_verdict(labelled, language)},
        alternative=figure.alternative(finding, language),
        remarks=_remarks(ordered, told, language),
        table=[_line(label, row, told, language) for label, row in labelled],
        definition=language.say("compare.definition_benchmark"),
        basis=figure.basis(ordered, "gap_status", language),
        snapshot=snapshot,
        sources=[figure.Source(TABLE, ordered), figure.Source(WORDS, told)],
        file_name=f"rebond_{TABLE}_{choice.outcome}_{choice.follow_up}",
    )


def _without_verdict(
    labelled: Sequence[tuple[str, Row]], language: Language
) -> list[dict[str, object]]:
    """Whom a benchmark counts are other people, by other measures: the gap stands for itself."""
    written = [written_gap(row, "gap", language) for _, row in labelled]
    return gaps.without_verdict(gaps.records(labelled, language), written, language)


def _order(row: Row) -> tuple[int, int, str]:
    """The newest year first, and within it crude before adjusted."""
    year = -int(str(row["reporting_year"])[:4] or 0)
    return ORDER.index(row["benchmark_id"]), year, str(row["adjustment"]).replace("crude", "")


def _label(row: Row, told: Sequence[Row], language: Language) -> str:
    name = language.say(f"benchmark.{row['benchmark_id']}", year=row["reporting_year"])
    if row["adjustment"] != "crude":
        adjustment = language.say(f"benchmark.at_our.{row['adjustment']}")
        return f"{name}, {adjustment}"
    return f"{name} {language.percent(_rate(row, told), 1)}"


def _rate(row: Row, told: Sequence[Row]) -> float:
    return next(
        float(benchmark["benchmark_rate"])
        for benchmark in told
        if benchmark["benchmark_id"] == row["benchmark_id"]
        and benchmark["reporting_year"] == row["reporting_year"]
    )


def _finding(ordered: Sequence[Row], language: Language) -> str:
    first = ordered[0]
    if first["gap_status"] not in SHOWN_RATES:
        return language.say("compare.benchmark_too_few")
    return language.say(
        "compare.benchmark_finding",
        gap=written_gap(first, "gap", language),
        benchmark=language.say(f"benchmark.{first['benchmark_id']}", year=first["reporting_year"]),
    )


def _remarks(ordered: Sequence[Row], told: Sequence[Row], language: Language) -> list[str]:
    remarks = [language.say("compare.not_like_for_like")]
    peers = [row for row in told if row["phq9_mean_first"] is not None and row["is_newest"]]
    if peers and any(row["benchmark_id"] == "nhs_peer_support" for row in ordered):
        remarks.append(
            language.say(
                "compare.peer_support_means",
                year=peers[0]["reporting_year"],
                first=language.decimal(peers[0]["phq9_mean_first"]),
                last=language.decimal(peers[0]["phq9_mean_last"]),
            )
        )
    return remarks


def _line(label: str, row: Row, told: Sequence[Row], language: Language) -> dict[str, str]:
    source = next(b for b in told if b["benchmark_id"] == row["benchmark_id"])
    return {
        language.say("compare.benchmark"): label,
        language.say("compare.gap_points"): written_gap(row, "gap", language),
        language.say("compare.source"): str(source["cited_source"]),
    }
