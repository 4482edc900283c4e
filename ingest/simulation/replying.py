"""Who answers whom, and how soon: replies to posts and to other replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.clock import MINUTES_A_DAY, is_night
from ingest.simulation.draws import generator, happens, within_groups
from ingest.simulation.members import CONTRIBUTOR, SUPERUSER
from ingest.simulation.posting import EARLY_DAYS

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Floats, Integers
    from ingest.simulation.truth import Truth

EARLY_REPLY_MINUTES = 24 * 60
# In its first months a community has few who could answer: with a dozen rounds most of its posts
# would stay unanswered, whatever the truth says of the answered share.
ROUNDS_OF_ASKING = 300
NOBODY = -1


def draw_replies(
    truth: Truth, memberships: pl.DataFrame, posts: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return one row per reply: post, place in the thread, membership, community, utc_minute.

    `answers_place` is the place of the reply that is answered, -1 for the post itself. The first
    reply of a thread always answers the post and comes from another member.
    """
    rng = generator(seed, "replies")
    counts = _reply_counts(truth, rng, posts)
    threads = posts.select("post", "community", author="membership", started="utc_minute")
    rows = threads[np.repeat(np.arange(posts.height), counts)]
    place = within_groups(counts)
    delay = _delays(truth, rng, posts, counts)
    replies = rows.with_columns(
        pl.Series("place", place),
        utc_minute=pl.col("started") + pl.Series(delay),
    ).filter(pl.col("utc_minute") < truth.day_count * MINUTES_A_DAY)
    return _with_repliers(truth, rng, memberships, replies)


def early_replied(posts: pl.DataFrame, replies: pl.DataFrame) -> pl.DataFrame:
    """Return the memberships whose first post, in their first 14 days, had a reply in 24 hours."""
    is_early = pl.col("day") < pl.col("joined_day") + EARLY_DAYS
    first_posts = posts.filter("is_first").filter(is_early)
    answers = replies.filter(pl.col("place") == 0).select("post", "started", "utc_minute")
    in_time = pl.col("utc_minute_right") - pl.col("started") <= EARLY_REPLY_MINUTES
    return first_posts.join(answers, on="post").filter(in_time).select("membership")


def _reply_counts(truth: Truth, rng: np.random.Generator, posts: pl.DataFrame) -> Integers:
    answered_share = truth.of_communities("answered_share")[posts["community"].to_numpy()]
    further = rng.geometric(1 / (1 + truth.posting.further_replies_mean), posts.height)
    return np.where(happens(rng, answered_share, posts.height), further, 0).astype(np.int64)


def _delays(
    truth: Truth, rng: np.random.Generator, posts: pl.DataFrame, counts: Integers
) -> Integers:
    """Draw minutes from post to reply: the first by the community, the others ever later."""
    first = _first_delays(truth, rng, posts)
    place = within_groups(counts)
    steps = np.where(place == 0, np.repeat(first, counts), rng.exponential(420, len(place)))
    total = np.cumsum(np.maximum(steps, 1))
    before = np.repeat(np.cumsum(counts) - counts, counts)
    since_post: Integers = np.ceil(total - np.concatenate([[0.0], total])[before]).astype(np.int64)
    return since_post


def _first_delays(truth: Truth, rng: np.random.Generator, posts: pl.DataFrame) -> Floats:
    community = posts["community"].to_numpy()
    hours = truth.of_communities("first_reply_hours")[community]
    unwatched = ~truth.of_communities("is_moderated_day_and_night")[community]
    night = is_night(truth, community, posts["utc_minute"].to_numpy()) * unwatched
    slower = np.where(night > 0, truth.posting.night_delay_factor, 1.0)
    spread = np.exp(truth.posting.first_reply_log_sd * rng.standard_normal(posts.height))
    return np.asarray(60 * hours * slower * spread)


