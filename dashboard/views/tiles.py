"""Numbers side by side, each with what it counts and what it rests on."""

from collections.abc import Sequence

import streamlit as st

from dashboard.key_figures import KeyFigure


def tiles(figures: Sequence[KeyFigure]) -> None:
    """At most five in a line, two on a phone."""
    with st.grid(5, min_column_width=160):
        for figure in figures:
            # The number first: labels differ in length, and numbers in a line can be compared.
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.markdown(f"## {figure.value}", anchors=False)
                st.markdown(f"**{figure.label}**")
                st.caption(figure.caption)
