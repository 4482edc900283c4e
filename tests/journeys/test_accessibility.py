"""Everyone can use the pages: axe finds nothing, the keyboard reaches everything, one language.

Every box is opened first, because what is folded away is not looked at. axe-core comes as a Python
package (axe-playwright-python), so that the check needs neither Node nor the network.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from dashboard import views
from dashboard.language import CODES, Language

pytestmark = pytest.mark.browser

DESK, PHONE = 1440, 390
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What Streamlit's own frame would say in English to a reader or a listener.
ENGLISH_LABELS = """() => {
    const english = /^(Open|Close|Show|Hide|Download|Fullscreen|Sidebar|App |Copy)/
    return ['aria-label', 'title', 'placeholder'].flatMap(name =>
        [...document.querySelectorAll(`[${name}]`)]
            .filter(element => element.checkVisibility())
            .map(element => element.getAttribute(name)))
        .filter(label => english.test(label))
}"""
PATHS = [view.path for view in views.IN_ORDER] + [form.path for form in views.FORMS]
PAGES = [*itertools.product(PATHS, CODES)]
EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)


@contextmanager
def opened(screen: BrowserContext, address: str, path: str, width: int = DESK) -> Iterator[Page]:
    page = screen.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    first = views.IN_ORDER[0].path
    page.goto(f"{address}/{path}".replace(f"/{first}", "/"))
    page.wait_for_selector("h1")
    page.wait_for_selector(FINISHED)
    yield page
    page.close()


def unfold(page: Page) -> None:
    """Open every box, and wait until what it holds is there."""
    for number in range(page.locator("summary").count()):
        page.locator("summary").nth(number).click()
    page.wait_for_selector(FINISHED)
    page.wait_for_timeout(500)


def resize(page: Page, width: int) -> None:
    """Look at the page on another screen, and wait until it is laid out for that."""
    if page.viewport_size != {"width": width, "height": 900}:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)


@pytest.fixture(scope="module", params=PAGES, ids="-".join)
def unfolded(
    request: pytest.FixtureRequest, screen: BrowserContext, address: str
) -> Iterator[Page]:
    """Each page in each language, every box open: what is looked at more than once loads once."""
    path, code = request.param
    with opened(screen, address, f"{path}?lang={code}") as page:
        unfold(page)
        yield page


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_no_fault(unfolded: Page, width: int) -> None:
    resize(unfolded, width)
    found = Axe().run(unfolded, options={"runOnly": WCAG_2_2_AA}).response["violations"]
    assert [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in found
        for node in fault["nodes"]
    ] == []


def test_headings_begin_with_the_title_and_skip_no_level(unfolded: Page) -> None:
    levels = unfolded.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize(
    "unfolded", [page for page in PAGES if page[1] == "fr"], indirect=True, ids="-".join
)
def test_no_word_of_streamlit_is_english_on_a_french_page(unfolded: Page) -> None:
    resize(unfolded, PHONE)
    # The frame is put into French with the next picture that the browser draws, so it is waited
    # for; what stays English is read out after that.
    with suppress(TooLate):
        unfolded.wait_for_function(f"() => !({ENGLISH_LABELS})().length", timeout=5000)
    assert unfolded.evaluate(ENGLISH_LABELS) == []


def test_the_language_of_the_document_follows_the_switch(
    screen: BrowserContext, address: str
) -> None:
    with opened(screen, address, "recovery?lang=en") as page:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_keyboard_reaches_every_filter_box_and_download(
    screen: BrowserContext, address: str
) -> None:
    language = Language("en")
    with opened(screen, address, "recovery?lang=en") as page:
        wanted = {
            language.say("filter.outcome"),
            language.say("filter.dimension"),
            language.say("figure.table"),
            language.say("figure.how_made"),
            language.say("figure.download"),
            language.say("figure.png"),
        }
        assert wanted - set(_walked(page, steps=80)) == set()


def test_a_figure_is_traced_without_a_mouse(screen: BrowserContext, address: str) -> None:
    with opened(screen, address, "recovery?lang=en") as page:
        box = page.locator("summary", has_text=Language("en").say("figure.how_made")).first
        box.focus()
        before = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
        page.keyboard.press("Enter")
        expect(page.get_by_text("rebond sql").first).to_be_visible()
        after = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
        assert after == before  # the page does not jump


@EVERY_LANGUAGE
def test_a_chart_is_taken_away_as_a_picture_in_the_language_of_the_page(
    screen: BrowserContext, address: str, code: str
) -> None:
    language = Language(code)
    with opened(screen, address, f"recovery?lang={code}&by=led_by") as page:
        with page.expect_download() as taken:
            page.get_by_role("button", name=language.say("figure.svg")).first.click()
        assert taken.value.suggested_filename.endswith(".svg")
        svg = taken.value.path().read_text("utf-8")
        assert language.say("page.simulated") in svg
        assert "a1b2c3d4e5f6" in svg
        with page.expect_download() as pixels:
            page.get_by_role("button", name=language.say("figure.png")).first.click()
        assert pixels.value.path().read_bytes().startswith(b"\x89PNG")


def _walked(page: Page, steps: int) -> Iterator[str]:
    """The names of what has the focus, one press of the Tab key after another."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        yield page.evaluate(
            """() => {
                const here = document.activeElement
                const words = here.getAttribute('aria-label') || here.innerText || ''
                return words.split('\\n').pop().trim()
            }"""
        )
