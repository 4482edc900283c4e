"""The page of indicators starts from a claim and says how each value stands."""

import csv
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import views
from dashboard.language import CODES, Language
from dashboard.views.indicator_cards import Reading, written_signals, written_trend


def opened(code: str, **asked: str) -> AppTest:
    def page(code: str) -> None:
        from dashboard.language import Language
        from dashboard.snapshot import current_snapshot
        from dashboard.views import programme_indicators

        programme_indicators.draw(Language(code), current_snapshot())

    test = AppTest.from_function(page, args=(code,), default_timeout=60)
    for name, value in asked.items():
        test.query_params[name] = value
    return test.run()


def everything(test: AppTest) -> str:
    words = [element.value for element in (*test.markdown, *test.caption, *test.header)]
    return " ".join(str(word) for word in words)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("claim", ["peer_support", "social_media", "reach_and_retention"])
def test_every_claim_opens_without_an_error(at_home: Path, code: str, claim: str) -> None:
    assert not opened(code, claim=claim).exception


def test_a_claim_opens_with_its_words_its_source_and_other_pages(at_home: Path) -> None:
    words = everything(opened("en", claim="peer_support"))
    assert "Peer support works. :gray[Griffiths 2009]" in words


@pytest.mark.parametrize("code", CODES)
def test_a_link_to_a_page_bears_the_title_of_the_page(at_home: Path, code: str) -> None:
    links = re.findall(r"\[([^]]+)\]\(/([\w-]+)\?", everything(opened(code, claim="peer_support")))
    titles = {view.path: Language(code).say(f"{view.name}.title") for view in views.IN_ORDER}
    assert links
    assert [title for title, path in links if title != titles[path]] == []


def test_every_page_that_a_claim_names_exists() -> None:
    text = (Path(__file__).parents[3] / "sql/reference/claims.csv").read_text("utf-8")
    named = {path for line in csv.DictReader(text.splitlines()) for path in line["views"].split()}
    assert named <= {view.path for view in views.IN_ORDER}


def test_a_value_says_how_it_stands_beside_its_target_in_words_and_an_icon(at_home: Path) -> None:
    assert "▼ worse than the target. Target: 80%." in everything(opened("en"))


def test_hours_and_costs_stand_beside_their_targets_too(at_home: Path) -> None:
    assert "▲ better than the target. Target: 24 hours." in everything(opened("en"))
    words = everything(opened("en", claim="reach_and_retention"))
    assert "▲ better than the target. Target: £1,766 per member." in words


@pytest.mark.parametrize("code", CODES)
def test_where_no_target_is_published_the_page_says_so(at_home: Path, code: str) -> None:
    words = {"en": "Rebond sets none", "fr": "Rebond n’en fixe pas"}[code]
    assert words in everything(opened(code, claim="social_media"))


def test_a_trend_at_95_alone_says_so(at_home: Path) -> None:
    assert "↗ improving (at 95%, not at 99.8%)" in everything(opened("en"))


def test_trial_limits_are_called_so(at_home: Path) -> None:
    words = "Values that stand out: 1 of 10. Trial limits: fewer than 13 values."
    assert words in everything(opened("en"))


def test_the_grade_of_the_data_stands_beside_the_figures_of_a_community(at_home: Path) -> None:
    words = everything(opened("en", community="north/c13"))
    assert "Data quality: D (poor), by follow-up completeness" in words


def test_an_asked_quarter_is_the_one_that_is_shown(at_home: Path) -> None:
    assert "Q2 2024: " in everything(opened("en", quarter="2024-04-01"))


@pytest.mark.parametrize("code", CODES)
def test_limits_that_were_widened_are_said_to_be(at_home: Path, code: str) -> None:
    words = everything(opened(code, claim="peer_support"))
    assert Language(code).say("indicator.signals.adjusted") in words


@pytest.mark.parametrize(("code", "hidden"), [("en", "1 of 2"), ("fr", "1 sur 2")])
def test_a_series_with_a_hidden_value_says_why_it_has_no_limits(code: str, hidden: str) -> None:
    charted = [
        {"chart_value": value, "chart_centre_status": "suppressed", "has_signal": None}
        for value in (0.0, None)
    ]
    trend = {"trend_95": "suppressed", "trend_998": "suppressed", "trend_meaning": "suppressed"}
    read = Reading({}, [], [], charted, trend)
    assert hidden in written_signals(read, Language(code))
    assert written_trend(read, Language(code)) == ""
