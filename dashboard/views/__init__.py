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


@dataclass(frozen=True)
class View:
    """A page: its name in catalogues and notes, its address, what draws it, and its menu."""

    name: str
    path: str
    draw: Callable[[Language, Path], None]
    section: str


IN_ORDER = (
    View("overview", "overview", overview.draw, ""),
    View("recovery_rates", "recovery", recovery_rates.draw, "outcomes"),
    View("compare", "compare", compare.draw, "outcomes"),
    View("recovery_curves", "time", recovery_curves.draw, "outcomes"),
    View("score_changes", "change", score_changes.draw, "outcomes"),
    View("landmark", "landmark", landmark.draw, "outcomes"),
    View("engagement", "engagement", engagement.draw, "engagement"),
    View("engagement_cohorts", "cohorts", engagement_cohorts.draw, "engagement"),
    View("programme_indicators", "indicators", programme_indicators.draw, "programme"),
    View("how_to_read", "how-to-read", how_to_read.draw, "about"),
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
