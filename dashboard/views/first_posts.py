"""How soon after joining members first post, by group."""

from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.filters import choose
from dashboard.language import Language, capitalised
from dashboard.marks import written_count, written_rate
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import Labelled, choose_dimension, choose_period, grouped

TABLE = "first_posts"
BY_DAY = ("30", "7", "0")


def draw(language: Language, snapshot: Path) -> None:
    """The share who had posted by the chosen day, by group."""
    with st.grid(4, min_column_width=160):
        day = choose(
            language.say("first_posts.by"),
            "day",
            BY_DAY,
            words=lambda name: language.say(f"first_posts.by.{name}"),
        )
        by = choose_dimension(language, snapshot, TABLE)
        period = choose_period(language, snapshot, TABLE, by, f"posted_by_day_{day}_rate_status")
    found = grouped(language, snapshot, TABLE, by, period=period)
    figure.show(_by_group(language, snapshot, found, by, day), language)


def _by_group(
    language: Language, snapshot: Path, found: Labelled, by: str, day: str
) -> figure.Figure:
    rate = f"posted_by_day_{day}_rate"
    finding = language.say(
        "first_posts.finding",
        rate=written_rate(found[0][1], rate, language),
        by=language.say(f"first_posts.by.{day}"),
    )
    shown = [row for _, row in found]
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("first_posts.subtitle", dimension=labels.dimension(by, language)),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": caterpillar.groups(found, rate, language), "lines": []},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("first_posts.remark")],
        table=[
            {
                capitalised(labels.dimension(by, language)): label,
                language.say("column.rate"): written_rate(row, rate, language),
                language.say("first_posts.posted"): written_count(
                    row, f"posted_by_day_{day}", language
                ),
                language.say("first_posts.joined"): written_count(row, "member", language),
            }
            for label, row in found
        ],
        definition=language.say("first_posts.definition"),
        basis=figure.basis(shown, f"{rate}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, shown)],
        file_name=f"rebond_{TABLE}_day_{day}_{by}",
    )
