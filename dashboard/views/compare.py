"""Comparing communities and groups: who stands apart, how sure that is, and beside what."""

from pathlib import Path

import streamlit as st

from dashboard.labels import ALL
from dashboard.language import Language
from dashboard.snapshot import values
from dashboard.views import figure
from dashboard.views.compare_benchmarks import benchmarks
from dashboard.views.compare_choice import RATES, Choice, chosen
from dashboard.views.compare_funnel import funnel
from dashboard.views.compare_groups import groups_apart
from dashboard.views.compare_missing import missing_scores
from dashboard.views.compare_pairs import groups_against_one


def draw(language: Language, snapshot: Path) -> None:
    """Groups against everyone, communities in a funnel, missing scores, benchmarks."""
    if not values(snapshot, RATES, "outcome"):
        st.info(language.say("compare.empty"), icon=":material/hourglass_empty:")
        return
    choice = chosen(language, snapshot)
    _side_by_side(language, snapshot, choice)
    _show_or_say(missing_scores(language, snapshot, choice), "compare.no_ways", language)
    _show_or_say(benchmarks(language, snapshot, choice), "compare.no_benchmark", language)


def _side_by_side(language: Language, snapshot: Path, choice: Choice) -> None:
    """The groups beside everyone else or beside the chosen one; for communities, the funnel too."""
    compared = groups_apart if choice.against == ALL else groups_against_one
    apart = compared(language, snapshot, choice)
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
