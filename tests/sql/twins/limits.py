"""A world of people who live on limits: one unit before, on, and after each that the models draw.

Made-up worlds crowd around limits and yet meet few of them, for two dates must fit: a joining and
the end of what is covered, a recovery and a leaving. Here each limit has three people of its own,
whose names say which it is. Days count from the opening; everything is covered from
`FIRST` through `LAST`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.sql.twins.world import KINDS, OPENED, Export, World

FIRST, LAST = 9, 911
JOINED = 40
SIDES = (-1, 0, 1)
MINUTES_A_DAY = 1440
LANDMARKS = (14, 30, 60)
WINDOWS = ((15, 45), (60, 120), (135, 225), (305, 425), (670, 790))
TARGETS = (30, 90, 180, 365, 730)
ASKED = "helper post 00"
LATER_WINDOW = 100  # a day after every landmark, in the window of day 90


@dataclass
class Person:
    """One member of the forum, whose days count from the joining."""

    name: str
    joined: int = JOINED
    left: int | None = None
    scores: list[tuple[int, int, int | None]] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    posts: list[tuple[int, int | None]] = field(default_factory=list)
    answers_given: int = 0
    place: str = "forum"

    def scored(self, *scores: tuple[int, int] | tuple[int, int, int]) -> Person:
        """Days with a PHQ-9, and with a GAD-7 where one is said."""
        self.scores += [(*score, None)[:3] for score in scores]
        return self

    def seen(self, *days: int) -> Person:
        """Days with a contact."""
        self.contacts += days
        return self

    def posted(self, *posts: tuple[int, int | None]) -> Person:
        """Minutes since the joining at which something was posted, and after how many answered."""
        self.posts += posts
        return self


def world_of_limits() -> World:
    """Return the one world in which all of them live."""
    accepted: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    accepted["communities"] = [_community("forum", "UTC"), _community("chat", "America/Toronto")]
    helper = Person("helper", joined=0).posted((600, None))
    for person in (helper, *_people()):
        _write(person, accepted)
    accepted["safety_reports"] = list(_reports())
    accepted["program_activities"] = list(_programs())
    exports = [
        Export(f"E-{kind}", "north", kind, place, "current", _date(FIRST), _date(LAST))
        for place, kind in enumerate(KINDS, start=1)
    ]
    for kind, rows in accepted.items():
        for row in rows:
            row |= {"partner_id": "north", "export_id": f"E-{kind}"}
    return World(exports, accepted)


def _people() -> Iterator[Person]:
    for side in SIDES:
        yield from _baselines(side)
        yield from _follow_ups(side)
        yield from _endings(side)
        yield from _landmarks(side)
        yield from _recoveries(side)
        yield from _first_days(side)
        yield from _waits(side)


def _baselines(side: int) -> Iterator[Person]:
    """How early and how late a baseline may be, and how far its two scales may lie apart."""
    for name, day in (("early", -14), ("late", 30)):
        yield Person(f"{name} baseline {side}").scored((day + side, 15))
        yield Person(f"no {name} baseline yet {side}", joined=LAST - 30 + side).scored((0, 15))
    for apart in (7, 14):
        scales = ((0, 15), (LATER_WINDOW, 5))
        person = Person(f"scales {apart} days apart {side}").scored(*scales)
        person.scores += [(day + apart + side, -1, 9 - day // 50) for day, _ in scales]
        yield person


def _follow_ups(side: int) -> Iterator[Person]:
    """Windows, their nearest scores, and whether the exports cover their ends."""
    for (earliest, latest), target in zip(WINDOWS, TARGETS, strict=True):
        for limit in (earliest, latest):
            yield Person(f"scored on day {limit} {side}").scored((0, 15), (limit + side, 5))
        scores = ((0, 15), (target - 10, 5), (target + 10 + side, 20))
        yield Person(f"nearest to {target} {side}").scored(*scores)
        joined = LAST - latest + side
        yield Person(f"covered {latest} {side}", joined=joined).scored((0, 15), (target, 5))


def _endings(side: int) -> Iterator[Person]:
    """Silence, leaving and the year's end; what was scored last before each."""
    yield Person(f"silent for {90 + side}").scored((0, 15), (20, 5)).seen(5, 50, 140 + side)
    yield Person(f"silent at last {side}", joined=LAST - 140 + side).scored((0, 15)).seen(5, 50)
    yield Person(f"a year {side}", joined=LAST - 365 + side).scored((0, 15)).seen(5, *_often())
    person = Person(f"left at last {side}", joined=LAST - 50, left=50 + side)
    yield person.scored((0, 15)).seen(3, 5)
    yield Person(f"left when scored {side}", left=50 + side).scored((0, 15), (50, 5)).seen(3, 5)
    yield Person(f"{2 + side} contacts").scored((0, 15), (20, 5)).seen(*range(1, 3 + side))
    yield Person(f"ended soon {side}").scored((0, 15), (14 + side, 5)).seen(1, 2)
    yield Person(f"ended at once {side}").scored((0, 15), (10, 5)).seen(1, 10 + side)


