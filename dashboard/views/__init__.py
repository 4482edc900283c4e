"""The pages. Each loads, draws and explains; none computes a rate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.language import Language
from dashboard.views import (
    engagement_cohorts,
    how_to_read,
    landmark,
    overview,
    programme_indicators,
    recovery_rates,
    send_export,
)


@dataclass(frozen=True)
class View:
    """A page: its name in catalogues and notes, its address, and what draws it."""

    name: str
    path: str
    draw: Callable[[Language, Path], None]


IN_ORDER = (
    View("overview", "overview", overview.draw),
    View("recovery_rates", "recovery", recovery_rates.draw),
    View("landmark", "landmark", landmark.draw),
    View("engagement_cohorts", "cohorts", engagement_cohorts.draw),
    View("programme_indicators", "indicators", programme_indicators.draw),
    View("how_to_read", "how-to-read", how_to_read.draw),
)


@dataclass(frozen=True)
class Form:
    """A page that asks instead of showing figures: it opens before anything is published."""

    name: str
    path: str
    draw: Callable[[Language], None]


FORMS = (Form("send_export", "send", send_export.draw),)
