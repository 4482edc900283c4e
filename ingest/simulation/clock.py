"""Local days and minutes of a community become minutes of UTC, and back to text."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from ingest.simulation.draws import Floats, Integers
    from ingest.simulation.truth import Truth

MINUTES_A_DAY = 1440

# No event of a joining day lies before this local minute. East of Greenwich the UTC date of the
# small hours is still that of the day before, which would read as activity before joining.
FIRST_MINUTE_OF_JOINING_DAY = 150


def to_utc(truth: Truth, community: Integers, day: Integers, minute: Integers) -> Integers:
    """Turn local day (0 = the first) and minute of the day into minutes of UTC since day 0.

    The offset is that of local noon: in the night of a clock change it is an hour out, which
    nothing here depends on.
    """
    return day * MINUTES_A_DAY + minute - _offsets(truth)[community, day]


def minutes_of_the_day(rng: np.random.Generator, hour_weights: list[float], count: int) -> Integers:
    """Draw local minutes of the day by the weights of the 24 hours."""
    shares = np.array(hour_weights) / sum(hour_weights)
    return rng.choice(24, size=count, p=shares) * 60 + rng.integers(0, 60, count)


def is_night(truth: Truth, community: Integers, utc_minute: Integers) -> Floats:
    """Return 1.0 where the local clock reads between 22:00 and 07:00, else 0.0."""
    day = np.clip(utc_minute // MINUTES_A_DAY, 0, truth.day_count - 1)
    local_hour = (utc_minute + _offsets(truth)[community, day]) % MINUTES_A_DAY // 60
    return ((local_hour >= 22) | (local_hour < 7)).astype(np.float64)


def utc_times(truth: Truth, column: str) -> pl.Expr:
    """Turn a column of UTC minutes since day 0 into timestamps."""
    start = datetime.combine(truth.first_day, time.min)
    return pl.lit(start) + pl.duration(minutes=pl.col(column))


def dates(truth: Truth, column: str) -> pl.Expr:
    """Turn a column of days since day 0 into dates."""
    return pl.lit(truth.first_day) + pl.duration(days=pl.col(column))


def _offsets(truth: Truth) -> Integers:
    """Return minutes ahead of UTC, one row per community, one column per local day."""
    zones = [community.time_zone for community in truth.communities]
    by_zone = {zone: _offsets_of_zone(truth, zone) for zone in set(zones)}
    return np.stack([by_zone[zone] for zone in zones])


def _offsets_of_zone(truth: Truth, zone: str) -> Integers:
    # polars carries its own time zones, so a machine without tzdata draws the same programme.
    noon = datetime.combine(truth.first_day, time(12))
    last = noon + timedelta(days=truth.day_count - 1)
    local = pl.datetime_range(noon, last, "1d", eager=True).dt.replace_time_zone(zone)
    return (local.dt.base_utc_offset() + local.dt.dst_offset()).dt.total_minutes().to_numpy()
