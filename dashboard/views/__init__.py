"""The pages. Each loads, draws and explains; none computes a rate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.language import Language
from dashboard.views import (
    compare,
    engagement,
    engagement_cohorts,
    how_to_read,
    landmark,
    overview,
    programme_indicators,
    recovery_curves,
    recovery_rates,
    score_changes,
    send_export,
)
from dashboard.views.paths import PATHS


@dataclass(frozen=True)
class View:
    """A page: its name in catalogues and notes, what draws it, and its menu."""

    name: str
    draw: Callable[[Language, Path], None]
    section: str

    @property
    def path(self) -> str:
        """Where the page stands in the address."""
        return PATHS[self.name]


IN_ORDER = (
    View("overview", overview.draw, ""),
    View("recovery_rates", recovery_rates.draw, "outcomes"),
    View("compare", compare.draw, "outcomes"),
    View("recovery_curves", recovery_curves.draw, "outcomes"),
    View("score_changes", score_changes.draw, "outcomes"),
    View("landmark", landmark.draw, "outcomes"),
    View("engagement", engagement.draw, "engagement"),
    View("engagement_cohorts", engagement_cohorts.draw, "engagement"),
    View("programme_indicators", programme_indicators.draw, "programme"),
    View("how_to_read", how_to_read.draw, "about"),
)


@dataclass(frozen=True)
class Form:
    """A page that asks instead of showing figures: it opens before anything is published."""

    name: str
    path: str
    draw: Callable[[Language], None]
    section: str = "about"


FORMS = (Form("send_export", "send", send_export.draw),)

# The menus, in their order; a page of the section "" stands by itself, before them.
SECTIONS = ("", "outcomes", "engagement", "programme", "about")
