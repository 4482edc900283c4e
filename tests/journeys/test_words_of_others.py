"""Words of others in a real browser, whose Markdown has the last word."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

pytestmark = pytest.mark.browser

WORDS = (
    "[Sign in again](//evil.example/login)",
    ":red-background[CLOSED] :material/home: :smile: :100: :streamlit: :blue",
    "$x^2$ ~~gone~~ *a* _b_ `c` ![x](//evil.example/x.png)",
    "www.evil.example https://evil.example someone@evil.example mailto:a@evil.example",
    *("# Heading", "- list", "+ list", "* list", "1. list", "2) list", "> quoted", "---"),
    r"\[x](//evil.example) <b>bold</b> &copy; <https://evil.example>",
    "Café d'Écoute (Lyon) – nuit & jour, n° 2",
)
SCRIPT = f"""
import streamlit as st
from dashboard.views.plain_words import plain
from dashboard.views.tables import draw_table

for words in {WORDS!r}:
    st.header(plain(words), anchor=False)
    st.markdown(f":gray[{{plain(words)}}]")
    draw_table([{{words: words}}])
    st.download_button(plain(words), "", key=words)
st.text("All drawn")
"""
EVERY_PLACE = (
    "[data-testid=stHeading] h2",
    "[data-testid=stMarkdown] p",
    "[data-testid=stTable] th",
    "[data-testid=stTable] td",
    "[data-testid=stDownloadButton] button",
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page on which the words stand wherever Streamlit reads Markdown."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "page.py").write_text(SCRIPT, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}")
    command = [sys.executable, "-m", "streamlit", "run", "page.py", *options]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("Streamlit did not start within a minute")


def test_words_of_others_are_text_wherever_they_stand(screen: BrowserContext, drawn: str) -> None:
    page = screen.new_page()
    page.goto(drawn)
    expect(page.get_by_text("All drawn")).to_be_visible(timeout=60_000)
    for place in EVERY_PLACE:
        # A table is fetched by the browser when the first one is drawn: words beside it come first.
        expect(page.locator(place)).to_have_count(len(WORDS), timeout=60_000)
        shown = [
            text.replace("\u2060", "").strip() for text in page.locator(place).all_inner_texts()
        ]
        assert json.dumps(shown, indent=1) == json.dumps(WORDS, indent=1), place
    made = "[data-testid=stMain] :is(a, img, code, li, del, em, strong, b, .katex, blockquote, hr)"
    assert page.locator(made).count() == 0
    page.close()
