"""How long readers wait: start, first page, each change of a filter, with many at once.

    python tests/benchmarks/dashboard_sessions.py --home DIR [--sessions 20] [--clicks 10]

Sessions speak Streamlit's own protocol over WebSockets, so that the server alone is measured and
not a browser: from a click being sent to the server's word that the page is complete. Every session
waits 0.7 s between clicks, give or take a half, each click being another outcome, follow-up or way
to compare.
"""

import argparse
import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PAUSE_SECONDS = 0.7
VIEWS = [
    f"outcome={outcome}&follow_up={follow_up}&by={by}"
    for outcome, follow_up, by in itertools.product(
        ("recovery", "reliable_deterioration"),
        ("day_90", "day_180", "day_365"),
        ("community", "platform_type", "age_band"),
    )
]


def main() -> None:
    """Start a server, measure, print, stop it."""
    asked = _arguments()
    port = _free_port()
    command = [sys.executable, "-m", "dashboard.server", "--home", asked.home, "--port", str(port)]
    begun = time.monotonic()
    with subprocess.Popen(command) as server:
        try:
            _wait_for(port)
            _say(f"start to first answer      {time.monotonic() - begun:8.2f} s")
            _say(f"  of it processor time     {_processor_seconds(server.pid):8.2f} s")
            _report("landing page", [_landing(port) for _ in range(20)])
            _report("first page, first visitor", [_first_page(port)])
            _report(f"first page, {asked.sessions} at once", _at_once(asked, port, _first_page))
            before = _processor_seconds(server.pid)
            runs = _at_once(asked, port, lambda to: _session(to, asked.clicks))
            spent = (_processor_seconds(server.pid) - before) / (asked.sessions * asked.clicks)
            _report(f"change of a filter, {asked.sessions} at once", list(itertools.chain(*runs)))
            _say(
                f"processor time per change {spent * 1000:8.1f} ms, whatever else the machine does"
            )
        finally:
            server.terminate()


def _first_page(port: int) -> float:
    with _connected(port) as wire:
        return _run(wire, "", page="")


def _session(port: int, clicks: int) -> list[float]:
    with _connected(port) as wire:
        _run(wire, "lang=en", page="recovery")
        return [_click(wire, view) for view in itertools.islice(itertools.cycle(VIEWS), clicks)]


def _click(wire: ClientConnection, view: str) -> float:
    # People do not click in step: without the jitter twenty sessions would queue as one burst.
    time.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))
    return _run(wire, f"lang=en&{view}", page="recovery")


def _run(wire: ClientConnection, query: str, *, page: str) -> float:
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    begun = time.monotonic()
    wire.send(message.SerializeToString())
    while True:
        told = ForwardMsg.FromString(bytes(wire.recv()))
        if told.HasField("delta") and told.delta.new_element.HasField("exception"):
            raise SystemExit("A page failed: see the server's log")
        if told.HasField("script_finished"):
            return time.monotonic() - begun


def _connected(port: int) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    )


def _at_once(asked: argparse.Namespace, port: int, job: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(asked.sessions) as pool:
        return list(pool.map(lambda _: job(port), range(asked.sessions)))


def _landing(port: int) -> float:
    begun = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/welcome", timeout=10) as answer:
        answer.read()
    return time.monotonic() - begun


def _processor_seconds(process: int) -> float:
    """What the process has used so far; fields 14 and 15 of its line in Linux's /proc."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int) -> None:
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.05)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _report(what: str, seconds: list[float]) -> None:
    median, worst = statistics.median(seconds), max(seconds)
    late = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else worst
    _say(
        f"{what:<34} median {median * 1000:7.0f} ms   95% {late * 1000:7.0f} ms"
        f"   worst {worst * 1000:7.0f} ms   of {len(seconds)}"
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=lambda path: str(Path(path).resolve()), required=True)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--clicks", type=int, default=10)
    return parser.parse_args()


if __name__ == "__main__":
    main()
