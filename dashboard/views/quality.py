"""How far a community's figures can be trusted: a grade in a word, and what it is made of."""

from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard.labels import ALL, community_names, in_own_words
from dashboard.language import Language
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views.tables import draw_table

TABLE = "community_quality"
COMPONENTS = (
    "follow_up_completeness",
    "baseline_completeness",
    "paired_scores",
    "timeliness",
    "refused_share",
)
# A letter and a word say the grade; the colour only repeats it.
_Colour = Literal["blue", "gray", "orange"]
_COLOURS: dict[str, _Colour] = {"A": "blue", "B": "blue", "C": "gray", "D": "orange"}
_ICONS = {
    "A": ":material/verified:",
    "B": ":material/check_circle:",
    "C": ":material/error_outline:",
    "D": ":material/warning:",
}


def quality_badge(language: Language, snapshot: Path, community_id: str, period: str = ALL) -> None:
    """The grade of a community's data beside its figures; nothing where there is no grade.

    `period` is a year of baseline; one that has no grade of its own takes that of all years.
    """
    grade = _grade(snapshot, community_id, period) or _grade(snapshot, community_id, ALL)
    if grade is not None:
        letter = grade["quality_grade"]
        st.badge(
            written_grade(grade, snapshot, language),
            icon=_ICONS.get(letter, ":material/help:"),
            color=_COLOURS.get(letter, "gray"),
        )


def written_grade(grade: Row, snapshot: Path, language: Language) -> str:
    """`Data quality C (fair): weakest in follow-up completeness`."""
    letter = grade["quality_grade"]
    known = language.say(f"quality.grade.{letter}")
    weakest = [name for name in COMPONENTS if grade[f"{name}_grade"] == letter]
    if letter in {"A", "unknown"}:
        return language.say("quality.badge", grade=known)
    names = {row["component"]: row for row in rows(snapshot, "quality_thresholds")}
    listed = ", ".join(in_own_words(names[name], "name", language).lower() for name in weakest)
    return language.say("quality.badge_and_weakest", grade=known, weakest=listed)


def quality_table(language: Language, snapshot: Path) -> None:
    """Every community's grade with its components, and from what on each letter is earned."""
    graded = rows(snapshot, TABLE, period=ALL)
    if not graded:
        return
    names = {**community_names(snapshot), ALL: language.say("group.all")}
    components = sorted(rows(snapshot, "quality_thresholds"), key=lambda row: row["place"])
    ordered = sorted(
        graded, key=lambda row: (row["community_id"] != ALL, names[row["community_id"]])
    )
    st.subheader(language.say("quality.title"), anchor=False)
    st.markdown(language.say("quality.lead"))
    table = [_line(row, names[row["community_id"]], components, language) for row in ordered]
    draw_table(table)
    with st.expander(language.say("quality.thresholds"), icon=":material/rule:"):
        draw_table([_threshold(row, language) for row in components])


def _grade(snapshot: Path, community_id: str, period: str) -> Row | None:
    found = rows(snapshot, TABLE, community_id=community_id, period=period)
    return found[0] if found else None


def _line(grade: Row, name: str, components: list[Row], language: Language) -> dict[str, str]:
    letters = {
        in_own_words(row, "name", language): _letter(grade[f"{row['component']}_grade"])
        for row in components
    }
    whole = language.say(f"quality.grade.{grade['quality_grade']}")
    return {language.say("column.community"): name, language.say("quality.column"): whole} | letters


def _letter(grade: str) -> str:
    return "–" if grade == "unknown" else grade


def _threshold(row: Row, language: Language) -> dict[str, str]:
    sign = "≥" if row["higher_is_better"] else "≤"
    limits = {
        letter.upper(): f"{sign} {_written(row[f'{letter}_from'], row['unit'], language)}"
        for letter in ("a", "b", "c")
    }
    return {
        language.say("quality.component"): in_own_words(row, "name", language),
        language.say("quality.meaning"): in_own_words(row, "meaning", language),
        **limits,
        language.say("quality.source"): row["source"],
    }


def _written(value: float, unit: str, language: Language) -> str:
    if unit == "share":
        return language.percent(value)
    return language.say(f"quality.unit.{unit}", value=language.whole(int(value)))
