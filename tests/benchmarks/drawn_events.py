"""What is expected of the posts of the simulated programme, from the parameters of its truth."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from scipy.special import ndtr

from ingest.simulation.clock import is_night, to_utc
from ingest.simulation.drawing import Drawn
from ingest.simulation.draws import Floats, Integers
from ingest.simulation.truth import Truth
from tests.benchmarks.drawn_outcomes import Counts

FIRST_DAY_OF_2025, FIRST_DAY_OF_2026 = 366, 731
# First days of the quarters from 2025 on, and what they are called.
QUARTERS = {366: "2025-01-01", 456: "2025-04-01", 547: "2025-07-01", 639: "2025-10-01"}
QUARTERS |= {731: "2026-01-01", 821: "2026-04-01"}


def events_of(truth: Truth, drawn: Drawn) -> Counts:
    """Count what is expected of each post and of each quarter of 2025 and after."""
    counts: Counts = {}
    _add_replies(counts, truth, drawn)
    _add_reports(counts, truth, drawn)
    return counts


def answered_within(truth: Truth, community: Integers, night: Floats, hours: float) -> Floats:
    """The truth's share of posts that are answered within so many hours."""
    typical = truth.of_communities("first_reply_hours")[community]
    watched = truth.of_communities("is_moderated_day_and_night")[community]
    slower = np.where(~watched & (night > 0), truth.posting.night_delay_factor, 1.0)
    late = np.log(hours / (typical * slower)) / truth.posting.first_reply_log_sd
    return np.asarray(truth.of_communities("answered_share")[community] * ndtr(late))


def actioned_within(truth: Truth, *, is_watched: bool, is_self_harm: bool, hours: float) -> float:
    """The truth's share of reports that are acted upon within so many hours."""
    told = truth.safety
    typical = told.action_hours_by_day_and_night if is_watched else told.action_hours_otherwise
    typical *= told.self_harm_delay_factor if is_self_harm else 1
    acted = 1 - told.never_actioned_share
    return float(acted * ndtr(math.log(hours / typical) / told.action_log_sd))


def _add_replies(counts: Counts, truth: Truth, drawn: Drawn) -> None:
    """By moderation and by night (22:00 to 05:59 on the local clock), of the posts of 2025."""
    posts = drawn.posts.filter(pl.col("day").is_between(FIRST_DAY_OF_2025, FIRST_DAY_OF_2026 - 1))
    community, minute = posts["community"].to_numpy(), posts["utc_minute"].to_numpy()
    midnight = to_utc(truth, community, posts["day"].to_numpy(), np.zeros_like(minute))
    hour = (minute - midnight) // 60
    at_night = (hour >= 22) | (hour < 6)
    watched = truth.of_communities("is_moderated_day_and_night")[community]
    slow = is_night(truth, community, minute)
    for hours in (2, 24, 168):
        share = answered_within(truth, community, slow, hours)
        for is_watched in (True, False):
            for time_of_day, meant in (("night", at_night), ("day", ~at_night)):
                chosen = share[meant & (watched == is_watched)]
                key = ("answered", str(hours), str(is_watched).lower(), time_of_day)
                counts[key] = [float(chosen.sum()), float(len(chosen))]


def _add_reports(counts: Counts, truth: Truth, drawn: Drawn) -> None:
    """Reports that are expected, beside contributions (private messages among them)."""
    written = pl.concat([drawn.posts["utc_minute"], drawn.replies["utc_minute"]]).to_numpy() // 1440
    community = pl.concat([drawn.posts["community"], drawn.replies["community"]]).to_numpy()
    messages = drawn.visits.filter(pl.col("activity_type") == "private_message")
    sent = messages["utc_minute"].to_numpy() // 1440
    for kind in ("harassment", "misinformation", "self_harm"):
        rate = np.array([report_rate(truth, at, kind) for at in range(len(truth.communities))])
        for first, end in zip(QUARTERS, [*[*QUARTERS][1:], truth.day_count], strict=True):
            inside = (written >= first) & (written < end)
            count = inside.sum() + ((sent >= first) & (sent < end)).sum()
            counts["reports", kind, QUARTERS[first]] = [
                float(rate[community[inside]].sum()),
                float(count),
            ]


def report_rate(truth: Truth, community: int, kind: str) -> float:
    """The truth's reports of one kind for each post or reply."""
    told, one = truth.safety, truth.communities[community]
    has_policy = kind == "misinformation" and one.has_misinformation_policy
    share = told.report_types[kind] / sum(told.report_types.values())
    factor = told.misinformation_with_policy if has_policy else 1.0
    return told.reports_per_1000[one.platform_type] / 1000 * share * factor
