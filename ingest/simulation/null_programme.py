"""A programme without any effect: posting and recovery are drawn apart.

Members post until they recover or lose interest, so whoever has posted much must have been ill
for long: the naive comparison of many with few posts finds a ratio near 0.44 where there is none
(immortal time). A landmark comparison finds none. With selective answering even that one is led
astray, which only the completeness by band and the bounds can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.course import natural_remission_days
from ingest.simulation.draws import generator, happens
from ingest.simulation.truth import load_truth

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ingest.simulation.draws import Flags, Floats, Integers
    from ingest.simulation.truth import NullTruth

COMMUNITY = "null-forum"
MINUTES_A_DAY = 1440
LANDMARK_DAYS = 14


@dataclass(frozen=True)
class NullProgramme:
    """The exports, by kind, with the contracts' columns; and the latent truth, a row a member.

    `truth` holds member_id, joined_on, remission_days (since joining, inf = never), post_count
    and early_post_count (in the first 14 days).
    """

    exports: dict[str, pl.DataFrame]
    truth: pl.DataFrame
    covered_from: date
    covered_through: date

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write `folder/<kind>.csv` for each export and return the files."""
        folder.mkdir(parents=True, exist_ok=True)
        files = {kind: folder / f"{kind}.csv" for kind in self.exports}
        for kind, file in files.items():
            self.exports[kind].write_csv(file, datetime_format="%Y-%m-%dT%H:%M:%SZ")
        return tuple(files.values())


def null_programme(
    members: int = 20_000, seed: int = 4, *, selective_answering: bool = False
) -> NullProgramme:
    """Draw it; with `selective_answering` the well who write answer more often than others.

    One draw of 20,000 leaves the landmark ratio a standard error of 0.03 on the log scale.
    """
    told = load_truth().null_programme
    rng = generator(seed, "null_programme")
    people = _people(told, rng, members)
    posts = _posts(told, rng, people)
    counts = np.bincount(posts["person"].to_numpy(), minlength=members)
    early = posts.filter(pl.col("day") < LANDMARK_DAYS)["person"].to_numpy()
    scores = _scores(told, rng, people, posts, selective=selective_answering)
    truth = people.select("member_id", "joined_on", "remission_days").with_columns(
        post_count=pl.Series(counts),
        early_post_count=pl.Series(np.bincount(early, minlength=members)),
    )
    exports = {
        "communities": _community(),
        "members": people.select(
            "member_id", community_id=pl.lit(COMMUNITY), joined_on="joined_on"
        ),
        "activity": _activity(told, people, posts),
        "outcome_scores": scores,
    }
    return NullProgramme(exports, truth, told.first_day, told.last_day)


def _people(told: NullTruth, rng: np.random.Generator, members: int) -> pl.DataFrame:
    joined_day = np.sort(rng.integers(0, told.joining_days, members))
    mean, shape = told.posts_per_day_mean, told.posts_per_day_shape
    return pl.DataFrame(
        {
            "person": np.arange(members),
            "joined_day": joined_day,
            "remission_days": natural_remission_days(load_truth(), rng, members),
            "stay_days": rng.exponential(told.stay_mean_days, members),
            "posts_per_day": rng.gamma(shape, mean / shape, members),
        }
    ).with_columns(
        pl.format("n{}", "person").alias("member_id"),
        (pl.lit(told.first_day) + pl.duration(days="joined_day")).alias("joined_on"),
    )


def _posts(told: NullTruth, rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Return one row per post: person, day since joining (with its fraction), in order of time."""
    longest = max(told.asked_on_days)
    stay = np.minimum(people["remission_days"].to_numpy(), people["stay_days"].to_numpy())
    stay = np.minimum(stay, longest)
    counts = rng.poisson(people["posts_per_day"].to_numpy() * stay)
    person = np.repeat(np.arange(people.height), counts)
    day = stay[person] * rng.random(len(person))
    return pl.DataFrame({"person": person, "day": day}).sort("person", "day")


def _activity(told: NullTruth, people: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Return a visit on joining and all posts; the clock of this community is UTC."""
    visits = people.select("person", day=pl.lit(0.0), activity_type=pl.lit("visit"))
    written = posts.with_columns(activity_type=pl.lit("post"))
    events = pl.concat([visits, written]).join(people, on="person", maintain_order="left")
    start = pl.lit(datetime.combine(told.first_day, time.min))
    minute = ((pl.col("joined_day") + pl.col("day")) * MINUTES_A_DAY).cast(pl.Int64)
    number = pl.int_range(pl.len())
    return events.select(
        pl.format("e{}", number).alias("activity_id"),
        "member_id",
        pl.lit(COMMUNITY).alias("community_id"),
        (start + pl.duration(minutes=minute)).alias("occurred_at"),
        "activity_type",
        pl.when(pl.col("activity_type") == "post")
        .then(pl.format("t{}", number))
        .alias("thread_id"),
        pl.lit(None, dtype=pl.String).alias("replies_to_activity_id"),
    )


def _scores(
    told: NullTruth,
    rng: np.random.Generator,
    people: pl.DataFrame,
    posts: pl.DataFrame,
    *,
    selective: bool,
) -> pl.DataFrame:
    """Return PHQ-9 and GAD-7 of each answered day: below both cut-offs once well, else above."""
    remission = people["remission_days"].to_numpy()
    waves = []
    for day in told.asked_on_days:
        is_well = remission <= day
        share = _answer_share(told, posts, is_well, day, selective=selective)
        answers = happens(rng, share, people.height)
        waves.append(_answers(told, rng, people, is_well, day).filter(pl.Series(answers)))
    both = pl.concat(waves).unpivot(
        index=["member_id", "community_id", "scored_on"],
        variable_name="instrument",
        value_name="score",
    )
    return both.sort("scored_on", "member_id", "instrument")


def _answer_share(
    told: NullTruth, posts: pl.DataFrame, is_well: Flags, day: int, *, selective: bool
) -> Floats:
    if day == 0:
        return np.ones(len(is_well))
    if not selective or day < LANDMARK_DAYS:
        return np.full(len(is_well), told.answered_share)
    so_far = posts.filter(pl.col("day") < day)["person"].to_numpy()
    writes = np.bincount(so_far, minlength=len(is_well)) >= told.many_posts
    by = told.selective_shares
    writing = np.where(is_well, by["writes_and_well"], by["writes_and_ill"])
    silent = np.where(is_well, by["silent_and_well"], by["silent_and_ill"])
    return np.where(writes, writing, silent)


def _answers(
    told: NullTruth, rng: np.random.Generator, people: pl.DataFrame, is_well: Flags, day: int
) -> pl.DataFrame:
    def read(well: tuple[int, int], ill: tuple[int, int]) -> Integers:
        low = rng.integers(*well, people.height)
        return np.where(is_well, low, rng.integers(*ill, people.height))

    return people.select(
        "member_id",
        pl.lit(COMMUNITY).alias("community_id"),
        (pl.lit(told.first_day) + pl.duration(days=pl.col("joined_day") + day)).alias("scored_on"),
        pl.Series("PHQ-9", read((1, 9), (12, 23))),
        pl.Series("GAD-7", read((1, 7), (9, 19))),
    )


def _community() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "community_id": COMMUNITY,
            "platform_type": "forum",
            "led_by": "peers",
            "is_anonymous": True,
            "time_zone": "Etc/UTC",
        }
    )