def _often() -> list[int]:
    return list(range(20, 400, 40))


def _landmarks(side: int) -> Iterator[Person]:
    """Gone, well, or not covered by the landmark; and what was done by then."""
    for day in LANDMARKS:
        ill = ((0, 15), (LATER_WINDOW, 5))
        yield Person(f"left by {day} {side}", left=day + side).scored(*ill)
        yield Person(f"well by {day} {side}").scored((0, 15), (day + side, 5))
        yield Person(f"covered by {day} {side}", joined=LAST - day + side).scored((0, 15))
        post = ((day + side) * MINUTES_A_DAY, None)
        yield Person(f"wrote on day {day} {side}").scored(*ill).posted(post)
        answered = (day * MINUTES_A_DAY - 60, 60 + side)
        yield Person(f"answered on day {day} {side}").scored(*ill).posted(answered)
    shown = Person(f"shown from the baseline {side}", joined=FIRST + side)
    yield shown.scored((0, 15), (LATER_WINDOW, 5)).posted((0, None))
    yield Person(f"wrote before {side}").scored((3, 15)).posted(((3 + side) * MINUTES_A_DAY, None))
    for most in (1, 4, 19):
        posts = [(minute, None) for minute in range(most + side)]
        yield Person(f"wrote {most} {side}").scored((0, 15), (LATER_WINDOW, 5)).posted(*posts)


def _recoveries(side: int) -> Iterator[Person]:
    """The first recovery, its end of watching, its leaving and its relapse."""
    ill, well = (15, 10), (5, 3)
    first = ((0, *ill), (60, *well))
    yield Person(f"recovered on 14 {side}").scored((0, *ill), (14 + side, *well), (20, *ill))
    yield Person(f"recovered on 730 {side}").scored((0, *ill), (730 + side, *well))
    yield Person(f"recovered and left {side}", left=60 + side).scored(*first)
    for name, marks in (("ill", ill), ("well", well)):
        last = (240 + side, *marks)
        yield Person(f"{name} after 180 {side}").scored(*first, last)
        yield Person(f"well, then {name} after 180 {side}").scored(*first, (100, *well), last)
    joined = LAST - 240 + side
    yield Person(f"180 covered {side}", joined=joined).scored(*first, (100, *ill))


def _first_days(side: int) -> Iterator[Person]:
    """First posts and first answers, on the community's own clock, and whether that is covered."""
    for day in (0, 7, 14, 30):
        post = ((day + side) * MINUTES_A_DAY + 600, None)
        yield Person(f"first post on {day} {side}").posted(post)
        yield Person(f"days covered {day} {side}", joined=LAST - day + side).posted((600, 60))
    yield Person(f"joined as the exports begin {side}", joined=FIRST + side).seen(0, 200)
    # Midnight of the fifteenth day: at four o'clock UTC in Toronto, whose clocks have gone forward.
    for place, midnight in (("forum", 0), ("chat", 240)):
        end = 15 * MINUTES_A_DAY + midnight + side
        person = Person(f"answered in {place} by 14 {side}", joined=80, place=place)
        yield person.posted((1200, end - 1200))


def _waits(side: int) -> Iterator[Person]:
    """Waits for an answer, hours of the night, and waits that the exports just cover."""
    for hours in (2, 24, 168):
        waits = [(22 * 60, hours * 60 + side), (12 * 60, hours * 60 + side)]
        scores = ((0, 15), (LATER_WINDOW, 5))
        yield Person(f"waited {hours} hours {side}").scored(*scores).posted(*waits)
        end = (LAST - JOINED) * MINUTES_A_DAY
        yield Person(f"{hours} hours covered {side}").posted((end - hours * 60 + side, 30))
    for hour in (6, 22):
        for place, behind in (("forum", 0), ("chat", 240)):
            night = Person(f"night {hour} in {place} {side}", joined=80, place=place)
            yield night.posted((2 * MINUTES_A_DAY + hour * 60 + behind + side, 30))
    for given in (1, 2):
        answered = [(600 + minute, 60) for minute in range(3 - given)]
        name = f"gave {given + side} for {3 - given}"
        yield Person(name, answers_given=given + side).posted(*answered)
    # Answered on one side of the turn of a year, and not active on the other.
    new_year = (366 - JOINED) * MINUTES_A_DAY
    yield Person(f"answered at new year {side}").posted((new_year - 60, 60 + side))
    # The last and first days of quarters and months.
    yield Person(f"end of a quarter {side}").seen(91 - JOINED + side, 182 - JOINED + side)


