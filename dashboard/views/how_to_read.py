"""How to read this: what trials have found, and what figures of this kind cannot say."""

from pathlib import Path

import streamlit as st

from dashboard.language import Language
from dashboard.views.notes import note


def draw(language: Language, snapshot: Path) -> None:
    """The words of `notes/trials.<language>.md`; nothing on it depends on the data."""
    del snapshot  # every page is drawn the same way
    st.markdown(note("trials", language), anchors=False)
