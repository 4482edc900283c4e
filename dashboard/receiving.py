"""The body of a request, written to disk as it comes: no export is ever held in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from dashboard.asked_options import NotTaken
from dashboard.limits import Limits
from dashboard.spool import Draft

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FILES = 20
_LONGEST_HEADER = 4_096


async def receive(request: Request, draft: Draft, limits: Limits) -> None:
    """Write the body's files into the draft. Raises NotTaken; the draft is then to be discarded."""
    kind, parameters = parse_options_header(request.headers.get("content-type"))
    if kind == b"multipart/form-data":
        await _receive_form(request, parameters.get(b"boundary", b""), draft, limits)
    else:
        await _receive_raw(request, draft, limits)
    if not draft.exports or not any(_sizes(draft)):
        raise NotTaken(400, "api.no_file")


async def _receive_raw(request: Request, draft: Draft, limits: Limits) -> None:
    with draft.new_file(request.query_params.get("file_name")) as file:
        await _pour(request, file.write, limits)


async def _receive_form(request: Request, boundary: bytes, draft: Draft, limits: Limits) -> None:
    parts = _Parts(draft)
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        await _pour(request, parser.write, limits)
        parser.finalize()
    except FormParserError as trouble:
        raise NotTaken(400, "api.unreadable_form") from trouble
    finally:
        parts.close()
    if not parts.is_whole:
        raise NotTaken(400, "api.unreadable_form")


async def _pour(request: Request, write: Callable[[bytes], object], limits: Limits) -> None:
    """Hand the body over piece by piece, off the event loop, and stop at the limit."""
    announced = request.headers.get("content-length", "0")
    received = int(announced) if announced.isdecimal() else 0
    _stop_above(received, limits)
    received = 0
    async for piece in _pieces(request, limits.piece_seconds):
        received += len(piece)
        _stop_above(received, limits)
        if piece:
            await run_in_threadpool(write, piece)


async def _pieces(request: Request, seconds: float) -> AsyncIterator[bytes]:
    """The body as it comes; whoever sends nothing for so long is not waited for."""
    coming = request.stream()
    while True:
        try:
            piece = await asyncio.wait_for(anext(coming), seconds)
        except StopAsyncIteration:
            return
        except TimeoutError as trouble:
            raise NotTaken(408, "api.too_slow", seconds=round(seconds)) from trouble
        yield piece


def _stop_above(received: int, limits: Limits) -> None:
    if received > limits.maximum_bytes:
        raise NotTaken(413, "api.too_large", maximum=limits.maximum_megabytes)


def _sizes(draft: Draft) -> list[int]:
    return [(draft.folder / stored).stat().st_size for stored, _ in draft.exports]


class _Parts:
    """Parts of a form as they come: `file` (one or more) and `mapping` (at most one)."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._file: BinaryIO | None = None
        self._header, self._value = b"", b""
        self._disposition = b""
        self.is_whole = False

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser is to call."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name_header,
            "on_header_value": self._fill_header,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self.close,
            "on_end": self._end,
        }

    def close(self) -> None:
        """Close the file that is being written, if any."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._disposition = b""

    def _name_header(self, data: bytes, start: int, end: int) -> None:
        self._header = _short(self._header + data[start:end])

    def _fill_header(self, data: bytes, start: int, end: int) -> None:
        self._value = _short(self._value + data[start:end])

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _open(self) -> None:
        _, named = parse_options_header(self._disposition)
        part, name = named.get(b"name"), named.get(b"filename", b"").decode("utf-8", "replace")
        is_mapping = part == b"mapping" and not self._draft.mappings
        is_export = part == b"file" and len(self._draft.exports) < MOST_FILES
        if not (is_mapping or is_export):
            raise NotTaken(400, "api.unknown_part", most=MOST_FILES)
        self._file = self._draft.new_file(name, is_mapping=is_mapping)

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._file.write(memoryview(data)[start:end])

    def _end(self) -> None:
        self.is_whole = True


def _short(header: bytes) -> bytes:
    if len(header) > _LONGEST_HEADER:
        raise NotTaken(400, "api.unreadable_form")
    return header
