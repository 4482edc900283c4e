"""What the server sends around the pages: headers, language, health, the page without scripts."""

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from dashboard import landing, server
from dashboard.key_figures import caveats_of_the_headline
from dashboard.language import CODES, Language
from dashboard.reference_points import reference_points
from dashboard.security import SCRIPT_PATH, SHUT, STREAMLIT_PAGE, SecurityHeaders
from dashboard.snapshot import current_snapshot

PAGE = STREAMLIT_PAGE.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


def streamlit_page(_request: Request) -> Response:
    return HTMLResponse(PAGE)


def open_door(_request: Request) -> Response:
    return PlainTextResponse("open")


# The routes and the middleware of the server, Streamlit's own page in place of Streamlit.
APP = Starlette(
    routes=[
        Route("/", streamlit_page),
        Route("/healthz", server.healthz),
        Route("/welcome", landing.welcome),
        Route(SCRIPT_PATH, server.accessible_frame),
        Route("/media/receipt.json", open_door),
        *(Route(path, open_door) for path in SHUT),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware)],
)


def ask(address: str, **headers: str) -> Answer:
    """One GET request, spoken in ASGI: Starlette's test client would need another package."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(APP, scope, receive, send)
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], found, body)


def test_every_answer_bears_the_security_headers(at_home: Path) -> None:
    for path in ("/", "/healthz", "/welcome", "/no-such-page"):
        headers = ask(path).headers
        assert "script-src 'self' blob:" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_a_page_speaks_to_its_own_server_alone() -> None:
    policy = ask("/").headers["content-security-policy"].split("; ")
    assert "connect-src 'self'" in policy


def test_no_copy_of_a_receipt_or_of_refused_rows_is_kept_on_the_way() -> None:
    assert ask("/media/receipt.json").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "code"), [("/", "en"), ("/?lang=fr", "fr"), ("/?lang=x", "en")]
)
def test_the_page_says_its_true_language(address: str, code: str) -> None:
    answer = ask(address)
    assert f'<html lang="{code}">' in answer.text
    assert len(answer.content) == int(answer.headers["content-length"])


def test_the_language_is_put_right_for_a_browser_that_takes_compressed_pages() -> None:
    answer = ask("/?lang=fr", accept="text/html,*/*", accept_encoding="gzip, br")
    assert '<html lang="fr">' in answer.text


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_page_loads_the_script_that_mends_the_frame_once(code: str) -> None:
    assert ask(f"/?lang={code}").text.count(f'<script defer src="{SCRIPT_PATH}">') == 1
    script = ask(SCRIPT_PATH)
    assert script.status == 200
    assert script.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_page_of_ours_is_left_as_it_is(at_home: Path, code: str) -> None:
    answer = ask(f"/welcome?lang={code}")
    assert SCRIPT_PATH not in answer.text
    assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize("path", SHUT)
def test_doors_without_a_lock_are_shut(path: str) -> None:
    assert ask(path).status == 404


def test_health_names_the_snapshot(at_home: Path) -> None:
    assert json.loads(ask("/healthz").content) == {
        "status": "ok",
        "snapshot": "safe-000001-small.duckdb",
    }


def test_health_is_well_before_anything_is_published(without_snapshot: Path) -> None:
    assert json.loads(ask("/healthz").content) == {"status": "ok", "snapshot": None}


@pytest.mark.parametrize(("code", "words"), [("en", "Recovered"), ("fr", "Rétablis")])
def test_the_landing_page_has_the_key_figures_without_a_script(
    at_home: Path, code: str, words: str
) -> None:
    page = ask(f"/welcome?lang={code}").text
    assert words in page
    assert "44" in page
    assert 'class="simulated"' in page
    assert "<script" not in page


@pytest.mark.parametrize("code", CODES)
def test_the_landing_page_states_recovery_with_what_the_overview_says_beside_it(
    at_home: Path, code: str
) -> None:
    page = html.unescape(ask(f"/welcome?lang={code}").text)
    language = Language(code)
    caveats = caveats_of_the_headline(language, current_snapshot())
    assert language.say("overview.rule_set.phq9_gad7") in caveats[0]
    assert reference_points("phq9_gad7", "day_180", "recovery")[0].sentence(language) in caveats[0]
    assert len(caveats) == 2
    for caveat in caveats:
        assert caveat.replace("**", "") in re.sub(r"</?strong>", "", page)


def test_the_landing_page_follows_the_browser(at_home: Path) -> None:
    page = ask("/welcome", accept_language="fr-CA,fr;q=0.9").text
    assert '<html lang="fr">' in page


def test_the_landing_page_says_why_it_is_empty(without_snapshot: Path) -> None:
    assert "rebond publish" in ask("/welcome").text
