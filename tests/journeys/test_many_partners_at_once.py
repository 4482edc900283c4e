"""Fifty exports of ten partners over HTTP to one real server, while others read its pages."""

import json
import socket
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from dashboard.language import Language
from dashboard.project_files import data_contracts
from ingest.cli import main
from tests.journeys.test_sending_an_export import PATIENCE, worker

pytestmark = pytest.mark.browser

__all__ = ["worker"]

PARTNERS, EXPORTS = 10, 5
HEADER, FIRST, *_ = (data_contracts() / "communities/accepted.csv").read_text("utf-8").splitlines()


def rebond(home: Path, *words: str) -> str:
    """Ask the running worker as the command does; twenty processes would take as long as it."""
    with redirect_stdout(StringIO()) as said:
        assert main([*words, "--home", str(home), "--language", "en"]) == 0
    return said.getvalue()


def some_communities(partner: int, number: int) -> bytes:
    """A number of rows that no other export has, so that a receipt gone astray would show."""
    cells = FIRST.split(",")[1:]
    count = EXPORTS * partner + number + 1
    return "\n".join([HEADER, *(",".join([f"c-{n}", *cells]) for n in range(count))]).encode()


def ask(address: str, token: str, body: bytes | None = None) -> Any:
    request = urllib.request.Request(address, body, {"authorization": f"Bearer {token}"})  # noqa: S310  our own
    with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:  # noqa: S310  our own
        return json.loads(answer.read())


def send(address: str, token: str, partner: int, number: int) -> dict[str, Any]:
    """Send one export and ask until its receipt is there."""
    query = f"kind=communities&file_name=partner-{partner}-{number}.csv"
    told = ask(f"{address}/api/v1/exports?{query}", token, some_communities(partner, number))
    while "receipt" not in told:
        time.sleep(0.5)
        told = ask(f"{address}/api/v1/requests/{told['request_id']}", token)
    receipt: dict[str, Any] = told["receipt"]
    return receipt


def hang_up(address: str, token: str) -> None:
    """Announce a file, send half of it, and go."""
    place = urlsplit(address)
    body = some_communities(0, 0)
    with socket.create_connection((str(place.hostname), place.port or 80)) as connection:
        head = (
            "POST /api/v1/exports?kind=communities HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body[: len(body) // 2])


def read_pages(address: str, is_over: Event) -> list[float]:
    """Read what everybody may read, until told to stop; return the seconds that each took."""
    seconds = []
    while not is_over.is_set():
        began = time.perf_counter()
        with urllib.request.urlopen(f"{address}/welcome?lang=fr", timeout=60) as page:  # noqa: S310  our own
            assert b"<html" in page.read()
        seconds.append(time.perf_counter() - began)
        time.sleep(0.1)
    return seconds


@pytest.mark.usefixtures("worker")
def test_fifty_exports_of_ten_partners_are_neither_lost_nor_mixed_while_pages_are_read(
    screen: BrowserContext, home: Path, address: str
) -> None:
    names = [f"crowd-{number}" for number in range(PARTNERS)]
    for name in names:
        rebond(home, "partner", "add", name)
    tokens = [rebond(home, "partner", "token", name).split()[-1] for name in names]
    hang_up(address, tokens[0])
    is_over = Event()
    with ThreadPoolExecutor(PARTNERS * EXPORTS + 2) as crowd:
        readers = [crowd.submit(read_pages, address, is_over) for _ in range(2)]
        sent = {
            (partner, number): crowd.submit(send, address, tokens[partner], partner, number)
            for partner in range(PARTNERS)
            for number in range(EXPORTS)
        }
        page = screen.new_page()
        page.goto(f"{address}/recovery?lang=fr")
        title = Language("fr").say("recovery_rates.title")
        expect(page.get_by_role("heading", name=title).first).to_be_visible(timeout=PATIENCE)
        receipts = {key: future.result() for key, future in sent.items()}
        is_over.set()
        seconds = [one for reader in readers for one in reader.result()]
    page.close()
    for (partner, number), receipt in receipts.items():
        assert receipt["partner"] == names[partner]
        assert receipt["files"][0]["file_name"] == f"partner-{partner}-{number}.csv"
        assert receipt["rows_accepted"] == EXPORTS * partner + number + 1
    for partner, token in enumerate(tokens):
        exports = ask(f"{address}/api/v1/exports", token)["exports"]
        assert {export["file_name"] for export in exports} == {
            f"partner-{partner}-{number}.csv" for number in range(EXPORTS)
        }
    assert list((home / "inbox").iterdir()) == []
    assert seconds
