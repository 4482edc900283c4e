"""The latent course of each person: ill or well on any day, and how ill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.special import ndtr

from ingest.simulation.draws import generator, happens

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Floats
    from ingest.simulation.truth import Truth

# The early reply acts from here on: whoever compares must look after this landmark as well.
EARLY_REPLY_ACTS_FROM_DAY = 14
NEVER = np.inf


def draw_courses(truth: Truth, people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row per person: days since joining of remission, relapse, worsening (inf = never).

    Needs the columns severity, is_at_caseness, treatment, has_early_reply. The well may fall ill
    at `onset_days`.
    """
    rng = generator(seed, "courses")
    count, told = people.height, truth.course
    is_ill = people["is_at_caseness"].to_numpy()
    remission = np.where(is_ill, _remission_days(truth, people, rng), NEVER)
    relapse = remission + _relapse_delays(truth, rng, count)
    worsening = np.where(
        happens(rng, told.worsening_share, count), rng.exponential(150, count), NEVER
    )
    yearly = -np.log(1 - told.onset_by_365_days_of_the_well) / 365
    onset = np.where(is_ill, NEVER, rng.exponential(1 / yearly, count))
    return pl.DataFrame(
        {
            "person": people["person"],
            "remission_days": remission,
            "relapse_days": relapse,
            "worsening_days": np.where(is_ill, worsening, NEVER),
            "onset_days": onset,
        }
    )


def is_ill_on(courses: pl.DataFrame, days: Floats) -> Flags:
    """Say for each row whether the person is ill so many days after joining."""
    started_well = np.isfinite(courses["onset_days"].to_numpy())
    fell_ill = started_well & (days >= courses["onset_days"].to_numpy())
    remitted = days >= courses["remission_days"].to_numpy()
    relapsed = days >= courses["relapse_days"].to_numpy()
    is_ill: Flags = fell_ill | (~started_well & (~remitted | relapsed))
    return is_ill


def natural_remission_days(truth: Truth, rng: np.random.Generator, count: int) -> Floats:
    """Draw days to remission of the untreated (inf = later than the last share known)."""
    return _natural_days(truth, rng.exponential(size=count))


def _remission_days(truth: Truth, people: pl.DataFrame, rng: np.random.Generator) -> Floats:
    """Solve for the day on which the cumulative hazard reaches a standard exponential draw.

    The draw is tied to severity by a Gaussian copula, which leaves the shares of
    `natural_remission` exact among the untreated and unanswered as a whole.
    """
    rho = truth.course.severity_correlation
    noise = rng.standard_normal(people.height)
    latent = rho * people["severity"].to_numpy() + np.sqrt(1 - rho**2) * noise
    needed = -np.log1p(-ndtr(latent))
    ratios = truth.course.treatment_hazard_ratios
    treated = np.array([ratios[word] for word in people["treatment"]])
    replied = people["has_early_reply"].to_numpy()
    answered = treated * np.where(replied, truth.course.early_reply_hazard_ratio, 1.0)
    before = _natural_hazard(truth, np.array([EARLY_REPLY_ACTS_FROM_DAY]))[0]
    early = needed <= treated * before
    natural = np.where(early, needed / treated, before + (needed - treated * before) / answered)
    return _natural_days(truth, natural)


def _knots(truth: Truth) -> tuple[Floats, Floats]:
    """Return days and cumulative natural hazards, from day 0; straight lines join them."""
    table = np.array([[0.0, 0.0], *truth.course.natural_remission])
    return table[:, 0], -np.log1p(-table[:, 1])


def _natural_hazard(truth: Truth, days: Floats) -> Floats:
    knots, hazards = _knots(truth)
    return np.interp(days, knots, hazards)


def _natural_days(truth: Truth, hazard: Floats) -> Floats:
    knots, hazards = _knots(truth)
    return np.where(hazard > hazards[-1], NEVER, np.interp(hazard, hazards, knots))


def _relapse_delays(truth: Truth, rng: np.random.Generator, count: int) -> Floats:
    """Draw days from remission to relapse; half never relapse."""
    told = truth.course
    mean = -182 / np.log1p(-told.relapse_by_182_days / told.relapse_ever_share)
    ever = happens(rng, told.relapse_ever_share, count)
    return np.where(ever, rng.exponential(mean, count), NEVER)
