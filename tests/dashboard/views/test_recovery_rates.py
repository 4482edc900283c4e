"""The page on recovery: what it says of each choice, and what it never leaves out."""

from itertools import product
from pathlib import Path

import pytest

from dashboard.charts.caterpillar import caterpillar
from dashboard.labels import COMMUNITY, DIMENSIONS
from dashboard.language import CODES, WORD_JOINER, Language
from dashboard.marks import NOT_SHOWN
from dashboard.snapshot import current_snapshot, rows
from dashboard.views.follow_up_funnel import STEPS, funnel
from dashboard.views.recovery_choice import (
    FOLLOW_UPS,
    OUTCOMES,
    RULE_SETS,
    Choice,
    follow_ups_of,
)
from dashboard.views.recovery_rates import by_group, definition
from tests.dashboard.test_pages import all_words, run_page

ENGLISH, FRENCH = Language("en"), Language("fr")
RECOVERY = Choice("phq9_gad7", "day_180", "recovery", COMMUNITY, "all")


@pytest.fixture
def snapshot(small_home: Path) -> Path:
    return current_snapshot(small_home)


@pytest.mark.parametrize("code", CODES)
def test_every_choice_has_words_in_both_languages(code: str) -> None:
    language = Language(code)
    for outcome in OUTCOMES:
        assert language.say(f"finding.{outcome}", rate="", when="")
    for follow_up in FOLLOW_UPS:
        assert language.say(f"follow_up.{follow_up}")
        assert language.say(f"when.{follow_up}")
    for name in (*DIMENSIONS, COMMUNITY):
        assert language.say(f"dimension.{name}")
    for step in STEPS:
        assert language.say(f"funnel.{step}")
    for rule_set in RULE_SETS:
        assert language.say(f"rule_set.{rule_set}")
        assert language.say(f"overview.rule_set.{rule_set}")


@pytest.mark.parametrize("code", CODES)
def test_a_definition_says_numerator_denominator_rule_time_and_caution(code: str) -> None:
    expected = {
        "en": ("Numerator", "Denominator", "**Rule.**", "**Follow-up.**", "**Caution.**"),
        "fr": ("Numérateur", "Dénominateur", "**Règle.**", "**Suivi.**", "**Prudence.**"),
    }
    for rule_set, follow_up, outcome in product(RULE_SETS, FOLLOW_UPS, OUTCOMES):
        words = definition(Choice(rule_set, follow_up, outcome, "all", "all"), Language(code))
        assert [part for part in expected[code] if part not in words] == []


def test_the_finding_is_the_programme_s_rate_with_its_interval(snapshot: Path) -> None:
    finding = by_group(ENGLISH, snapshot, RECOVERY).finding.replace(WORD_JOINER, "")
    # 1,200 x .6 x .7 = 505 to the nearest 5, of whom .44 = 220 are shown: 220 / 505 = 43.6 %.
    assert finding == (
        "44% (39–49%) of those at caseness had recovered six months after the first score"
    )


def test_communities_stand_by_size_and_not_by_rate(snapshot: Path) -> None:
    table = by_group(ENGLISH, snapshot, RECOVERY).table
    sizes = [line["Out of"] for line in table[1:]]
    shown = [int(size) for size in sizes if size != "[c]"]
    assert table[0]["Community"] == "Everyone"
    assert shown[:11] == sorted(shown[:11], reverse=True)


def test_chart_and_table_say_the_same(snapshot: Path) -> None:
    figure = by_group(FRENCH, snapshot, RECOVERY)
    rate = "Taux (intervalle à 95\xa0%)"
    assert figure.spec is caterpillar(FRENCH)

    def told(line: dict[str, str]) -> str:
        is_hidden = NOT_SHOWN in {line[rate], line["Sur"]}
        whole = "" if is_hidden else f" sur {line['Sur']}"
        return FRENCH.named(line["Communauté"], f"{line[rate]}{whole}")

    records = figure.data_sets["groups"]
    assert [record["full"] for record in records] == [told(line) for line in figure.table]


def test_a_benchmark_is_drawn_only_for_its_own_rule_and_time(snapshot: Path) -> None:
    def drawn(choice: Choice) -> list[str]:
        return [line["line"] for line in by_group(ENGLISH, snapshot, choice).data_sets["lines"]]

    end = Choice("phq9_gad7", "end_paired", "recovery", COMMUNITY, "all")
    assert drawn(end) == ["NHS England 50.5%"]
    # The NHS counts both questionnaires: its figure is no benchmark for one of them.
    assert drawn(Choice("phq9_only", "end_paired", "recovery", COMMUNITY, "all")) == []
    assert drawn(RECOVERY) == ["untreated 32%"]


