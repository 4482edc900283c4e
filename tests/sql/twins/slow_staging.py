"""Staging once more: of each thing the newest word, of exports that are current."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from tests.sql.twins.register import once, twin
from tests.sql.twins.world import KEYS, World

NOT_CONTACTS = ("visit", "crisis_help_opened")
CONTRIBUTIONS = ("post", "reply", "private_message")
FEATURES = ("age_band", "gender", "region_code", "rurality", "treatment_at_joining")
OF_COMMUNITIES = ("platform_type", "led_by", "is_anonymous", "is_moderated_day_and_night")
OF_COMMUNITIES += ("has_professional_partnership",)
PRACTICES = ("has_crisis_protocol", "has_moderator_training", "has_misinformation_policy")


def newest(world: World, kind: str) -> list[SimpleNamespace]:
    """Return each row as the newest current export has it, its community named in full."""
    place = {e.export_id: e.sequence for e in world.exports if e.status == "current"}
    found: dict[tuple, dict] = {}
    for row in sorted(world.accepted[kind], key=lambda row: place.get(row["export_id"], 0)):
        if row["export_id"] in place:
            found[row["partner_id"], *(row[name] for name in KEYS[kind])] = row
    return [SimpleNamespace(**row, place=_place(row)) for row in found.values()]


def _place(row):
    return row["community_id"] and f"{row['partner_id']}/{row['community_id']}"


@once
def communities(world):
    return newest(world, "communities")


@once
def members(world):
    return newest(world, "members")


@once
def scores(world):
    return newest(world, "outcome_scores")


@once
def reports(world):
    found = newest(world, "safety_reports")
    for row in found:
        row.day = _local(world, row, row.reported_at).date()
    return found


@once
def programs(world):
    return newest(world, "program_activities")


@once
def activity(world):
    found = newest(world, "activity")
    for row in found:
        local = _local(world, row, row.occurred_at)
        row.day, row.hour = local.date(), local.hour
        row.is_contact = row.activity_type not in NOT_CONTACTS
        row.is_contribution = row.activity_type in CONTRIBUTIONS
        row.is_at_night = row.hour >= 22 or row.hour < 6
    return found


@once
def _zones(world):
    return {row.place: ZoneInfo(row.time_zone) for row in communities(world)}


def _local(world, row, instant):
    """What the clock of the row's community showed at a UTC instant."""
    zone = _zones(world).get(row.place, ZoneInfo("UTC"))
    return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)


@once
def coverage(world) -> dict[tuple[str, str], tuple[date, date]]:
    found = defaultdict(list)
    for export in world.exports:
        if export.status == "current":
            found[export.partner_id, export.kind].append(export)
    return {
        key: (min(e.covered_from for e in group), max(e.covered_through for e in group))
        for key, group in found.items()
    }


def last_midnight(covered_through: date) -> datetime:
    """The instant before which a wait must be over: wherever the clock stands, it is covered."""
    return datetime.combine(covered_through, datetime.min.time())


@twin("staging.communities", "community_id, partner_id, community_name, platform_type, led_by,"
      " is_anonymous, is_moderated_day_and_night, has_professional_partnership,"
      " has_crisis_protocol, has_moderator_training, has_misinformation_policy, time_zone,"
      " country, opened_on")  # fmt: skip
def staged_communities(world):
    names = ("platform_type", "led_by", "is_anonymous", "is_moderated_day_and_night")
    names += ("has_professional_partnership", *PRACTICES, "time_zone", "country", "opened_on")
    return [
        (
            row.place,
            row.partner_id,
            row.community_name or row.community_id,
            *tuple(getattr(row, name) for name in names),
        )
        for row in communities(world)
    ]


@twin("staging.members", "partner_id, member_key, community_id, joined_on, left_on, age_band,"
      " gender, region_code, rurality, treatment_at_joining")  # fmt: skip
def staged_members(world):
    return [
        (
            row.partner_id,
            row.member_key,
            row.place,
            row.joined_on,
            row.left_on,
            *tuple(getattr(row, name) or "unknown" for name in FEATURES),
        )
        for row in members(world)
    ]


@twin("staging.activity", "partner_id, activity_key, member_key, thread_key,"
      " replies_to_activity_key, community_id, activity_type, occurred_on, local_hour,"
      " occurred_at, is_contact, is_contribution")  # fmt: skip
def staged_activity(world):
    return [
        (
            row.partner_id,
            row.activity_key,
            row.member_key,
            row.thread_key,
            row.replies_to_activity_key,
            row.place,
            row.activity_type,
            row.day,
            row.hour,
            row.occurred_at,
            row.is_contact,
            row.is_contribution,
        )
        for row in activity(world)
    ]


@twin("staging.outcome_scores", "partner_id, member_key, community_id, instrument, scored_on,"
      " score")  # fmt: skip
def staged_scores(world):
    return [
        (row.partner_id, row.member_key, row.place, row.instrument, row.scored_on, row.score)
        for row in scores(world)
    ]


@twin("staging.safety_reports", "partner_id, report_key, member_key, community_id, report_type,"
      " reported_on, reported_at, actioned_at")  # fmt: skip
def staged_reports(world):
    return [
        (
            row.partner_id,
            row.report_key,
            row.member_key,
            row.place,
            row.report_type,
            row.day,
            row.reported_at,
            row.actioned_at,
        )
        for row in reports(world)
    ]


@twin("staging.program_activities", "partner_id, program_id, community_id, program_type, currency,"
      " started_on, people_reached_count, cost_amount")  # fmt: skip
def staged_programs(world):
    return [
        (
            row.partner_id,
            row.program_id,
            row.place,
            row.program_type,
            row.currency,
            row.started_on,
            row.people_reached,
            row.cost_amount,
        )
        for row in programs(world)
    ]


@twin("staging.coverage", "partner_id, kind, covered_from, covered_through")
def staged_coverage(world):
    return [(*key, *ends) for key, ends in coverage(world).items()]
