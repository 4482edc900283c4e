"""Comparing communities and groups: who stands apart, how sure that is, and beside what."""

from pathlib import Path

import streamlit as st

from dashboard.language import Language
from dashboard.snapshot import values
from dashboard.views import figure
from dashboard.views.compare_benchmarks import benchmarks
from dashboard.views.compare_choice import RATES, Choice, chosen
from dashboard.views.compare_funnel import funnel
from dashboard.views.compare_groups import groups_apart
from dashboard.views.compare_missing import missing_scores


def draw(language: Language, snapshot: Path) -> None:
    """Groups against everyone, communities in a funnel, missing scores, benchmarks."""
    if not values(snapshot, RATES, "outcome"):
        st.info(language.say("compare.empty"), icon=":material/hourglass_empty:")
        return
    choice = chosen(language, snapshot)
    _against_everyone(language, snapshot, choice)
    _show_or_say(missing_scores(language, snapshot, choice), "compare.no_ways", language)
    _show_or_say(benchmarks(language, snapshot, choice), "compare.no_benchmark", language)


def _against_everyone(language: Language, snapshot: Path, choice: Choice) -> None:
    """The caterpillar; for communities, the funnel beside it."""
    apart = groups_apart(language, snapshot, choice)
    if not choice.is_by_community:
        figure.show(apart, language)
        return
    left, right = st.columns(2, gap="large")
    with left:
        figure.show(apart, language)
    with right:
        _show_or_say(funnel(language, snapshot, choice), "compare.no_funnel", language)


def _show_or_say(found: figure.Figure | None, instead: str, language: Language) -> None:
    if found is None:
        st.info(language.say(instead), icon=":material/info:")
    else:
        figure.show(found, language)
