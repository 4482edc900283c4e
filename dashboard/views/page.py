"""The frame of every page: language, simulated mark, title, notes, what the figures rest on."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.filters import language_switch
from dashboard.language import Language
from dashboard.snapshot import NoSnapshot, current_snapshot, manifest

if TYPE_CHECKING:
    from dashboard.views import View

NOTES = Path(__file__).parents[1] / "notes"
STYLE = """<style>
.stMainBlockContainer { max-width: 1200px; padding-top: 4.5rem; padding-bottom: 3rem; }
.stTable td, .stTable th { font-variant-numeric: tabular-nums; }
</style>"""


def framed(view: "View", language: Language) -> None:
    """A whole page; where nothing was published yet, the reason in its place."""
    st.html(STYLE)
    try:
        snapshot = current_snapshot()
    except NoSnapshot:
        _head(view, language)
        st.info(language.say("page.no_snapshot"), icon=":material/hourglass_empty:")
        return
    _simulated_mark(snapshot, language)
    _head(view, language)
    view.draw(language, snapshot)
    _notes(view, language)
    _foot(snapshot, language)


@lru_cache(maxsize=32)
def note(name: str, language: Language) -> str:
    """The words under a page, from `notes/<name>.<language>.md`."""
    return (NOTES / f"{name}.{language.code}.md").read_text(encoding="utf-8")


def _simulated_mark(snapshot: Path, language: Language) -> None:
    if manifest(snapshot)["is_simulated"]:
        st.warning(language.say("page.simulated"), icon=":material/science:")


def _head(view: "View", language: Language) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.title(language.say(f"{view.name}.title"), anchor=False, width="content")
        language_switch(language)
    st.markdown(language.say(f"{view.name}.lead"))


def _notes(view: "View", language: Language) -> None:
    with st.expander(language.say("page.notes"), icon=":material/menu_book:"):
        st.markdown(note(view.name, language), anchors=False)


def _foot(snapshot: Path, language: Language) -> None:
    facts = manifest(snapshot)
    st.divider()
    st.caption(
        language.say(
            "page.foot",
            snapshot=facts["snapshot_id"],
            published=language.date(facts["published_at"]),
            covered_from=language.date(facts["covered_from"]),
            covered_through=language.date(facts["covered_through"]),
            policy=facts["policy_version"],
        )
    )
    st.caption(language.say("page.help"))
