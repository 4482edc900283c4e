"""What was drawn, as a partner would export it: the contracts' columns, times in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ingest.simulation.clock import dates, utc_times

if TYPE_CHECKING:
    from ingest.simulation.drawing import Drawn
    from ingest.simulation.truth import CommunityTruth, PartnerTruth, Truth

COMMUNITY_COLUMNS = (
    "community_id",
    "community_name",
    "platform_type",
    "led_by",
    "is_anonymous",
    "time_zone",
    "is_moderated_day_and_night",
    "has_professional_partnership",
    "has_crisis_protocol",
    "has_moderator_training",
    "has_misinformation_policy",
    "language",
    "country",
    "opened_on",
)


def communities_export(truth: Truth, partner: PartnerTruth) -> pl.DataFrame:
    """Return one row per community of the partner."""
    return pl.DataFrame([_features(one) for one in truth.communities if _of(one, partner)])


def members_export(truth: Truth, drawn: Drawn, partner_at: int) -> pl.DataFrame:
    """Return one row per member and community, sorted by date of joining."""
    told = drawn.people.drop("community", "partner", "joined_day")
    rows = drawn.memberships.filter(pl.col("partner") == partner_at).join(told, on="person")
    return rows.sort("joined_day", "membership").select(
        _member_id(truth, partner_at),
        _community_id(truth),
        dates(truth, "joined_day").alias("joined_on"),
        dates(truth, "left_day").alias("left_on"),
        "age_band",
        "gender",
        "region_code",
        "rurality",
        "treatment_at_joining",
    )


def scores_export(truth: Truth, drawn: Drawn, partner_at: int) -> pl.DataFrame:
    """Return one row per member, date and instrument; a person answers in the first community."""
    told = drawn.people.select("person", "community", "number")
    rows = drawn.scores.filter(pl.col("partner") == partner_at)
    return rows.join(told, on="person", maintain_order="left").select(
        _member_id(truth, partner_at),
        _community_id(truth),
        dates(truth, "day").alias("scored_on"),
        "instrument",
        pl.col("score").cast(pl.String).str.strip_suffix(".0"),
    )


def activity_export(truth: Truth, drawn: Drawn, partner_at: int) -> pl.DataFrame:
    """Return one row per event, in the order of time."""
    told = drawn.people.select("person", "number")
    members = drawn.memberships.filter(pl.col("partner") == partner_at).join(told, on="person")
    events = _events(drawn).join(
        members.select("membership", "community", "number"), on="membership"
    )
    prefix = truth.partners[partner_at].prefix
    return events.sort("utc_minute", "event").select(
        pl.format(prefix + "-e{}", "event").alias("activity_id"),
        _member_id(truth, partner_at),
        _community_id(truth),
        utc_times(truth, "utc_minute").alias("occurred_at"),
        "activity_type",
        _reference(prefix + "-t{}", "thread").alias("thread_id"),
        _reference(prefix + "-e{}", "answered").alias("replies_to_activity_id"),
    )


def safety_reports_export(truth: Truth, drawn: Drawn, partner_at: int) -> pl.DataFrame:
    """Return one row per report; the member is the one whom it harmed, where that is told."""
    prefix = truth.partners[partner_at].prefix
    rows = drawn.safety_reports.filter(pl.col("partner") == partner_at)
    told = drawn.people.select("person", "number")
    return rows.join(told, on="person", maintain_order="left").select(
        pl.format(prefix + "-s{}", "report").alias("report_id"),
        _community_id(truth),
        pl.when(pl.col("harmed").is_not_null()).then(_member_id(truth, partner_at)),
        utc_times(truth, "reported_minute").alias("reported_at"),
        "report_type",
        utc_times(truth, "actioned_minute").alias("actioned_at"),
        "action_taken",
    )


def program_activities_export(truth: Truth, drawn: Drawn, partner_at: int) -> pl.DataFrame:
    """Return one row per programme activity, its cost in the partner's own currency."""
    partner = truth.partners[partner_at]
    return drawn.programs.filter(pl.col("partner") == partner_at).select(
        pl.format(partner.prefix + "-p{}", "program").alias("program_id"),
        _community_id(truth),
        "program_type",
        dates(truth, "started_day").alias("started_on"),
        dates(truth, "ended_day").alias("ended_on"),
        "people_reached",
        "cost_amount",
        pl.lit(partner.currency).alias("currency"),
    )


def _features(community: CommunityTruth) -> dict[str, object]:
    return {column: getattr(community, column) for column in COMMUNITY_COLUMNS}


def _of(community: CommunityTruth, partner: PartnerTruth) -> bool:
    return community.partner_id == partner.partner_id


def _member_id(truth: Truth, partner_at: int) -> pl.Expr:
    return pl.format(truth.partners[partner_at].prefix + "{}", "number").alias("member_id")


def _community_id(truth: Truth) -> pl.Expr:
    names = pl.lit(pl.Series([community.community_id for community in truth.communities]))
    return names.gather(pl.col("community")).alias("community_id")


def _events(drawn: Drawn) -> pl.DataFrame:
    """Number all events: posts first, then replies by thread and place, then visits."""
    posts = drawn.posts.select(
        "membership",
        "utc_minute",
        activity_type=pl.lit("post"),
        thread="post",
        answered=pl.lit(None, dtype=pl.Int64),
    )
    return pl.concat([posts, _replies(drawn, posts.height), _visits(drawn)]).with_row_index("event")


def _replies(drawn: Drawn, first_event: int) -> pl.DataFrame:
    ordered = drawn.replies.sort("post", "place").with_row_index("at")
    # A reply answers the post or the reply just before it in its thread, whose number is one less.
    previous = pl.col("at").cast(pl.Int64) + first_event - 1
    to_post = pl.col("answers_place") < 0
    return ordered.select(
        "membership",
        "utc_minute",
        activity_type=pl.lit("reply"),
        thread="post",
        answered=pl.when(to_post).then(pl.col("post")).otherwise(previous),
    )


def _visits(drawn: Drawn) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.Int64)
    return drawn.visits.select(
        "membership", "utc_minute", "activity_type", thread=nothing, answered=nothing
    )


def _reference(form: str, column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.format(form, column))
