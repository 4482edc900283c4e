"""Engagement: who comes and stays, who writes, when, how they are answered, and what goes with it.

The page draws one part at a time; the address names it.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard.filters import choose
from dashboard.language import Language
from dashboard.snapshot import values
from dashboard.views import (
    activity_hours,
    contribution_inequality,
    early_behaviours,
    engagement_states,
    first_posts,
    readers_and_writers,
    reply_times,
    support_exchanges,
)

# Each part, by its name in the address: the table that it needs, and what draws it.
PARTS: dict[str, tuple[str, Callable[[Language, Path], None]]] = {
    "states": (engagement_states.TABLE, engagement_states.draw),
    "writing": (readers_and_writers.TABLE, readers_and_writers.draw),
    "hours": (activity_hours.TABLE, activity_hours.draw),
    "replies": (reply_times.TABLE, reply_times.draw),
    "support": (support_exchanges.TABLE, support_exchanges.draw),
    "first_posts": (first_posts.TABLE, first_posts.draw),
    "inequality": (contribution_inequality.TABLE, contribution_inequality.draw),
    "early": (early_behaviours.TABLE, early_behaviours.draw),
}


def draw(language: Language, snapshot: Path) -> None:
    """The part that the reader chose; parts whose table the snapshot lacks are not offered."""
    there = [part for part, (table, _) in PARTS.items() if values(snapshot, table, "community_id")]
    if not there:
        st.info(language.say("engagement.empty"), icon=":material/hourglass_empty:")
        return
    chosen = choose(
        language.say("engagement.part"),
        "part",
        there,
        words=lambda part: language.say(f"engagement.part.{part}"),
    )
    _, draw_part = PARTS[chosen]
    draw_part(language, snapshot)
