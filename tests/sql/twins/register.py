"""Which slow function is the twin of which model, and which of its columns it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

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


def once(slow: Callable) -> Callable:
    """Remember what a slow function said of the world it was last asked about."""
    last: list = [None, None]

    @wraps(slow)
    def remembered(world: World):
        if last[0] is not world:
            last[:] = [world, slow(world)]
        return last[1]

    return remembered
