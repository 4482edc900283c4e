"""A figure: the finding, what is measured, the chart, the same as a table, how it was counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import streamlit as st

from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, share_shown
from dashboard.row import Row


@dataclass(frozen=True)
class Figure:
    """All that a reader is given with a chart, its words finished in the reader's language."""

    name: str
    finding: str
    subtitle: str
    spec: dict[str, Any]
    data_sets: dict[str, list[dict[str, Any]]]
    alternative: str
    table: Sequence[dict[str, str]]
    definition: str
    basis: str
    csv_name: str
    csv: Callable[[], bytes]
    remarks: Sequence[str] = ()


def show(figure: Figure, language: Language) -> None:
    """Draw the figure: finding first, chart, remarks, then table, definition and download."""
    st.header(figure.finding, anchor=False)
    st.markdown(f":gray[{figure.subtitle}]")
    draw_chart(figure.name, figure.spec, figure.data_sets, figure.alternative)
    for remark in figure.remarks:
        st.markdown(remark)
    beneath(
        name=figure.name,
        basis=figure.basis,
        table=figure.table,
        definition=figure.definition,
        csv_name=figure.csv_name,
        csv=figure.csv,
        language=language,
    )


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


def in_arrow(records: Sequence[dict[str, Any]]) -> pa.Table:
    """The records as Streamlit sends them; left to itself it goes through pandas, at 3 ms each."""
    return pa.Table.from_pylist(list(records))


def beneath(
    *,
    name: str,
    basis: str,
    table: Sequence[dict[str, str]],
    definition: str,
    csv_name: str,
    csv: Callable[[], bytes],
    language: Language,
) -> None:
    """What stands under every chart: as of when, the table twin, the definition, the download."""
    st.caption(basis)
    with st.expander(language.say("figure.table"), icon=":material/table:"):
        st.table(in_arrow(table), border="horizontal", hide_index=True)
    with st.expander(language.say("figure.definition"), icon=":material/info:"):
        st.markdown(definition, anchors=False)
    st.download_button(
        language.say("figure.download"),
        data=csv,
        file_name=csv_name,
        mime="text/csv",
        key=f"download_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def alternative(finding: str, language: Language) -> str:
    """A chart in a sentence. It is short because each button of the chart's toolbar repeats it."""
    return language.say("figure.alternative", finding=finding)


def basis(rows: Sequence[Row], status: str, language: Language) -> str:
    """As of when the figures stand, and which share of them may be shown."""
    released = [row["as_of"] for row in rows if row["as_of"] is not None]
    return language.say(
        "figure.basis",
        as_of=language.date(min(released)) if released else language.say("figure.never"),
        share=language.percent(share_shown(rows, status)),
        mark=NOT_SHOWN,
    )
