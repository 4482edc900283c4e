"""When people answer questionnaires: a first time, and again if they are still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.course import is_ill_on
from ingest.simulation.draws import generator, happens
from ingest.simulation.members import CONTRIBUTOR

if TYPE_CHECKING:
    from ingest.simulation.draws import Floats, Integers
    from ingest.simulation.truth import Truth

MEAN_FIRST_LAG_DAYS = 2.0
LATEST_FIRST_SCORE_DAYS = 28


def draw_occasions(
    truth: Truth, people: pl.DataFrame, memberships: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return one row per person and answered occasion: person, wave (0 = the first), day.

    Follow-up is selective on purpose: the active, the writers and the well answer more often.
    """
    rng = generator(seed, "occasions")
    first = _first_occasions(truth, people, rng)
    asked = first.select("person", first_day="day").join(_presence(memberships), on="person")
    courses = people.join(asked.select("person"), on="person", how="semi").sort("person")
    asked = asked.sort("person")
    waves = [
        _answered_wave(truth, rng, courses, asked, wave)
        for wave in range(len(truth.follow_up.waves_days))
    ]
    return pl.concat([first, *waves]).sort("person", "wave")


def _first_occasions(truth: Truth, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Draw the first answer; some never give one, a few only after the baseline window."""
    share = truth.of_communities("baseline_share")[people["community"].to_numpy()]
    lag = np.floor(rng.exponential(MEAN_FIRST_LAG_DAYS, people.height))
    lag = np.minimum(lag, LATEST_FIRST_SCORE_DAYS)
    late = happens(rng, truth.scores.first_score_late_share, people.height)
    lag = np.where(late, rng.integers(35, 120, people.height), lag).astype(np.int64)
    return _occasions(people, people["joined_day"].to_numpy() + lag, wave=0).filter(
        pl.Series(happens(rng, share, people.height)) & (pl.col("day") < truth.day_count)
    )


def _presence(memberships: pl.DataFrame) -> pl.DataFrame:
    """Summarise over a person's communities: last active day, day of having left all, writing."""
    return memberships.group_by("person").agg(
        pl.col("end_day").max(),
        pl.when(pl.col("left_day").is_null().any())
        .then(None)
        .otherwise(pl.col("left_day").max())
        .alias("left_day"),
        (pl.col("role") >= CONTRIBUTOR).any().alias("writes"),
    )


def _answered_wave(
    truth: Truth, rng: np.random.Generator, courses: pl.DataFrame, asked: pl.DataFrame, wave: int
) -> pl.DataFrame:
    """Keep those who answer one wave, within the programme and before they have left."""
    told = truth.follow_up
    jitter = np.rint(told.wave_jitter_sd_days * rng.standard_normal(asked.height))
    day = asked["first_day"].to_numpy() + told.waves_days[wave] + jitter.astype(np.int64)
    answers = happens(rng, _probability(truth, courses, asked, wave, day), asked.height)
    has_left = pl.col("left_day").is_not_null() & (pl.col("left_day") < pl.Series(day))
    gone = asked.select(has_left.alias("gone"))["gone"]
    kept = pl.Series(answers) & ~gone & (pl.Series(day) < truth.day_count)
    return _occasions(asked, day, wave + 1).filter(kept)


def _probability(
    truth: Truth, courses: pl.DataFrame, asked: pl.DataFrame, wave: int, day: Integers
) -> Floats:
    told = truth.follow_up
    share = truth.of_communities("follow_up_share")[courses["community"].to_numpy()]
    is_well = ~is_ill_on(courses, day - courses["joined_day"].to_numpy())
    log_odds = (
        np.log(share / (1 - share))
        + told.centre
        + told.per_wave[wave]
        + told.when_still_active * (asked["end_day"].to_numpy() >= day)
        + told.when_in_remission * is_well
        + told.when_writing * asked["writes"].to_numpy()
    )
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _occasions(people: pl.DataFrame, day: Integers, wave: int) -> pl.DataFrame:
    return people.select("person").with_columns(
        pl.lit(wave, dtype=pl.Int64).alias("wave"), pl.Series("day", day)
    )
