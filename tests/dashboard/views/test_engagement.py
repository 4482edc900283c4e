"""The page of engagement: every part opens in both languages, and chart and table say the same."""

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.language import CODES, Language
from dashboard.snapshot import current_snapshot, rows
from dashboard.views import engagement
from dashboard.views.contribution_inequality import _by_group as inequality
from dashboard.views.crossed_recovery_rates import crossed
from dashboard.views.early_behaviours import _by_behaviour as early
from dashboard.views.groups import grouped
from dashboard.views.recovery_choice import Choice
from dashboard.views.reply_times import _by_group as replies

ENGLISH = Language("en")
EVERY_PART = pytest.mark.parametrize("part", engagement.PARTS)
EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)


@pytest.fixture
def snapshot(at_home: Path) -> Path:
    return current_snapshot(at_home)


def open_page(name: str, code: str, **address: str) -> AppTest:
    def script(name: str) -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        framed(next(view for view in views.IN_ORDER if view.name == name), chosen_language())

    page = AppTest.from_function(script, kwargs={"name": name}, default_timeout=60)
    for key, value in {"lang": code, **address}.items():
        page.query_params[key] = value
    return page.run()


@EVERY_PART
@EVERY_LANGUAGE
def test_every_part_opens_from_its_address(at_home: Path, part: str, code: str) -> None:
    page = open_page("engagement", code, part=part)
    assert [trouble.message for trouble in page.exception] == []
    assert page.header
    assert page.session_state["part"] == part


@pytest.mark.parametrize("by", ["led_by", "community"])
def test_a_group_is_chosen_in_the_address(at_home: Path, by: str) -> None:
    for part in ("states", "writing", "hours", "replies"):
        page = open_page("engagement", "en", part=part, by=by)
        assert [trouble.message for trouble in page.exception] == []
        assert page.session_state["by"] == by


def test_months_are_offered_of_everyone_alone(at_home: Path) -> None:
    assert open_page("engagement", "en", each="month").session_state["each"] == "month"
    assert (
        open_page("engagement", "en", each="month", by="led_by").session_state["each"] == "quarter"
    )


@pytest.fixture
def in_its_first_months(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose programme has two whole months and no two whole quarters yet."""
    shutil.copytree(small_home / "public", tmp_path / "public")
    with duckdb.connect(str(tmp_path / "public" / "safe-000001-small.duckdb")) as con:
        con.execute("delete from published.engagement_states where period_type = 'quarter'")
    monkeypatch.setenv("REBOND_HOME", str(tmp_path))
    return tmp_path


@EVERY_LANGUAGE
def test_before_two_whole_quarters_months_are_shown(in_its_first_months: Path, code: str) -> None:
    page = open_page("engagement", code, part="states", by="community")
    assert [trouble.message for trouble in page.exception] == []
    assert page.session_state["each"] == "month"
    # No month is published of a group.
    assert page.session_state["by"] == "all"


def test_readers_and_writers_wait_for_a_quarter(in_its_first_months: Path) -> None:
    page = open_page("engagement", "en", part="writing")
    assert [trouble.message for trouble in page.exception] == []
    assert ENGLISH.say("engagement.part.writing") not in {
        option.lower() for option in page.selectbox(key="part").options
    }


def test_support_of_everyone_alone_offers_no_communities(at_home: Path) -> None:
    page = open_page("engagement", "en", part="support", by="community")
    assert [trouble.message for trouble in page.exception] == []
    assert page.session_state["by"] == "all"


def test_day_stands_beside_night_and_what_is_hidden_bears_the_mark(snapshot: Path) -> None:
    found = grouped(ENGLISH, snapshot, "reply_times", "led_by", period="all")
    figure = replies(ENGLISH, snapshot, found, "led_by", "24_hours")
    assert [record["full"] for record in figure.data_sets["groups"]] == [
        f"{line['Who leads']}: {line['Answered in time (95% interval)']}" for line in figure.table
    ]
    assert figure.table[1]["Who leads"] == "Everyone, by night"
    assert figure.table[1]["Answered in time (95% interval)"] == "[c]"
    assert figure.table[0]["One in ten answered after"] == "[c]"
    assert figure.table[0]["Half answered after"] == "11.5 h"
    assert figure.table[0]["Nine in ten after"] == "more than 7 days"


@pytest.mark.parametrize(
    ("status", "hours", "words"),
    [
        ("ok", 11.5, "answered within 24 hours; half of all posts within 11.5 h"),
        # Half or more of the posts had no answer in seven days: no time is one "within" which.
        ("not_reached", None, "answered within 24 hours; fewer than half within 7 days"),
        ("suppressed", None, "answered within 24 hours"),
        ("withheld", None, "answered within 24 hours"),
    ],
)
def test_the_finding_claims_of_half_the_posts_only_what_is_known(
    snapshot: Path, status: str, hours: float | None, words: str
) -> None:
    median = {"first_reply_p50_hours": hours, "first_reply_p50_hours_status": status}
    found = grouped(ENGLISH, snapshot, "reply_times", "led_by", period="all")
    changed = [(label, {**row, **median}) for label, row in found]
    finding = replies(ENGLISH, snapshot, changed, "led_by", "24_hours").finding
    assert words in finding
    assert ("half" in finding) == (status in {"ok", "not_reached"})


def test_inequality_says_whose_share_it_gives(snapshot: Path) -> None:
    found = grouped(ENGLISH, snapshot, "contribution_inequality", "led_by", period="all")
    figure = inequality(ENGLISH, snapshot, found, "led_by")
    assert figure.finding == (
        "Of those who write, the most active 1% wrote 38% of everything (Gini 0.85)"
    )
    assert [line["Gini coefficient"] for line in figure.table] == ["0.85", "0.70", "[c]"]
    assert [line["Their share"] for line in figure.table] == ["38%", "55%", "[c]"]
    marks = [record["mark"] for record in figure.data_sets["dots"]]
    assert marks.count("[c]") == 1


def test_early_behaviour_is_called_an_association_and_counts_what_stands_apart(
    snapshot: Path,
) -> None:
    found = rows(snapshot, "early_behaviours", rule_set="phq9_gad7", follow_up="day_180")
    figure = early(ENGLISH, snapshot, found, "phq9_gad7", "day_180")
    # 1.1 (0.9 to 1.5) holds 1; 1.5 (1.3 to 1.9) does not.
    assert figure.finding.startswith("Association, not effect: 1 of 2 comparisons")
    ratios = [line["Ratio to those who did not"] for line in figure.table]
    assert ratios == ["1", "1.10 (0.90 to 1.50)", "1", "1.50 (1.30 to 1.90)"]


def test_two_features_open_on_the_pair_of_which_most_is_shown(at_home: Path) -> None:
    page = open_page("recovery_rates", "fr")
    assert [trouble.message for trouble in page.exception] == []
    assert page.session_state["cross"] == "led_by x is_anonymous"
    page = open_page("recovery_rates", "en", cross="platform_type x rurality")
    words = (
        "Two features at once (platform × urban or rural): 1 of 2 groups are large enough to show"
    )
    assert words in [header.value for header in page.header]


def test_a_rule_without_crossed_rows_has_no_such_figure(snapshot: Path) -> None:
    choice = Choice("who5_only", "day_180", "recovery", "led_by", "all")
    assert crossed(ENGLISH, snapshot, choice) is None
