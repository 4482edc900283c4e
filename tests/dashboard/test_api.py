"""The API as a partner's program meets it: real ASGI calls, the real worker beside them."""

import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from dashboard import api, limits
from dashboard.asked_options import NotTaken
from dashboard.door import Door
from dashboard.limits import Limits, Pace
from dashboard.project_files import data_contracts
from ingest.actions import DUTIES
from ingest.cli import main
from ingest.settings import Settings
from ingest.worker import work_off, worker_lock

COMMUNITIES = (data_contracts() / "communities/accepted.csv").read_bytes()
SMALL = Limits(maximum_bytes=20_000_000, exports_per_minute=1_000, wait_seconds=300)
MARKER = "zq7marker7qz"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


class Client:
    """A program of one partner; Starlette's test client would need another package."""

    def __init__(self, token: str, limits: Limits = SMALL) -> None:
        self.token = token
        self.hangs_up_after: int | None = None
        self.stands_still = False
        self.app = Starlette(routes=api.routes(Door(limits)))

    def get(self, address: str, **headers: str) -> Answer:
        return anyio.run(self.ask, "GET", address, b"", headers)

    def post(self, address: str, body: bytes = b"", **headers: str) -> Answer:
        return anyio.run(self.ask, "POST", address, body, headers)

    async def ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = address.partition("?")
        known = {"authorization": f"Bearer {self.token}", **headers}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in known.items()],
        }
        pieces = _pieces(body, self.hangs_up_after, stands_still=self.stands_still)
        sent: list[Message] = []

        async def receive() -> Message:
            return await anext(pieces)

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:]))


async def _pieces(
    body: bytes, hangs_up_after: int | None, *, stands_still: bool
) -> AsyncIterator[Message]:
    """The body as a network brings it: in pieces that end anywhere, perhaps cut off."""
    whole = body if hangs_up_after is None else body[:hangs_up_after]
    for start in range(0, len(whole), 1_009):
        yield {"type": "http.request", "body": whole[start : start + 1_009], "more_body": True}
    if stands_still:
        await anyio.sleep_forever()
    if hangs_up_after is not None:
        yield {"type": "http.disconnect"}
    yield {"type": "http.request", "body": b"", "more_body": False}
    await anyio.sleep_forever()


@contextmanager
def a_worker(home: Path) -> Iterator[None]:
    """The worker of `rebond serve`, in a thread of its own."""
    settings, is_over = Settings(home), threading.Event()

    def work() -> None:
        while not is_over.is_set():
            with worker_lock(settings) as is_ours:
                assert is_ours
                work_off(settings, DUTIES)
            time.sleep(0.02)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REBOND_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def a_partner(home: Path, name: str, capsys: pytest.CaptureFixture[str]) -> Client:
    assert main(["partner", "add", name, "--home", str(home)]) == 0
    capsys.readouterr()
    assert main(["partner", "token", name, "--home", str(home), "--language", "en"]) == 0
    return Client(capsys.readouterr().out.split()[-1])


@pytest.fixture
def north(home: Path, capsys: pytest.CaptureFixture[str]) -> Client:
    return a_partner(home, "north", capsys)


@pytest.fixture
def south(north: Client, home: Path, capsys: pytest.CaptureFixture[str]) -> Client:
    return a_partner(home, "south", capsys)


def form(*parts: tuple[str, str, bytes]) -> tuple[bytes, dict[str, str]]:
    """The body of a form with files, as curl -F writes it, and its header."""
    lines = [
        b"--cut\r\nContent-Disposition: form-data; "
        + f'name="{part}"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for part, name, content in parts
    ]
    return b"".join(lines) + b"--cut--\r\n", {"content_type": "multipart/form-data; boundary=cut"}


def rows_everywhere(home: Path) -> list[Path]:
    return [
        *(home / "private/quarantine").iterdir(),
        *(home / "inbox").iterdir(),
        *(home / "outbox/north").glob("D-*"),
    ]


