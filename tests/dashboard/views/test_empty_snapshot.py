"""A snapshot that lacks what a page shows: the page says why, and does not fail."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.language import CODES, Language

REASONS = {
    "overview": "overview.no_activity",
    "recovery_rates": "recovery_rates.empty",
    "engagement_cohorts": "engagement_cohorts.empty",
    "programme_indicators": "programme_indicators.empty",
}


@pytest.fixture
def bare_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose snapshot has a manifest and no figures."""
    public = tmp_path / "public"
    public.mkdir()
    with duckdb.connect(str(public / "safe-000001-bare.duckdb")) as con:
        con.execute(
            """create schema published;
            create table published.manifest as
            select 'b' as snapshot_id, timestamp '2026-10-05' as published_at,
                '1.0.0' as policy_version, false as is_simulated,
                date '2026-01-01' as covered_from, date '2026-09-30' as covered_through"""
        )
    (public / "CURRENT").write_text("safe-000001-bare.duckdb")
    monkeypatch.setenv("REBOND_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", REASONS)
def test_a_page_without_data_says_why(bare_home: Path, name: str, code: str) -> None:
    def script(name: str) -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        framed(next(view for view in views.IN_ORDER if view.name == name), chosen_language())

    page = AppTest.from_function(script, kwargs={"name": name}, default_timeout=30)
    page.query_params["lang"] = code
    page.run()
    assert [fault.message for fault in page.exception] == []
    assert Language(code).say(REASONS[name]) in [info.value for info in page.info]


def test_real_data_bears_no_simulated_mark(bare_home: Path) -> None:
    def script() -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        framed(views.IN_ORDER[0], chosen_language())

    page = AppTest.from_function(script, default_timeout=30).run()
    assert len(page.warning) == 0
