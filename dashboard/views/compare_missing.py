"""How much missing scores matter: one rate under five ways of dealing with them."""

from pathlib import Path

from dashboard.charts import caterpillar, ways
from dashboard.language import Language
from dashboard.marks import SHOWN_RATES, written_bounds, written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views import figure
from dashboard.views.compare_choice import Choice, names

TABLE = "recovery_sensitivity"
WAYS = (
    ("complete", "complete_rate"),
    ("weighted", "weighted_share"),
    ("carried", "carried_share"),
    ("bounds", ways.BOUNDS),
)


def missing_scores(language: Language, snapshot: Path, choice: Choice) -> figure.Figure | None:
    """The ways side by side for the chosen group; None for outcomes that have none."""
    found = rows(snapshot, TABLE, **choice.keys_of(choice.who), **choice.same_outcome)
    if not found:
        return None
    row = found[0]
    labelled = [(language.say(f"way.{name}"), column) for name, column in WAYS]
    finding = _finding(row, language)
    group = names(snapshot, choice, language).get(choice.who, language.say("group.everyone"))
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(
            "compare.missing_subtitle",
            outcome=language.say(f"outcome.{choice.outcome}"),
            group=group,
            when=language.say(f"when.{choice.follow_up}"),
        ),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": ways.ways(row, labelled, language), "lines": caterpillar.lines([])},
        alternative=figure.alternative(finding, language),
        remarks=[_remark(row, language), *_undefined(row, language)],
        table=[_line(row, name, column, language) for name, column in WAYS],
        definition=language.say("compare.definition_ways"),
        basis=figure.basis(found, "complete_rate_status", language),
        snapshot=snapshot,
        sources=[figure.Source(TABLE, found)],
        file_name=f"rebond_{TABLE}_{choice.outcome}_{choice.follow_up}",
    )


def _finding(row: Row, language: Language) -> str:
    is_shown = row["complete_rate_status"] in SHOWN_RATES
    if not is_shown or row["outcome_bounds_status"] != "interval":
        return language.say("compare.missing_too_few")
    return language.say(
        "compare.missing_finding",
        complete=written_rate(row, "complete_rate", language),
        bounds=written_bounds(row, ways.BOUNDS, language),
    )


def _remark(row: Row, language: Language) -> str:
    return language.say(
        "compare.missing_remark",
        scored=written_count(row, "denominator", language),
        eligible=written_count(row, "eligible", language),
        effective=written_count(row, "effective", language),
    )


def _undefined(row: Row, language: Language) -> list[str]:
    is_defined = row["weighted_share_status"] != "not_defined"
    return [] if is_defined else [language.say("compare.no_weights")]


def _line(row: Row, name: str, column: str, language: Language) -> dict[str, str]:
    return {
        language.say("compare.way"): language.say(f"way.{name}"),
        language.say("column.rate"): ways.written(row, column, language),
        language.say("compare.rests_on"): language.say(f"way.{name}.rests_on"),
    }
