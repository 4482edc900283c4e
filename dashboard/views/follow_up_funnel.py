"""Who could be counted at all: from all members to those scored again in time."""

from pathlib import Path

from dashboard import labels
from dashboard.charts import bars
from dashboard.labels import ALL
from dashboard.language import Language
from dashboard.marks import written_count
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source
from dashboard.views.figure import Figure, alternative, basis
from dashboard.views.recovery_choice import Choice

TABLE = "follow_up_funnel"
# The ends of an episode have no window, and the last of them leaves nobody out.
AT_END = ("end_paired", "end_literal")
STEPS = ("member", "with_baseline", "at_caseness", "eligible", "with_any_follow_up", "in_window")


def programme(snapshot: Path, choice: Choice) -> Row | None:
    """The funnel of the programme as a whole, None where the snapshot has none for this choice."""
    found = rows(
        snapshot,
        TABLE,
        community_id=ALL,
        dimension=ALL,
        period=choice.period,
        rule_set=choice.rule_set,
        follow_up=choice.follow_up,
    )
    return found[0] if found else None


def funnel(language: Language, snapshot: Path, choice: Choice) -> Figure | None:
    """Six bars, from all members to those who count; None where there is no funnel."""
    row = programme(snapshot, choice)
    if row is None:
        return None
    counted = [(_words(step, choice, language), row[f"{step}_count"]) for step in STEPS]
    written = [written_count(row, step, language) for step in STEPS]
    finding = _words("finding", choice, language, first=written[0], last=written[-1])
    return Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("funnel.subtitle", period=labels.period(choice.period, language)),
        spec=bars.bars(language),
        data_sets={"bars": bars.steps(counted, language)},
        alternative=alternative(finding, language),
        table=[
            {language.say("funnel.step"): words, language.say("column.members"): count}
            for (words, _), count in zip(counted, written, strict=True)
        ],
        definition=_words("definition", choice, language),
        basis=basis([row], f"{STEPS[-1]}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [row])],
        file_name=f"rebond_{TABLE}_{choice.follow_up}",
        remarks=[_words("remark", choice, language)],
    )


def _words(name: str, choice: Choice, language: Language, **parameters: object) -> str:
    """The words of a step or a sentence: some are of this follow-up, or of the ends, alone."""
    kind = "at_end" if choice.follow_up in AT_END else "in_window"
    own = (f"funnel.{name}.{key}" for key in (choice.follow_up, kind))
    found = next((key for key in own if language.knows(key)), f"funnel.{name}")
    return language.say(found, **parameters)