@pytest.mark.parametrize("path", ["exports", "requests/x", "exports/D-1/refused/E-1.csv"])
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic eDp5"])
def test_without_the_right_token_nothing_opens(north: Client, path: str, given: str) -> None:
    answer = north.get(f"/api/v1/{path}", authorization=given)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.told["code"] == "api.no_token"


def test_a_revoked_token_opens_nothing(north: Client, home: Path) -> None:
    assert north.get("/api/v1/exports").status == 200
    assert main(["partner", "revoke", "north", "--home", str(home)]) == 0
    assert north.get("/api/v1/exports").status == 401


def test_nothing_is_written_for_a_wrong_token(north: Client, home: Path) -> None:
    assert north.post("/api/v1/exports", COMMUNITIES, authorization="Bearer x").status == 401
    assert list((home / "inbox").iterdir()) == []


def test_an_export_sent_as_a_body_is_taken_in(north: Client, home: Path) -> None:
    with a_worker(home):
        answer = north.post("/api/v1/exports?kind=communities&file_name=ours.csv", COMMUNITIES)
    assert answer.status == 200
    receipt = answer.told["receipt"]
    assert (receipt["partner"], receipt["submitted_by"]) == ("north", "HTTP")
    assert receipt["files"][0]["file_name"] == "ours.csv"
    assert receipt["rows_read"] == receipt["rows_accepted"] > 0
    told = north.get("/api/v1/exports").told
    assert told["deliveries"] == [receipt]
    [export] = told["exports"]
    assert (export["status"], export["delivery_id"]) == ("current", receipt["delivery"])


def test_a_dry_run_says_the_same_and_keeps_nothing(north: Client, home: Path) -> None:
    with a_worker(home):
        checked = north.post("/api/v1/exports?dry_run=1&kind=communities", COMMUNITIES)
    assert checked.status == 200
    assert checked.told["receipt"]["delivery"] is None
    assert north.get("/api/v1/exports").told == {"exports": [], "deliveries": []}
    assert rows_everywhere(home) == []
    with a_worker(home):
        sent = north.post("/api/v1/exports?kind=communities", COMMUNITIES)
    counts = ("rows_read", "rows_accepted", "rows_refused", "refusals")
    assert [sent.told["receipt"][n] for n in counts] == [checked.told["receipt"][n] for n in counts]


@pytest.mark.parametrize("flag", ["dry_run", "dry_run=", "dry_run=true"])
def test_a_flag_without_a_value_is_set(north: Client, home: Path, flag: str) -> None:
    with a_worker(home):
        answer = north.post(f"/api/v1/exports?{flag}", COMMUNITIES)
    assert answer.told["receipt"]["delivery"] is None
    assert north.get("/api/v1/exports").told["exports"] == []


@pytest.mark.parametrize("path", ["/api/v1/export", "/api/v2/exports", "/api/"])
def test_an_address_that_does_not_exist_is_answered_as_the_api_answers(
    north: Client, path: str
) -> None:
    for answer in (north.get(path), north.post(path, COMMUNITIES)):
        assert (answer.status, answer.told["code"]) == (404, "api.no_such_address")