def test_a_figure_tells_how_much_of_it_is_shown(snapshot: Path) -> None:
    figure = by_group(ENGLISH, snapshot, RECOVERY)
    hidden = [line for line in figure.table if line["Rate (95% interval)"] == "[c]"]
    share = 1 - len(hidden) / len(figure.table)
    assert f"{share:.0%} of the figures" in figure.basis
    assert "30 September 2026" in figure.basis


def test_the_funnel_goes_from_all_members_to_those_who_count(snapshot: Path) -> None:
    shown = funnel(ENGLISH, snapshot, RECOVERY)
    assert shown is not None
    counts = [record["count"] for record in shown.data_sets["bars"]]
    assert counts == sorted(counts, reverse=True)
    assert shown.finding == "Of 12,000 members, 865 were scored again in time"


def test_a_choice_without_a_funnel_has_none(snapshot: Path) -> None:
    assert funnel(ENGLISH, snapshot, Choice("bdi2_jt", "day_30", "recovery", "all", "all")) is None


def test_where_missing_counts_as_not_recovered_nothing_but_recovery_is_offered(
    snapshot: Path,
) -> None:
    offered = {outcome for outcome in OUTCOMES if "end_literal" in follow_ups_of(outcome, snapshot)}
    assert offered == {"recovery", "reliable_recovery"}


def test_no_follow_up_is_offered_that_has_no_rows(snapshot: Path) -> None:
    for outcome in OUTCOMES:
        assert follow_ups_of(outcome, snapshot)
        for name in follow_ups_of(outcome, snapshot):
            assert rows(snapshot, "recovery_rates", outcome=outcome, follow_up=name)


@pytest.mark.parametrize(
    ("code", "whole", "told"),
    [
        ("en", "who finished", "whose episode is finished"),
        ("fr", "ayant terminé", "dont l’épisode est terminé"),
    ],
)
def test_where_missing_counts_as_not_recovered_the_words_say_who_is_in_the_denominator(
    snapshot: Path, code: str, whole: str, told: str
) -> None:
    literal = Choice("phq9_gad7", "end_literal", "recovery", "led_by", "all")
    figure = by_group(Language(code), snapshot, literal)
    assert whole in figure.subtitle
    assert told in figure.definition
    # Nobody is missing from that denominator, so nothing is said of what the missing could change.
    bounds = Language(code).say("recovery_rates.bounds", bounds="|").split("|")[0]
    assert not any(remark.startswith(bounds) for remark in figure.remarks)
    assert all(Language(code).say("column.bounds") not in line for line in figure.table)


@pytest.mark.parametrize("code", CODES)
def test_no_definition_of_an_outcome_says_in_which_direction_a_score_is_better(code: str) -> None:
    # On the WHO-5 a higher score is better, and 10 on the PHQ-9 is at caseness, not above it.
    directed = {"en": ("fell", "rose", "below", "above"), "fr": ("baissé", "augmenté", "au-dessus")}
    for outcome in OUTCOMES:
        words = Language(code).say(f"definition.{outcome}")
        assert [word for word in directed[code] if word in words] == []


def test_the_funnel_of_the_ends_tells_of_finished_episodes_and_not_of_windows(
    snapshot: Path,
) -> None:
    for follow_up in ("end_paired", "end_literal"):
        choice = Choice("phq9_gad7", follow_up, "recovery", COMMUNITY, "all")
        shown = funnel(ENGLISH, snapshot, choice)
        assert shown is not None
        steps = [line["Step"] for line in shown.table]
        assert steps[3:] == [
            "Finished their episode",
            "Scored again at any time",
            "With last scores",
        ]
        assert "window" not in shown.definition
        assert "last scores" in shown.finding


def test_an_address_that_asks_for_what_is_not_told_opens_on_half_a_year(at_home: Path) -> None:
    asked = {"outcome": "reliable_deterioration", "follow_up": "end_literal"}
    page = run_page("recovery_rates", "en", **asked)
    assert not page.exception
    assert "missing scores counted as not recovered" not in all_words(page)
    assert "six months after the first score" in all_words(page)
