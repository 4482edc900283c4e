"""The one door of a partner: page and API ask the same one who a token speaks for.

A right token always passes: a neighbour behind the same address cannot lock a partner out.
"""

import shutil
from dataclasses import dataclass, field
from functools import cache

from dashboard import spool
from dashboard.asked_options import NotTaken
from dashboard.limits import Limits, Pace
from dashboard.partner_tokens import partner_of
from dashboard.snapshot import rebond_home

# As it came, unpacked and staged, and its accepted rows beside those that they replace.
_ROOM_FOR_AN_EXPORT = 4


@dataclass
class Door:
    """Lets in whoever shows a partner's token; counts wrong tokens and exports by the minute."""

    limits: Limits
    _wrong: Pace = field(init=False)
    _exports: Pace = field(init=False)

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

    def count_export(self, partner_id: str, size: int) -> None:
        """Count one more export of a partner, of so many bytes as far as is known.

        Raises NotTaken where the minute is full, where too much of theirs waits already (all
        partners wait behind it), and where the disk has no room for what is made of an export.
        """
        self._exports.count(partner_id)
        home, limits = rebond_home(), self.limits
        count, held = spool.waiting_of(home, partner_id)
        if count >= limits.waiting_exports or held + size > limits.waiting_bytes:
            raise NotTaken(429, "api.too_many_waiting", count=count)
        if shutil.disk_usage(home).free < _ROOM_FOR_AN_EXPORT * size:
            raise NotTaken(507, "api.no_room")


@cache
def front_door() -> Door:
    """The door of this server process, with the limits of its environment."""
    return Door(Limits.from_environment())
