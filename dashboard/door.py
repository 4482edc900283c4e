"""The one door of a partner: page and API ask the same one who a token speaks for.

A right token always passes: a neighbour behind the same address cannot lock a partner out.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from dashboard import spool
from dashboard.asked_options import NotTaken
from dashboard.limits import Limits, Pace
from dashboard.partner_tokens import partner_of
from dashboard.snapshot import rebond_home

# As it came, unpacked and staged, and its accepted rows beside those that they replace.
_ROOM_FOR_AN_EXPORT = 4


@dataclass
class Door:
    """Lets in whoever shows a partner's token; counts wrong tokens and exports by the minute.

    Exports whose bodies are still coming count beside those that wait: many at once would else pass
    the limits together, each before the others are there.
    """

    limits: Limits
    _wrong: Pace = field(init=False)
    _exports: Pace = field(init=False)
    _coming: list[tuple[str, int | None]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._wrong = Pace(self.limits.wrong_tokens_per_minute, "api.too_many_wrong_tokens")
        self._exports = Pace(self.limits.exports_per_minute)

    def partner(self, token: str, address: str) -> str:
        """The partner whose token it is. Raises NotTaken, more curtly from a hasty address."""
        found = partner_of(rebond_home(), token.strip())
        if found is None:
            self._wrong.count(address)
            raise NotTaken(401, "api.no_token")
        return found

    @contextmanager
    def receiving(self, partner_id: str, size: int | None) -> Iterator[None]:
        """Count one more export of a partner, and keep its place until it is before the worker.

        Its size in bytes is None where it is not announced: then it counts as the largest. Raises
        NotTaken where the minute is full, where too much of theirs waits or comes already (the disk
        is everybody's), and where the disk has no room for what is made of an export.
        """
        self._exports.count(partner_id)
        with self._lock:
            self._refuse_too_much(partner_id, size)
            self._refuse_without_room(_ROOM_FOR_AN_EXPORT * (size or 0))
            self._coming.append((partner_id, size))
        try:
            yield
        finally:
            with self._lock:
                self._coming.remove((partner_id, size))

    def judge_whole(self, size: int) -> None:
        """Raise NotTaken where a body that has come, of whatever size, finds no room any more."""
        with self._lock:
            self._refuse_without_room((_ROOM_FOR_AN_EXPORT - 1) * size)

    def _refuse_too_much(self, partner_id: str, size: int | None) -> None:
        limits = self.limits
        count, held = spool.waiting_of(rebond_home(), partner_id)
        sizes = [one for owner, one in self._coming if owner == partner_id]
        coming = sum(limits.maximum_bytes if one is None else one for one in [*sizes, size])
        if count + len(sizes) >= limits.waiting_exports or held + coming > limits.waiting_bytes:
            raise NotTaken(429, "api.too_many_waiting", count=count + len(sizes))

    def _refuse_without_room(self, needed: int) -> None:
        """Judge the disk, on which all that is announced and still coming will lie as well."""
        announced = sum(size or 0 for _, size in self._coming)
        if shutil.disk_usage(rebond_home()).free < needed + announced:
            raise NotTaken(507, "api.no_room")


@cache
def front_door() -> Door:
    """The door of this server process, with the limits of its environment."""
    return Door(Limits.from_environment())
