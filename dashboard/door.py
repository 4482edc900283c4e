"""The one door of a partner: page and API ask the same one who a token speaks for.

A right token always passes: a neighbour behind the same address cannot lock a partner out.
"""

from dataclasses import dataclass, field
from functools import cache

from dashboard.asked_options import NotTaken
from dashboard.limits import Limits, Pace
from dashboard.partner_tokens import partner_of
from dashboard.snapshot import rebond_home


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

    def count_export(self, partner_id: str) -> None:
        """Count one more export of a partner. Raises NotTaken where the minute is full."""
        self._exports.count(partner_id)


@cache
def front_door() -> Door:
    """The door of this server process, with the limits of its environment."""
    return Door(Limits.from_environment())
