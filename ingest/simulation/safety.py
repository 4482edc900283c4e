"""What goes wrong between members, and how soon somebody acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.clock import MINUTES_A_DAY
from ingest.simulation.draws import choose, generator, happens

if TYPE_CHECKING:
    from ingest.simulation.draws import Floats, Words
    from ingest.simulation.truth import Truth

ACTIONS = {
    "harassment": {"warning": 0.45, "content_removed": 0.35, "member_removed": 0.2},
    "misinformation": {"content_removed": 0.6, "warning": 0.3, "other": 0.1},
    "self_harm": {"referred": 0.8, "other": 0.2},
    "privacy": {"content_removed": 0.9, "warning": 0.1},
    "spam": {"member_removed": 0.5, "content_removed": 0.5},
}
# Spam harms nobody in particular.
HARMING = ("harassment", "misinformation", "privacy", "self_harm")


def draw_safety_reports(
    truth: Truth, memberships: pl.DataFrame, posts: pl.DataFrame, replies: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return one row per report: community, partner, utc minutes, type, action, harmed membership.

    A report follows a post or reply within a day or so; `actioned_minute` is null where nobody
    has acted by the last day.
    """
    rng = generator(seed, "safety")
    reported, kind = _of_types(truth, rng, _reported(truth, rng, posts, replies))
    minute = reported["utc_minute"].to_numpy() + 10 + rng.exponential(900, reported.height)
    acted = minute + _delays(truth, rng, reported, kind)
    end = truth.day_count * MINUTES_A_DAY
    is_acted = ~happens(rng, truth.safety.never_actioned_share, reported.height) & (acted < end)
    named = np.isin(kind, HARMING) & happens(rng, truth.safety.harmed_named_share, len(kind))
    drawn = reported.select("community", "membership").with_columns(
        pl.Series("reported_minute", minute.astype(np.int64)),
        pl.when(pl.Series(is_acted))
        .then(pl.Series(acted.astype(np.int64)))
        .alias("actioned_minute"),
        pl.Series("report_type", kind),
        pl.Series("action_taken", np.where(is_acted, _actions(rng, kind), "none")),
        pl.when(pl.Series(named)).then(pl.col("membership")).alias("harmed"),
    )
    return _numbered(drawn, memberships, end)


def _reported(
    truth: Truth, rng: np.random.Generator, posts: pl.DataFrame, replies: pl.DataFrame
) -> pl.DataFrame:
    """Pick the posts and replies that somebody reports, at the rate of their platform."""
    columns = ["membership", "community", "utc_minute"]
    written = pl.concat([posts.select(columns), replies.select(columns)])
    rates = np.array(
        [truth.safety.reports_per_1000[one.platform_type] / 1000 for one in truth.communities]
    )
    picked = happens(rng, rates[written["community"].to_numpy()], written.height)
    return written.filter(pl.Series(picked))


def _of_types(
    truth: Truth, rng: np.random.Generator, reported: pl.DataFrame
) -> tuple[pl.DataFrame, Words]:
    """Draw the types; where there is a policy, part of the misinformation is never written."""
    kind = choose(rng, truth.safety.report_types, reported.height)
    has_policy = truth.of_communities("has_misinformation_policy")[reported["community"].to_numpy()]
    spared = 1 - truth.safety.misinformation_with_policy
    is_prevented = has_policy & (kind == "misinformation")
    is_prevented &= happens(rng, spared, reported.height)
    return reported.filter(pl.Series(~is_prevented)), kind[~is_prevented]


def _delays(truth: Truth, rng: np.random.Generator, reported: pl.DataFrame, kind: Words) -> Floats:
    """Draw minutes from report to action: soon where somebody is there day and night."""
    told = truth.safety
    watched = truth.of_communities("is_moderated_day_and_night")[reported["community"].to_numpy()]
    hours = np.where(watched, told.action_hours_by_day_and_night, told.action_hours_otherwise)
    hours = hours * np.where(kind == "self_harm", told.self_harm_delay_factor, 1.0)
    spread = np.exp(told.action_log_sd * rng.standard_normal(reported.height))
    return np.asarray(1 + 60 * hours * spread)


def _actions(rng: np.random.Generator, kind: Words) -> Words:
    drawn = {name: choose(rng, shares, len(kind)) for name, shares in ACTIONS.items()}
    return np.array([drawn[name][at] for at, name in enumerate(kind)], dtype=np.str_)


def _numbered(drawn: pl.DataFrame, memberships: pl.DataFrame, end: int) -> pl.DataFrame:
    people = memberships.select("membership", "person", "partner")
    in_time = drawn.filter(pl.col("reported_minute") < end)
    return (
        in_time.join(people, on="membership", maintain_order="left")
        .sort("reported_minute", "membership")
        .with_row_index("report")
    )
