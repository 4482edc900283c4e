"""Time to recovery: which share had recovered, left or relapsed by which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import curves_over_time
from dashboard.charts.curves_over_time import MOST_GROUPS
from dashboard.labels import ALL
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, written_count, written_rate
from dashboard.row import Row
from dashboard.snapshot import values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.curves_choice import (
    COMPETING,
    TABLE,
    TESTS,
    Choice,
    Labelled,
    chosen,
    comparison,
    curve_of,
    groups,
    is_dated_twice,
    of_everyone,
)
from dashboard.views.tables import draw_table


def draw(language: Language, snapshot: Path) -> None:
    """For everyone what leaving makes of recovery, then the chosen curve by group."""
    if not values(snapshot, TABLE, "curve"):
        st.info(language.say("recovery_curves.empty"), icon=":material/hourglass_empty:")
        return
    choice = chosen(language, snapshot)
    _show(_with_leaving(language, snapshot, choice), language)
    _show(_by_group(language, snapshot, choice), language)


@dataclass(frozen=True)
class _Curves:
    """Curves to be drawn together, with the words of their figure."""

    at_risk: Labelled
    figure: figure.Figure


def _show(curves: _Curves, language: Language) -> None:
    """As every figure, with the numbers at risk between the chart and the remarks."""
    made = curves.figure
    figure.draw_heading(made)
    figure.draw_chart(made.name, made.spec, made.data_sets, made.alternative)
    st.markdown(language.say("recovery_curves.at_risk"))
    draw_table([_at_risk(label, curve, language) for label, curve in curves.at_risk])
    for remark in made.remarks:
        st.markdown(remark)
    figure.beneath(
        name=made.name,
        title=made.finding,
        subtitle=made.subtitle,
        basis=made.basis,
        table=made.table,
        definition=made.definition,
        snapshot=made.snapshot,
        sources=made.sources,
        file_name=made.file_name,
        pictures=[figure.Picture(made.file_name, made.finding, made.spec, made.data_sets)],
        language=language,
    )


def _by_group(language: Language, snapshot: Path, choice: Choice) -> _Curves:
    whole = curve_of(snapshot, choice, ALL, ALL, choice.curve)
    labelled = groups(language, snapshot, choice) or of_everyone(language, snapshot, choice)
    finding = _finding(whole, choice.curve, language)
    remarks = [_median(label, curve, language) for label, curve in labelled]
    tested = comparison(snapshot, choice)
    return _curves(
        labelled,
        name=TABLE,
        finding=finding,
        choice=choice,
        snapshot=snapshot,
        remarks=[
            "\n".join(f"- {remark}" for remark in remarks),
            *_test_in_words(tested, choice, language),
            language.say(f"recovery_curves.caveat.{choice.curve}"),
            *([language.say("recovery_curves.landmark")] * _starts_later(labelled)),
            *([language.say("recovery_curves.dated")] * is_dated_twice(choice)),
        ],
        definition=_definition(choice, tested, language),
        tested=tested,
        language=language,
    )


def _with_leaving(language: Language, snapshot: Path, choice: Choice) -> _Curves:
    labelled = [
        (language.say(f"curve.{name}"), curve_of(snapshot, choice, ALL, ALL, name))
        for name in COMPETING
    ]
    return _curves(
        labelled,
        name="recovery_and_leaving",
        finding=_finding_of_leaving(labelled, language),
        choice=choice,
        snapshot=snapshot,
        remarks=[language.say("recovery_curves.overstates")],
        definition=language.say("recovery_curves.definition.recovery_before_leaving"),
        language=language,
    )


def _curves(
    labelled: Labelled,
    *,
    name: str,
    finding: str,
    choice: Choice,
    snapshot: Path,
    remarks: Sequence[str],
    definition: str,
    tested: Sequence[Row] = (),
    language: Language,
) -> _Curves:
    drawn = labelled[:MOST_GROUPS]
    found = [row for _, curve in labelled for row in curve]
    rule = language.say(f"definition.rule_set.{choice.rule_set}")
    made = figure.Figure(
        name=name,
        finding=finding,
        subtitle=_subtitle(name, choice, language),
        spec=curves_over_time.curves_over_time(language),
        data_sets={"days": curves_over_time.days(drawn, language)},
        alternative=figure.alternative(finding, language),
        table=[_line(label, row, language) for label, curve in labelled for row in curve],
        definition="\n\n".join([definition, rule, language.say("recovery_curves.grid")]),
        basis=figure.basis(found, "event_share_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, found), *([Source(TESTS, tested)] if tested else [])],
        file_name=f"rebond_{name}_{choice.curve}_{choice.dimension}_{choice.rule_set}",
        remarks=[*cut(labelled, language), *remarks],
    )
    # Curves of the same people share their numbers at risk.
    at_risk = labelled if name == TABLE else [(language.say("group.everyone"), labelled[0][1])]
    return _Curves(at_risk, made)


def cut(labelled: Labelled, language: Language) -> list[str]:
    """That not all groups of whom something is shown are drawn; nothing where all are."""
    shown = sum(any(row["at_risk_count"] is not None for row in curve) for _, curve in labelled)
    if shown <= MOST_GROUPS:
        return []
    return [language.say("recovery_curves.cut", drawn=MOST_GROUPS, shown=shown)]


def _subtitle(name: str, choice: Choice, language: Language) -> str:
    """Of whom the lines are: of those at caseness, or, of relapse, of those who recovered."""
    is_relapse = name == TABLE and choice.curve == "relapse"
    words = "recovery_curves.subtitle.relapse" if is_relapse else "recovery_curves.subtitle"
    return language.say(words, rule_set=language.say(f"rule_set.{choice.rule_set}"))


def _definition(choice: Choice, tested: Sequence[Row], language: Language) -> str:
    curve = language.say(f"recovery_curves.definition.{choice.curve}")
    tests = sorted({row["test"] for row in tested})
    return "\n\n".join([curve, *(language.say(f"recovery_curves.definition.{t}") for t in tests)])


def _test_in_words(tested: Sequence[Row], choice: Choice, language: Language) -> list[str]:
    if choice.dimension == ALL:
        return []
    told = [row for row in tested if row["test_status"] == "ok"]
    if not told:
        return [language.say("recovery_curves.not_tested")]
    compared = told[0]["compared_categories"].split(", ")
    ordered = sorted(compared, key=lambda name: labels.place(choice.dimension, name))
    names = (labels.category(choice.dimension, name, language) for name in ordered)
    return [
        language.say(
            f"recovery_curves.tested.{told[0]['p_band']}",
            test=language.say(f"recovery_curves.test.{told[0]['test']}"),
            groups=", ".join(names),
        )
    ]


def _finding(curve: Sequence[Row], name: str, language: Language) -> str:
    shown = {row["curve_day"]: row for row in curve if row["event_share_status"] == "ok"}
    if not shown:
        return language.say("recovery_curves.too_few")
    day = 180 if 180 in shown else max(shown)
    share = written_rate(shown[day], "event_share", language)
    return language.say(f"recovery_curves.finding.{name}", share=share, day=day)


def _finding_of_leaving(labelled: Labelled, language: Language) -> str:
    before, left, _ = (
        {row["curve_day"]: row for row in curve if row["event_share_status"] == "ok"}
        for _, curve in labelled
    )
    days = sorted(before.keys() & left.keys())
    if not days:
        return language.say("recovery_curves.too_few")
    return language.say(
        "recovery_curves.finding_of_leaving",
        day=days[-1],
        recovered=language.percent(before[days[-1]]["event_share"]),
        left=language.percent(left[days[-1]]["event_share"]),
    )


def _median(label: str, curve: Sequence[Row], language: Language) -> str:
    if not curve or curve[0]["median_days_status"] == "suppressed":
        return language.say("recovery_curves.median_hidden", group=label, mark=NOT_SHOWN)
    if curve[0]["median_days_status"] == "not_reached":
        return language.say("recovery_curves.median_not_reached", group=label)
    lower, upper = curve[0]["median_days_lower"], curve[0]["median_days_upper"]
    return language.say("recovery_curves.median", group=label, lower=lower, upper=upper)


def _starts_later(labelled: Labelled) -> bool:
    return any(row["starts_at"] == "landmark" for _, curve in labelled for row in curve)


def _at_risk(label: str, curve: Sequence[Row], language: Language) -> dict[str, str]:
    counts = {str(row["curve_day"]): written_count(row, "at_risk", language) for row in curve}
    return {language.say("recovery_curves.day"): label, **counts}


def _line(label: str, row: Row, language: Language) -> dict[str, str]:
    is_zero = row["event_share_status"] == "zero"
    share = language.percent(0) if is_zero else written_rate(row, "event_share", language)
    return {
        language.say("recovery_curves.group"): label,
        language.say("recovery_curves.day"): str(row["curve_day"]),
        language.say("recovery_curves.at_risk_column"): written_count(row, "at_risk", language),
        language.say("recovery_curves.share_column"): share,
    }
