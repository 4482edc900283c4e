"""`/api/v1`: a partner's programs send exports and fetch receipts, with the partner's own token.

An answer is JSON and bears a sentence in the language of `?lang=`, else of `Accept-Language`.
Whatever is not the partner's own does not exist for them: 404, as for what never was.
"""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard import outbox, spool
from dashboard.asked_options import OPTIONS, NotTaken, asked_options
from dashboard.door import Door, front_door
from dashboard.language import Language, language_of
from dashboard.receiving import receive
from dashboard.sentences import sentence
from dashboard.snapshot import rebond_home

_LOG = logging.getLogger(__name__)
_POLL_SECONDS = 0.1
_NOT_KEPT = {"cache-control": "no-store"}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_FLAGS = ("dry_run", "preview", "generalise")
_OPTIONS = (*OPTIONS, "file_name", *_FLAGS, "lang")

Handler = Callable[[Request, str], Awaitable[Response]]


def routes(door: Door | None = None) -> list[Route]:
    """The addresses of the API, behind the door that the pages have too, unless one is given."""
    api = ExportsApi(door or front_door())
    refused_rows = "/api/v1/exports/{delivery}/refused/{export}.csv"
    return [
        Route("/api/v1/exports", api.for_partner(api.send), methods=["POST"]),
        Route("/api/v1/exports", api.for_partner(api.history)),
        Route(refused_rows, api.for_partner(api.refused_rows)),
        Route("/api/v1/requests/{request_id}", api.for_partner(api.look_up), name="request"),
        Route("/api/{rest:path}", nothing_here, methods=_METHODS),
    ]


async def nothing_here(request: Request) -> Response:
    """Whatever else is asked of the API: else the pages would answer, as if all were well."""
    return _trouble(request, NotTaken(404, "api.no_such_address"))


class ExportsApi:
    """What a partner can ask; each method is given the partner whose token it was."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._limits = door.limits

    def for_partner(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Answer for the partner whose token it is; say in a sentence why not where we do not."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request, await self._partner(request))
            except NotTaken as trouble:
                return _trouble(request, trouble)
            except ClientDisconnect:
                # Nobody is left to read this; the draft is discarded by now.
                return Response(status_code=400)
            except Exception as fault:  # noqa: BLE001  whatever it is, it is answered
                _log(fault)
                return _trouble(request, NotTaken(500, "api.our_fault"))

        return answer

    async def _partner(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        shown = token if scheme.lower() == "bearer" else ""
        address = request.client.host if request.client else ""
        return await run_in_threadpool(self._door.partner, shown, address)

    async def send(self, request: Request, partner_id: str) -> Response:
        """Put the body before the worker and wait a while for what it says."""
        _refuse_unknown_options(request)
        options: dict[str, object] = {**asked_options(request.query_params)}
        options["with_preview"] = _is_asked(request, "preview")
        options["generalise"] = _is_asked(request, "generalise")
        announced = request.headers.get("content-length", "")
        size = int(announced) if announced.isdecimal() else None
        with ExitStack() as stack:
            place = self._door.receiving(partner_id, size)
            await run_in_threadpool(stack.enter_context, place)
            request_id = await self._put(request, partner_id, options)
        return await self._answer(request, partner_id, request_id)

    async def _put(self, request: Request, partner_id: str, options: dict[str, object]) -> str:
        """Write the body, then put it before the worker: from then on it is never lost."""
        draft = spool.Draft(rebond_home())
        try:
            await receive(request, draft, self._limits)
            await run_in_threadpool(self._door.judge_whole, draft.size)
            action = spool.CHECK if _is_asked(request, "dry_run") else spool.TAKE_IN
            return await run_in_threadpool(draft.send, action, partner_id, options, "HTTP")
        except BaseException:
            draft.discard()
            raise

    async def _answer(self, request: Request, partner_id: str, request_id: str) -> Response:
        deadline = time.monotonic() + self._limits.wait_seconds
        while time.monotonic() < deadline:
            answer = spool.find_answer(rebond_home(), partner_id, request_id)
            if answer:
                return _told(request, request_id, answer)
            await asyncio.sleep(_POLL_SECONDS)
        return _still_waiting(request, request_id)

    async def look_up(self, request: Request, partner_id: str) -> Response:
        """The answer to an earlier request, or that it waits."""
        home, request_id = rebond_home(), request.path_params["request_id"]
        # Asked in this order, because a request leaves the inbox only after its answer is there.
        is_waiting = spool.is_waiting(home, partner_id, request_id)
        answer = spool.find_answer(home, partner_id, request_id)
        if answer:
            return _told(request, request_id, answer)
        if is_waiting:
            return _still_waiting(request, request_id)
        raise NotTaken(404, "api.not_found")

    async def history(self, _request: Request, partner_id: str) -> Response:
        """Every export of the partner as it stands now, and every receipt; the newest first."""
        exports = await run_in_threadpool(outbox.history, rebond_home(), partner_id)
        found = await run_in_threadpool(outbox.receipts, rebond_home(), partner_id)
        return JSONResponse({"exports": exports, "deliveries": found}, headers=_NOT_KEPT)

    async def refused_rows(self, request: Request, partner_id: str) -> Response:
        """The refused rows of an export, as they came, each with its reasons."""
        named = request.path_params
        path = outbox.refused_rows(rebond_home(), partner_id, named["delivery"], named["export"])
        if path is None:
            raise NotTaken(404, "api.not_found")
        return FileResponse(path, media_type="text/csv", filename=path.name, headers=_NOT_KEPT)


def _log(fault: Exception) -> None:
    """Say what failed and where, and none of its words: a path or a value could be a partner's."""
    at = traceback.extract_tb(fault.__traceback__)[-1]
    _LOG.error("The API failed: %s at %s:%s", type(fault).__name__, at.filename, at.lineno)