def test_a_form_brings_files_and_a_mapping_in_any_order(north: Client, home: Path) -> None:
    mapping = (
        b"mapping: 1\nname: none\n"  # no mapping of ours: the worker must be the one to say so
    )
    body, header = form(("mapping", "ours.yaml", mapping), ("file", "c.csv", COMMUNITIES))
    with a_worker(home):
        answer = north.post("/api/v1/exports?dry_run=1", body, **header)
    assert answer.status == 422
    refusal = answer.told["receipt"]["files"][0]["refusal"]
    assert refusal["code"].startswith("mapping.")

    body, header = form(("file", "a.csv", COMMUNITIES), ("file", "b.csv", COMMUNITIES))
    with a_worker(home):
        answer = north.post("/api/v1/exports?dry_run=1&kind=communities", body, **header)
    assert [file["file_name"] for file in answer.told["receipt"]["files"]] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("query", "body", "code"),
    [
        ("kind=people", b"a", "api.unknown_kind"),
        ("covered_from=01/02/2026", b"a", "api.not_a_day"),
        ("covered_through=2026-02-30", b"a", "api.not_a_day"),
        ("time_zone=Europe/Nowhere", b"a", "api.unknown_zone"),
        ("date_format=year_first", b"a", "api.unknown_answer"),
        ("decimal_mark=;", b"a", "api.unknown_answer"),
        ("time_zone=../../etc/passwd", b"a", "api.unknown_zone"),
        # A check that would be a sending, and a wish that would go unheard.
        ("dryrun=1", COMMUNITIES, "api.unknown_option"),
        ("generalize=1", COMMUNITIES, "api.unknown_option"),
        ("", b"", "api.no_file"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    north: Client, home: Path, query: str, body: bytes, code: str
) -> None:
    address, said = f"/api/v1/exports?{query}", set()
    for language in ("en", "fr"):
        answer = north.post(address, body, accept_language=f"{language}-CA,x")
        assert (answer.status, answer.told["code"]) == (400, code)
        assert answer.told == north.post(f"{address}&lang={language}", body).told
        said.add(answer.told["sentence"])
    assert len(said) == 2
    assert list((home / "inbox").iterdir()) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "api.unreadable_form"),
        (b"no form at all", "api.unreadable_form"),
        (form(("file", "a.csv", COMMUNITIES))[0][:-9], "api.unreadable_form"),
        (form(("kind", "a.csv", b"members"))[0], "api.unknown_part"),
        (form(*[("mapping", "a.yaml", b"x")] * 2)[0], "api.unknown_part"),
        (form(*[("file", "a.csv", b"x")] * 21)[0], "api.unknown_part"),
        (form(("mapping", "a.yaml", b"x"))[0], "api.no_file"),
    ],
)
def test_a_broken_form_leaves_nothing(north: Client, home: Path, body: bytes, code: str) -> None:
    answer = north.post("/api/v1/exports", body, **form()[1])
    assert (answer.status, answer.told["code"]) == (400, code)
    assert list((home / "inbox").iterdir()) == []


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize(("size", "status"), [(9_999, 202), (10_000, 202), (10_001, 413)])
def test_the_limit_of_size_holds_to_the_byte(
    north: Client, home: Path, size: int, status: int, is_announced: bool
) -> None:
    client = Client(north.token, Limits(maximum_bytes=10_000, wait_seconds=0))
    announced = {"content_length": str(size)} if is_announced else {}
    assert client.post("/api/v1/exports", b"a" * size, **announced).status == status
    assert len(list((home / "inbox").iterdir())) == (status == 202)


def test_who_sends_too_often_waits_and_others_do_not(north: Client, south: Client) -> None:
    client = Client(north.token, Limits(exports_per_minute=2, wait_seconds=0))
    other = Client(south.token)
    other.app = client.app
    statuses = [client.post("/api/v1/exports", b"a").status for _ in range(3)]
    assert statuses == [202, 202, 429]
    assert other.post("/api/v1/exports", b"a").status == 202


def test_wrong_tokens_are_slowed_down_and_the_right_one_passes_all_the_same(
    north: Client, home: Path
) -> None:
    client = Client(north.token, Limits(wrong_tokens_per_minute=3, wait_seconds=0))
    guesses = [client.get("/api/v1/exports", authorization=f"Bearer x{n}") for n in range(5)]
    assert [answer.status for answer in guesses] == [401, 401, 401, 429, 429]
    assert guesses[-1].told["code"] == "api.too_many_wrong_tokens"
    assert guesses[-1].headers["retry-after"] == "60"
    assert client.get("/api/v1/exports").status == 200


