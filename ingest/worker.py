"""The one worker: takes requests from the inbox, one at a time.

Those of one partner are taken in the order in which they were sent, and the partners by turns: who
sends two hundred exports keeps nobody waiting for more than the one that is being judged.

A lock on `state/worker.lock` makes it the only one. Whoever sends a request from the command line
runs the worker where none is running, and waits for the running one's answer where one is.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import spool
from ingest.arrivals import Arrivals
from ingest.errors import RebondError
from ingest.messages import sentences
from ingest.settings import Settings
from ingest.trouble_log import log_without_values

Answer = dict[str, Any]
Action = Callable[[Settings, spool.Request], Answer]

_POLL_SECONDS = 0.05
_IDLE_SECONDS = 0.5


def _nothing_to_tell(_settings: Settings, _request: spool.Request, _answer: Answer) -> None:
    """Most requests are answered in the outbox alone."""


@dataclass(frozen=True)
class Duties:
    """What the worker can do: its actions, and how it cleans up after a crash.

    `hand_back` is told each answer before the request is forgotten.
    """

    actions: dict[str, Action]
    recover: Callable[[Settings], None]
    hand_back: Callable[[Settings, spool.Request, Answer], None] = _nothing_to_tell


def ask(
    settings: Settings,
    duties: Duties | Callable[[], Duties],
    request: spool.Request,
    files: tuple[Path, ...],
) -> Answer:
    """Send a request and return its answer, by whichever worker.

    Duties that have yet to be loaded are loaded only where we must be the worker ourselves.
    """
    settings.make_folders()
    sent = spool.send(settings, request, files)
    path = spool.answer_path(settings, sent)
    while not path.exists():
        with worker_lock(settings) as is_ours:
            if is_ours:
                work_off(settings, duties() if callable(duties) else duties)
            else:
                time.sleep(_POLL_SECONDS)
    content: Answer = json.loads(path.read_text())
    return content


def run_forever(settings: Settings, duties: Duties) -> None:
    """Be the worker until the process is stopped; wait while another one is."""
    settings.make_folders()
    while True:
        with worker_lock(settings) as is_ours:
            if is_ours:
                _stay(settings, duties)
        time.sleep(_IDLE_SECONDS)


def work_off(settings: Settings, duties: Duties, arrivals: Arrivals | None = None) -> None:
    """Do every waiting request, and what arrives meanwhile. The caller holds the lock."""
    _clear_leftovers(settings)
    duties.recover(settings)
    last_turns: dict[str | None, int] = {}
    for turn in itertools.count(1):
        if arrivals:
            arrivals.collect(settings)
        requests = spool.waiting(settings)
        if not requests:
            return
        request = _next(requests, last_turns)
        last_turns[request.partner_id] = turn
        answer = _carry_out(settings, duties.actions, request)
        _hand_back(settings, duties, request, answer)
        spool.answer(settings, request, answer)


@contextmanager
def worker_lock(settings: Settings) -> Iterator[bool]:
    """Yield whether this process is now the worker; the lock goes with the process."""
    with (settings.state / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _stay(settings: Settings, duties: Duties) -> None:
    work_off(settings, duties)
    arrivals = Arrivals()
    while True:
        arrivals.collect(settings)
        if spool.waiting(settings):
            work_off(settings, duties, arrivals)
        time.sleep(_IDLE_SECONDS)


def _next(requests: list[spool.Request], last_turns: dict[str | None, int]) -> spool.Request:
    """Return the oldest request of whoever had their turn longest ago; the steward has turns, too.

    `min` returns the first of several.
    """
    return min(requests, key=lambda request: last_turns.get(request.partner_id, 0))


def _carry_out(settings: Settings, actions: dict[str, Action], request: spool.Request) -> Answer:
    if spool.count_attempt(settings, request) > spool.MAXIMUM_ATTEMPTS:
        return _trouble("request.given_up", {"attempts": spool.MAXIMUM_ATTEMPTS})
    try:
        return {"ok": True, **actions[request.action](settings, request)}
    except RebondError as trouble:
        return _trouble(trouble.code, trouble.parameters)
    except Exception as trouble:  # noqa: BLE001 - one request must not stop all others
        log_without_values(request.action, trouble)
        return _trouble("request.failed", {"kind": type(trouble).__name__})


def _hand_back(settings: Settings, duties: Duties, request: spool.Request, answer: Answer) -> None:
    """Tell the sender where they sent from; the answer lies in the outbox all the same."""
    try:
        duties.hand_back(settings, request, answer)
    except Exception as trouble:  # noqa: BLE001 - a folder of one partner must not stop all others
        log_without_values(f"handing back {request.action}", trouble)


def _trouble(code: str, parameters: dict[str, Any]) -> Answer:
    in_words = sentences(code, **parameters)
    return {"ok": False, "code": code, "sentences": in_words}


def _clear_leftovers(settings: Settings) -> None:
    spool.clear_leftovers(settings)
    for leftover in settings.scratch.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
