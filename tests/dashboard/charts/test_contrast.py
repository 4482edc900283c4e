"""Colours are told apart by those who see less: 3:1 for marks, 4.5:1 for words (WCAG 2.2).

axe does not look inside a chart, so the colours themselves are judged here.
"""

import itertools

import pytest

from dashboard.charts import activity_lines, theme
from dashboard.charts.state_columns import LOOKS, Look

LINEAR_BELOW = 0.03928  # WCAG 2.2, definition of relative luminance
MARKS = ("DEEP_BLUE", "MID_BLUE", "LIGHT_BLUE", "TEAL", "PLUM", "ORANGE")
WORDS = ("INK", "QUIET", "DEEP_BLUE", "PLUM", "TEAL_WORDS", "ORANGE_WORDS")


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= LINEAR_BELOW else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, paper: str = theme.PAPER) -> float:
    darker, lighter = sorted([luminance(colour), luminance(paper)])
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_gives() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_stands_out_from_the_paper(name: str) -> None:
    assert contrast(getattr(theme, name)) >= 3


@pytest.mark.parametrize("name", WORDS)
def test_a_word_can_be_read(name: str) -> None:
    assert contrast(getattr(theme, name)) >= 4.5


def test_names_of_lines_are_words() -> None:
    assert min(map(contrast, activity_lines.WORD_COLOURS.values())) >= 4.5


def edge(look: Look) -> tuple[int, int] | None:
    """The dashes of an edge that is seen on the paper, or none."""
    return look.dashes if contrast(look.edge) >= 3 else None


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations([s for s in LOOKS if s != "lapsed"], 2))
)
def test_states_that_stand_on_each_other_are_told_apart_without_colour(
    one: str, other: str
) -> None:
    first, second = LOOKS[one], LOOKS[other]
    assert contrast(first.fill, second.fill) >= 3 or edge(first) != edge(second)


@pytest.mark.parametrize("state", LOOKS)
def test_a_state_stands_out_from_the_paper_by_its_fill_or_its_edge(state: str) -> None:
    assert contrast(LOOKS[state].fill) >= 3 or edge(LOOKS[state]) is not None
