"""What questionnaires read on each occasion: totals, as the contracts' scales count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.course import is_ill_on
from ingest.simulation.draws import generator, happens

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Floats
    from ingest.simulation.truth import Truth

PHQ9_CASENESS, GAD7_CASENESS = 10, 8
LONGEST_DRIFT = 2.0  # in units of 180 days


def draw_scores(
    truth: Truth, people: pl.DataFrame, occasions: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return one row per person, day and instrument: person, day, wave, instrument, score.

    A partner's people answer its instruments only.
    """
    rng = generator(seed, "scores")
    traits = people.with_columns(_traits(truth, people, generator(seed, "traits")))
    rows = occasions.join(traits, on="person").sort("person", "wave")
    phq9, gad7 = _depression_and_anxiety(truth, rows, rng)
    wide = rows.select("person", "partner", "wave", "day").with_columns(
        pl.Series("PHQ-9", phq9), pl.Series("GAD-7", gad7), *_other_scales(truth, rows, phq9, rng)
    )
    return _of_the_partner(truth, _second_scale_apart(truth, _long(wide), rng))


def _traits(truth: Truth, people: pl.DataFrame, rng: np.random.Generator) -> list[pl.Series]:
    """Draw each person's own levels; anxiety goes with depression (correlation 0.6)."""
    told, count = truth.scores, people.height
    severity = people["severity"].to_numpy()
    anxiety = 0.6 * severity + 0.8 * rng.standard_normal(count)
    well = rng.standard_normal((2, count))
    levels = {
        "phq9_ill": np.clip(_level(told.phq9_when_ill, severity), 6, 26),
        "gad7_ill": np.clip(_level(told.gad7_when_ill, anxiety), 2, 21),
        "phq9_well": np.clip(_level(told.phq9_when_well, well[0]), 0, 9),
        "gad7_well": np.clip(_level(told.gad7_when_well, well[1]), 0, 7),
        "drift": _level(told.drift_of_the_ill, rng.standard_normal(count)),
        "other": rng.standard_normal(count),
    }
    return [pl.Series(name, values) for name, values in levels.items()]


def _level(mean_and_spread: list[float], standard: Floats) -> Floats:
    mean, spread = mean_and_spread
    return np.asarray(mean + spread * standard)


def _depression_and_anxiety(
    truth: Truth, rows: pl.DataFrame, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Read PHQ-9 and GAD-7: the ill are at caseness on one of them, whoever never was is not."""
    told, days = truth.scores, _days_since_joining(rows)
    is_ill = is_ill_on(rows, days)
    drift = rows["drift"].to_numpy() * np.minimum(days / 180, LONGEST_DRIFT)
    worse = truth.course.worsening_points * (days >= rows["worsening_days"].to_numpy())
    change = np.where(is_ill, drift + worse, 0.0)
    depression = np.where(is_ill, rows["phq9_ill"], rows["phq9_well"]) + change
    anxiety = np.where(is_ill, rows["gad7_ill"], rows["gad7_well"]) + 0.6 * change
    phq9 = _read(depression, told.phq9_error_sd, 27, rng)
    gad7 = _read(anxiety, told.gad7_error_sd, 21, rng)
    return _agree_with_the_state(rows, is_ill, phq9, gad7)


def _days_since_joining(rows: pl.DataFrame) -> Floats:
    return np.asarray((rows["day"] - rows["joined_day"]).to_numpy(), dtype=np.float64)


def _read(level: Floats, error_sd: float, most: int, rng: np.random.Generator) -> Floats:
    return np.clip(np.rint(level + error_sd * rng.standard_normal(len(level))), 0, most)


def _agree_with_the_state(
    rows: pl.DataFrame, is_ill: Flags, phq9: Floats, gad7: Floats
) -> tuple[Floats, Floats]:
    below = (phq9 < PHQ9_CASENESS) & (gad7 < GAD7_CASENESS)
    phq9 = np.where(is_ill & below, PHQ9_CASENESS, phq9)
    never_ill = ~is_ill & ~rows["is_at_caseness"].to_numpy()
    phq9 = np.where(never_ill, np.minimum(phq9, PHQ9_CASENESS - 1), phq9)
    return phq9, np.where(never_ill, np.minimum(gad7, GAD7_CASENESS - 1), gad7)


def _other_scales(
    truth: Truth, rows: pl.DataFrame, phq9: Floats, rng: np.random.Generator
) -> list[pl.Series]:
    """Read loneliness, wellbeing, support and stigma, all of which go with depression."""
    other, noise = rows["other"].to_numpy(), rng.standard_normal((5, rows.height))
    stay = np.minimum(_days_since_joining(rows) / 180, LONGEST_DRIFT)
    lonely = 3.9 + 0.17 * phq9 + other + truth.scores.ucla3_change_per_180_days * stay
    stigma = 2.35 + 0.018 * phq9 + 0.3 * other - 0.05 * stay
    support = 4.7 - 0.06 * phq9 - 0.9 * other + 0.1 * stay
    return [
        pl.Series("UCLA-3", np.clip(np.rint(lonely + 0.5 * noise[0]), 3, 9)),
        pl.Series("WHO-5", np.clip(np.rint(20.5 - 0.75 * phq9 + 2 * noise[1]), 0, 25)),
        pl.Series("SWEMWBS", np.clip(np.rint(29 - 0.7 * phq9 + 2 * noise[2]), 7, 35)),
        pl.Series("MSPSS", np.round(np.clip(np.rint(12 * support + 3 * noise[3]), 12, 84) / 12, 2)),
        pl.Series("ISMI-10", np.round(np.clip(stigma + 0.1 * noise[4], 1, 4), 1)),
    ]


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    return wide.unpivot(
        index=["person", "partner", "wave", "day"], variable_name="instrument", value_name="score"
    )


def _second_scale_apart(
    truth: Truth, scores: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Let some answer GAD-7 days after PHQ-9, a few too late or never."""
    is_gad7 = (scores["instrument"] == "GAD-7").to_numpy()
    later = happens(rng, truth.scores.second_scale_days_later_share, scores.height)
    missing = happens(rng, truth.follow_up.second_scale_missing_share, scores.height)
    # Up to nine days apart: more than the seven that a baseline allows.
    gap = np.where(is_gad7 & later, rng.integers(1, 10, scores.height), 0)
    apart = scores.with_columns(pl.col("day") + pl.Series(gap))
    return apart.filter(pl.Series(~(is_gad7 & missing)))


def _of_the_partner(truth: Truth, scores: pl.DataFrame) -> pl.DataFrame:
    asked = pl.DataFrame(
        [
            {"partner": at, "instrument": instrument}
            for at, partner in enumerate(truth.partners)
            for instrument in partner.instruments
        ]
    )
    in_time = pl.col("day") < truth.day_count
    order = ["day", "person", "instrument"]
    return scores.join(asked, on=["partner", "instrument"]).filter(in_time).sort(order)
