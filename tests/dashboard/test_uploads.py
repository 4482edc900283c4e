"""Who may put files into the form of a page, and how much of them the server holds."""

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from dashboard import uploads
from dashboard.uploads import MOST_BYTES_OF_A_SESSION, MOST_BYTES_OF_ALL, UploadGate

PASSED_ON = 204


@pytest.fixture(autouse=True)
def only_one_session_was_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_let_in", type(uploads._let_in)({"partner": None}))


async def streamlit(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": PASSED_ON, "headers": []})


async def sent(gate: UploadGate, session: str, method: str = "PUT", **headers: str) -> int:
    """The status of what is answered to a file that is announced with these headers."""
    answers: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": f"/_stcore/upload_file/{session}/a-file",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    await gate(scope, receive, send)
    return int(answers[0]["status"])


def answered(session: str, held: dict[str, int], size: str, **headers: str) -> int:
    gate = UploadGate(streamlit, lambda: held)

    async def ask() -> int:
        return await sent(gate, session, content_length=size, **headers)

    return anyio.run(ask)


@pytest.mark.parametrize("session", ["anybody", "", "partner%20", "../partner"])
def test_a_session_without_a_token_sends_no_file(session: str) -> None:
    assert answered(session, {}, "1") == 403


@pytest.mark.parametrize(
    ("held", "size", "status"),
    [
        ({}, 1, PASSED_ON),
        ({"partner": MOST_BYTES_OF_A_SESSION - 10}, 10, PASSED_ON),
        ({"partner": MOST_BYTES_OF_A_SESSION - 10}, 11, 413),
        ({"another": MOST_BYTES_OF_ALL - 10}, 10, PASSED_ON),
        ({"another": MOST_BYTES_OF_ALL - 10}, 11, 503),
    ],
)
def test_a_session_and_all_of_them_hold_no_more_than_they_may(
    held: dict[str, int], size: int, status: int
) -> None:
    assert answered("partner", held, str(size)) == status


@pytest.mark.parametrize("size", ["", "0", "-1", "many", "१"])
def test_a_file_whose_size_is_not_said_beforehand_is_not_taken(size: str) -> None:
    assert answered("partner", {}, size) == 411


def test_a_size_that_the_body_need_not_keep_to_is_not_believed() -> None:
    assert answered("partner", {}, "1", transfer_encoding="chunked") == 411


def test_files_that_are_still_coming_count() -> None:
    statuses = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if not statuses:
            statuses.append(None)
            statuses.append(await sent(gate, "partner", content_length="11"))
            statuses.append(await sent(gate, "partner", content_length="10"))
        await streamlit(scope, receive, send)

    gate = UploadGate(slow, dict)
    first = str(MOST_BYTES_OF_A_SESSION - 10)

    async def ask() -> list[int]:
        done = await sent(gate, "partner", content_length=first)
        # What has come is held, or was not taken: here Streamlit took nothing.
        return [done, await sent(gate, "partner", content_length=first)]

    assert anyio.run(ask) == [PASSED_ON, PASSED_ON]
    assert statuses == [None, 413, PASSED_ON]


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS"])
def test_a_file_can_always_be_taken_back(method: str) -> None:
    assert anyio.run(sent, UploadGate(streamlit, dict), "anybody", method) == PASSED_ON


def test_a_page_lets_its_own_session_in_and_shuts_it_out_again() -> None:
    def script() -> None:
        import streamlit as st

        from dashboard import uploads

        uploads.let_upload()
        st.session_state["let_in"] = dict(uploads._let_in)
        uploads.let_upload_no_more()
        st.session_state["shut_out"] = dict(uploads._let_in)

    page = AppTest.from_function(script).run()
    assert len(page.session_state["let_in"]) == 2
    assert page.session_state["shut_out"] == {"partner": None}


def test_the_oldest_of_too_many_sessions_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_MOST_SESSIONS", 2)
    for session in ("first", "second"):
        monkeypatch.setattr(uploads, "_session_of_this_page", lambda named=session: named)
        uploads.let_upload()
    assert [*uploads._let_in] == ["first", "second"]
