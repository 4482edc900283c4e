"""Engagement: who comes and stays, who writes, when, how they are answered, and what goes with it.

The page draws one part at a time; the address names it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.filters import choose
from dashboard.labels import ALL
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


@dataclass(frozen=True)
class Part:
    """What draws a part, its table, and the column and value without which it has nothing to draw.

    Everyone together stands first in every part.
    """

    draw: Callable[[Language, Path], None]
    table: str
    needed: tuple[str, str] = ("community_id", ALL)


# Each part, by its name in the address.
PARTS = {
    "states": Part(engagement_states.draw, engagement_states.TABLE),
    "writing": Part(
        readers_and_writers.draw, readers_and_writers.TABLE, ("period_type", "quarter")
    ),
    "hours": Part(activity_hours.draw, activity_hours.TABLE),
    "replies": Part(reply_times.draw, reply_times.TABLE),
    "support": Part(support_exchanges.draw, support_exchanges.TABLE),
    "first_posts": Part(first_posts.draw, first_posts.TABLE),
    "inequality": Part(contribution_inequality.draw, contribution_inequality.TABLE),
    "early": Part(early_behaviours.draw, early_behaviours.TABLE),
}


def draw(language: Language, snapshot: Path) -> None:
    """The part that the reader chose; parts of which the snapshot has no rows are not offered."""
    there = [name for name, part in PARTS.items() if _is_there(snapshot, part)]
    if not there:
        st.info(language.say("engagement.empty"), icon=":material/hourglass_empty:")
        return
    chosen = choose(
        language.say("engagement.part"),
        "part",
        there,
        words=lambda part: language.say(f"engagement.part.{part}"),
    )
    PARTS[chosen].draw(language, snapshot)


def _is_there(snapshot: Path, part: Part) -> bool:
    column, value = part.needed
    return value in values(snapshot, part.table, column)