def _reports() -> Iterator[dict]:
    """Reports acted upon at limits, reported when just covered, and at a quarter's turn."""
    end = LAST * MINUTES_A_DAY
    # The second quarter begins at four o'clock UTC in Toronto.
    april = 91 * MINUTES_A_DAY + 240
    for side in SIDES:
        yield _report(f"report in April {side}", "chat", april + side, 30)
        for hours in (24, 168):
            name, wait = f"report {hours} {side}", hours * 60
            yield _report(f"{name} acted upon", "forum", 100 * MINUTES_A_DAY, wait + side)
            yield _report(f"{name} covered", "forum", end - wait + side, 30)


def _report(key: str, place: str, minute: int, wait: int) -> dict:
    at = _instant(minute)
    return {
        "report_key": key,
        "community_id": place,
        "member_key": None,
        "reported_at": at,
        "report_type": "self_harm",
        "actioned_at": at + timedelta(minutes=wait),
        "action_taken": None,
    }


def _programs() -> Iterator[dict]:
    """Activities on both sides of the turn of a year."""
    for day in (365, 366, 367, 730, 731, 732):
        yield {
            "program_id": f"p{day}",
            "community_id": "forum",
            "program_type": "professional_session",
            "started_on": _date(day),
            "ended_on": None,
            "people_reached": 10,
            "cost_amount": 30,
            "currency": "CAD",
        }


def _write(person: Person, accepted: dict[str, list[dict]]) -> None:
    home = {"member_key": person.name, "community_id": person.place}
    start = OPENED + timedelta(person.joined)
    left = None if person.left is None else start + timedelta(person.left)
    said = dict.fromkeys(("age_band", "gender", "region_code", "rurality", "treatment_at_joining"))
    accepted["members"].append(home | {"joined_on": start, "left_on": left} | said)
    for day, *marks in person.scores:
        for instrument, score in zip(("PHQ-9", "GAD-7"), marks, strict=True):
            if score is not None and score >= 0:
                on = {"scored_on": start + timedelta(day), "instrument": instrument}
                accepted["outcome_scores"].append(home | on | {"score": score})
    minute = person.joined * MINUTES_A_DAY
    for day in person.contacts:
        at = minute + day * MINUTES_A_DAY + 720
        accepted["activity"].append(home | _deed(f"{person.name} read {day}", at, "read"))
    for number in range(person.answers_given):
        at = minute + 720 + number
        answer = _deed(f"{person.name} answer {number}", at, "reply", answers=ASKED)
        accepted["activity"].append(home | answer)
    for number, (after, wait) in enumerate(person.posts):
        key, at = f"{person.name} post {number:02}", minute + after
        accepted["activity"].append(home | _deed(key, at, "post"))
        if wait is not None:
            answer = _deed(f"{key} answered", at + wait, "reply", answers=key)
            accepted["activity"].append(home | answer | {"member_key": "helper"})


def _deed(key: str, minute: int, kind: str, answers: str | None = None) -> dict:
    return {
        "activity_key": key,
        "occurred_at": _instant(minute),
        "activity_type": kind,
        "thread_key": None,
        "replies_to_activity_key": answers,
    }


def _instant(minute: int) -> datetime:
    return datetime.combine(OPENED, time()) + timedelta(minutes=minute)


def _date(day: int) -> date:
    return OPENED + timedelta(day)


def _community(place: str, time_zone: str) -> dict:
    unsaid = ("community_name", "country", "opened_on", "is_moderated_day_and_night")
    unsaid += ("has_professional_partnership", "has_crisis_protocol", "has_moderator_training")
    return {
        "community_id": place,
        "platform_type": "forum",
        "led_by": "peers",
        "is_anonymous": True,
        "time_zone": time_zone,
        **dict.fromkeys((*unsaid, "has_misinformation_policy")),
    }
