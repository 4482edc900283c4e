"""Where a table of a warehouse differs from its slow twin: names of columns, never a value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.sql.twins.release import Row


def differences_of(fast: Iterable[Row], slow: Iterable[Row], keys: Sequence[str]) -> list[str]:
    """Return the columns that are not alike; "rows" where not the same rows are there."""
    ours, theirs = _by_keys(fast, keys), _by_keys(slow, keys)
    faults = {"rows"} if ours.keys() != theirs.keys() else set()
    for name in ours.keys() & theirs.keys():
        if len(ours[name]) != len(theirs[name]):
            faults.add("rows")
        for one, other in zip(ours[name], theirs[name], strict=False):
            faults |= {
                column
                for column in one.keys() | other.keys()
                if column not in one
                or column not in other
                or not is_same(one[column], other[column])
            }
    return sorted(faults)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are alike, numbers to nine places."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, float | int) and isinstance(other, float | int):
        if isinstance(one, bool) or isinstance(other, bool):
            return one is other
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def _by_keys(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(str(row.get(key)) for key in keys), []).append(row)
    return found
