"""Recovery by two features at once, of the programme as a whole."""

from functools import partial
from pathlib import Path

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.filters import choose
from dashboard.labels import CROSSED
from dashboard.language import Language
from dashboard.marks import SHOWN_RATES, share_shown, written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views.figure import Figure, alternative, basis
from dashboard.views.groups import Labelled
from dashboard.views.recovery_choice import Choice

TABLE = "crossed_recovery_rates"
RATE, STATUS = "outcome_rate", "outcome_rate_status"


def crossed(language: Language, snapshot: Path, choice: Choice) -> Figure | None:
    """One line per pair of groups; None where the snapshot has none for this rule and outcome."""
    pairs = sorted(name for name in values(snapshot, TABLE, "dimension") if CROSSED in name)
    cells = {pair: _cells(snapshot, pair, choice) for pair in pairs}
    if not any(cells.values()):
        return None
    opening = max(pairs, key=lambda pair: share_shown(cells[pair], STATUS))
    words = partial(labels.dimension, language=language)
    pair = choose(language.say("crossed.pair"), "cross", pairs, words=words, opening=opening)
    return _figure(language, snapshot, pair, _labelled(cells[pair], pair, language), choice)


def _cells(snapshot: Path, pair: str, choice: Choice) -> tuple[Row, ...]:
    return rows(snapshot, TABLE, dimension=pair, rule_set=choice.rule_set, outcome=choice.outcome)


def _labelled(cells: tuple[Row, ...], pair: str, language: Language) -> Labelled:
    dimensions = pair.split(CROSSED)

    def places(row: Row) -> list[tuple[int, str]]:
        parts = zip(dimensions, row["category"].split(CROSSED), strict=True)
        return [labels.place(dimension, name) for dimension, name in parts]

    ordered = sorted(cells, key=places)
    return [(labels.category(pair, row["category"], language), row) for row in ordered]


def _figure(
    language: Language, snapshot: Path, pair: str, labelled: Labelled, choice: Choice
) -> Figure:
    shown = [row for _, row in labelled]
    finding = language.say(
        "crossed.finding",
        shown=sum(row[STATUS] in SHOWN_RATES for row in shown),
        all=len(shown),
        pair=labels.dimension(pair, language),
    )
    return Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say(
            "crossed.subtitle",
            outcome=language.say(f"outcome.{choice.outcome}"),
            rule_set=language.say(f"rule_set.{choice.rule_set}"),
        ),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": caterpillar.groups(labelled, RATE, language), "lines": []},
        alternative=alternative(finding, language),
        remarks=[language.say("crossed.remark")],
        table=[
            {
                labels.dimension(pair, language): label,
                language.say("column.rate"): written_rate(row, RATE, language),
                language.say("column.numerator"): written_count(row, "outcome", language),
                language.say("column.denominator"): written_count(row, "denominator", language),
            }
            for label, row in labelled
        ],
        definition=language.say("crossed.definition"),
        basis=basis(shown, STATUS, language),
        snapshot=snapshot,
        sources=[Source(TABLE, shown)],
        file_name=f"rebond_{TABLE}_{pair.replace(CROSSED, '_and_')}",
    )
