"""Recovery rates: who got better, who got worse, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.key_figures import (
    KeyFigure,
    denominator_of,
    outcome_caption,
    outcome_definition,
)
from dashboard.labels import COMMUNITY
from dashboard.language import Language, capitalised
from dashboard.marks import (
    SHOWN_RATES,
    written_bounds,
    written_count,
    written_headline,
    written_rate,
)
from dashboard.reference_points import ReferencePoint, reference_points
from dashboard.row import Row
from dashboard.snapshot import values
from dashboard.source import Source, by_table
from dashboard.views import figure
from dashboard.views.crossed_recovery_rates import crossed
from dashboard.views.follow_up_funnel import funnel
from dashboard.views.groups import largest_first
from dashboard.views.recovery_choice import (
    OUTCOMES,
    STATUS,
    TABLE,
    Choice,
    chosen,
    everyone,
    groups,
)
from dashboard.views.tiles import tiles

RATE = "outcome_rate"
BOUNDS = "outcome_bounds"


def draw(language: Language, snapshot: Path) -> None:
    """Five outcomes of everyone, the chosen one by group, who could be counted at all, pairs."""
    if not values(snapshot, TABLE, "outcome"):
        st.info(language.say("recovery_rates.empty"), icon=":material/hourglass_empty:")
        return
    choice = chosen(language, snapshot)
    _outcomes_of_everyone(language, snapshot, choice)
    figure.show(by_group(language, snapshot, choice), language)
    if (who := funnel(language, snapshot, choice)) is not None:
        figure.show(who, language)
    if (pairs := crossed(language, snapshot, choice)) is not None:
        figure.show(pairs, language)


def by_group(language: Language, snapshot: Path, choice: Choice) -> figure.Figure:
    """The caterpillar of the chosen outcome, everyone first, then the groups."""
    found = groups(snapshot, choice)
    whole = everyone(snapshot, choice, choice.outcome)
    labelled = [*_labelled_whole(whole, language), *_labelled(found, choice, language, snapshot)]
    points = reference_points(choice.rule_set, choice.follow_up, choice.outcome)
    return figure.Figure(
        name=TABLE,
        finding=_finding(whole, choice, language),
        subtitle=_subtitle(choice, language),
        spec=caterpillar.caterpillar(language),
        data_sets={
            "groups": caterpillar.groups(labelled, RATE, language),
            "lines": caterpillar.lines([(p.short(language), p.rate) for p in points[:1]]),
        },
        alternative=figure.alternative(_finding(whole, choice, language), language),
        remarks=[
            *_bounds(whole, language),
            *_remarks(points, language),
            *([language.say("quality.remark")] if choice.dimension == COMMUNITY else []),
        ],
        table=_table(labelled, choice, language),
        definition=definition(choice, language),
        basis=figure.basis([row for _, row in labelled], STATUS, language),
        snapshot=snapshot,
        sources=[Source(TABLE, [row for _, row in labelled])],
        file_name=f"rebond_{TABLE}_{choice.outcome}_{choice.follow_up}_{choice.dimension}",
    )


def definition(choice: Choice, language: Language) -> str:
    """How the outcome is counted: over whom, by which rule, when, and with which interval."""
    return _definition([choice.outcome], choice, language)


def _definition(outcomes: Sequence[str], choice: Choice, language: Language) -> str:
    names = (
        f"definition.rule_set.{choice.rule_set}",
        f"definition.follow_up.{choice.follow_up}",
        "definition.interval",
        "definition.caution",
    )
    told = (outcome_definition(outcome, choice.follow_up, language) for outcome in outcomes)
    return "\n\n".join([*told, *(language.say(name) for name in names)])


def _outcomes_of_everyone(language: Language, snapshot: Path, choice: Choice) -> None:
    when = language.say(f"when.{choice.follow_up}")
    period = labels.period(choice.period, language)
    st.header(language.say("recovery_rates.everyone", when=when, period=period), anchor=False)
    # A rule set need not define every outcome: what it does not define is not "too few".
    found = [(outcome, everyone(snapshot, choice, outcome)) for outcome in OUTCOMES]
    shown = [_tile(outcome, row, language) for outcome, row in found if row is not None]
    tiles(shown)
    words = _definition([outcome for outcome, row in found if row is not None], choice, language)
    sources = by_table(tile.source for tile in shown)
    figure.traced("outcomes_of_everyone", words, snapshot, sources, language)


def _tile(outcome: str, row: Row, language: Language) -> KeyFigure:
    return KeyFigure(
        language.say(f"outcome.{outcome}"),
        written_headline(row, RATE, language),
        outcome_caption(outcome, row, language),
        Source(TABLE, [row]),
    )


def _labelled_whole(whole: Row | None, language: Language) -> list[tuple[str, Row]]:
    return [(language.say("group.everyone"), whole)] if whole else []


def _labelled(
    found: Sequence[Row], choice: Choice, language: Language, snapshot: Path
) -> list[tuple[str, Row]]:
    if choice.dimension == COMMUNITY:
        names = labels.graded_names(snapshot)
        return largest_first([(names[row["community_id"]], row) for row in found], STATUS)
    ordered = sorted(found, key=lambda row: labels.place(choice.dimension, row["category"]))
    return [(labels.category(choice.dimension, row["category"], language), row) for row in ordered]


def _finding(whole: Row | None, choice: Choice, language: Language) -> str:
    when = language.say(f"when.{choice.follow_up}")
    if whole is None or whole[STATUS] not in SHOWN_RATES:
        return language.say("finding.too_few", when=when)
    rate = written_rate(whole, RATE, language)
    return language.say(f"finding.{choice.outcome}", when=when, rate=rate)


def _subtitle(choice: Choice, language: Language) -> str:
    return language.say(
        "recovery_rates.subtitle",
        outcome=language.say(f"outcome.{choice.outcome}"),
        denominator=language.say(f"denominator.{denominator_of(choice.outcome, choice.follow_up)}"),
        dimension=labels.dimension(choice.dimension, language),
        rule_set=language.say(f"rule_set.{choice.rule_set}"),
        period=labels.period(choice.period, language),
    )


def _bounds(whole: Row | None, language: Language) -> list[str]:
    """What the rate of everyone could be if the missing scores were known, where it can be said."""
    if whole is None or whole.get(f"{BOUNDS}_status") != "interval":
        return []
    bounds = written_bounds(whole, BOUNDS, language)
    return [language.say("recovery_rates.bounds", bounds=bounds)]


def _remarks(points: Sequence[ReferencePoint], language: Language) -> list[str]:
    if not points:
        return [language.say("recovery_rates.no_reference")]
    return [point.sentence(language) for point in points]


def _table(
    labelled: Sequence[tuple[str, Row]], choice: Choice, language: Language
) -> list[dict[str, str]]:
    return [
        {
            capitalised(labels.dimension(choice.dimension, language)): label,
            language.say("column.rate"): written_rate(row, RATE, language),
            **_bounds_column(row, language),
            language.say("column.numerator"): written_count(row, "outcome", language),
            language.say("column.denominator"): written_count(row, "denominator", language),
        }
        for label, row in labelled
    ]


def _bounds_column(row: Row, language: Language) -> dict[str, str]:
    """Bounds of recovery; none where nobody is missing, or who could have answered is unknown."""
    if row.get(f"{BOUNDS}_status", "not_defined") == "not_defined":
        return {}
    return {language.say("column.bounds"): written_bounds(row, BOUNDS, language)}
