"""One indicator on a card: its value, how it stands beside its target, its course."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.charts import control_chart as control
from dashboard.charts import indicator_trend as course_chart
from dashboard.charts.standing import ICONS
from dashboard.indicator_words import (
    TABLES,
    places_of,
    status_column,
    written_basis,
    written_period,
    written_target,
    written_value,
    written_value_and_doubt,
)
from dashboard.labels import in_own_words
from dashboard.language import Language
from dashboard.marks import NOT_SHOWN, share_shown
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.views import figure
from dashboard.views.tiles import big_number


@dataclass(frozen=True)
class Reading:
    """An indicator of one community: its course until the chosen period, and what is judged.

    course   rows of its published table, oldest first; of a cost several currencies a year
    latest   the rows of the period that is shown
    charted  rows of its control chart, oldest first; none where it has too few values
    trend    its row of `indicator_trends`, None where it has too few values
    """

    indicator: Row
    course: Sequence[Row]
    latest: Sequence[Row]
    charted: Sequence[Row]
    trend: Row | None

    @property
    def table(self) -> str:
        """The published table that holds the course."""
        return TABLES[self.indicator["kind"]]

    @property
    def status(self) -> str:
        """The column of the course that says whether a value is shown."""
        return status_column(self.indicator)


def reading(snapshot: Path, indicator: Row, community: str, until: str) -> Reading:
    """What is known of the indicator up to a quarter; `until` empty: up to the last one shown."""
    of = {"indicator_id": indicator["indicator_id"], "community_id": community}
    status = status_column(indicator)
    found = sorted(rows(snapshot, TABLES[indicator["kind"]], **of), key=_start)
    course = [row for row in found if not until or row["period_start"].isoformat() <= until]
    well_shown = [row for row in course if share_shown([row], status)]
    last = (well_shown or course)[-1:] if not until else course[-1:]
    latest = [row for row in course if last and row["period_start"] == last[0]["period_start"]]
    charted = sorted(rows(snapshot, "control_charts", **of), key=_start)
    trend = rows(snapshot, "indicator_trends", **of)
    return Reading(indicator, course, latest, charted, trend[0] if trend else None)


def card(read: Reading, language: Language) -> None:
    """The value, what it is and rests on, its standing and trend in words, and its chart."""
    with st.container(border=True, gap="xxsmall", height="stretch"):
        big_number(written_value(read.latest, read.indicator, language))
        st.markdown(f"**{in_own_words(read.indicator, 'name', language)}**")
        st.caption(_rests_on(read, language))
        for words in (standing(read, language), written_trend(read, language)):
            if words:
                st.markdown(words)
        _chart(read, language)
        if signals := written_signals(read, language):
            st.caption(signals)


def standing(read: Reading, language: Language) -> str:
    """How the value stands beside its target: an icon and words; empty without a target."""
    # A cost has a row for each currency, of which one at most is that of the target.
    judged = [row.get("target_status") for row in read.latest]
    status = next((word for word in judged if word in ICONS), None)
    if status is None:
        return ""
    target = written_target(read.indicator, language)
    return language.say(f"indicator.standing.{status}", icon=ICONS[status], target=target)


def written_trend(read: Reading, language: Language) -> str:
    """The tested trend in words and an arrow; empty where the series does not tell."""
    if read.trend is None or read.trend["trend_95"] in ("too_short", "suppressed"):
        return ""
    meaning, direction = read.trend["trend_meaning"], read.trend["trend_95"]
    arrow = {"rising": "↗", "falling": "↘"}.get(direction, "→")
    sure = "sure" if read.trend["trend_998"] == direction else "likely"
    certainty = "" if direction == "no_trend" else f" {language.say(f'trend.{sure}')}"
    return f"{arrow} {language.say(f'trend.{meaning}')}{certainty}"


def written_signals(read: Reading, language: Language) -> str:
    """How many values of the control chart stand out, and what its limits are, or why none."""
    if not read.charted:
        return ""
    if read.charted[-1]["chart_centre_status"] == "suppressed":
        return _why_no_limits(read, language)
    found = sum(bool(row["has_signal"]) for row in read.charted)
    # A snapshot published before Laney's limits were used has no such column.
    is_adjusted = any(row.get("is_adjusted") for row in read.charted)
    trial = "trial" if read.charted[-1]["is_trial"] else "limits"
    words = language.say(
        f"indicator.signals.{trial}",
        found=language.whole(found),
        all=language.whole(len(read.charted)),
    )
    return f"{words} {language.say('indicator.signals.adjusted')}" if is_adjusted else words


def _why_no_limits(read: Reading, language: Language) -> str:
    hidden = sum(row["chart_value"] is None for row in read.charted)
    return language.say(
        "indicator.signals.suppressed",
        hidden=language.whole(hidden),
        all=language.whole(len(read.charted)),
    )


def written_point(row: Row, read: Reading, language: Language) -> str:
    """A value of the control chart in words: period, value, limits, and why it stands out."""
    parts = [control.written_period(row, language), _charted_value(row, read, language)]
    rules = ("is_outside_limits", "is_part_of_trend", "is_near_limit", "is_part_of_shift")
    reasons = [language.say(f"signal.{rule}") for rule in rules if row[rule]]
    if reasons:
        meaning = language.say(f"signal.{row['signal_meaning']}")
        parts.append(f"{meaning} ({', '.join(reasons)})")
    return " · ".join([language.named(*parts[:2]), *parts[2:]])


def _start(row: Row) -> Any:
    return row["period_start"]


def _rests_on(read: Reading, language: Language) -> str:
    if not read.latest:
        return language.say("programme_indicators.no_quarter")
    period = written_period(read.latest[-1], read.indicator, language)
    polarity = language.say(f"polarity.{read.indicator['polarity']}")
    if not share_shown(read.latest, read.status):
        nothing = language.say("programme_indicators.rests_on.nothing", quarter=period)
        return f"{nothing} {polarity}"
    said = [
        f"{written_value_and_doubt(row, read.indicator, language)}, "
        f"{written_basis(row, read.indicator, language)}"
        for row in read.latest
    ]
    return f"{language.named(period, language.listed(said))}. {polarity}"


def _charted_value(row: Row, read: Reading, language: Language) -> str:
    if row["chart_value"] is None:
        return NOT_SHOWN
    return chart_number(row["chart_value"], read, language)


def chart_number(value: float, read: Reading, language: Language) -> str:
    """A value or limit of the control chart, in the indicator's unit."""
    if read.indicator["kind"] == "share":
        return language.percent(value)
    return language.decimal(value, places_of(value))


def _chart(read: Reading, language: Language) -> None:
    name = in_own_words(read.indicator, "name", language)
    is_share = read.indicator["kind"] == "share"
    target = course_chart.target(read.indicator, written_target(read.indicator, language))
    has_values = any(row["chart_value"] is not None for row in read.charted)
    if len(read.charted) > 1 and has_values:
        data = {"points": _points(read, language), "target": target}
        spec = control.control_chart(language, is_share=is_share)
        words = f"{name}. {written_signals(read, language)}"
    elif is_share and share_shown(read.course, read.status):
        written = [written_value_and_doubt(row, read.indicator, language) for row in read.course]
        data = {"quarters": course_chart.quarters(read.course, written, language), "target": target}
        spec = course_chart.indicator_trend(language)
        words = f"{name}, {data['quarters'][-1]['full']}"
    else:
        return
    identity = f"course_{read.indicator['indicator_id']}"
    figure.draw_chart(identity, spec, data, figure.alternative(words, language))


def _points(read: Reading, language: Language) -> list[dict[str, Any]]:
    return control.points(read.charted, lambda row: written_point(row, read, language), language)
