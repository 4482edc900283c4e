"""Each page, in each language, run by Streamlit's own test harness without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import views
from dashboard.language import CODES, Language

APP = Path(views.__file__).parents[1] / "app.py"
EVERY_PAGE = pytest.mark.parametrize("name", [view.name for view in views.IN_ORDER])
EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)


def run_page(name: str, code: str, **address: str) -> AppTest:
    """Run one page as the application does, at an address such as `?lang=fr&by=led_by`."""

    def script(name: str, code: str) -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        view = next(view for view in views.IN_ORDER if view.name == name)
        framed(view, chosen_language())

    page = AppTest.from_function(script, kwargs={"name": name, "code": code}, default_timeout=30)
    page.query_params["lang"] = code
    for key, value in address.items():
        page.query_params[key] = value
    return page.run()


def all_words(page: AppTest) -> str:
    elements = [*page.title, *page.header, *page.markdown, *page.caption, *page.warning]
    return "\n".join(str(element.value) for element in elements)


@EVERY_PAGE
@EVERY_LANGUAGE
def test_a_page_opens_without_error(at_home: Path, name: str, code: str) -> None:
    page = run_page(name, code)
    assert [e.message for e in page.exception] == []
    assert page.title[0].value == Language(code).say(f"{name}.title")


@EVERY_PAGE
@EVERY_LANGUAGE
def test_a_page_on_simulated_data_says_so(at_home: Path, name: str, code: str) -> None:
    assert Language(code).say("page.simulated") in all_words(run_page(name, code))


@EVERY_PAGE
@EVERY_LANGUAGE
def test_a_page_without_a_snapshot_says_why(without_snapshot: Path, name: str, code: str) -> None:
    page = run_page(name, code)
    assert [e.message for e in page.exception] == []
    assert Language(code).say("page.no_snapshot") in [info.value for info in page.info]


@EVERY_LANGUAGE
def test_the_application_opens_on_its_first_page(at_home: Path, code: str) -> None:
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.query_params["lang"] = code
    page.run()
    assert [e.message for e in page.exception] == []
    assert page.title[0].value == Language(code).say(f"{views.IN_ORDER[0].name}.title")
