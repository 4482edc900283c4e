"""How members come and go: visits, reading, reactions, messages, sessions, calls for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.clock import (
    FIRST_MINUTE_OF_JOINING_DAY,
    MINUTES_A_DAY,
    minutes_of_the_day,
    to_utc,
)
from ingest.simulation.draws import generator, happens, within_groups
from ingest.simulation.members import CONTRIBUTOR

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Integers
    from ingest.simulation.truth import Truth

VISIT_TYPES = (
    "visit",
    "read",
    "reaction",
    "private_message",
    "session_attended",
    "crisis_help_opened",
)


def draw_visits(truth: Truth, memberships: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row per event other than posts and replies: membership, utc_minute, activity_type.

    The first event of a membership is a visit on the day of joining.
    """
    rng = generator(seed, "visits")
    counts = _event_counts(truth, memberships, rng)
    rows = np.repeat(np.arange(memberships.height), counts)
    community = memberships["community"].to_numpy()[rows]
    is_first = within_groups(counts) == 0
    writes = (memberships["role"] >= CONTRIBUTOR).to_numpy()[rows]
    day = _days(memberships, rows, is_first, rng)
    minute = minutes_of_the_day(rng, truth.activity.hour_weights, len(rows))
    on_joining_day = day == memberships["joined_day"].to_numpy()[rows]
    minute = np.where(on_joining_day, np.maximum(minute, FIRST_MINUTE_OF_JOINING_DAY), minute)
    visits = pl.DataFrame(
        {
            "membership": rows,
            "utc_minute": to_utc(truth, community, day, minute),
            "activity_type": _types(truth, community, is_first, writes, rng),
        }
    )
    return visits.filter(pl.col("utc_minute") < truth.day_count * MINUTES_A_DAY)


def _event_counts(truth: Truth, memberships: pl.DataFrame, rng: np.random.Generator) -> Integers:
    told = truth.activity
    stay = (memberships["end_day"] - memberships["joined_day"] + 1).to_numpy()
    spread = told.sessions_per_day_log_sd * rng.standard_normal(memberships.height)
    expected = told.sessions_per_day_median * np.exp(spread) * stay
    counts: Integers = 1 + rng.poisson(np.minimum(expected, told.most_events))
    return counts


def _days(
    memberships: pl.DataFrame, rows: Integers, is_first: Flags, rng: np.random.Generator
) -> Integers:
    """Spread events over the stay, denser towards its start."""
    joined = memberships["joined_day"].to_numpy()[rows]
    end = memberships["end_day"].to_numpy()[rows]
    offset = np.floor((end - joined + 1) * rng.random(len(rows)) ** 1.4).astype(np.int64)
    return np.where(is_first, joined, joined + offset)


def _types(
    truth: Truth, community: Integers, is_first: Flags, writes: Flags, rng: np.random.Generator
) -> pl.Series:
    """Draw types by platform; anybody may open the help for a crisis, readers write nothing."""
    codes = np.zeros(len(community), dtype=np.uint8)
    platforms = truth.of_communities("platform_type")
    for platform, shares in truth.activity.types.items():
        here = np.flatnonzero((platforms == platform)[community])
        weights = np.array([shares.get(name, 0.0) for name in VISIT_TYPES])
        codes[here] = rng.choice(len(weights), size=len(here), p=weights / weights.sum())
    crisis = happens(rng, truth.activity.crisis_help_share, len(community))
    codes[crisis] = VISIT_TYPES.index("crisis_help_opened")
    codes[(codes == VISIT_TYPES.index("private_message")) & ~writes] = VISIT_TYPES.index("read")
    codes[is_first] = VISIT_TYPES.index("visit")
    return pl.Series(VISIT_TYPES).gather(codes)
