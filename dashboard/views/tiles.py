"""Numbers side by side, each with what it counts and what it rests on."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.key_figures import KeyFigure


def tiles(figures: Sequence[KeyFigure]) -> None:
    """At most five in a line, two on a phone."""
    with st.grid(5, min_column_width=160):
        for figure in figures:
            # The number first: labels differ in length, and numbers in a line can be compared.
            with st.container(border=True, gap="xxsmall", height="stretch"):
                big_number(figure.value)
                st.markdown(f"**{figure.label}**")
                st.caption(figure.caption)


def big_number(words: str) -> None:
    """A number to be seen first. It is no heading: those who listen to a page jump by headings."""
    st.html(f'<p class="big-number">{escape(words)}</p>')
