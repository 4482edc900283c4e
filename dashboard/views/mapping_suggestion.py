"""A first draft of a mapping for a file whose headers no contract knows."""

from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.sentences import sentence
from dashboard.views.plain_words import plain


def draw_suggestion(suggestion: dict[str, Any], language: Language) -> None:
    """Each header that was recognised and how sure we are; the draft to download and complete."""
    kind = language.say(f"export_kind.{suggestion['kind']}")
    st.markdown(f"**{sentence('suggestion.title', language, kind=kind)}**")
    st.table(
        [
            {
                language.say("suggestion.header"): plain(column["column"]),
                language.say("suggestion.target"): f"`{column['target']}`",
                language.say("suggestion.sure"): language.percent(column["confidence"]),
            }
            for column in suggestion["columns"]
            if column["target"]
        ]
    )
    if suggestion["lacking"]:
        lacking = ", ".join(f"`{name}`" for name in suggestion["lacking"])
        st.markdown(sentence("suggestion.lacking", language, columns=lacking))
    st.download_button(
        language.say("suggestion.download"),
        suggestion["draft"],
        "mapping.yaml",
        "application/yaml",
        key=f"suggestion_{suggestion['kind']}",
        on_click="ignore",
    )
