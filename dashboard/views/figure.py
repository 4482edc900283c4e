"""A figure: the finding, what is measured, the chart, the same as a table, how it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, share_shown
from dashboard.row import Row
from dashboard.source import Source
from dashboard.views.plain_words import plain
from dashboard.views.tables import draw_table, in_arrow
from dashboard.views.taking_away import Picture, taking_away
from dashboard.views.tracing import Trace, tracing

__all__ = [
    "Figure",
    "Picture",
    "Source",
    "alternative",
    "basis",
    "beneath",
    "draw_chart",
    "draw_heading",
    "show",
    "traced",
]


@dataclass(frozen=True)
class Figure:
    """All that a reader is given with a chart, its words finished in the reader's language.

    Remarks and definition are Markdown, in which names of others are `plain`; all other words are
    shown as they are, because they go to pictures and files as well.

    sources    the published rows that the chart shows: from them come the download, the counts
               and the query under "How was this made"
    file_name  the name of what is taken away, without its ending
    """

    name: str
    finding: str
    subtitle: str
    spec: dict[str, Any]
    data_sets: dict[str, list[dict[str, Any]]]
    alternative: str
    table: Sequence[dict[str, str]]
    definition: str
    basis: str
    snapshot: Path
    sources: Sequence[Source]
    file_name: str
    remarks: Sequence[str] = ()


def show(figure: Figure, language: Language) -> None:
    """Draw the figure: finding first, chart, remarks, then table, trace and downloads."""
    draw_heading(figure)
    draw_chart(figure.name, figure.spec, figure.data_sets, figure.alternative)
    for remark in figure.remarks:
        st.markdown(remark)
    beneath(
        name=figure.name,
        title=figure.finding,
        subtitle=figure.subtitle,
        basis=figure.basis,
        table=figure.table,
        definition=figure.definition,
        snapshot=figure.snapshot,
        sources=figure.sources,
        file_name=figure.file_name,
        pictures=[Picture(figure.file_name, figure.finding, figure.spec, figure.data_sets)],
        language=language,
    )


def draw_heading(figure: Figure) -> None:
    """The finding, and beneath it what is measured."""
    st.header(plain(figure.finding), anchor=False)
    st.markdown(f":gray[{plain(figure.subtitle)}]")


def draw_chart(
    name: str,
    spec: dict[str, Any],
    data_sets: dict[str, list[dict[str, Any]]],
    alternative: str,
) -> None:
    """A chart in the full width: the kept specification, and this view's rows beside it."""
    tables = {name: in_arrow(records) for name, records in data_sets.items()}
    st.vega_lite_chart(
        None,
        {**spec, "datasets": tables},
        key=name,
        theme=None,
        width="stretch",
        alt=alternative,
    )


def beneath(
    *,
    name: str,
    title: str,
    subtitle: str,
    basis: str,
    table: Sequence[dict[str, str]],
    definition: str,
    snapshot: Path,
    sources: Sequence[Source],
    file_name: str,
    pictures: Sequence[Picture] = (),
    language: Language,
) -> None:
    """What stands under every chart: as of when, the table twin, how it was made, downloads.

    A page that shows many small charts calls it once for all of them.
    """
    st.caption(basis)
    with st.expander(language.say("figure.table"), icon=":material/table:"):
        draw_table(table)
    trace = Trace(name, title, subtitle, definition, snapshot, sources, file_name)
    tracing(trace, language)
    taking_away(trace, pictures, language)


def traced(
    name: str, definition: str, snapshot: Path, sources: Sequence[Source], language: Language
) -> None:
    """How numbers were made that stand in no chart, such as tiles."""
    tracing(Trace(name, "", "", definition, snapshot, sources, f"rebond_{name}"), language)


def alternative(finding: str, language: Language) -> str:
    """A chart in a sentence. It is short because each button of the chart's toolbar repeats it."""
    return language.say("figure.alternative", finding=finding)


def basis(rows: Sequence[Row], status: str, language: Language) -> str:
    """When the figures were released, the oldest of them, and which share of them may be shown."""
    days = [row["as_of"] for row in rows if row["as_of"] is not None]
    released = language.say("figure.released", day=language.date(min(days))) if days else None
    return language.say(
        "figure.basis",
        released=released or language.say("figure.never"),
        share=language.percent(share_shown(rows, status)),
        mark=NOT_SHOWN,
    )
