"""Random draws with names: one stream a purpose, and choices by stated shares."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Words: TypeAlias = NDArray[np.str_]


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return the stream of one purpose, so that a change to one leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def choose(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> Words:
    """Draw `count` words, each with its share; the shares need not add up to one."""
    weights = np.array(list(shares.values()))
    return np.array(list(shares))[rng.choice(len(weights), size=count, p=weights / weights.sum())]


def happens(rng: np.random.Generator, probability: Floats | float, count: int) -> Flags:
    """Draw `count` yes or no answers."""
    return np.asarray(rng.random(count) < probability)


def within_groups(lengths: Integers) -> Integers:
    """Number the items of consecutive groups: lengths 2, 3 give 0, 1, 0, 1, 2."""
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.arange(int(lengths.sum())) - starts
