"""Officials' journeys: pages open on a desk and on a phone, and an address restores a view."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dashboard import views
from dashboard.language import Language

pytestmark = pytest.mark.browser

DESK, PHONE = 1440, 390
# By how many pixels the page is wider than the screen.
SIDEWAYS = """() => Math.max(
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ...[...document.querySelectorAll('[data-testid=stMain]')]
        .map(main => main.scrollWidth - main.clientWidth))"""
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"
# Streamlit asks for these below the address of a page before it asks for them at the root.
ASKED_IN_VAIN = re.compile(r"/_stcore/(host-config|health)$")


@contextmanager
def a_page(screen: BrowserContext, width: int = DESK) -> Iterator[Page]:
    """A fresh session; at its end no script may have failed and nothing may have been missing."""
    page = screen.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.extend(_missing(answer.status, answer.url)))
    yield page
    page.close()
    assert faults == []


def _missing(status: int, address: str) -> list[str]:
    return [f"{status} {address}"] if status >= 400 and not ASKED_IN_VAIN.search(address) else []


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_selector(FINISHED)


# Each page is opened on both screens, and fits both in either language.
@pytest.mark.parametrize(
    ("code", "widths"), [("en", (DESK, PHONE)), ("fr", (PHONE, DESK))], ids=["en", "fr"]
)
@pytest.mark.parametrize("view", views.IN_ORDER, ids=lambda view: view.name)
def test_a_page_opens_and_fits_the_screen_also_when_that_is_turned(
    screen: BrowserContext, address: str, view: views.View, code: str, widths: tuple[int, int]
) -> None:
    language, (opened, turned) = Language(code), widths
    with a_page(screen, opened) as page:
        path = "" if view is views.IN_ORDER[0] else view.path
        visit(page, f"{address}/{path}?lang={code}")
        expect(page.locator("h1")).to_have_text(language.say(f"{view.name}.title"))
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_text(language.say("page.simulated"))).to_be_visible()
        assert page.locator("[data-testid=stException]").count() == 0
        assert page.evaluate(SIDEWAYS) == 0
        page.set_viewport_size({"width": turned, "height": 900})
        # The charts are drawn anew in the other width, which takes a moment.
        page.wait_for_function(f"() => ({SIDEWAYS})() === 0 && innerWidth === {turned}")


def test_every_chart_is_drawn_and_has_words_for_those_who_cannot_see_it(
    screen: BrowserContext, address: str
) -> None:
    with a_page(screen) as page:
        visit(page, f"{address}/recovery?lang=en")
        charts = page.locator("[data-testid=stVegaLiteChart]")
        expect(charts.first.locator("svg")).to_be_visible()
        for number in range(charts.count()):
            words = charts.nth(number).evaluate(
                "chart => chart.getAttribute('aria-label')"
                " || chart.querySelector('[aria-label]').getAttribute('aria-label')"
            )
            assert len(words) > 20


def test_an_address_restores_a_view(screen: BrowserContext, address: str) -> None:
    view = "recovery?lang=fr&outcome=reliable_deterioration&follow_up=day_90&by=led_by"
    with a_page(screen) as page:
        visit(page, f"{address}/{view}")
        expect(page.get_by_text("allaient plus mal, de façon fiable").first).to_be_visible()
        expect(page.get_by_role("combobox", name="Résultat")).to_have_value("Détérioration fiable")
        expect(page.get_by_role("combobox", name="Comparer par")).to_have_value("Qui anime")


def test_a_choice_changes_the_address_and_the_finding(screen: BrowserContext, address: str) -> None:
    with a_page(screen) as page:
        visit(page, f"{address}/recovery?lang=en")
        page.get_by_role("combobox", name="Outcome").click()
        page.get_by_role("option", name="Reliable deterioration").click()
        expect(page.get_by_text("had reliably deteriorated").first).to_be_visible()
        page.wait_for_url("**outcome=reliable_deterioration**")


def test_the_language_switch_keeps_the_view(screen: BrowserContext, address: str) -> None:
    with a_page(screen) as page:
        visit(page, f"{address}/recovery?lang=en&follow_up=day_90")
        page.get_by_role("button", name="Français").click()
        expect(page.locator("h1")).to_have_text("Taux de rétablissement")
        page.wait_for_url("**lang=fr**")
        assert "follow_up=day_90" in page.url


def test_the_language_stays_from_page_to_page(screen: BrowserContext, address: str) -> None:
    with a_page(screen) as page:
        visit(page, f"{address}/?lang=fr")
        page.get_by_role("link", name="Cohortes d’engagement").first.click()
        expect(page.locator("h1")).to_have_text("Cohortes d’engagement")


def test_a_view_can_be_taken_away_as_a_file_that_says_what_it_is(
    screen: BrowserContext, address: str
) -> None:
    with a_page(screen) as page:
        visit(page, f"{address}/recovery?lang=en")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download (CSV)").first.click()
        text = taken.value.path().read_text("utf-8-sig")
        assert text.startswith("community_id,")
        assert "[c]" in text
        assert "Simulated data" in text
