"""The order of drawing: people, what they write, how they fare, what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from ingest.simulation.course import draw_courses
from ingest.simulation.members import draw_memberships, draw_people
from ingest.simulation.occasions import draw_occasions
from ingest.simulation.posting import draw_posts
from ingest.simulation.programs import draw_programs
from ingest.simulation.replying import draw_replies, early_replied
from ingest.simulation.safety import draw_safety_reports
from ingest.simulation.scores import draw_scores
from ingest.simulation.visits import draw_visits

if TYPE_CHECKING:
    from ingest.simulation.truth import Truth


@dataclass(frozen=True)
class Drawn:
    """Everything drawn, the latent states included; days and minutes count from the first day.

    `people` carries the true course (remission_days, relapse_days, ... since joining) and
    `has_early_reply`: what no partner could send, and what tests measure the truth on.
    """

    people: pl.DataFrame
    memberships: pl.DataFrame
    posts: pl.DataFrame
    replies: pl.DataFrame
    visits: pl.DataFrame
    scores: pl.DataFrame
    safety_reports: pl.DataFrame
    programs: pl.DataFrame


def draw(truth: Truth, seed: int, scale: float) -> Drawn:
    """Draw the whole programme; the same seed and scale give the same rows."""
    people = draw_people(truth, seed, scale)
    memberships = draw_memberships(truth, people, seed)
    posts = draw_posts(truth, memberships, seed)
    replies = draw_replies(truth, memberships, posts, seed)
    people = _with_early_reply(people, early_replied(posts, replies))
    people = people.join(draw_courses(truth, people, seed), on="person", maintain_order="left")
    occasions = draw_occasions(truth, people, memberships, seed)
    return Drawn(
        people=people,
        memberships=memberships,
        posts=posts,
        replies=replies,
        visits=draw_visits(truth, memberships, seed),
        scores=draw_scores(truth, people, occasions, seed),
        safety_reports=draw_safety_reports(truth, memberships, posts, replies, seed),
        programs=draw_programs(truth, seed),
    )


def _with_early_reply(people: pl.DataFrame, answered: pl.DataFrame) -> pl.DataFrame:
    """Mark who was answered early in the first community (row i there is person i)."""
    is_answered = pl.col("person").is_in(answered["membership"].implode())
    return people.with_columns(is_answered.alias("has_early_reply"))
