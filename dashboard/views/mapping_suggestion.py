"""A first draft of a mapping for a file whose headers no contract knows."""

from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.sentences import sentence
from dashboard.views.tables import draw_table


def draw_suggestion(suggestion: dict[str, Any], language: Language, key: str) -> None:
    """Each header that was recognised and how sure we are; the draft to download and complete.

    `key` tells it from the suggestions for other files of the delivery.
    """
    st.markdown(f"**{_title(suggestion, language)}**")
    found = [column for column in suggestion["columns"] if column["target"]]
    if found:
        draw_table([_line(column, language) for column in found])
    if suggestion["mapping"]:
        field = language.say("send_export.mapping")
        mapping = f"`{suggestion['mapping']}`"
        st.markdown(language.say("suggestion.choose", mapping=mapping, field=field))
        st.code(suggestion["draft"], language="yaml")
    if suggestion["lacking"]:
        lacking = ", ".join(f"`{name}`" for name in suggestion["lacking"])
        st.markdown(sentence("suggestion.lacking", language, columns=lacking))
    st.download_button(
        language.say("suggestion.download"),
        suggestion["draft"],
        "mapping.yaml",
        "application/yaml",
        key=key,
        on_click="ignore",
    )


def _title(suggestion: dict[str, Any], language: Language) -> str:
    if suggestion["mapping"]:
        return sentence("suggestion.known", language, mapping=f"`{suggestion['mapping']}`")
    kind = language.say(f"export_kind.{suggestion['kind']}")
    return sentence("suggestion.title", language, kind=kind)


def _line(column: dict[str, Any], language: Language) -> dict[str, str]:
    return {
        language.say("suggestion.header"): column["column"],
        language.say("suggestion.target"): column["target"],
        language.say("suggestion.sure"): language.percent(column["confidence"]),
    }
