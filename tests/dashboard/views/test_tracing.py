"""Any figure on any page can be traced: to its counts, rules, snapshot, query and SQL."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import views
from dashboard.language import CODES, Language

EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)


def run_page(name: str, code: str, *opened: str) -> AppTest:
    def script(name: str) -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        framed(next(view for view in views.IN_ORDER if view.name == name), chosen_language())

    page = AppTest.from_function(script, kwargs={"name": name}, default_timeout=30)
    page.query_params["lang"] = code
    for figure in opened:
        page.session_state[f"made_{figure}"] = True
    page.run()
    assert [error.message for error in page.exception] == []
    return page


@pytest.mark.parametrize("view", views.IN_ORDER, ids=lambda view: view.name)
@EVERY_LANGUAGE
def test_every_chart_can_be_traced(at_home: Path, view: views.View, code: str) -> None:
    page = run_page(view.name, code)
    charts = page.get("arrow_vega_lite_chart")
    labels = [expander.label for expander in page.expander]
    if charts:
        assert Language(code).say("figure.how_made") in labels


@EVERY_LANGUAGE
def test_an_opened_trace_shows_counts_rules_query_and_models(at_home: Path, code: str) -> None:
    page = run_page("recovery_rates", code, "recovery_rates")
    language = Language(code)
    headings = [heading.value for heading in page.subheader]
    assert language.say("trace.counts", table="recovery_rates") in headings
    assert language.say("trace.query") in headings
    assert language.say("trace.models") in headings
    shown = [block.value for block in page.code]
    assert any(
        text.startswith('rebond sql "select *\nfrom published.recovery_rates') for text in shown
    )
    assert "select * from marts.recovery_rates -- rounded" in shown
    words = "\n".join(str(text.value) for text in page.markdown)
    assert "`phq9_gad7`" in words
    assert "1.0.0" in words
    assert "a1b2c3d4e5f6" in words
    assert "`smallest_shown = 8`" in words


def test_a_closed_trace_sends_its_definition_and_no_sql(at_home: Path) -> None:
    page = run_page("recovery_rates", "en")
    assert [block.value for block in page.code] == []
    assert any("**Recovery.**" in str(text.value) for text in page.markdown)


def test_another_model_can_be_read(at_home: Path) -> None:
    page = run_page("recovery_rates", "en", "recovery_rates")
    page.selectbox(key="model_recovery_rates").select("sql/staging/outcome_scores.sql").run()
    assert "select * from accepted.outcome_scores" in [block.value for block in page.code]


def test_numbers_outside_charts_are_traced_too(at_home: Path) -> None:
    page = run_page("overview", "en", "key_figures")
    headings = [heading.value for heading in page.subheader]
    for table in ("communities", "activity_months", "recovery_rates", "engagement_cohorts"):
        assert Language("en").say("trace.counts", table=table) in headings


def test_a_snapshot_from_before_models_were_kept_says_so(
    at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.views.tracing.models_behind", lambda *_: [])
    page = run_page("recovery_rates", "en", "recovery_rates")
    words = [str(text.value) for text in page.markdown]
    assert Language("en").say("trace.no_models") in words
