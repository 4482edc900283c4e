"""How a group stands against another: a word, a shape and a colour, never colour alone."""

import altair as alt

from dashboard.charts.theme import MID_BLUE, ORANGE
from dashboard.language import Language

QUIET_DOT = "#6F777B"
IN_ORDER = ("better", "similar", "worse")
SHAPES = ("triangle-up", "circle", "triangle-down")
COLOURS = (MID_BLUE, QUIET_DOT, ORANGE)
ICONS = {"better": "▲", "similar": "●", "worse": "▼"}


def written(comparison: str | None, language: Language) -> str:
    """`▲ better`; an empty word where nothing can be said."""
    return f"{ICONS[comparison]} {language.say(f'standing.{comparison}')}" if comparison else ""


def shape() -> alt.Shape:
    """The shape of each standing; the field is `standing`."""
    scale = alt.Scale(domain=list(IN_ORDER), range=list(SHAPES))
    return alt.Shape("standing", type="nominal", scale=scale, legend=None)


def colour() -> alt.Color:
    """The colour of each standing; the field is `standing`."""
    scale = alt.Scale(domain=list(IN_ORDER), range=list(COLOURS))
    return alt.Color("standing", type="nominal", scale=scale, legend=None)
