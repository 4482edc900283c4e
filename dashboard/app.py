"""The pages, in the order in which a reader needs them. Streamlit runs this file for each view."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import views
from dashboard.filters import chosen_language
from dashboard.language import Language
from dashboard.views.page import Menus, framed, framed_form

# A file of ours: an icon by name would be fetched from a font service by every reader's browser.
ICON = Path(__file__).parent / "icon.png"


def main() -> None:
    """Draw the page that the address names, in the language that it names."""
    st.set_page_config(layout="wide", page_icon=str(ICON))
    language = chosen_language()
    menus: Menus = {_heading(section, language): [] for section in views.SECTIONS}
    for view in views.IN_ORDER:
        menus[_heading(view.section, language)].append(_page(view, language, menus))
    for form in views.FORMS:
        menus[_heading(form.section, language)].append(_form(form, language, menus))
    st.navigation(menus, position="top").run()


def _heading(section: str, language: Language) -> str:
    return language.say(f"section.{section}") if section else ""


def _page(view: views.View, language: Language, menus: Menus) -> "st.Page":
    return st.Page(
        partial(framed, view, language, menus),
        title=language.say(f"{view.name}.title"),
        url_path=view.path,
        default=view is views.IN_ORDER[0],
    )


def _form(form: views.Form, language: Language, menus: Menus) -> "st.Page":
    return st.Page(
        partial(framed_form, form, language, menus),
        title=language.say(f"{form.name}.title"),
        url_path=form.path,
    )


main()
