"""The key figures as a plain page: no JavaScript, answered at once, readable by anything."""

import re
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.downloads import source_words
from dashboard.key_figures import KeyFigure, caveats_of_the_headline, key_figures
from dashboard.language import CODES, Language, language_of
from dashboard.snapshot import NoSnapshot, current_snapshot, manifest

TEMPLATE = Template((Path(__file__).parent / "landing.html").read_text(encoding="utf-8"))
BOLD = re.compile(r"\*\*(.+?)\*\*")


def welcome(request: Request) -> Response:
    """The landing page in the language of `?lang=`, else the browser's, else English."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")[:2]
    language = language_of(asked)
    try:
        body = _figures(current_snapshot(), language)
    except NoSnapshot:
        body = _paragraph(language.say("page.no_snapshot"))
    return HTMLResponse(_page(body, language))


def _page(body: str, language: Language) -> str:
    (other,) = (code for code in CODES if code != language.code)
    return TEMPLATE.substitute(
        code=language.code,
        title=escape(language.say("landing.title")),
        lead=escape(language.say("landing.lead")),
        enter=escape(language.say("landing.enter")),
        help=escape(language.say("page.help")),
        other=other,
        other_name=escape(Language(other).say("language.name")),
        body=body,
    )


def _figures(snapshot: Path, language: Language) -> str:
    facts = manifest(snapshot)
    simulated = (
        _paragraph(language.say("page.simulated"), "simulated") if facts["is_simulated"] else ""
    )
    figures = "".join(_figure(figure) for figure in key_figures(language, snapshot))
    caveats = "".join(map(_paragraph, caveats_of_the_headline(language, snapshot)))
    source = _paragraph(source_words(facts, language), "quiet")
    return f"{simulated}<dl>{figures}</dl>{caveats}{source}"


def _figure(figure: KeyFigure) -> str:
    label, value, caption = (escape(w) for w in (figure.label, figure.value, figure.caption))
    return f"<div><dt>{label}</dt><dd><strong>{value}</strong><span>{caption}</span></dd></div>"


def _paragraph(words: str, kind: str = "") -> str:
    set_bold = BOLD.sub(r"<strong>\1</strong>", escape(words))
    return f'<p class="{kind}">{set_bold}</p>'
