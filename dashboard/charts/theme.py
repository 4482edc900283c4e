"""What all charts look like, and how their numbers and dates are written in each language."""

import textwrap
from typing import Any

import altair as alt

from dashboard.language import Language

INK, QUIET, FAINT, PAPER = "#1B1B1B", "#505A64", "#DDE2E7", "#FFFFFF"
# The light blue is a shade darker than that of the Government Analysis Function's palette, which
# has 2.4:1 on white: what bears a meaning needs 3:1, and words need 4.5:1 (WCAG 1.4.11, 1.4.3).
DEEP_BLUE, MID_BLUE, LIGHT_BLUE = "#12436D", "#2073BC", "#4A90D9"
TEAL, PLUM, ORANGE = "#28A197", "#801650", "#F46A25"
# The same colours for the names of lines.
TEAL_WORDS, ORANGE_WORDS = "#17766E", "#B4490F"
LABEL_WIDTH = 22  # characters
NARROW = 480  # pixels
# The least of a heat map, and the sign of a cell of which only an interval may be shown.
PALEST, INTERVAL_ONLY = "#EAF1F8", "○"
FONT = '"Source Sans", "Source Sans 3", system-ui, sans-serif'

# The number and date words that Vega writes; shapes as in d3-format and d3-time-format.
NUMBERS: dict[str, dict[str, Any]] = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["£", ""]},
    "fr": {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "percent": "\u00a0%",
    },
}
TIMES: dict[str, dict[str, Any]] = {
    "en": {"dateTime": "%a %e %b %Y, %X", "date": "%d/%m/%Y", "time": "%H:%M"},
    "fr": {"dateTime": "%a %e %b %Y, %X", "date": "%d/%m/%Y", "time": "%H:%M"},
}


def drawn(chart: alt.TopLevelMixin, language: Language) -> dict[str, Any]:
    """The finished specification of a chart: theme and language in, data left out.

    Building and validating one takes 30 to 60 ms under a lock of the whole process: callers keep
    the result, and hand the rows over beside it.
    """
    with alt.data_transformers.disable_max_rows():
        spec: dict[str, Any] = _themed(chart, language).to_dict()
    return spec


def encoded(chart: alt.Chart, **channels: Any) -> alt.Chart:
    """The layer with its channels; Altair's own method forgets what it returns."""
    layer: alt.Chart = chart.encode(**channels)
    return layer


def share_axis(tick_count: int) -> alt.Axis:
    """Return the axis of shares with room for words: beyond 100 % nothing is measured."""
    return alt.Axis(
        title=None,
        labelExpr="datum.value > 1 ? '' : format(datum.value, '.0%')",
        gridColor={"condition": {"test": "datum.value > 1", "value": PAPER}, "value": FAINT},
        tickCount=tick_count,
        labelSeparation=8,
        domain=False,
        ticks=False,
    )


def label_axis() -> alt.Axis:
    """The left axis of a chart with one line per group: names in full, on two lines if need be."""
    return alt.Axis(
        title=None,
        labelExpr=r"split(datum.label, '\n')",
        labelLimit=200,
        labelOverlap=False,
        labelPadding=8,
        # Vega centres the first line of a label on its row; two lines must rise by half a line.
        labelOffset={
            "condition": {"test": r"indexof(datum.label, '\n') > 0", "value": -8},
            "value": 0,
        },
        domain=False,
        ticks=False,
    )


def on_two_lines(label: str) -> str:
    """The label broken where it would crowd out the chart; never on three, which would collide."""
    widths = range(LABEL_WIDTH, len(label) + LABEL_WIDTH)
    broken = (textwrap.wrap(label, width) for width in widths)
    return "\n".join(next((lines for lines in broken if len(lines) <= 2), []))


def words_or_short() -> alt.Text:
    """The text of `words`, on a phone that of `short`: there is no room for a denominator."""
    on_a_phone = {"test": f"width < {NARROW}", "value": {"expr": "datum.short"}}
    return alt.Text("words", type="nominal", condition=on_a_phone)


def _themed(chart: Any, language: Language) -> Any:
    return (
        chart.configure(
            font=FONT,
            # Vega would name every mark by its fields, in English. Those who listen are given the
            # chart's sentence and the table beneath it, in their language.
            aria=False,
            background=PAPER,
            padding={"left": 4, "right": 8, "top": 6, "bottom": 4},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            locale=alt.Locale(number=NUMBERS[language.code], time=times(language)),
        )
        .configure_view(stroke=None)
        .configure_mark(aria=False)
        .configure_axis(
            labelColor=INK,
            labelFontSize=13,
            titleColor=QUIET,
            titleFontSize=13,
            titleFontWeight="normal",
            gridColor=FAINT,
            domainColor=FAINT,
            tickColor=FAINT,
        )
        .configure_legend(labelFontSize=13, titleFontSize=13, titleFontWeight="normal")
        .configure_text(font=FONT, fontSize=13)
    )


def times(language: Language) -> dict[str, Any]:
    """The names of months and days from Babel, in the shape that Vega reads."""
    months, days = language.locale.months["format"], language.locale.days["format"]
    # Babel counts weekdays from Monday, d3 from Sunday.
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return {
        **TIMES[language.code],
        "periods": ["AM", "PM"],
        "months": [months["wide"][n] for n in range(1, 13)],
        "shortMonths": [months["abbreviated"][n] for n in range(1, 13)],
        "days": [days["wide"][n] for n in sunday_first],
        "shortDays": [days["abbreviated"][n] for n in sunday_first],
    }
