"""Read `truth.yaml`: the parameters of the simulated programme, with their types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

TRUTH_FILE = Path(__file__).with_name("truth.yaml")


@dataclass(frozen=True)
class MemberTruth:
    """Who joins, how long they stay, what they answer about themselves."""

    second_community_share: float
    second_community_mean_days: float
    growth: float
    one_off_share: float
    stay_median_days: float
    stay_log_sd: float
    formal_leaving_share: float
    missing_answer_share: float
    age_bands: dict[str, float]
    genders: dict[str, float]
    ruralities: dict[str, float]
    treatments: dict[str, float]


@dataclass(frozen=True)
class PostingTruth:
    """Who writes, how much, and how soon they are answered."""

    superuser_share: float
    superusers_at_least: int
    superuser_threads_per_day: float
    superuser_reply_weight: float
    superuser_reply_log_sd: float
    first_post_within_14_days_share: float
    threads_mean: float
    burst_share: float
    burst_threads_mean: float
    further_replies_mean: float
    reply_to_a_reply_share: float
    author_returns_share: float
    first_reply_log_sd: float
    night_delay_factor: float


@dataclass(frozen=True)
class CourseTruth:
    """Remission, relapse and worsening; shares by a number of days, and hazard ratios."""

    natural_remission: list[list[float]]
    early_reply_hazard_ratio: float
    mere_posting_hazard_ratio: float
    treatment_hazard_ratios: dict[str, float]
    severity_correlation: float
    relapse_ever_share: float
    relapse_by_182_days: float
    worsening_share: float
    worsening_points: float
    onset_by_365_days_of_the_well: float


@dataclass(frozen=True)
class ScoreTruth:
    """Levels of questionnaires (mean, spread between people), errors and drift, in points."""

    phq9_when_ill: list[float]
    gad7_when_ill: list[float]
    phq9_when_well: list[float]
    gad7_when_well: list[float]
    phq9_error_sd: float
    gad7_error_sd: float
    drift_of_the_ill: list[float]
    second_scale_days_later_share: float
    first_score_late_share: float
    ucla3_change_per_180_days: float


@dataclass(frozen=True)
class FollowUpTruth:
    """Who answers again; the weights are log-odds."""

    waves_days: list[int]
    wave_jitter_sd_days: float
    per_wave: list[float]
    centre: float
    when_still_active: float
    when_in_remission: float
    when_writing: float
    second_scale_missing_share: float


@dataclass(frozen=True)
class ActivityTruth:
    """How often and at which local hours members come."""

    sessions_per_day_median: float
    sessions_per_day_log_sd: float
    most_events: int
    crisis_help_share: float
    hour_weights: list[float]
    types: dict[str, dict[str, float]]


@dataclass(frozen=True)
class SafetyTruth:
    """How much goes wrong, and how soon something is done about it."""

    reports_per_1000: dict[str, float]
    report_types: dict[str, float]
    misinformation_with_policy: float
    never_actioned_share: float
    action_hours_by_day_and_night: float
    action_hours_otherwise: float
    action_log_sd: float
    self_harm_delay_factor: float
    harmed_named_share: float
    harm_hazard_ratio: float


@dataclass(frozen=True)
class ProgramTruth:
    """One type of programme activity; the cost of each person reached is in the own currency."""

    per_quarter: float
    reached: float
    cost_each: float


@dataclass(frozen=True)
class FlawTruth:
    """Faulty rows of one name in one export; `period` counts a partner's deliveries from 0."""

    partner_id: str
    period: int
    kind: str
    flaw: str
    rows: int


@dataclass(frozen=True)
class StoryTruth:
    """One export with a story of its own."""

    partner_id: str
    period: int
    kind: str
    first_rows: int = 0
    left_out_one_in: int = 0


@dataclass(frozen=True)
class NullTruth:
    """The programme without any effect, in which posting takes time (see `null_programme.py`)."""

    first_day: date
    joining_days: int
    last_day: date
    posts_per_day_shape: float
    posts_per_day_mean: float
    stay_mean_days: float
    asked_on_days: list[int]
    answered_share: float
    selective_shares: dict[str, float]
    many_posts: int


@dataclass(frozen=True)
class PartnerTruth:
    """One partner; `periods` are the covered periods of its deliveries, in order."""

    partner_id: str
    partner_name: str
    country: str
    currency: str
    prefix: str
    regions: dict[str, float]
    instruments: list[str]
    periods: list[list[date]]
    sends_members: bool = True


@dataclass(frozen=True)
class CommunityTruth:
    """One community: the contract's columns, then the shares that its members are drawn with."""

    partner_id: str
    community_id: str
    community_name: str
    platform_type: str
    led_by: str
    is_anonymous: bool
    time_zone: str
    is_moderated_day_and_night: bool
    has_professional_partnership: bool
    has_crisis_protocol: bool
    has_moderator_training: bool
    has_misinformation_policy: bool
    language: str
    country: str
    opened_on: date
    member_count: int
    caseness_share: float
    poster_share: float
    baseline_share: float
    follow_up_share: float
    answered_share: float
    first_reply_hours: float


@dataclass(frozen=True)
class Truth:
    """Everything that the programme is drawn with."""

    seed: int
    first_day: date
    last_day: date
    members: MemberTruth
    posting: PostingTruth
    course: CourseTruth
    scores: ScoreTruth
    follow_up: FollowUpTruth
    activity: ActivityTruth
    safety: SafetyTruth
    programs: dict[str, ProgramTruth]
    flaws: tuple[FlawTruth, ...]
    stories: dict[str, StoryTruth]
    null_programme: NullTruth
    partners: tuple[PartnerTruth, ...]
    communities: tuple[CommunityTruth, ...]

    @property
    def day_count(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.last_day - self.first_day).days + 1

    def of_communities(self, column: str) -> np.ndarray[Any, Any]:
        """Return one parameter of all communities, in their order."""
        return np.array([getattr(community, column) for community in self.communities])

    def partner_of_communities(self) -> np.ndarray[Any, Any]:
        """Return the position of each community's partner in `partners`."""
        positions = {partner.partner_id: at for at, partner in enumerate(self.partners)}
        return np.array([positions[community.partner_id] for community in self.communities])


@cache
def load_truth() -> Truth:
    """Read the file; an unknown or missing parameter is a TypeError."""
    raw = yaml.safe_load(TRUTH_FILE.read_text(encoding="utf-8"))
    return Truth(
        seed=raw["seed"],
        first_day=raw["first_day"],
        last_day=raw["last_day"],
        members=MemberTruth(**raw["members"]),
        posting=PostingTruth(**raw["posting"]),
        course=CourseTruth(**raw["course"]),
        scores=ScoreTruth(**raw["scores"]),
        follow_up=FollowUpTruth(**raw["follow_up"]),
        activity=ActivityTruth(**raw["activity"]),
        safety=SafetyTruth(**raw["safety"]),
        programs={name: ProgramTruth(**told) for name, told in raw["programs"].items()},
        flaws=tuple(FlawTruth(**flaw) for flaw in raw["flaws"]),
        stories={name: StoryTruth(**story) for name, story in raw["stories"].items()},
        null_programme=NullTruth(**raw["null_programme"]),
        partners=tuple(PartnerTruth(**partner) for partner in raw["partners"]),
        communities=tuple(CommunityTruth(**community) for community in raw["communities"]),
    )
