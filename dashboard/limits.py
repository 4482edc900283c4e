"""How much one partner may send, how often, and how long we let them wait for the answer."""

import os
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from dashboard.asked_options import NotTaken

_WINDOW_SECONDS = 60.0
_MEGABYTE = 1_000_000
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Limits:
    """What the operator may set in the environment."""

    maximum_bytes: int = 2_000 * _MEGABYTE
    exports_per_minute: int = 60
    wrong_tokens_per_minute: int = 20
    waiting_exports: int = 50  # of one partner
    wait_seconds: float = 25.0
    piece_seconds: float = 60.0  # without a byte of the body that is being sent

    @classmethod
    def from_environment(cls) -> "Limits":
        """Take `REBOND_MAXIMUM_EXPORT_MB`, `REBOND_EXPORTS_PER_MINUTE`, `REBOND_WAIT_SECONDS`."""
        named = os.environ.get
        megabytes = int(named("REBOND_MAXIMUM_EXPORT_MB", cls.maximum_bytes // _MEGABYTE))
        return cls(
            maximum_bytes=megabytes * _MEGABYTE,
            exports_per_minute=int(named("REBOND_EXPORTS_PER_MINUTE", cls.exports_per_minute)),
            wait_seconds=float(named("REBOND_WAIT_SECONDS", cls.wait_seconds)),
        )

    @property
    def waiting_bytes(self) -> int:
        """How much of one partner may wait: two exports of the largest size."""
        return 2 * self.maximum_bytes

    @property
    def maximum_megabytes(self) -> int:
        """The largest request, as people say it."""
        return self.maximum_bytes // _MEGABYTE


@dataclass
class Pace:
    """Counts what each partner sent within the last minute, in this one server process.

    `code` names the sentence for whoever is too fast.
    """

    per_minute: int
    code: str = "api.too_many"
    clock: Callable[[], float] = time.monotonic
    _sent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: Lock = field(default_factory=Lock)  # pages and API count in threads of their own

    def count(self, who: str) -> None:
        """Count one more request. Raises NotTaken where the minute is full."""
        with self._lock:
            now, times = self.clock(), self._sent[who]
            while times and times[0] <= now - _WINDOW_SECONDS:
                times.popleft()
            if len(times) >= self.per_minute:
                raise NotTaken(429, self.code, count=self.per_minute)
            times.append(now)
            if len(self._sent) > _MOST_REMEMBERED:
                self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop whoever sent nothing within the minute: guesses may come from many addresses."""
        past = now - _WINDOW_SECONDS
        for who in [who for who, times in self._sent.items() if not times or times[-1] <= past]:
            del self._sent[who]
