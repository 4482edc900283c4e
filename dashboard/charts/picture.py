"""A chart as a picture that still says what it is when it is found alone.

The chart is drawn by the same Vega that draws it on the page (`vl-convert`, which carries it, so
that neither a browser nor the network is needed). Around it stand the finding, what is measured
and the source, because a picture travels without its page.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import vl_convert

from dashboard.charts.theme import INK, PAPER, QUIET

WIDTH = 900
MARGIN = 28
SHARPNESS = 2.0  # pixels of a PNG per unit: slides are often shown larger than they were made
# Of the fonts that the converter carries; the page's own comes as a web font that it cannot read.
FONT = "Source Sans, Roboto, Helvetica, Arial, sans-serif"
MARK_PAPER, MARK_INK = "#FFF4D6", "#6B4A00"


@dataclass(frozen=True)
class Words:
    """What stands around the chart, finished; `mark` is empty where the data are real."""

    finding: str
    subtitle: str
    mark: str
    source: Sequence[str]


@dataclass(frozen=True)
class _Style:
    """How a block of words is set: size in units, characters to a line, weight, colour."""

    size: int
    characters: int
    colour: str
    weight: int = 400


_MARK = _Style(15, 112, MARK_INK, 600)
_FINDING = _Style(22, 76, INK, 700)
_SUBTITLE = _Style(16, 108, QUIET)
_SOURCE = _Style(12, 142, QUIET)
_GAP = ("", _Style(8, 1, QUIET))


def as_svg(
    spec: Mapping[str, Any], data_sets: Mapping[str, Sequence[Mapping[str, Any]]], words: Words
) -> str:
    """The chart with the words around it, as one SVG."""
    chart = _chart(spec, data_sets)
    width, height = _size(chart)
    above = [
        *_lines([words.mark] if words.mark else [], _MARK),
        *([_GAP] if words.mark else []),
        *_lines([words.finding], _FINDING),
        *_lines([words.subtitle], _SUBTITLE),
    ]
    below = list(_lines(words.source, _SOURCE))
    top = MARGIN + _height(above) + 12
    bottom = top + height + 18
    whole_height = bottom + _height(below) + MARGIN
    whole_width = max(WIDTH, width) + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(words.finding)}"'
        f' width="{whole_width:g}" height="{whole_height:g}"'
        f' viewBox="0 0 {whole_width:g} {whole_height:g}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f"{_band(words, whole_width)}{_set(above, MARGIN)}"
        f'<g transform="translate({MARGIN} {top:g})">{chart}</g>'
        f"{_set(below, bottom)}</svg>"
    )


def as_png(svg: str) -> bytes:
    """The picture in pixels, for documents that cannot take an SVG."""
    png: bytes = vl_convert.svg_to_png(svg, scale=SHARPNESS)
    return png


def _chart(spec: Mapping[str, Any], data_sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    drawn = {name: [_plain(record) for record in records] for name, records in data_sets.items()}
    size = {"width": WIDTH} if spec.get("width") == "container" else {}
    svg: str = vl_convert.vegalite_to_svg({**spec, **size, "datasets": drawn})
    return svg


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as JSON has it: days as text, which Vega reads as days again."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in record.items()
    }


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', svg)
    if found is None:
        raise ValueError("The converter gave a picture without a size")
    return float(found[1]), float(found[2])


def _lines(paragraphs: Sequence[str], style: _Style) -> Iterator[tuple[str, _Style]]:
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, style.characters):
            yield line, style


def _height(lines: Sequence[tuple[str, _Style]]) -> float:
    return sum(style.size * 1.4 for _, style in lines)


def _set(lines: Sequence[tuple[str, _Style]], top: float) -> str:
    written = []
    for line, style in lines:
        top += style.size * 1.4
        written.append(
            f'<text x="{MARGIN}" y="{top - style.size * 0.35:g}" font-size="{style.size}"'
            f' font-weight="{style.weight}" fill="{style.colour}">{escape(line)}</text>'
        )
    return "".join(written)


def _band(words: Words, width: float) -> str:
    if not words.mark:
        return ""
    height = _height(list(_lines([words.mark], _MARK))) + 4
    return f'<rect y="{MARGIN - 3}" width="{width:g}" height="{height:g}" fill="{MARK_PAPER}"/>'
