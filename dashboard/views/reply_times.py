"""How soon a post gets its first reply, by day and by night."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import caterpillar
from dashboard.filters import choose
from dashboard.labels import COMMUNITY
from dashboard.language import Language, capitalised
from dashboard.marks import NOT_SHOWN, written_count, written_rate
from dashboard.row import Row
from dashboard.source import Source
from dashboard.views import figure
from dashboard.views.groups import Labelled, choose_dimension, choose_period, grouped

TABLE = "reply_times"
WITHIN = ("24_hours", "2_hours", "7_days")
QUANTILES = ("p10", "p50", "p90")


def draw(language: Language, snapshot: Path) -> None:
    """The share answered in time, by group, day beside night."""
    with st.grid(4, min_column_width=160):
        within = choose(
            language.say("replies.within"),
            "within",
            WITHIN,
            words=lambda name: language.say(f"replies.within.{name}"),
        )
        by = choose_dimension(language, snapshot, TABLE)
        share = f"answered_within_{within}_share"
        period = choose_period(language, snapshot, TABLE, by, f"{share}_status")
    found = grouped(language, snapshot, TABLE, by, period=period)
    figure.show(_by_group(language, snapshot, found, by, within), language)


def _by_group(
    language: Language, snapshot: Path, found: Labelled, by: str, within: str
) -> figure.Figure:
    share = f"answered_within_{within}_share"
    labelled = _day_beside_night(found, by, language)
    whole = next(row for _, row in found if row["time_of_day"] == "all")
    finding = _finding(whole, within, language)
    shown = [row for _, row in labelled]
    return figure.Figure(
        name=TABLE,
        finding=finding,
        subtitle=language.say("replies.subtitle", dimension=labels.dimension(by, language)),
        spec=caterpillar.caterpillar(language),
        data_sets={"groups": caterpillar.groups(labelled, share, language), "lines": []},
        alternative=figure.alternative(finding, language),
        remarks=[language.say("replies.remark")],
        table=[_line(label, row, by, share, language) for label, row in labelled],
        definition=language.say("replies.definition"),
        basis=figure.basis(shown, f"{share}_status", language),
        snapshot=snapshot,
        sources=[Source(TABLE, [whole, *shown])],
        file_name=f"rebond_{TABLE}_{within}_{by}",
    )


def _finding(whole: Row, within: str, language: Language) -> str:
    """The share answered in time, and of half the posts what is known: a time, or that none is."""
    status = whole["first_reply_p50_hours_status"]
    known = {"ok": ".and_half", "not_reached": ".and_not_half"}.get(status, "")
    return language.say(
        f"replies.finding{known}",
        rate=written_rate(whole, f"answered_within_{within}_share", language),
        within=language.say(f"replies.within.{within}"),
        median=_written_hours(whole, "p50", language),
    )


def _day_beside_night(found: Labelled, by: str, language: Language) -> Labelled:
    """Each group's posts of the day and of the night; of communities all posts together."""
    if by == COMMUNITY:
        return [(label, row) for label, row in found if row["time_of_day"] == "all"]
    order: Sequence[str] = list(dict.fromkeys(label for label, _ in found))
    split = [(label, row) for label, row in found if row["time_of_day"] != "all"]
    split.sort(key=lambda pair: (order.index(pair[0]), pair[1]["time_of_day"]))
    return [
        (f"{label}, {language.say('replies.' + row['time_of_day'])}", row) for label, row in split
    ]


def _line(label: str, row: Row, by: str, share: str, language: Language) -> dict[str, str]:
    hours = {
        language.say(f"replies.{name}"): _written_hours(row, name, language) for name in QUANTILES
    }
    return {
        capitalised(labels.dimension(by, language)): label,
        language.say("replies.share"): written_rate(row, share, language),
        **hours,
        language.say("replies.posts"): written_count(row, "post", language),
        language.say("replies.members"): written_count(row, "posting_member", language),
    }


def _written_hours(row: Row, quantile: str, language: Language) -> str:
    """Hours with a decimal; a quantile that seven days do not reach is said in words."""
    name = f"first_reply_{quantile}_hours"
    if row[f"{name}_status"] == "not_reached":
        return language.say("replies.not_reached")
    if row[f"{name}_status"] != "ok":
        return NOT_SHOWN
    return language.say("replies.hours", hours=language.decimal(row[name]))