@pytest.mark.parametrize("is_form", [True, False])
def test_whoever_hangs_up_during_the_transfer_leaves_nothing_and_can_send_again(
    north: Client, home: Path, is_form: bool
) -> None:
    body, header = form(("file", "ours.csv", COMMUNITIES)) if is_form else (COMMUNITIES, {})
    address = "/api/v1/exports?kind=communities&file_name=ours.csv"
    for part in (0, 1, len(body) // 2, len(body) - 1):
        client = Client(north.token)
        client.hangs_up_after = part
        assert client.post(address, body, **header).status == 400
        assert list((home / "inbox").iterdir()) == []
    with a_worker(home):
        assert north.post(address, body, **header).told["receipt"]["delivery"] == "D-000001"
        # The answer was lost on the way: sent once more, nothing is doubled.
        again = north.post(address, body, **header).told["receipt"]
    assert (again["delivery"], again["files"][0]["already_in"]) == (None, "D-000001")


def test_a_minute_later_one_may_send_again() -> None:
    now = [0.0]
    pace = Pace(1, clock=lambda: now[0])
    pace.count("north")
    now[0] = 59.9
    with pytest.raises(NotTaken):
        pace.count("north")
    now[0] = 60.0
    pace.count("north")


def test_guesses_from_many_addresses_do_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "_MOST_REMEMBERED", 3)
    now = [0.0]
    pace = Pace(1, clock=lambda: now[0])
    for number in range(9):
        now[0] = number * 30.0
        pace.count(f"address {number}")
    assert len(pace._sent) <= 3 + 1


