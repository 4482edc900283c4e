"""Who starts threads, and when: the posts of each membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.clock import FIRST_MINUTE_OF_JOINING_DAY, minutes_of_the_day, to_utc
from ingest.simulation.draws import generator, happens, within_groups
from ingest.simulation.members import CONTRIBUTOR, SUPERUSER

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Floats, Integers
    from ingest.simulation.truth import Truth

EARLY_DAYS = 14


def draw_posts(truth: Truth, memberships: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row per thread started: post, membership, community, utc_minute, is_first.

    `is_first` marks a membership's first post. Posting depends on the role alone, never on the
    course of the illness: mere posting has no effect and no cause here.
    """
    rng = generator(seed, "posts")
    writers = memberships.filter(pl.col("role") >= CONTRIBUTOR)
    is_burst = _is_burst(truth, rng, writers)
    counts = _thread_counts(truth, rng, writers, is_burst)
    rows = writers[np.repeat(np.arange(writers.height), counts)]
    place = within_groups(counts)
    day = _post_days(truth, rng, rows, place, np.repeat(is_burst, counts))
    minute = _minutes(truth, rng, day == rows["joined_day"].to_numpy())
    posts = rows.select("membership", "community", "joined_day").with_columns(
        pl.Series("day", day),
        pl.Series("utc_minute", to_utc(truth, rows["community"].to_numpy(), day, minute)),
    )
    return _in_order(posts, truth)


def _is_burst(truth: Truth, rng: np.random.Generator, writers: pl.DataFrame) -> Flags:
    is_contributor = (writers["role"] == CONTRIBUTOR).to_numpy()
    bursts: Flags = happens(rng, truth.posting.burst_share, writers.height) & is_contributor
    return bursts


def _thread_counts(
    truth: Truth, rng: np.random.Generator, writers: pl.DataFrame, is_burst: Flags
) -> Integers:
    """Draw the threads of a membership: geometric, a burst, or a rate over a superuser's stay."""
    told = truth.posting
    stay = (writers["end_day"] - writers["joined_day"] + 1).to_numpy()
    counts = rng.geometric(1 / told.threads_mean, writers.height)
    counts = np.where(is_burst, 1 + rng.poisson(told.burst_threads_mean, len(counts)), counts)
    of_superusers = 1 + rng.poisson(told.superuser_threads_per_day * stay)
    counts = np.where(writers["role"].to_numpy() >= SUPERUSER, of_superusers, counts)
    # Nobody starts more than three threads a day, bursts apart.
    kept: Integers = np.where(is_burst, counts, np.minimum(counts, 3 * stay)).astype(np.int64)
    return kept


def _post_days(
    truth: Truth, rng: np.random.Generator, rows: pl.DataFrame, place: Integers, is_burst: Flags
) -> Integers:
    """Draw local days: the first post mostly early, the others over the stay, bursts early."""
    joined, end = rows["joined_day"].to_numpy(), rows["end_day"].to_numpy()
    early: Floats = np.minimum(rng.exponential(4.0, rows.height), EARLY_DAYS - 1)
    is_late = ~happens(rng, truth.posting.first_post_within_14_days_share, rows.height)
    whenever = (end - joined + 1) * rng.random(rows.height) ** 1.3
    first = np.where(is_late & (whenever >= EARLY_DAYS), whenever, early)
    in_burst = EARLY_DAYS * rng.random(rows.height)
    others = np.where(is_burst, in_burst, whenever)
    offset = np.where((place == 0) & ~is_burst, first, others).astype(np.int64)
    day: Integers = np.minimum(joined + offset, end)
    return day


def _minutes(truth: Truth, rng: np.random.Generator, is_joining_day: Flags) -> Integers:
    minutes = minutes_of_the_day(rng, truth.activity.hour_weights, len(is_joining_day))
    earliest = np.where(is_joining_day, FIRST_MINUTE_OF_JOINING_DAY, 0)
    return np.maximum(minutes, earliest)


def _in_order(posts: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """Number the posts by time and mark each membership's first."""
    ordered = posts.filter(pl.col("utc_minute") < truth.day_count * 1440).sort(
        "utc_minute", "membership"
    )
    return (
        ordered.with_columns(
            (pl.int_range(pl.len()).over("membership") == 0).alias("is_first"),
        )
        .with_row_index("post")
        .cast({"post": pl.Int64})
    )
