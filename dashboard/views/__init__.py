"""The pages. Each loads, draws and explains; none computes a rate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.language import Language
from dashboard.views import recovery_rates


@dataclass(frozen=True)
class View:
    """A page: its name in catalogues and notes, its address, and what draws it."""

    name: str
    path: str
    draw: Callable[[Language, Path], None]


IN_ORDER = (View("recovery_rates", "recovery", recovery_rates.draw),)