def _is_asked(request: Request, name: str) -> bool:
    """Whether a flag is set; one without a value is: who writes `?dry_run` wants no export kept."""
    return request.query_params.get(name, "0").lower() not in {"0", "false", "no"}


def _refuse_unknown_options(request: Request) -> None:
    """A slip of the pen is seen: with `dryrun=1` an export would be kept that was to be checked."""
    if any(name not in _OPTIONS for name in request.query_params):
        raise NotTaken(400, "api.unknown_option", expected=", ".join(_OPTIONS))


def _told(request: Request, request_id: str, answer: dict[str, Any]) -> Response:
    """The worker's answer: 422 where a whole file was refused, 500 where we failed."""
    if not answer["ok"]:
        status = 500 if answer["code"].startswith("request.") else 422
        words = answer["sentences"][_language(request).code]
        content = {"request_id": request_id, "code": answer["code"], "sentence": words}
        return JSONResponse(content, status, headers=_NOT_KEPT)
    status = 422 if outbox.has_refused_file(answer["receipt"]) else 200
    content = {"request_id": request_id, "receipt": answer["receipt"]}
    return JSONResponse(content, status, headers=_NOT_KEPT)


def _still_waiting(request: Request, request_id: str) -> Response:
    address = request.url_for("request", request_id=request_id).path
    words = sentence("api.waiting", _language(request), address=address)
    content = {"request_id": request_id, "code": "api.waiting", "sentence": words}
    return JSONResponse(content, 202, headers={**_NOT_KEPT, "location": address})


def _trouble(request: Request, trouble: NotTaken) -> Response:
    words = sentence(trouble.code, _language(request), **trouble.parameters)
    headers = dict(_NOT_KEPT)
    if trouble.status == 401:
        headers["www-authenticate"] = "Bearer"
    if trouble.status == 429:
        headers["retry-after"] = "60"
    return JSONResponse({"code": trouble.code, "sentence": words}, trouble.status, headers=headers)


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")[:2]
    return language_of(asked.lower())
