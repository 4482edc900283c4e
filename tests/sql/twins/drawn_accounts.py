"""What made-up releases know beside the members: snapshots, texts of models, exports."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.sql.twins.release import Row

NEWEST = 10
PUBLISHED_ON = date(2025, 10, NEWEST)
# From the last day of a month of activity, and from the day before.
TO_THE_END_OF_APRIL = tuple((PUBLISHED_ON - date(2024, 4, day)).days for day in (29, 30))


def snapshots(dice: random.Random) -> list[Row]:
    return [
        {
            "sequence": number,
            "snapshot_id": f"snapshot {number}",
            "published_at": datetime(2025, 10, number, 23),  # noqa: DTZ001 - in UTC, as the table holds it
            "policy_version": "1",
            "thresholds": "{}",
            "ledger_sequence": 3,
            "models_sha256": "a",
            "is_simulated": True,
            "covered_from": date(2020, 1, 1),
            "covered_through": date(2025, 8, 31),
        }
        for number in dice.sample([*dice.sample(range(1, NEWEST), 2), NEWEST], 3)
    ]


def covered_through(dice: random.Random) -> date | None:
    """The last day that exports cover: so many days ago that it tips a grade, or not known."""
    days = dice.choice([None, 100, 101, 190, 191, 370, 371, *TO_THE_END_OF_APRIL])
    return None if days is None else PUBLISHED_ON - timedelta(days)


def graded_counts(dice: random.Random) -> Row:
    """Counts of a funnel whose shares, and whose last step, lie at the thresholds of grades."""
    eligible = dice.choice([50, 60, 100, 190, 250, 300])
    share = eligible * dice.choice([8, 5, 2]) // 10 + dice.choice([-5, 0, 0, 5])
    scored = dice.choice([share, *(count for count in (7, 15, 20, 45, 50) if count <= eligible)])
    members = 10 * eligible
    baseline = members * dice.choice([8, 5, 2]) // 10 + dice.choice([-5, 0, 0, 5])
    return {
        "member_count": dice.choice([members, members, 5]),
        "with_baseline_count": dice.choice([0, baseline, baseline, baseline]),
        "at_caseness_count": eligible,
        "eligible_count": dice.choice([eligible, eligible, 5]),
        "with_any_follow_up_count": eligible,
        "in_window_count": dice.choice([scored, 145, 150]) if eligible > 150 else scored,
    }


# Models, macros and what they say; some only speak of a table that they do not read.
TEXTS = ("staging.deeds", "macros.share", "macros.share_of", "marts.rates", "marts.rates_more")
TEXTS += ("indicators.reach", "disclosed.rates", "published.rates", "reference.rules")
SAYINGS = (
    "-- from marts.rates and released.rates_more",
    "from released.rates -- and staging.deeds",
    "join marts.rates_more on true",
    "from staging.deeds as deeds",
    "select share(deeds.x)",
    "select share_of (1), share.y",
    "from registry.indicator_members",
    "from disclosed.rates",
    "from remarts.rates, reference.rules",
)


def models(dice: random.Random) -> list[Row]:
    return [
        {
            "path": f"sql/{place.replace('.', '/')}.sql",
            "stage": place.partition(".")[0],
            "stage_number": number,
            "model_name": place.partition(".")[2],
            "sql": "\n".join(dice.sample(SAYINGS, 3)),
        }
        for number, place in enumerate(TEXTS)
    ]


def export(dice: random.Random) -> Row:
    """One that names its communities or not, and of whose rows about a threshold was refused."""
    read = dice.choice([0, 100, 1000])
    year = dice.choice([2023, 2024, 2025])
    return {
        "partner_id": dice.choice(["north", "south", "nor"]),
        "status": dice.choice(["current", "current", "superseded"]),
        "covered_from": date(year, 1, 1),
        "covered_through": date(year + dice.choice([0, 1]), 12, 31),
        "community_ids": dice.choice([[], ["a"], ["b", "c"]]),
        "rows_read": read,
        "rows_refused": read * dice.choice([0, 1, 2, 5, 6, 20, 21]) // 100,
    }
