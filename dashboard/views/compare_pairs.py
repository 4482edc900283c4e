"""Each group against one other that the reader chose: the difference of their crude rates."""

from collections.abc import Sequence
from pathlib import Path

from dashboard import labels
from dashboard.charts import gaps, standing
from dashboard.key_figures import denominator_of
from dashboard.language import Language, capitalised
from dashboard.marks import written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views import figure
from dashboard.views.compare_choice import Choice, key_of, names
from dashboard.views.compare_groups import CRUDE, definition_of_outcome, written_gap
from dashboard.views.groups import largest_first
from dashboard.views.plain_words import plain

TABLE = "group_differences"
# A pair of which one group's denominator is hidden has no row: its figures are not shown.
NO_PAIR: Row = {
    **dict.fromkeys(("gap", "gap_lower", "gap_upper", "comparison", "as_of")),
    **dict.fromkeys((f"{CRUDE}_status", f"other_{CRUDE}_status", "gap_status"), "suppressed"),
    **dict.fromkeys(("denominator_status", "other_denominator_status"), "suppressed"),
    **dict.fromkeys(("denominator_count", "other_denominator_count")),
}


def groups_against_one(language: Language, snapshot: Path, choice: Choice) -> figure.Figure:
    """Zero is the chosen group; every other one with its difference, in no order of the rates."""
    known = names(snapshot, choice, language)
    found = {
        key_of(row, choice): row
        for row in rows(snapshot, TABLE, **choice.keys_against, **choice.same_outcome)
    }
    # Inside a sentence the grade of its data would only puzzle.
    other = labels.community_names(snapshot).get(choice.against, known[choice.against])
    labelled = [(known[key], found.get(key, NO_PAIR)) for key in known if key != choice.against]
    if choice.is_by_community:
        labelled = largest_first(labelled, "gap_status")
    shown = [row for _, row in labelled]
    finding = _finding(shown, other, choice, language)
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=_subtitle(other, choice, language),
        spec=gaps.gaps(language),
        data_sets={"gaps": gaps.records(labelled, language)},
        alternative=figure.alternative(finding, language),
        remarks=_remarks(other, choice, language),
        table=[_line(label, row, other, choice, language) for label, row in labelled],
        definition=f"{definition_of_outcome(choice, language)}\n\n"
        f"{language.say('compare.definition_pair')}\n\n{language.say('definition.caution')}",
        basis=figure.basis(shown, "gap_status", language),
        snapshot=snapshot,
        sources=[figure.Source(TABLE, [*found.values()])],
        file_name=f"rebond_{TABLE}_{choice.outcome}_{choice.follow_up}_{choice.dimension}",
    )


def _finding(shown: Sequence[Row], other: str, choice: Choice, language: Language) -> str:
    when = language.say(f"when.{choice.follow_up}")
    judged = [str(row["comparison"]) for row in shown if row["comparison"] is not None]
    if not judged:
        return language.say("compare.pair_too_few", when=when, other=other)
    words = {"outcome": language.say(f"outcome.{choice.outcome}").lower(), "when": when}
    counts = {word: judged.count(word) for word in standing.IN_ORDER}
    if counts["similar"] == len(judged):
        return language.say("compare.pair_none_apart", count=len(judged), other=other, **words)
    return language.say("compare.pair_some_apart", other=other, **counts, **words)


def _subtitle(other: str, choice: Choice, language: Language) -> str:
    return language.say(
        "compare.pair_subtitle",
        outcome=language.say(f"outcome.{choice.outcome}"),
        denominator=language.say(f"denominator.{denominator_of(choice.outcome, choice.follow_up)}"),
        dimension=labels.dimension(choice.dimension, language),
        other=other,
        rule_set=language.say(f"rule_set.{choice.rule_set}"),
    )


def _remarks(other: str, choice: Choice, language: Language) -> list[str]:
    by_community = ("compare.pair_shared", "quality.remark") if choice.is_by_community else ()
    return [
        language.say("compare.pair_reading", other=plain(other)),
        language.say("compare.pair_chosen"),
        *(language.say(name) for name in by_community),
    ]


def _line(label: str, row: Row, other: str, choice: Choice, language: Language) -> dict[str, str]:
    counts = (written_count(row, name, language) for name in ("denominator", "other_denominator"))
    return {
        capitalised(labels.dimension(choice.dimension, language)): label,
        language.say("compare.crude"): written_rate(row, CRUDE, language),
        language.say("compare.pair_other_rate", other=other): written_rate(
            row, f"other_{CRUDE}", language
        ),
        language.say("compare.pair_gap"): written_gap(row, "gap", language),
        language.say("compare.standing"): standing.written(row["comparison"], language),
        language.say("compare.pair_members", other=other): " · ".join(counts),
    }
