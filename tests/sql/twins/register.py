"""Which slow function is the twin of which model, and which of its columns it tells.

Up to the contributions a twin is told a world of exports, from there on a release of counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from tests.sql.twins.release import Release, Row
from tests.sql.twins.world import World

Slow = Callable[[World], list[tuple]]


@dataclass(frozen=True)
class Twin:
    model: str
    columns: str
    slow: Slow


TWINS: dict[str, Twin] = {}


def twin(model: str, columns: str) -> Callable[[Slow], Slow]:
    """Enter a slow function as the twin of `model`; `columns` is what its rows hold, in order."""

    def enter(slow: Slow) -> Slow:
        TWINS[model] = Twin(model, columns, slow)
        return slow

    return enter


@dataclass(frozen=True)
class ReleaseTwin:
    """Tells every column of the model; `keys` tell its rows apart."""

    model: str
    keys: tuple[str, ...]
    slow: Callable[[Release], list[Row]]


RELEASE_TWINS: dict[str, ReleaseTwin] = {}


def release_twin(model: str, *keys: str) -> Callable:
    """Enter a slow function as the twin of a model of the stages from `disclosed` on."""

    def enter(slow: Callable[[Release], list[Row]]) -> Callable[[Release], list[Row]]:
        RELEASE_TWINS[model] = ReleaseTwin(model, keys, slow)
        return slow

    return enter


def once(slow: Callable) -> Callable:
    """Remember what a slow function said of the world or release it was last asked about."""
    last: list = [None, None]

    @wraps(slow)
    def remembered(told: World | Release):
        if last[0] is not told:
            last[:] = [told, slow(told)]
        return last[1]

    return remembered
