"""The definitions of engagement once more: slow, boring, without DuckDB.

A life is a list of events; every count walks over all members and all of their events. A stratum is
a set of communities, because in what is drawn here it is communities that differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

MESSAGES = ("post", "reply")
CONTRIBUTIONS = ("post", "reply", "private_message")
DAY_OR_NIGHT = [("night", range(22, 24)), ("night", range(6)), ("day", range(6, 22))]
ZONES = {"forum": ZoneInfo("UTC"), "chat": ZoneInfo("America/Toronto")}
STRATA = {
    ("all", "all", "all"): {"forum", "chat"},
    ("all", "led_by", "peers"): {"forum"},
    ("all", "led_by", "mixed"): {"chat"},
    ("north/forum", "all", "all"): {"forum"},
    ("north/chat", "all", "all"): {"chat"},
}


@dataclass(frozen=True)
class Event:
    """What a member did: `at` is UTC, `answers` the key of the event that a reply names."""

    key: str
    member: int
    community: str
    at: datetime
    kind: str
    thread: str | None = None
    answers: str | None = None

    @property
    def local(self) -> datetime:
        return self.at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONES[self.community])

    @property
    def day(self) -> date:
        return self.local.date()

    @property
    def time_of_day(self) -> str:
        return next(name for name, hours in DAY_OR_NIGHT if self.local.hour in hours)


@dataclass(frozen=True)
class Programme:
    """`joined` gives, of each member, the day of joining each community."""

    joined: list[dict[str, date]]
    events: list[Event]
    covered_from: date
    covered_through: date


def states(programme: Programme) -> dict:
    counted = {}
    for stratum, communities in STRATA.items():
        for length, name in ((3, "quarter"), (1, "month")):
            if name == "month" and stratum != ("all", "all", "all"):
                continue
            start = programme.covered_from
            while True:
                before, start = start, months_later(start, length)
                if months_later(start, length) - timedelta(days=1) > programme.covered_through:
                    break
                row = _states_of(programme, communities, before, start, length)
                if any(row):
                    counted[*stratum, name, start] = row
    return counted


def _states_of(programme, communities, before, start, length):
    total = Counter()
    for member, joined in enumerate(programme.joined):
        mine = [e for e in programme.events if e.member == member and e.community in communities]
        days = [e.day for e in mine]
        now = [e for e in mine if start <= e.day < months_later(start, length)]
        was_active = any(before <= day < start for day in days)
        joinings = [on for where, on in joined.items() if where in communities]
        entered = min([*days, *joinings], default=start)
        if now:
            total["active"] += 1
            state = "continuing" if was_active else "new" if entered >= start else "revived"
            total[state] += 1
            is_writing = any(e.kind in CONTRIBUTIONS for e in now)
            total["contributing" if is_writing else "reading"] += 1
        elif was_active:
            total["lapsed"] += 1
        total["previous"] += was_active
    names = ("active", "new", "continuing", "revived", "reading", "contributing")
    return tuple(total[name] for name in (*names, "previous", "lapsed"))


def hours(programme: Programme) -> dict:
    counted = {}
    for stratum, communities in STRATA.items():
        events = [e for e in programme.events if e.community in communities]
        everyone = len({e.member for e in events})
        for week_day in ("all", *"1234567"):
            if week_day != "all" and stratum != ("all", "all", "all"):
                continue
            for part in ("all", "day", "night", *(f"{hour:02}" for hour in range(24))):
                then = [e for e in events if _is_then(e, week_day, part)]
                if then:
                    counted[*stratum, week_day, part] = (
                        everyone,
                        len({e.member for e in then}),
                        len({e.member for e in then if e.kind in CONTRIBUTIONS}),
                        len({e.member for e in then if e.kind == "crisis_help_opened"}),
                        sum(e.kind in CONTRIBUTIONS for e in then),
                    )
    return counted


def _is_then(event, week_day, part):
    is_day = week_day in ("all", str(event.local.isoweekday()))
    return is_day and part in ("all", event.time_of_day, f"{event.local.hour:02}")


def answers(programme: Programme) -> list[tuple[Event, Event]]:
    """Every (reply, message) in which the one answers the other."""
    by_key = {e.key: e for e in programme.events if e.kind in MESSAGES}
    found = []
    for reply in (e for e in programme.events if e.kind == "reply"):
        message = by_key.get(reply.answers) if reply.answers else _first_post(programme, reply)
        if message and message.member != reply.member and message.at <= reply.at:
            found.append((reply, message))
    return found


def _first_post(programme, reply):
    posts = [
        e
        for e in programme.events
        if e.kind == "post"
        and e.thread is not None
        and (e.thread, e.community) == (reply.thread, reply.community)
    ]
    return min(posts, key=lambda e: (e.at, e.key), default=None)


def exchanges(programme: Programme) -> dict:
    counted: dict = {}
    pairs = answers(programme)
    for stratum, communities in STRATA.items():
        for period in ("all", *_years(programme)):
            for member in range(len(programme.joined)):
                active = [
                    e
                    for e in programme.events
                    if e.member == member and e.community in communities and _in(e, period)
                ]
                if not active:
                    continue
                given = sum(reply in active for reply, _ in pairs)
                received = sum(
                    message.member == member
                    and reply.community in communities
                    and _in(reply, period)
                    for reply, message in pairs
                )
                row = counted.setdefault((*stratum, period), Counter())
                row["active"] += 1
                row[_band(given, received)] += 1
    bands = ("neither", "only_receiving", "mostly_receiving", "balanced")
    names = ("active", *bands, "mostly_giving", "only_giving")
    return {key: tuple(row[name] for name in names) for key, row in counted.items()}


def _band(given, received):
    if not given and not received:
        return "neither"
    if not given or not received:
        return "only_giving" if given else "only_receiving"
    share = given / (given + received)
    return "mostly_receiving" if share < 1 / 3 else "mostly_giving" if share > 2 / 3 else "balanced"


def first_posts(programme: Programme) -> dict:
    counted: dict = {}
    for stratum, communities in STRATA.items():
        for member, joined in enumerate(programme.joined):
            days = [on for where, on in joined.items() if where in communities]
            if not days:
                continue
            start = min(days)
            if not programme.covered_from <= start <= programme.covered_through - timedelta(30):
                continue
            posted = [
                max((e.day - start).days, 0)
                for e in programme.events
                if e.member == member and e.community in communities and e.kind in MESSAGES
            ]
            for period in ("all", str(start.year)):
                row = counted.setdefault((*stratum, period), Counter())
                row["joined"] += 1
                for day in (0, 7, 30):
                    row[day] += bool(posted) and min(posted) <= day
    return {key: tuple(row[n] for n in ("joined", 0, 7, 30)) for key, row in counted.items()}


def inequality(programme: Programme) -> dict:
    counted = {}
    for stratum, communities in STRATA.items():
        for period in ("all", *_years(programme)):
            written = Counter(
                e.member
                for e in programme.events
                if e.kind in CONTRIBUTIONS and e.community in communities and _in(e, period)
            )
            if written:
                counted[*stratum, period] = _unevenness(sorted(written.values(), reverse=True))
    return counted


def _unevenness(amounts):
    """Gini by its definition: mean absolute difference of all pairs, over twice the mean."""
    n, total = len(amounts), sum(amounts)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    shares = [sum(amounts[: ceil(n / part)]) / total for part in (100, 10)]
    return (n, total, differences / (2 * n * total), *shares, amounts[0] / total)


def reply_times(programme: Programme) -> dict:
    first: dict[str, datetime] = {}
    for reply, message in answers(programme):
        first[message.key] = min(reply.at, first.get(message.key, reply.at))
    counted = {}
    for stratum, communities in STRATA.items():
        for period in ("all", *_years(programme)):
            for part in ("all", "day", "night"):
                waits = [
                    (e.member, _hours(e, first))
                    for e in programme.events
                    if e.kind == "post"
                    and e.community in communities
                    and _in(e, period)
                    and part in ("all", e.time_of_day)
                    and e.at + timedelta(days=7) < _end(programme)
                ]
                if waits:
                    counted[*stratum, period, part] = _waiting(waits)
    return counted


def _hours(event, first):
    if event.key not in first:
        return None
    hours = (first[event.key] - event.at).total_seconds() / 3600
    return hours if hours <= 168 else None


def _waiting(waits):
    n = len(waits)
    in_order = sorted(wait if wait is not None else float("inf") for _, wait in waits)
    quantiles = [in_order[max(ceil(round(n * q, 9)) - 1, 0)] for q in (0.1, 0.5, 0.9)]
    shares = [sum(w is not None and w <= limit for _, w in waits) / n for limit in (2, 24, 168)]
    return (
        len({member for member, _ in waits}),
        n,
        *shares,
        *(None if q == float("inf") else q for q in quantiles),
        max(Counter(member for member, _ in waits).values()) / n,
    )


def _end(programme):
    """A wait must be over before the last covered day, on whatever clock that day is told."""
    return datetime.combine(programme.covered_through, time())


def _years(programme):
    return [
        str(year)
        for year in range(programme.covered_from.year, programme.covered_through.year + 1)
        if programme.covered_from <= date(year, 1, 1)
        and date(year, 12, 31) <= programme.covered_through
    ]


def _in(event, period):
    return period in ("all", str(event.day.year))


def months_later(first: date, count: int) -> date:
    number = first.year * 12 + first.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)
