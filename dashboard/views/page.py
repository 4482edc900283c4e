"""The frame of every page: language, simulated mark, title, notes, what the figures rest on."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from dashboard.downloads import source_words
from dashboard.filters import language_switch
from dashboard.language import Language
from dashboard.snapshot import NoSnapshot, current_snapshot, manifest
from dashboard.views.notes import note

if TYPE_CHECKING:
    from dashboard.views import Form, View

# The pages of each menu, under the menu's name; those under "" stand by themselves.
Menus: TypeAlias = Mapping[str, list["st.Page"]]

STYLE = """<style>
.stMainBlockContainer { max-width: 1200px; padding-top: 4.5rem; padding-bottom: 3rem; }
.big-number { font-size: 1.75rem; font-weight: 650; line-height: 1.2; margin: 0; }
/* Streamlit's buttons over a chart speak English only; what they do stands beneath each figure. */
[data-testid=stElementToolbar] { display: none; }
/* The colours that Streamlit gives to words of SQL are too pale for small letters (WCAG 1.4.3). */
.stCode .token.comment { color: #505A64 !important; }
.stCode .token:is(.keyword, .function, .boolean, .builtin) { color: #12436D !important; }
.stCode .token:is(.string, .number) { color: #801650 !important; }
.stCode .token:is(.operator, .punctuation) { color: #1B1B1B !important; }
/* What weakens a grade is to be read in full, on a phone too. */
span.stMarkdownBadge { white-space: normal !important; }
[data-testid=stPageLink] p { white-space: normal; overflow: visible; }
.stTable [data-testid=stMarkdownContainer] { overflow: visible; }
.stTable td, .stTable th { font-variant-numeric: tabular-nums; }
</style>"""


def framed(view: "View", language: Language, menus: Menus | None = None) -> None:
    """A whole page with links to the others; where nothing was published yet, the reason."""
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
    _links(menus or {}, language)
    _foot(snapshot, language)


def framed_form(form: "Form", language: Language, menus: Menus | None = None) -> None:
    """A whole page that asks for something; it rests on no figures."""
    st.html(STYLE)
    _head(form, language)
    form.draw(language)
    _notes(form, language, "form.notes")
    _links(menus or {}, language)
    st.caption(language.say("page.help"))


def _simulated_mark(snapshot: Path, language: Language) -> None:
    if manifest(snapshot)["is_simulated"]:
        st.warning(language.say("page.simulated"), icon=":material/science:")


def _head(view: "View | Form", language: Language) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.title(language.say(f"{view.name}.title"), anchor=False, width="content")
        language_switch(language)
    st.markdown(language.say(f"{view.name}.lead"))


def _notes(view: "View | Form", language: Language, title: str = "page.notes") -> None:
    with st.expander(language.say(title), icon=":material/menu_book:"):
        st.markdown(note(view.name, language), anchors=False)


def _links(menus: Menus, language: Language) -> None:
    """All pages by name: on a phone the menu hides behind a sign that not everybody knows."""
    if not menus:
        return
    st.header(language.say("page.all_pages"), anchor=False)
    with st.grid(len(menus), min_column_width=180):
        for heading, pages in menus.items():
            with st.container(gap="xxsmall"):
                st.markdown(f"**{heading}**" if heading else f"**{language.say('page.start')}**")
                for page in pages:
                    st.page_link(page, query_params={"lang": language.code})


def _foot(snapshot: Path, language: Language) -> None:
    st.divider()
    st.caption(source_words(manifest(snapshot), language))
    st.caption(language.say("page.help"))
