"""A small made-up world: what two partners sent, with every oddity that the models must bear.

Two partners share the names of their members, exports overlap and are superseded, communities are
left undescribed, members unlisted, features unsaid. Days, hours and scores crowd around the limits
of windows, nights, periods and caseness.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import duckdb

from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database, key_of

COUNTRIES = {"north": "CA", "south": "FR"}
KINDS = ("communities", "members", "activity", "outcome_scores", "safety_reports")
KINDS += ("program_activities",)
KEYS = {
    "communities": ("community_id",),
    "members": ("member_key", "community_id"),
    "activity": ("activity_key",),
    "outcome_scores": ("member_key", "scored_on", "instrument"),
    "safety_reports": ("report_key",),
    "program_activities": ("program_id",),
}
OPENED = date(2024, 1, 1)
# Instruments, the highest score that is drawn, and the scores around which most lie.
INSTRUMENTS = {
    "PHQ-9": (27, (3, 4, 5, 9, 10, 15, 16)),
    "GAD-7": (21, (3, 7, 8, 11, 12)),
    "BDI-II": (63, (10, 11, 20, 21, 22, 31, 32)),
    "BDI-I": (63, (9, 10, 11)),
    "WHO-5": (25, (11, 12, 13, 14, 15)),
    "UCLA-3": (9, (5, 6)),
    "MSPSS": (84, (50, 51)),
    "ISMI-10": (40, (20, 21)),
}
NEAR_WINDOWS = (7, 14, 15, 30, 45, 60, 90, 120, 135, 180, 225, 305, 365, 425, 670)
DEEDS = (
    *("post", "post", "post", "reply", "reply", "reply", "read", "visit", "reaction"),
    *("private_message", "session_attended", "crisis_help_opened"),
)


@dataclass(frozen=True)
class Export:
    export_id: str
    partner_id: str
    kind: str
    sequence: int
    status: str
    covered_from: date
    covered_through: date


@dataclass(frozen=True)
class Person:
    partner: str
    name: str
    homes: list[str]
    joined: date


@dataclass(frozen=True, eq=False)
class World:
    """`accepted` holds the rows of each kind, as partners sent them; all exports together."""

    exports: list[Export]
    accepted: dict[str, list[dict]]


def world_of(seed: int) -> World:
    """Make up one world: the same for the same seed."""
    dice = random.Random(seed)
    drawn: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    for partner, size in (("north", 16), ("south", 5)):
        _people_of(dice, partner, size, drawn)
    return _sent(dice, drawn)


def build_world(world: World) -> duckdb.DuckDBPyConnection:
    """Put the world into a work database and build every private table."""
    con = empty_work_database()
    con.execute("insert into ledger.partners values ('south', 'South', 'FR', false)")
    lines = [
        f"{e.export_id} | {e.kind} | {e.partner_id} | {e.status} | {e.covered_from}"
        f" | {e.covered_through}"
        for e in sorted(world.exports, key=lambda export: export.sequence)
    ]
    heading = "export_id | kind | partner_id | status | covered_from | covered_through"
    draw_exports(con, "\n".join([heading, *lines]))
    for kind, rows in world.accepted.items():
        draw_accepted(con, kind, rows)
    build_tables(con)
    return con


def rows_of(con: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[tuple]:
    """Rows of a table, with the names of drawn keys in the place of the keys."""
    names = {
        key_of(name): name for (name,) in con.execute("select name from drawn_keys").fetchall()
    }
    found = con.execute(f"select {columns} from {table}").fetchall()
    return [tuple(names.get(value, value) if value else value for value in row) for row in found]


def _people_of(dice, partner, size, drawn):
    """Communities, members, and all that they do."""
    places = ["forum", "chat", "group"] if partner == "north" else ["forum"]
    # Nobody describes the group.
    for place in places[:2]:
        drawn["communities"].append(_community(dice, partner, place))
    posts: list[dict] = []
    for name in [f"member {number}" for number in range(size)]:
        joined = OPENED + timedelta(dice.choice([-20, 0, 1, 30, 60, 90, 91, dice.randrange(400)]))
        homes = dice.sample(places, dice.randint(1, min(2, len(places))))
        person = Person(partner, name, homes, joined)
        for place in homes:
            if dice.random() < 0.8:
                drawn["members"].append(_membership(dice, partner, name, place, joined))
        _write(dice, person, drawn, posts)
        _answer_questionnaires(dice, person, drawn)
    for number in range(dice.randint(0, 7)):
        drawn["safety_reports"].append(_report(dice, partner, number, places, size))
    for number in range(dice.randint(0, 7)):
        drawn["program_activities"].append(_program(dice, partner, number, places))


def _maybe(dice, *values):
    return dice.choice([None, *values, *values])


def _community(dice, partner, place):
    flags = ("is_moderated_day_and_night", "has_professional_partnership", "has_crisis_protocol")
    flags += ("has_moderator_training", "has_misinformation_policy")
    return {
        "partner_id": partner,
        "community_id": place,
        "community_name": _maybe(dice, place.title()),
        "platform_type": dice.choice(["forum", "chat", "app"]),
        "led_by": dice.choice(["peers", "professionals", "mixed"]),
        "is_anonymous": dice.random() < 0.5,
        "time_zone": dice.choice(["UTC", "America/Toronto", "Europe/Paris"]),
        "country": _maybe(dice, "CA"),
        "opened_on": _maybe(dice, OPENED),
        **{flag: _maybe(dice, True, False) for flag in flags},
    }


def _membership(dice, partner, name, place, joined):
    joined_on = joined + timedelta(dice.choice([0, 0, 1, 40]))
    left_on = joined_on + timedelta(dice.choice([5, 30, 90, 200, 400]))
    return {
        "partner_id": partner,
        "member_key": name,
        "community_id": place,
        "joined_on": joined_on,
        "left_on": left_on if dice.random() < 0.3 else None,
        "age_band": _maybe(dice, "under_18", "18_24", "25_34", "45_54", "65_74"),
        "gender": _maybe(dice, "woman", "man", "non_binary"),
        "region_code": _maybe(dice, "CA-QC", "CA-ON"),
        "rurality": _maybe(dice, "urban", "rural", "remote"),
        "treatment_at_joining": _maybe(dice, "none", "medication", "both"),
    }


def _write(dice, person, drawn, posts):
    """Deeds at the ends of days, nights, periods and windows; some answer an earlier message."""
    for number in range(dice.choice([0, 3, 8, 25])):
        near = dice.choice([0, 1, 13, 14, 30, 31, 59, 60, 89, 90, 91, dice.randrange(500)])
        minute = dice.choice([0, 239, 240, 360, 1319, 1320, 1439, dice.randrange(1440)])
        at = datetime.combine(person.joined, time()) + timedelta(near, minutes=minute)
        deed = {
            "partner_id": person.partner,
            "activity_key": f"{person.partner} {person.name} deed {number:02}",
            "member_key": person.name,
            "community_id": dice.choice(person.homes),
            "occurred_at": at,
            "activity_type": dice.choice(DEEDS),
            "thread_key": _maybe(dice, *(f"{person.partner} thread {n}" for n in (1, 2))),
            "replies_to_activity_key": None,
        }
        if deed["activity_type"] == "reply" and posts and dice.random() < 0.7:
            named = dice.choice(posts)
            wait = dice.choice([0, 30, 119, 120, 121, 1440, 1441, 10_080, 10_081])
            deed["occurred_at"] = named["occurred_at"] + timedelta(minutes=wait)
            deed["replies_to_activity_key"] = named["activity_key"]
        drawn["activity"].append(deed)
        if deed["activity_type"] in ("post", "reply"):
            posts.append(deed)


def _answer_questionnaires(dice, person, drawn):
    taken = set()
    asked = [*dice.sample([*INSTRUMENTS], dice.randint(1, 3)), "PHQ-9", "GAD-7"]
    first = person.joined + timedelta(dice.choice([-14, 0, 0, 3, 30, 31]))
    later = [day + dice.randint(-1, 1) for day in dice.choices(NEAR_WINDOWS, k=dice.randint(0, 6))]
    for day in [0, *later]:
        for instrument in asked:
            scored_on = first + timedelta(day + dice.choice([0, 0, 0, 0, 7, 8, 14, 15]))
            if dice.random() < 0.2 or (scored_on, instrument) in taken:
                continue
            taken.add((scored_on, instrument))
            highest, usual = INSTRUMENTS[instrument]
            drawn["outcome_scores"].append(
                {
                    "partner_id": person.partner,
                    "member_key": person.name,
                    "community_id": person.homes[0],
                    "scored_on": scored_on,
                    "instrument": instrument,
                    "score": dice.choice([*usual, dice.randint(0, highest)]),
                }
            )


def _report(dice, partner, number, places, size):
    minute = dice.choice([0, 1439, dice.randrange(1440)])
    day = dice.choice([0, 90, 91, dice.randrange(500)])
    at = datetime.combine(OPENED, time()) + timedelta(day, minutes=minute)
    wait = dice.choice([None, 0, 60, 1440, 1441, 10_080, 10_081])
    return {
        "partner_id": partner,
        "report_key": f"{partner} report {number}",
        "community_id": dice.choice(places),
        "member_key": _maybe(dice, f"member {dice.randrange(size)}"),
        "reported_at": at,
        "report_type": dice.choice(["harassment", "misinformation", "self_harm", "spam"]),
        "actioned_at": None if wait is None else at + timedelta(minutes=wait),
        "action_taken": None,
    }


def _program(dice, partner, number, places):
    cost = dice.choice([None, 30, 99.5, 1200])
    kinds = ("information_campaign", "stigma_campaign", "moderator_training")
    kinds += ("referral_pathway", "professional_session")
    return {
        "partner_id": partner,
        "program_id": f"p{number}",
        "community_id": _maybe(dice, *places),
        "program_type": dice.choice(kinds),
        "started_on": OPENED + timedelta(dice.choice([-1, 0, 90, 91, 365, dice.randrange(800)])),
        "ended_on": None,
        "people_reached": _maybe(dice, 0, 12, 900),
        "cost_amount": cost,
        "currency": cost and dice.choice(["CAD", "EUR"]),
    }


def _sent(dice, drawn):
    """Spread the rows over exports: most in one; some said anew; some in what is not believed."""
    exports: list[Export] = []
    accepted: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for partner in COUNTRIES:
            if partner == "south" and dice.random() < 0.15:
                continue  # never sent: nothing is covered, and no row is there
            rows = [row for row in drawn[kind] if row["partner_id"] == partner]
            first, through = _coverage(dice)
            middle = first + timedelta(dice.randrange(90))
            for name, status, start, end in (
                ("old", "current", first, middle),
                ("main", "current", middle, through),
                ("lost", dice.choice(["superseded", "withdrawn"]), first, date(2030, 1, 1)),
            ):
                export_id = f"E-{partner}-{kind}-{name}"
                place = len(exports) + 1
                exports.append(Export(export_id, partner, kind, place, status, start, end))
                for row in rows:
                    if name == "main" or dice.random() < 0.3:
                        accepted[kind].append({**_changed(dice, row, name), "export_id": export_id})
    return World(exports, {kind: _covered(kind, rows) for kind, rows in accepted.items()})


def _coverage(dice):
    first = dice.choice([date(2023, 12, 1), OPENED, OPENED, date(2024, 1, 2)])
    ends = (date(2024, 12, 30), date(2024, 12, 31), date(2025, 6, 30), date(2025, 9, 14))
    return first, dice.choice([*ends, date(2026, 9, 30)])


def _changed(dice, row, export):
    """What the other exports say of the same row differs, where it may."""
    if export == "main":
        return row
    change = {"gender": "man", "led_by": "peers", "score": 1, "report_type": "harassment"}
    change |= {"activity_type": "read", "people_reached": 5}
    return row | {name: value for name, value in change.items() if name in row}


def _covered(kind, rows):
    """Activity that answers a message which nobody sent has lost it; all columns are there."""
    if kind != "activity":
        return rows
    sent = {row["activity_key"] for row in rows}
    return [row for row in rows if row["replies_to_activity_key"] in {None, *sent}]