def test_many_threads_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_REMEMBERED", 3)
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0
        return now[0]

    pace = Pace(1, clock=clock)
    pace._sent["who was refused at once"]  # remembered, though nothing was counted
    faults: list[Exception] = []

    def guess(thread: int) -> None:
        for number in range(200):
            try:
                pace.count(f"{thread} {number}")
            except Exception as fault:  # noqa: BLE001  each is a fault of the counting
                faults.append(fault)

    threads = [threading.Thread(target=guess, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_body_that_stands_still_is_not_waited_for(north: Client, home: Path) -> None:
    client = Client(north.token, Limits(piece_seconds=0.2))
    client.stands_still = True
    answer = client.post("/api/v1/exports?kind=communities", COMMUNITIES)
    assert (answer.status, answer.told["code"]) == (408, "api.too_slow")
    assert list((home / "inbox").iterdir()) == []


def test_a_partner_has_so_many_exports_waiting_and_no_more(
    north: Client, south: Client, home: Path
) -> None:
    few = Limits(waiting_exports=2, wait_seconds=0)
    address = "/api/v1/exports?kind=communities"
    sent = [Client(north.token, few).post(address, COMMUNITIES) for _ in range(3)]
    assert [answer.status for answer in sent] == [202, 202, 429]
    assert sent[-1].told["code"] == "api.too_many_waiting"
    # Another partner's are their own.
    assert Client(south.token, few).post(address, COMMUNITIES).status == 202
    with a_worker(home):
        while Client(north.token, few).post(address, COMMUNITIES).status == 429:
            time.sleep(0.1)


@pytest.mark.parametrize(("spare", "status"), [(0, 202), (-1, 429)])
def test_a_partner_has_so_many_bytes_waiting_and_no_more(
    north: Client, home: Path, spare: int, status: int
) -> None:
    address = "/api/v1/exports?kind=communities"
    Client(north.token, Limits(wait_seconds=0)).post(address, COMMUNITIES)
    [folder] = (home / "inbox").iterdir()
    held = sum(file.stat().st_size for file in folder.iterdir())
    door = Door(Limits(maximum_bytes=held + spare))
    if status == 202:
        with door.receiving("north", held):
            pass
    else:
        with pytest.raises(NotTaken) as refusal, door.receiving("north", held):
            pass
        assert refusal.value.status == status


def test_exports_whose_bodies_are_still_coming_count_beside_those_that_wait(
    north: Client, home: Path
) -> None:
    two = Limits(waiting_exports=2, wait_seconds=0)
    coming, other = Client(north.token, two), Client(north.token, two)
    coming.stands_still, coming.app = True, other.app
    address = "/api/v1/exports?kind=communities"
    headers = {"content_length": str(len(COMMUNITIES))}
    sent: list[Answer] = []

    async def send_beside_one_that_comes() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(coming.ask, "POST", address, COMMUNITIES, headers)
            while not [*(home / "inbox").glob(".draft-*")]:
                await anyio.sleep(0.01)
            sent.extend([await other.ask("POST", address, COMMUNITIES, headers) for _ in range(2)])
            group.cancel_scope.cancel()

    anyio.run(send_beside_one_that_comes)
    # The one that never came whole keeps no place once its sender is gone.
    sent.append(other.post(address, COMMUNITIES, **headers))
    assert [answer.status for answer in sent] == [202, 429, 202]
    assert len(list((home / "inbox").iterdir())) == 2


@pytest.mark.parametrize(
    ("sizes", "is_taken"),
    # Of one partner as much may come and wait as two of the largest hold.
    [((10, 10), True), ((10, 11), False), ((None, 10), True), ((None, None, 1), False)],
)
def test_bodies_that_come_at_once_count_with_the_size_that_they_have_at_most(
    home: Path, sizes: tuple[int | None, ...], *, is_taken: bool
) -> None:
    home.mkdir()
    door = Door(Limits(maximum_bytes=10))
    *others, last = sizes
    with ExitStack() as stack:
        for size in others:
            stack.enter_context(door.receiving("north", size))
        if is_taken:
            stack.enter_context(door.receiving("north", last))
        else:
            with pytest.raises(NotTaken) as refusal:
                stack.enter_context(door.receiving("north", last))
            assert refusal.value.code == "api.too_many_waiting"
        stack.enter_context(door.receiving("south", 10))
    with door.receiving("north", 20):
        pass


@pytest.mark.parametrize(("size", "is_taken"), [(25, True), (26, False)])
def test_an_export_for_which_the_disk_has_no_room_is_not_taken(
    home: Path, monkeypatch: pytest.MonkeyPatch, size: int, *, is_taken: bool
) -> None:
    door = Door(Limits())
    # What another is sending just now will lie there as well.
    with disk_with(100 + 7, monkeypatch), door.receiving("south", 7), ExitStack() as stack:
        if is_taken:
            stack.enter_context(door.receiving("north", size))
            return
        with pytest.raises(NotTaken) as refusal:
            stack.enter_context(door.receiving("north", size))
        assert (refusal.value.status, refusal.value.code) == (507, "api.no_room")


@pytest.mark.parametrize(("spare", "status"), [(0, 202), (-1, 507)])
def test_a_body_of_no_announced_size_is_judged_once_it_is_whole_and_leaves_nothing_if_refused(
    north: Client, home: Path, monkeypatch: pytest.MonkeyPatch, spare: int, status: int
) -> None:
    # It lies there already; what is made of it takes three times as much.
    with disk_with(3 * len(COMMUNITIES) + spare, monkeypatch):
        client = Client(north.token, Limits(wait_seconds=0))
        answer = client.post("/api/v1/exports?kind=communities", COMMUNITIES)
    assert answer.status == status
    assert len(list((home / "inbox").iterdir())) == (1 if status == 202 else 0)


@contextmanager
def disk_with(free: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
        yield


def test_an_answer_that_takes_long_is_fetched_later(
    north: Client, south: Client, home: Path
) -> None:
    hasty = Client(north.token, Limits(wait_seconds=0))
    waiting = hasty.post("/api/v1/exports?kind=communities", COMMUNITIES)
    address = waiting.headers["location"]
    assert (waiting.status, hasty.get(address).status) == (202, 202)
    assert south.get(address).status == 404
    with a_worker(home):
        main(["status", "--home", str(home), "--json"])
    assert hasty.get(address).told["receipt"]["rows_accepted"] > 0
    assert south.get(address).status == 404


def broken_communities() -> bytes:
    """The accepted example with a marker where a word of the contract should stand."""
    header, *rows = COMMUNITIES.decode().splitlines()
    place = header.split(",").index("platform_type")
    cells = rows[0].split(",")
    cells[0], cells[place] = "spoilt", MARKER
    return "\n".join([header, *rows, ",".join(cells)]).encode() + b"\n"


def test_refused_rows_reach_their_owner_and_nobody_else(
    north: Client, south: Client, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with a_worker(home):
        sent = north.post("/api/v1/exports?kind=communities", broken_communities())
    receipt = sent.told["receipt"]
    assert (sent.status, receipt["rows_refused"]) == (200, 1)
    export = receipt["files"][0]["exports"][0]["export_id"]
    address = f"/api/v1/exports/{receipt['delivery']}/refused/{export}.csv"
    assert MARKER in north.get(address).content.decode()
    assert MARKER.encode() not in sent.content + north.get("/api/v1/exports").content
    foreign = [south.get(path) for path in (address, "/api/v1/exports")]
    assert [answer.status for answer in foreign] == [404, 200]
    assert foreign[1].told == {"exports": [], "deliveries": []}
    assert not any(MARKER.encode() in answer.content for answer in foreign)
    assert MARKER not in caplog.text


@pytest.mark.parametrize(
    "path", ["D-1/refused/..%2fx", "../refused/E-1", "D-000001/refused/E-999999", "x/refused/y"]
)
def test_no_address_leads_out_of_ones_outbox(north: Client, path: str) -> None:
    assert north.get(f"/api/v1/exports/{path}.csv").status == 404


def test_fifty_exports_of_ten_partners_at_once_are_neither_lost_nor_mixed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each sends a number of rows of its own, so that a receipt that went astray would show."""
    names = [f"partner-{number}" for number in range(10)]
    clients = {name: a_partner(home, name, capsys) for name in names}
    found: dict[tuple[str, int], Answer] = {}

    async def send(name: str, number: int) -> None:
        body = some_communities(10 * names.index(name) + number + 1)
        address = f"/api/v1/exports?kind=communities&file_name={name}-{number}.csv"
        headers = {"content_length": str(len(body))}
        found[name, number] = await clients[name].ask("POST", address, body, headers)

    async def send_all() -> None:
        async with anyio.create_task_group() as group:
            for name in names:
                for number in range(5):
                    group.start_soon(send, name, number)

    with a_worker(home):
        anyio.run(send_all)
    for (name, number), answer in found.items():
        receipt = answer.told["receipt"]
        assert (answer.status, receipt["partner"]) == (200, name)
        assert receipt["files"][0]["file_name"] == f"{name}-{number}.csv"
        assert receipt["rows_accepted"] == 10 * names.index(name) + number + 1
    for name, client in clients.items():
        deliveries = client.get("/api/v1/exports").told["deliveries"]
        assert {(d["partner"], d["files"][0]["file_name"]) for d in deliveries} == {
            (name, f"{name}-{number}.csv") for number in range(5)
        }
    assert list((home / "inbox").iterdir()) == []


def some_communities(count: int) -> bytes:
    header, first, *_ = COMMUNITIES.decode().splitlines()
    cells = first.split(",")
    rows = [",".join([f"community-{number}", *cells[1:]]) for number in range(count)]
    return "\n".join([header, *rows]).encode() + b"\n"


@pytest.mark.parametrize("name", ["a." + "😀" * 100, "a." + "x" * 300, "a.😀.csv", "a.csv.😀"])
def test_no_name_of_a_file_is_too_much_for_the_file_system(
    home: Path, north: Client, name: str
) -> None:
    with a_worker(home):
        answer = north.post(
            f"/api/v1/exports?kind=communities&file_name={quote(name)}", COMMUNITIES
        )
    assert answer.status == 200


def test_a_fault_of_ours_is_a_sentence_and_the_log_has_none_of_its_words(
    north: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError(f"no space for {MARKER}.csv")

    monkeypatch.setattr(api.spool, "Draft", broken)
    answer = north.post("/api/v1/exports", COMMUNITIES)
    assert answer.status == 500
    assert answer.told["code"] == "api.our_fault"
    assert answer.headers["cache-control"] == "no-store"
    assert "OSError" in caplog.text
    assert MARKER not in caplog.text
