"""Why rows were refused: one card a rule, what is behind all first, what follows folded into it.

Cards and not a table: on a telephone five columns of words cannot be read.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.sentences import sentence
from dashboard.views.plain_words import plain

Problem = dict[str, Any]


def draw_problems(problems: Sequence[Problem], title: str, language: Language) -> None:
    """A card for each problem that is not folded into another."""
    if not problems:
        return
    st.markdown(f"**{language.say(title)}**")
    if any(problem["first_rows"] for problem in problems):
        st.caption(sentence("receipt.row_numbers", language))
    for problem in problems:
        if not problem["folded_into"]:
            with_it = [one for one in problems if one["folded_into"] == problem["code"]]
            _card(problem, with_it, language)


def _card(problem: Problem, with_it: Sequence[Problem], language: Language) -> None:
    words = problem["words"][language.code]
    with st.container(border=True):
        count = _row_count(problem["count"], language)
        st.markdown(f"**{plain(words['wrong'])}** ({count})")
        if problem["cause"]:
            cause = " ".join(problem["cause"][language.code].values())
            st.error(plain(cause), icon=":material/account_tree:")
        st.markdown(plain(words["mend"]))
        st.caption("  \n".join([*_details(problem, language), *_followers(with_it, language)]))


def _details(problem: Problem, language: Language) -> list[str]:
    lines = []
    if problem["looks_like"]:
        shapes = " · ".join(f"`{shape}`" for shape in problem["looks_like"])
        lines.append(language.say("receipt.looks_like", shapes=shapes))
    if problem["first_rows"]:
        first = ", ".join(language.whole(row) for row in problem["first_rows"])
        more = ", …" if problem["count"] > len(problem["first_rows"]) else ""
        name = "receipt.in_row" if problem["count"] == 1 else "receipt.in_rows"
        lines.append(language.say(name, rows=first + more))
    return [*lines, language.say("receipt.rule", code=f"`{problem['code']}`")]


def _followers(with_it: Sequence[Problem], language: Language) -> list[str]:
    """What is wrong only because of this: told in one line each, not to be mended on its own."""
    return [
        language.say(
            "receipt.follows",
            words=plain(problem["words"][language.code]["wrong"]),
            rows=_row_count(problem["count"], language),
            code=f"`{problem['code']}`",
        )
        for problem in with_it
    ]


def _row_count(count: int, language: Language) -> str:
    name = "receipt.row" if count == 1 else "receipt.rows"
    return language.say(name, count=language.whole(count))
