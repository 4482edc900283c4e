"""How unevenly contributions are spread over those who write."""

from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import inequality_dots
from dashboard.language import Language, capitalised
from dashboard.marks import NOT_SHOWN, written_count
from dashboard.row import Row
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import Labelled, choose_dimension, choose_period, grouped

TABLE = "contribution_inequality"
STATUS = "gini_coefficient_status"


def draw(language: Language, snapshot: Path) -> None:
    """Gini coefficient and share of the most active, by group."""
    with st.grid(3, min_column_width=160):
        by = choose_dimension(language, snapshot, TABLE)
        period = choose_period(language, snapshot, TABLE, by, STATUS)
    found = grouped(language, snapshot, TABLE, by, period=period)
    figure.show(_by_group(language, snapshot, found, by), language)


def _by_group(language: Language, snapshot: Path, found: Labelled, by: str) -> figure.Figure:
    finding = _finding(found[0][1], language)
    shown = [row for _, row in found]
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("inequality.subtitle", dimension=labels.dimension(by, language)),
        spec=inequality_dots.inequality_dots(language),
        data_sets={"dots": inequality_dots.dots(found, language)},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("inequality.van_mierlo")],
        table=[_line(label, row, by, language) for label, row in found],
        definition=language.say("inequality.definition"),
        basis=figure.basis(shown, STATUS, language),
        snapshot=snapshot,
        sources=[Source(TABLE, shown)],
        file_name=f"rebond_{TABLE}_{by}",
    )


def _finding(whole: Row, language: Language) -> str:
    if whole["top_share_status"] != "ok":
        return language.say("inequality.too_few")
    return language.say(
        "inequality.finding",
        group=language.say(f"inequality.{whole['top_group']}.who"),
        share=language.percent(whole["top_share"]),
        gini=language.decimal(whole["gini_coefficient"], 2),
    )


def _line(label: str, row: Row, by: str, language: Language) -> dict[str, str]:
    is_shown = row[STATUS] == "ok"
    top = language.say(f"inequality.{row['top_group']}") if is_shown else ""
    return {
        capitalised(labels.dimension(by, language)): label,
        language.say("inequality.gini"): (
            language.decimal(row["gini_coefficient"], 2) if is_shown else NOT_SHOWN
        ),
        language.say("inequality.share"): (
            language.percent(row["top_share"]) if is_shown else NOT_SHOWN
        ),
        language.say("inequality.whose"): top,
        language.say("writing.contributing"): written_count(row, "contributing_member", language),
        language.say("inequality.contributions"): written_count(row, "contribution", language),
    }
