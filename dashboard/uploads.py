"""Files put into the form of a page: from whoever showed a partner's token, and only so many.

Streamlit takes a file from every session, on whatever page and whether it asked for one or not,
and keeps it in memory until the session ends: anybody could fill that of the server.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import cast

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

_ADDRESS = "/_stcore/upload_file/"
_MEGABYTE = 1_000_000
MOST_BYTES_OF_A_SESSION = 150 * _MEGABYTE
MOST_BYTES_OF_ALL = 450 * _MEGABYTE
# Sessions end without telling us; the oldest are forgotten, and need their token once more.
_MOST_SESSIONS = 10_000
_let_in: OrderedDict[str, None] = OrderedDict()


def let_upload() -> None:
    """Let the session in which a page is being drawn upload from now on."""
    session = _session_of_this_page()
    _let_in[session] = None
    _let_in.move_to_end(session)
    if len(_let_in) > _MOST_SESSIONS:
        _let_in.popitem(last=False)


def let_upload_no_more() -> None:
    """Take the leave back: the session shows a token that is none, or none any more."""
    _let_in.pop(_session_of_this_page(), None)


def held_bytes() -> dict[str, int]:
    """How much each session has in memory already."""
    manager = cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)
    return {
        session: sum(len(file.data) for file in [*files.values()])
        for session, files in [*manager.file_storage.items()]
    }


class UploadGate:
    """ASGI middleware in front of the address at which Streamlit takes files."""

    def __init__(self, app: ASGIApp, held: Callable[[], Mapping[str, int]] = held_bytes) -> None:
        self._app, self._held = app, held
        self._coming: Counter[str] = Counter()  # what is being sent at this moment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a file on only from a session that was let in, as long as there is room for it."""
        if not _brings_a_file(scope):
            await self._app(scope, receive, send)
            return
        session = scope["path"].removeprefix(_ADDRESS).partition("/")[0]
        size = _announced(Headers(scope=scope))
        if status := self._refusal(session, size):
            await Response(status_code=status)(scope, receive, send)
            return
        self._coming[session] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            self._coming += Counter()  # forgets whoever sends nothing any more

    def _refusal(self, session: str, size: int) -> int:
        """The status of the refusal, or 0 where the file may come."""
        if session not in _let_in:
            return 403
        if not size:
            return 411
        held = Counter(self._held()) + self._coming
        if held[session] + size > MOST_BYTES_OF_A_SESSION:
            return 413
        return 503 if held.total() + size > MOST_BYTES_OF_ALL else 0


def _brings_a_file(scope: Scope) -> bool:
    is_upload = scope["type"] == "http" and scope["path"].startswith(_ADDRESS)
    return is_upload and scope["method"] not in {"DELETE", "OPTIONS"}


def _announced(headers: Headers) -> int:
    """The size of the body, to which the server holds it; 0 where it is not said beforehand."""
    size = headers.get("content-length", "")
    return int(size) if size.isdecimal() and "transfer-encoding" not in headers else 0


def _session_of_this_page() -> str:
    context = get_script_run_ctx()
    if context is None:
        raise RuntimeError("Only a page that is being drawn has a session.")
    return context.session_id
