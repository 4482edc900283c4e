"""Programme indicators: one claim of the literature at a time, its indicators side by side."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.filters import choose
from dashboard.indicator_words import (
    TABLES,
    told_target,
    written_basis,
    written_period,
    written_value_and_doubt,
)
from dashboard.labels import ALL, in_own_words
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, share_shown
from dashboard.row import Row
from dashboard.snapshot import rows, values
from dashboard.source import Source, by_table
from dashboard.views import figure
from dashboard.views.indicator_cards import (
    Reading,
    card,
    chart_number,
    reading,
    standing,
    written_trend,
)
from dashboard.views.opening import first_well_shown
from dashboard.views.paths import NAMES, PATHS
from dashboard.views.quality import quality_badge, quality_table
from dashboard.views.tables import draw_table

LATEST = "latest"


def draw(language: Language, snapshot: Path) -> None:
    """The indicators of the chosen claim, community and quarter."""
    if not values(snapshot, "indicator_values", "indicator_id"):
        st.info(language.say("programme_indicators.empty"), icon=":material/hourglass_empty:")
        return
    claim = _chosen_claim(language, snapshot)
    with st.grid(2, min_column_width=220):
        community = _chosen_community(language, snapshot)
        until = _chosen_quarter(language, snapshot)
    asked = rows(snapshot, "indicators", claim_id=claim["claim_id"])
    read = [reading(snapshot, indicator, community, until) for indicator in asked]
    st.header(in_own_words(claim, "question", language), anchor=False)
    _beside(claim, language)
    quality_badge(language, snapshot, community)
    _spine(read, language)
    st.caption(language.say("programme_indicators.chart_key"))
    with st.grid(3, min_column_width=300):
        for one in read:
            card(one, language)
    _beneath(language, snapshot, claim, read)
    quality_table(language, snapshot)


def _chosen_claim(language: Language, snapshot: Path) -> Row:
    claims = {row["claim_id"]: row for row in sorted(rows(snapshot, "claims"), key=_place)}
    chosen = choose(
        language.say("filter.question"),
        "claim",
        list(claims),
        words=lambda key: in_own_words(claims[key], "question", language),
        opening=first_well_shown(list(claims), partial(_latest_of, snapshot), "shown"),
    )
    return claims[chosen]


def _latest_of(snapshot: Path, claim_id: str) -> list[Row]:
    """What the cards of a claim show of all communities together."""
    asked = rows(snapshot, "indicators", claim_id=claim_id)
    return _latest([reading(snapshot, indicator, ALL, "") for indicator in asked])


def _place(claim: Row) -> int:
    return int(claim["place"])


def _chosen_community(language: Language, snapshot: Path) -> str:
    names = {**labels.community_names(snapshot), ALL: language.say("group.all")}
    there = values(snapshot, "indicator_values", "community_id")
    options = sorted(there, key=lambda name: (name != ALL, names[name]))
    return choose(language.say("filter.community"), "community", options, words=names.__getitem__)


def _chosen_quarter(language: Language, snapshot: Path) -> str:
    """A quarter, or empty: of each indicator the latest quarter in which it is shown.

    Outcomes are known half a year later than activity: no one quarter shows most of both.
    """
    days = sorted(values(snapshot, "indicator_values", "period_start"), reverse=True)
    words = {LATEST: language.say("filter.latest_shown")}
    words |= {day.isoformat(): language.quarter(day) for day in days}
    chosen = choose(language.say("filter.quarter"), "quarter", list(words), words=words.__getitem__)
    return "" if chosen == LATEST else chosen


def _beside(claim: Row, language: Language) -> None:
    """The claim itself, who makes it, and the other pages that speak to it."""
    words = in_own_words(claim, "claim", language)
    st.markdown(language.say("claim.words", claim=words, source=claim["source"]))
    others = [path for path in claim["views"].split() if path != PATHS["programme_indicators"]]
    links = ", ".join(
        f"[{language.say(f'{NAMES[path]}.title')}](/{path}?lang={language.code})" for path in others
    )
    if links:
        st.markdown(language.say("claim.views", links=links))


def _spine(read: Sequence[Reading], language: Language) -> None:
    """All indicators of the claim in one table: value, standing beside the target, trend."""
    draw_table([_spine_line(one, language) for one in read])


def _spine_line(one: Reading, language: Language) -> dict[str, str]:
    written = [written_value_and_doubt(row, one.indicator, language) for row in one.latest]
    period = written_period(one.latest[-1], one.indicator, language) if one.latest else "–"
    return {
        language.say("column.indicator"): in_own_words(one.indicator, "name", language),
        language.say("column.value"): f"{'; '.join(written) or NOT_SHOWN}, {period}",
        language.say("column.standing"): standing(one, language) or _no_standing(one, language),
        language.say("column.trend"): written_trend(one, language) or "–",
    }


def _no_standing(one: Reading, language: Language) -> str:
    has_target = one.indicator["target_value"] is not None
    return "–" if has_target else language.say("target.none")


def _beneath(language: Language, snapshot: Path, claim: Row, read: Sequence[Reading]) -> None:
    figure.beneath(
        name="programme_indicators",
        title=in_own_words(claim, "question", language),
        subtitle=", ".join(in_own_words(one.indicator, "name", language) for one in read),
        basis=_basis(read, language),
        table=[line for one in read for line in _lines(one, language)],
        definition="\n\n".join(_definition(one.indicator, language) for one in read)
        + "\n\n"
        + language.say("definition.interval")
        + "\n\n"
        + language.say("definition.other_intervals")
        + "\n\n"
        + language.say("definition.control_chart"),
        snapshot=snapshot,
        sources=_sources(read),
        file_name=f"rebond_indicators_{claim['claim_id']}",
        language=language,
    )


def _basis(read: Sequence[Reading], language: Language) -> str:
    """As of when, and which share of the cards shows a value."""
    return figure.basis(_latest(read), "shown", language)


def _latest(read: Sequence[Reading]) -> list[Row]:
    return [{**row, "shown": _shown(row, one)} for one in read for row in one.latest]


def _shown(row: Row, one: Reading) -> str:
    """Not defined is an answer, too: nothing is hidden."""
    is_shown = share_shown([row], one.status) or row[one.status] == "not_defined"
    return "ok" if is_shown else "suppressed"


def _lines(one: Reading, language: Language) -> list[dict[str, str]]:
    charted = {row["period_start"]: row for row in one.charted if row["period_length"] == "quarter"}
    return [
        {
            language.say("column.indicator"): in_own_words(one.indicator, "name", language),
            language.say("column.period"): written_period(row, one.indicator, language),
            language.say("column.value"): written_value_and_doubt(row, one.indicator, language),
            language.say("column.rests_on"): _basis_of(row, one, language),
            language.say("column.limits"): _limits(charted.get(row["period_start"]), one, language),
        }
        for row in reversed(one.course)
    ]


def _basis_of(row: Row, one: Reading, language: Language) -> str:
    return written_basis(row, one.indicator, language) if share_shown([row], one.status) else "–"


def _limits(charted: Row | None, one: Reading, language: Language) -> str:
    if charted is None or charted["chart_centre"] is None:
        return "–"
    ends = [charted["chart_centre_lower"], charted["chart_centre_upper"]]
    if one.indicator["kind"] == "share":
        return language.percent_range(*ends)
    return "–".join(chart_number(end, one, language) for end in ends)


def _sources(read: Sequence[Reading]) -> list[Source]:
    found = [Source(TABLES[one.indicator["kind"]], one.course) for one in read if one.course]
    found += [Source("control_charts", one.charted) for one in read if one.charted]
    found += [Source("indicator_trends", [one.trend]) for one in read if one.trend is not None]
    return by_table(found)


def _definition(indicator: Row, language: Language) -> str:
    population = in_own_words(indicator, "population_denominator", language)
    words = language.say(
        "programme_indicators.definition",
        name=in_own_words(indicator, "name", language),
        definition=in_own_words(indicator, "definition", language),
        numerator=in_own_words(indicator, "numerator", language),
        denominator=in_own_words(indicator, "denominator", language) or "–",
        version=indicator["version"],
        target=told_target(indicator, language),
    )
    if not population:
        return words
    said = language.say(
        "programme_indicators.population",
        population=population,
        source=indicator["population_source"],
    )
    return f"{words} {said}"
