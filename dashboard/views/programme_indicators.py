"""Programme indicators: one question of the literature at a time, its indicators side by side."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts.indicator_trend import indicator_trend, quarters, target
from dashboard.filters import choose
from dashboard.indicator_words import (
    SHARE,
    written_target,
    written_value,
    written_value_and_doubt,
)
from dashboard.labels import ALL, in_own_words
from dashboard.language import Language
from dashboard.marks import share_shown, written_count
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.opening import opening_quarter
from dashboard.views.tiles import big_number

REGISTRY = "indicators"
TABLE = "indicator_values"
STATUS = "indicator_value_status"


def draw(language: Language, snapshot: Path) -> None:
    """The indicators of the chosen question, community and quarter."""
    if not values(snapshot, TABLE, "indicator_id"):
        st.info(language.say("programme_indicators.empty"), icon=":material/hourglass_empty:")
        return
    asked = _chosen_question(language, snapshot)
    with st.grid(3, min_column_width=160):
        community = _chosen_community(language, snapshot)
        found = _found(snapshot, asked, community)
        quarter = _chosen_quarter(language, found)
    st.header(in_own_words(asked[0], "question", language), anchor=False)
    with st.grid(3, min_column_width=300):
        for indicator in asked:
            _card(indicator, _course(found, indicator, quarter), language)
    _beneath(language, snapshot, asked, found, quarter)


def _chosen_question(language: Language, snapshot: Path) -> list[Row]:
    """The registry's rows that answer to the chosen question."""
    by_question: dict[str, list[Row]] = {}
    for indicator in rows(snapshot, REGISTRY):
        by_question.setdefault(_key(indicator["question_en"]), []).append(indicator)
    chosen = choose(
        language.say("filter.question"),
        "question",
        list(by_question),
        words=lambda key: in_own_words(by_question[key][0], "question", language),
    )
    return by_question[chosen]


def _key(question: str) -> str:
    """A question's place in the address: its first English words, so that a link can be read."""
    return "-".join(re.findall(r"[a-z0-9]+", question.lower())[:6])


def _chosen_community(language: Language, snapshot: Path) -> str:
    names = {**labels.community_names(snapshot), ALL: language.say("group.all")}
    there = values(snapshot, TABLE, "community_id")
    options = sorted(there, key=lambda name: (name != ALL, names[name]))
    return choose(language.say("filter.community"), "community", options, words=names.__getitem__)


def _found(snapshot: Path, asked: Sequence[Row], community: str) -> list[Row]:
    wanted = tuple(indicator["indicator_id"] for indicator in asked)
    found = rows(snapshot, TABLE, indicator_id=wanted, community_id=community)
    return sorted(found, key=lambda row: row["period_start"])


def _chosen_quarter(language: Language, found: Sequence[Row]) -> str:
    """The latest quarter of which most indicators are shown, unless the reader asks for another."""
    of_quarter: dict[dt.date, list[Row]] = {}
    for row in found:
        of_quarter.setdefault(row["period_start"], []).append(row)
    words = {day.isoformat(): language.quarter(day) for day in sorted(of_quarter, reverse=True)}
    opening = opening_quarter(of_quarter, STATUS)
    return choose(
        language.say("filter.quarter"),
        "quarter",
        list(words) or [""],
        words=lambda day: words.get(day, ""),
        opening=opening.isoformat() if opening else None,
    )


def _course(found: Sequence[Row], indicator: Row, quarter: str) -> list[Row]:
    """The quarters of one indicator up to the chosen one, oldest first."""
    return [
        row
        for row in found
        if row["indicator_id"] == indicator["indicator_id"]
        and row["period_start"].isoformat() <= quarter
    ]


def _card(indicator: Row, course: Sequence[Row], language: Language) -> None:
    unit = indicator["unit"]
    value = written_value(course[-1] if course else None, unit, language)
    with st.container(border=True, gap="xxsmall", height="stretch"):
        big_number(value)
        st.markdown(f"**{in_own_words(indicator, 'name', language)}**")
        st.caption(_rests_on(indicator, course, language))
        # A chart of nothing but marks has no scale, and says less than the sentence above it.
        if share_shown(course, STATUS):
            _trend(indicator, course, language)


def _rests_on(indicator: Row, course: Sequence[Row], language: Language) -> str:
    if not course:
        return language.say("programme_indicators.no_quarter")
    last = course[-1]
    kind = "share" if indicator["unit"] == SHARE else "number"
    words = language.say(
        f"programme_indicators.rests_on.{kind if share_shown([last], STATUS) else 'nothing'}",
        value=written_value_and_doubt(last, indicator["unit"], language),
        numerator=written_count(last, "numerator", language),
        denominator=written_count(last, "denominator", language),
        quarter=language.quarter(last["period_start"]),
    )
    polarity = language.say(f"polarity.{indicator['polarity']}")
    return " ".join(part for part in (words, polarity, written_target(indicator, language)) if part)


def _trend(indicator: Row, course: Sequence[Row], language: Language) -> None:
    written = [written_value_and_doubt(row, indicator["unit"], language) for row in course]
    spec = indicator_trend(language, is_share=indicator["unit"] == SHARE)
    data = {
        "quarters": quarters(course, written, language),
        "target": target(indicator, written_target(indicator, language)),
    }
    name = in_own_words(indicator, "name", language)
    figure.draw_chart(
        f"trend_{indicator['indicator_id']}",
        spec,
        data,
        figure.alternative(f"{name}, {data['quarters'][-1]['full']}", language),
    )


def _beneath(
    language: Language, snapshot: Path, asked: Sequence[Row], found: Sequence[Row], quarter: str
) -> None:
    shown = [row for row in found if row["period_start"].isoformat() == quarter]
    names = {row["indicator_id"]: in_own_words(row, "name", language) for row in asked}
    units = {row["indicator_id"]: row["unit"] for row in asked}
    figure.beneath(
        name=TABLE,
        title=in_own_words(asked[0], "question", language),
        subtitle=", ".join(names.values()),
        basis=figure.basis(shown, STATUS, language),
        table=[
            {
                language.say("column.indicator"): names[row["indicator_id"]],
                language.say("column.quarter"): language.quarter(row["period_start"]),
                language.say("column.rate"): written_value_and_doubt(
                    row, units[row["indicator_id"]], language
                ),
                language.say("column.numerator"): written_count(row, "numerator", language),
                language.say("column.denominator"): written_count(row, "denominator", language),
            }
            for row in reversed(found)
            if row["period_start"].isoformat() <= quarter
        ],
        definition="\n\n".join(_definition(indicator, language) for indicator in asked)
        + "\n\n"
        + language.say("definition.interval"),
        snapshot=snapshot,
        sources=[Source(TABLE, found)],
        file_name=f"rebond_{TABLE}",
        language=language,
    )


def _definition(indicator: Row, language: Language) -> str:
    return language.say(
        "programme_indicators.definition",
        name=in_own_words(indicator, "name", language),
        definition=in_own_words(indicator, "definition", language),
        numerator=in_own_words(indicator, "numerator", language),
        denominator=in_own_words(indicator, "denominator", language) or "–",
        version=indicator["version"],
        target_source=indicator["target_source"] or language.say("target.none"),
    )
