"""Filters that live in the page's address, so that every view is a link.

The address is the truth: before a filter is drawn it takes its value from there, and a choice is
written there. Streamlit's own `bind="query-params"` was passed over because for select boxes it
writes the words that are shown, and a French link would not open an English page.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.language import CODES, Language, capitalised, language_of

LANGUAGE_KEY = "lang"


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    *,
    words: Callable[[str], str],
    opening: str | None = None,
) -> str:
    """A select box bound to the address's `key`; returns one of `options` (language-neutral).

    An address that names an option which does not exist opens the page as if it named none.
    """
    asked = st.query_params.get(key)
    first = opening if opening in options else options[0]
    st.session_state[key] = asked if asked in options else first
    st.selectbox(
        label,
        options,
        format_func=lambda option: capitalised(words(option)),
        key=key,
        on_change=_remember,
        args=(key,),
    )
    return str(st.session_state[key])


def choose_named(
    language: Language, name: str, options: Sequence[str], opening: str | None = None
) -> str:
    """A select box of which the catalogue knows the label (`filter.<name>`) and each option."""
    label = language.say(f"filter.{name}")
    words = {option: language.say(f"{name}.{option}") for option in options}
    return choose(label, name, options, words=words.__getitem__, opening=opening)


def chosen_language() -> Language:
    """The language of the address, else of this session, else of the browser; kept in the address.

    Moving to another page empties the address: the session carries the language over.
    """
    asked = st.query_params.get(LANGUAGE_KEY)
    browser = (st.context.locale or "")[:2].lower()
    code = next((c for c in (asked, st.session_state.get("language"), browser) if c in CODES), None)
    language = language_of(code)
    st.session_state["language"] = language.code
    if asked != language.code:
        st.query_params[LANGUAGE_KEY] = language.code
    return language


def language_switch(language: Language) -> None:
    """A button to the same view in the other language, named in that language."""
    (other,) = (code for code in CODES if code != language.code)
    st.button(
        Language(other).say("language.name"),
        key="switch_language",
        type="tertiary",
        icon=":material/language:",
        on_click=_switch_to,
        args=(other,),
    )


def _switch_to(code: str) -> None:
    st.session_state["language"] = code
    st.query_params[LANGUAGE_KEY] = code


def _remember(key: str) -> None:
    st.query_params[key] = st.session_state[key]