@dataclass(frozen=True)
class _Writers:
    """Those who may reply, ordered by community; `reach` cumulates their weights."""

    membership: Integers
    from_minute: Integers
    to_minute: Integers
    reach: Floats
    community_from: Floats
    community_to: Floats


def _with_repliers(
    truth: Truth, rng: np.random.Generator, memberships: pl.DataFrame, replies: pl.DataFrame
) -> pl.DataFrame:
    """Find who writes each reply; a thread in which nobody was there to answer has none."""
    writers = _writers(truth, rng, memberships)
    found = _ask(rng, writers, replies)
    found = _let_authors_return(truth, rng, replies, found, writers)
    answered = replies.with_columns(pl.Series("membership", found))
    whole = (pl.col("membership") != NOBODY).all().over("post")
    chained = pl.Series(happens(rng, truth.posting.reply_to_a_reply_share, replies.height))
    to_previous = (pl.col("place") > 0) & chained
    return answered.with_columns(
        answers_place=pl.when(to_previous).then(pl.col("place") - 1).otherwise(NOBODY)
    ).filter(whole)


def _writers(truth: Truth, rng: np.random.Generator, memberships: pl.DataFrame) -> _Writers:
    able = memberships.filter(pl.col("role") >= CONTRIBUTOR).sort("community", "membership")
    told = truth.posting
    keen = np.exp(told.superuser_reply_log_sd * rng.standard_normal(able.height))
    is_super = able["role"].to_numpy() >= SUPERUSER
    reach = np.cumsum(np.where(is_super, told.superuser_reply_weight * keen, 1.0))
    edges = np.searchsorted(able["community"].to_numpy(), np.arange(len(truth.communities) + 1))
    bounds = np.concatenate([[0.0], reach])[edges]
    return _Writers(
        membership=able["membership"].to_numpy(),
        from_minute=(able["joined_day"].to_numpy() + 1) * MINUTES_A_DAY,
        to_minute=(able["end_day"].to_numpy() + 1) * MINUTES_A_DAY,
        reach=reach,
        community_from=bounds[:-1],
        community_to=bounds[1:],
    )


def _ask(rng: np.random.Generator, writers: _Writers, replies: pl.DataFrame) -> Integers:
    """Draw repliers by weight, again and again until they are there and not the author."""
    found = np.full(replies.height, NOBODY, dtype=np.int64)
    community = replies["community"].to_numpy()
    minute, author = replies["utc_minute"].to_numpy(), replies["author"].to_numpy()
    for _ in range(ROUNDS_OF_ASKING):
        open_rows = np.flatnonzero(found == NOBODY)
        drawn = _drawn(rng, writers, community[open_rows])
        fits = _is_there(writers, drawn, minute[open_rows])
        fits &= writers.membership[drawn] != author[open_rows]
        found[open_rows[fits]] = writers.membership[drawn[fits]]
    return found


def _drawn(rng: np.random.Generator, writers: _Writers, community: Integers) -> Integers:
    low, high = writers.community_from[community], writers.community_to[community]
    at = np.searchsorted(writers.reach, low + rng.random(len(community)) * (high - low))
    return np.minimum(at, len(writers.reach) - 1)


def _is_there(writers: _Writers, drawn: Integers, minute: Integers) -> Flags:
    return (writers.from_minute[drawn] <= minute) & (minute < writers.to_minute[drawn])


def _let_authors_return(
    truth: Truth,
    rng: np.random.Generator,
    replies: pl.DataFrame,
    found: Integers,
    writers: _Writers,
) -> Integers:
    """Let some authors write the second reply of their thread, while they are still about."""
    author, minute = replies["author"].to_numpy(), replies["utc_minute"].to_numpy()
    last_minute = np.zeros(int(writers.membership.max()) + 1, dtype=np.int64)
    last_minute[writers.membership] = writers.to_minute
    returns = happens(rng, truth.posting.author_returns_share, replies.height)
    returns &= (replies["place"].to_numpy() == 1) & (minute < last_minute[author])
    return np.where(returns, author, found)
