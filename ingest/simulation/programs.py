"""What the partners did beside their communities: campaigns, training, referrals, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.draws import generator

if TYPE_CHECKING:
    from ingest.simulation.truth import Truth

DAYS_OF_A_QUARTER = 91
# These belong to one community; campaigns speak to everybody.
OF_ONE_COMMUNITY = ("moderator_training", "referral_pathway", "professional_session")


def draw_programs(truth: Truth, seed: int) -> pl.DataFrame:
    """Return one row per programme activity: partner, community (null = all), days, reach, cost."""
    rng = generator(seed, "programs")
    rows = [
        _program(truth, rng, partner, quarter, name)
        for partner in range(len(truth.partners))
        for quarter in range(truth.day_count // DAYS_OF_A_QUARTER)
        for name, told in truth.programs.items()
        if rng.random() < told.per_quarter
    ]
    return pl.DataFrame(rows).sort("partner", "started_day").with_row_index("program")


def _program(
    truth: Truth, rng: np.random.Generator, partner: int, quarter: int, name: str
) -> dict[str, object]:
    told = truth.programs[name]
    started = quarter * DAYS_OF_A_QUARTER + int(rng.integers(0, 60))
    reached = round(float(told.reached * np.exp(0.4 * rng.standard_normal())))
    cost = reached * told.cost_each * float(np.exp(0.2 * rng.standard_normal()))
    own = np.flatnonzero(truth.partner_of_communities() == partner)
    return {
        "partner": partner,
        "community": int(rng.choice(own)) if name in OF_ONE_COMMUNITY else None,
        "program_type": name,
        "started_day": started,
        "ended_day": min(started + int(rng.integers(1, 30)), truth.day_count - 1),
        "people_reached": reached,
        "cost_amount": round(cost, 2),
    }
