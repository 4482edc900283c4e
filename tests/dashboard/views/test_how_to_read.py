"""How to read this names every page that shows figures, so that none has to be guessed."""

import re

import pytest

from dashboard import views
from dashboard.language import CODES, Language
from dashboard.views.notes import note

ABOUT = "about"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "view", [view for view in views.IN_ORDER if view.section != ABOUT], ids=lambda view: view.name
)
def test_every_page_stands_beside_its_question(view: views.View, code: str) -> None:
    language = Language(code)
    path = "/" if view is views.IN_ORDER[0] else view.path
    link = f"[{language.say(f'{view.name}.title')}]({path}?lang={code})"
    assert link in note("trials", language)


@pytest.mark.parametrize("code", CODES)
def test_every_link_leads_to_a_page(code: str) -> None:
    paths = {"/", *(view.path for view in views.IN_ORDER)}
    linked = re.findall(r"\]\(([^?)]+)\?lang=", note("trials", Language(code)))
    assert set(linked) <= paths
