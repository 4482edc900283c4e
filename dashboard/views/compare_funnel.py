"""Communities in a funnel plot: a small one may lie far off by chance alone."""

from collections.abc import Sequence
from pathlib import Path

from dashboard import labels
from dashboard.charts import funnel_plot, standing
from dashboard.language import Language, capitalised
from dashboard.marks import NOT_SHOWN, written_count, written_interval, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views import figure
from dashboard.views.compare_choice import Choice
from dashboard.views.compare_groups import definition

TABLE = "community_funnels"


def funnel(language: Language, snapshot: Path, choice: Choice) -> figure.Figure | None:
    """The funnel of the chosen outcome; None where no community is large enough to be judged."""
    found = rows(snapshot, TABLE, **choice.same_outcome)
    judged = [row for row in found if row["outlier_status"] is not None]
    if not judged:
        return None
    known = labels.graded_names(snapshot)
    labelled = [
        (known.get(str(row["community_id"]), str(row["community_id"])), row) for row in found
    ]
    finding = _finding(judged, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(
            "compare.funnel_subtitle", outcome=language.say(f"outcome.{choice.outcome}")
        ),
        spec=funnel_plot.funnel_plot(language),
        data_sets={
            "communities": funnel_plot.communities(labelled, language),
            "limits": funnel_plot.limits(found),
        },
        alternative=figure.alternative(finding, language),
        remarks=[language.say("compare.false_alarms"), language.say("compare.funnel_reading")],
        table=[_line(label, row, language) for label, row in _by_size(labelled)],
        definition=f"{language.say('compare.definition_funnel')}\n\n{definition(choice, language)}",
        basis=figure.basis(found, "outcome_rate_status", language),
        snapshot=snapshot,
        sources=[figure.Source(TABLE, found)],
        file_name=f"rebond_{TABLE}_{choice.outcome}_{choice.follow_up}",
    )


def _finding(judged: Sequence[Row], language: Language) -> str:
    outside = [row for row in judged if str(row["outlier_status"]).endswith("998")]
    name = "compare.funnel_some" if outside else "compare.funnel_none"
    return language.say(name, count=len(outside), whole=len(judged))


def _by_size(labelled: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    return sorted(labelled, key=lambda pair: -(pair[1]["denominator_count"] or 0))


def _line(label: str, row: Row, language: Language) -> dict[str, str]:
    is_judged = row["outlier_status"] is not None
    return {
        capitalised(labels.dimension("community", language)): label,
        language.say("column.denominator"): written_count(row, "denominator", language),
        language.say("column.rate"): written_rate(row, "outcome_rate", language),
        language.say("compare.limits_95"): _limits(row, "spread_95", language),
        language.say("compare.limits_998"): _limits(row, "spread_998", language),
        language.say("compare.position"): (
            language.say(f"funnel.{row['outlier_status']}") if is_judged else NOT_SHOWN
        ),
        language.say("compare.standing"): standing.written(row["comparison"], language),
    }


def _limits(row: Row, name: str, language: Language) -> str:
    is_shown = row[f"{name}_status"] == "interval"
    return written_interval(row, name, language) if is_shown else NOT_SHOWN
