"""Headers that Streamlit does not send, the page's true language, and the doors kept shut."""

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.language import language_of


def inline_script_hashes(page: str) -> list[str]:
    """The scripts written into Streamlit's own page, as sources that a policy can name."""
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


STREAMLIT_PAGE = Path(st.__file__).parent / "static" / "index.html"
SCRIPTS = " ".join(inline_script_hashes(STREAMLIT_PAGE.read_text(encoding="utf-8")))
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: {SCRIPTS}",
        # Streamlit's components write their styles into the page.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}
# Metrics answer to anyone, without authentication; the agent API describes the app to anyone.
SHUT = ("/_stcore/metrics", "/_stcore/agent")
FIXED_LANGUAGE = b'<html lang="en">'
STREAMLITS_OWN = b"<title>Streamlit</title>"  # no page of ours bears this title
END_OF_HEAD = b"</head>"
MEDIA = "/media/"  # what a download button holds: receipts and refused rows among it
SCRIPT_PATH = "/accessible_frame.js"
SCRIPT_TAG = f'<script defer src="{SCRIPT_PATH}"></script>'.encode()


class SecurityHeaders:
    """ASGI middleware around everything the server answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is shut, else pass the answer on with headers and language put right."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(SHUT):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        else:
            await self._app(_uncompressed(scope), receive, _Corrected(scope, send))


def _uncompressed(scope: Scope) -> Scope:
    """The request for a page without leave to compress it: 8 kB that are to be read and mended."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    kept = [(name, value) for name, value in headers if name != b"accept-encoding"]
    return {**scope, "headers": kept}


class _Corrected:
    """Sends an answer on: headers added, Streamlit's own page given its language and our script.

    The head of an answer waits for its first piece, because the script makes the page longer.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
        self._html = f'<html lang="{language_of(asked).code}">'.encode()
        self._is_media = scope["path"].startswith(MEDIA)
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._is_media:
                headers["cache-control"] = "no-store"
            self._start = message
            return
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message["body"] = self._in_its_language(body)
            await self._send_start(len(message["body"]) - len(body))
        await self._send(message)

    def _in_its_language(self, body: bytes) -> bytes:
        if STREAMLITS_OWN not in body:
            return body
        spoken = body.replace(FIXED_LANGUAGE, self._html, 1)
        return spoken.replace(END_OF_HEAD, SCRIPT_TAG + END_OF_HEAD, 1)

    async def _send_start(self, longer_by: int) -> None:
        if self._start is None:
            return
        headers = MutableHeaders(scope=self._start)
        if longer_by and "content-length" in headers:
            headers["content-length"] = str(int(headers["content-length"]) + longer_by)
        await self._send(self._start)
        self._start = None
