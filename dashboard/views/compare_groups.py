"""Each group against everyone else: the crude rate, and the standardised one."""

from collections.abc import Sequence
from pathlib import Path

from dashboard import labels
from dashboard.charts import comparison, standing
from dashboard.key_figures import denominator_of, outcome_definition
from dashboard.language import Language, capitalised
from dashboard.marks import NOT_SHOWN, SHOWN_RATES, written_count, written_rate
from dashboard.row import Row
from dashboard.views import figure
from dashboard.views.compare_choice import RATES, Choice, everyone, groups, key_of, names
from dashboard.views.groups import largest_first

CRUDE, STANDARDISED, RATIO = "outcome_rate", "standardised_share", "standardised_ratio"


def groups_apart(language: Language, snapshot: Path, choice: Choice) -> figure.Figure:
    """Each group beside the programme's rate as a line; in no order of the rates."""
    known = names(snapshot, choice, language)
    by_key = {key_of(row, choice): row for row in groups(snapshot, choice)}
    labelled = [(name, by_key[key]) for key, name in known.items()]
    if choice.is_by_community:
        labelled = largest_first(labelled, f"{CRUDE}_status")
    whole = everyone(snapshot, choice)
    finding = _finding(labelled, choice, language)
    shown = [row for _, row in labelled]
    return figure.Figure(
        name="standardised_rates",
        finding=finding,
        subtitle=_subtitle(choice, language),
        spec=comparison.comparison(language),
        data_sets={
            "groups": comparison.groups(labelled, language),
            "lines": _line(whole, language),
        },
        alternative=figure.alternative(finding, language),
        remarks=[
            language.say("compare.reading"),
            language.say("compare.overlap"),
            *([language.say("quality.remark")] if choice.is_by_community else []),
        ],
        table=[_row(label, row, choice, language) for label, row in labelled],
        definition=definition(choice, language),
        basis=figure.basis(shown, f"{CRUDE}_status", language),
        snapshot=snapshot,
        sources=[figure.Source(RATES, [*shown, *([whole] if whole else [])])],
        file_name=f"rebond_{RATES}_{choice.outcome}_{choice.follow_up}_{choice.dimension}",
    )


def definition(choice: Choice, language: Language) -> str:
    """How the outcome is counted, and how it is standardised and compared."""
    parts = (
        "compare.definition_standardised",
        "compare.definition_difference",
        "definition.interval",
        "definition.caution",
    )
    told = (language.say(name) for name in parts)
    return "\n\n".join([definition_of_outcome(choice, language), *told])


def definition_of_outcome(choice: Choice, language: Language) -> str:
    """Who is counted, by which rules and when."""
    parts = (
        outcome_definition(choice.outcome, choice.follow_up, language),
        language.say(f"definition.rule_set.{choice.rule_set}"),
        language.say(f"definition.follow_up.{choice.follow_up}"),
    )
    return "\n\n".join(parts)


def _line(whole: Row | None, language: Language) -> list[dict[str, object]]:
    if whole is None or whole[f"{STANDARDISED}_status"] != "ok":
        return []
    words = f"{language.say('group.everyone')} {language.percent(whole[STANDARDISED])}"
    return [{"line": words, "at": whole[STANDARDISED]}]


def _finding(found: Sequence[tuple[str, Row]], choice: Choice, language: Language) -> str:
    when = language.say(f"when.{choice.follow_up}")
    judged = [s for _, row in found if (s := comparison.standing_of(row)) is not None]
    if not judged:
        return language.say("compare.too_few", when=when)
    outcome = language.say(f"outcome.{choice.outcome}").lower()
    counts = {word: judged.count(word) for word in standing.IN_ORDER}
    if counts["similar"] == len(judged):
        name = "compare.none_apart" if len(judged) > 1 else "compare.only_one"
        return language.say(name, outcome=outcome, when=when, count=len(judged))
    return language.say("compare.some_apart", outcome=outcome, when=when, **counts)


def _subtitle(choice: Choice, language: Language) -> str:
    return language.say(
        "compare.subtitle",
        outcome=language.say(f"outcome.{choice.outcome}"),
        denominator=language.say(f"denominator.{denominator_of(choice.outcome, choice.follow_up)}"),
        dimension=labels.dimension(choice.dimension, language),
        adjustment=language.say(f"adjustment.{choice.adjustment}"),
        rule_set=language.say(f"rule_set.{choice.rule_set}"),
    )


def _row(label: str, row: Row, choice: Choice, language: Language) -> dict[str, str]:
    return {
        capitalised(labels.dimension(choice.dimension, language)): label,
        language.say("compare.crude"): written_rate(row, CRUDE, language),
        language.say("compare.gap"): written_gap(row, "rest_gap", language),
        language.say("compare.crude_standing"): standing.written(row["comparison"], language),
        language.say("compare.standardised"): _standardised(row, language),
        language.say("compare.standing"): standing.written(
            row["standardised_comparison"], language
        ),
        language.say("compare.ratio"): _ratio(row, language),
        language.say("column.denominator"): written_count(row, "denominator", language),
        language.say("compare.effective"): written_count(row, "effective", language),
    }


def written_gap(row: Row, gap: str, language: Language) -> str:
    """A gap in percentage points as `+3 (-4 to +11)`, its interval alone, or the mark."""
    if row[f"{gap}_status"] not in SHOWN_RATES:
        return NOT_SHOWN
    limits = language.say(
        "compare.from_to",
        lower=_points(row[f"{gap}_lower"], language),
        upper=_points(row[f"{gap}_upper"], language),
    )
    return f"{_points(row[gap], language)} ({limits})" if row[gap] is not None else limits


def _points(share: float, language: Language) -> str:
    """A signed number of percentage points, with a true minus."""
    value = round(share * 100)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + language.whole(abs(value))


def _standardised(row: Row, language: Language) -> str:
    if row[f"{STANDARDISED}_status"] == "not_defined":
        return language.say("compare.not_defined")
    return written_rate(row, STANDARDISED, language)


def _ratio(row: Row, language: Language) -> str:
    if row[f"{RATIO}_status"] != "ok":
        return NOT_SHOWN
    limits = language.say(
        "compare.from_to",
        lower=language.decimal(row[f"{RATIO}_lower"]),
        upper=language.decimal(row[f"{RATIO}_upper"]),
    )
    return f"{language.decimal(row[RATIO])} ({limits})"
