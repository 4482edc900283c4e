"""What a partner's figures would become, as the worker worked it out: nothing is computed here."""

from itertools import groupby
from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.marks import written_count, written_rate
from dashboard.sentences import sentence
from dashboard.views.plain_words import plain
from dashboard.views.tables import draw_table


def draw_preview(preview: dict[str, Any], language: Language) -> None:
    """One table a community, its figures before and after; then what the preview cannot say."""
    if preview["figures"]:
        st.subheader(language.say("preview.title"), anchor=False)
    by_community = groupby(preview["figures"], lambda figure: figure["community_id"])
    for number, (community_id, figures) in enumerate(by_community):
        name = _community_name(community_id, language)
        with st.expander(name, expanded=number == 0):
            draw_table([_line(figure, language) for figure in figures])
    st.caption(preview["limits"][language.code])


def _community_name(community_id: str, language: Language) -> str:
    if community_id == "all":
        return sentence("preview.all", language)
    return plain(community_id.partition("/")[2])


def _line(figure: dict[str, Any], language: Language) -> dict[str, str]:
    name = figure["name"][language.code]
    if figure["rule_set"]:
        rule_set = language.say(f"rule_set.{figure['rule_set']}")
        name = f"{name} ({rule_set})"
    return {
        language.say("preview.figure"): name,
        language.say("preview.before"): _shown(figure["before"], language),
        language.say("preview.after"): _shown(figure["after"], language),
    }


def _shown(part: dict[str, Any] | None, language: Language) -> str:
    """A rounded count, a rate with its interval and its whole, or the mark of what is hidden."""
    if part is None:
        return language.say("preview.none")
    if part["denominator_status"] is None:
        return written_count(part, "numerator", language)
    rate = written_rate(part, "rate", language)
    if part["rate_status"] != "ok":
        return rate
    whole = written_count(part, "denominator", language)
    return language.say("preview.rate", rate=rate, whole=whole)
