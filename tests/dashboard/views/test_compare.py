"""The page that compares: it says better or worse in words, and never without its doubt."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import comparison, funnel_plot, gaps, standing, ways
from dashboard.labels import ORDERED
from dashboard.language import CODES, WORD_JOINER, Language
from dashboard.marks import NOT_SHOWN, written_rate
from dashboard.views.compare_groups import written_gap
from tests.dashboard.as_shown import lines_of

ENGLISH, FRENCH = Language("en"), Language("fr")
EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)


def run_page(code: str, **address: str) -> AppTest:
    def script() -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed

        view = next(view for view in views.IN_ORDER if view.name == "compare")
        framed(view, chosen_language())

    page = AppTest.from_function(script, default_timeout=30)
    page.query_params["lang"] = code
    for key, value in address.items():
        page.query_params[key] = value
    return page.run()


def said(page: AppTest) -> str:
    return "\n".join(str(e.value) for e in [*page.header, *page.markdown, *page.info])


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    "address",
    [
        {},
        {"by": "led_by"},
        {"by": "led_by", "who": "peers", "outcome": "reliable_deterioration"},
        {"follow_up": "end_paired", "adjustment": "severity"},
        {"follow_up": "day_30", "rule_set": "phq9_only"},
        {"by": "community", "who": "north/c13"},
        {"by": "community", "with": "north/c1"},
        {"by": "led_by", "with": "peers", "outcome": "reliable_deterioration"},
        {"by": "age_band", "with": "unknown", "follow_up": "day_730"},
        {"by": "led_by", "with": "nobody"},
        {"by": "no such thing", "who": "nobody", "adjustment": "age"},
    ],
)
def test_every_choice_opens_without_error(
    at_home: Path, code: str, address: dict[str, str]
) -> None:
    assert [e.message for e in run_page(code, **address).exception] == []


def drawn(page: AppTest) -> list[dict[str, str]]:
    return lines_of(page.table[0])


def test_each_group_is_compared_with_everyone_else_unless_one_is_chosen(at_home: Path) -> None:
    assert ENGLISH.say("compare.gap") in drawn(run_page("en", by="led_by"))[0]
    found = drawn(run_page("en", by="led_by", **{"with": "peers"}))
    assert {row["Who leads"] for row in found} == {"Led by professionals", "Led by both"}
    assert ENGLISH.say("compare.pair_gap") in found[0]


@EVERY_LANGUAGE
@pytest.mark.parametrize("by", ["led_by", "community"])
def test_a_pair_says_that_overlap_is_no_test_and_that_choosing_it_late_misleads(
    at_home: Path, code: str, by: str
) -> None:
    other = {"led_by": "peers", "community": "north/c1"}[by]
    words = said(run_page(code, by=by, **{"with": other}))
    assert Language(code).say("compare.pair_chosen") in words
    overlap = Language(code).say("compare.pair_reading", other="X").rpartition(". ")[2]
    assert overlap in words


def test_a_group_whose_pair_is_not_shown_bears_the_mark(at_home: Path) -> None:
    # Tiny Group has 12 scored members.
    found = drawn(run_page("en", by="community", **{"with": "north/c1"}))
    [tiny] = [row for row in found if row["Community"].startswith("Tiny Group")]
    assert tiny[ENGLISH.say("compare.pair_gap")] == NOT_SHOWN


def test_where_the_chosen_group_is_too_small_the_page_says_so(at_home: Path) -> None:
    page = run_page("en", by="community", **{"with": "north/c14"})
    assert page.header[0].value.startswith("Too few members were scored")


@EVERY_LANGUAGE
def test_a_funnel_says_that_it_raises_false_alarms(at_home: Path, code: str) -> None:
    assert Language(code).say("compare.false_alarms") in said(run_page(code, by="community"))


@EVERY_LANGUAGE
def test_a_benchmark_is_never_shown_without_saying_that_it_is_not_like_for_like(
    at_home: Path, code: str
) -> None:
    page = said(run_page(code, follow_up="end_paired"))
    assert Language(code).say("compare.not_like_for_like") in page


def test_where_no_benchmark_is_comparable_the_page_says_which_would_be(at_home: Path) -> None:
    page = said(run_page("en", follow_up="end_paired", rule_set="phq9_only"))
    assert ENGLISH.say("compare.no_benchmark") in page


def test_change_has_no_ways_with_missing_scores_and_the_page_says_so(at_home: Path) -> None:
    assert ENGLISH.say("compare.no_ways") in said(run_page("en", outcome="reliable_improvement"))


def test_a_model_that_did_not_converge_is_told_in_words(at_home: Path) -> None:
    assert ENGLISH.say("compare.no_weights") in said(run_page("en", follow_up="day_30"))


def test_a_standing_is_a_word_a_shape_and_a_colour() -> None:
    assert len(set(standing.SHAPES)) == len(set(standing.COLOURS)) == len(standing.IN_ORDER)
    assert standing.written("better", ENGLISH) == "▲ better"
    assert standing.written("worse", FRENCH) == "▼ moins bon"
    assert standing.written(None, ENGLISH) == ""


def gap_row(status: str, gap: float | None, lower: float | None, upper: float | None):
    return {
        "gap": gap, "gap_lower": lower, "gap_upper": upper, "gap_status": status,
        "comparison": "worse" if status == "ok" else None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (gap_row("ok", 0.03, -0.04, 0.11), "+3 (−4 to +11)"),
        (gap_row("interval", None, -0.04, 0.0), "−4 to 0"),
        (gap_row("suppressed", None, None, None), NOT_SHOWN),
    ],
)
def test_a_gap_is_written_in_signed_points(row: dict[str, object], words: str) -> None:
    assert written_gap(row, "gap", ENGLISH) == words


def test_what_is_not_shown_of_gaps_and_ways_bears_the_mark() -> None:
    [record] = gaps.records([("Group", gap_row("suppressed", None, None, None))], ENGLISH)
    assert (record["gap"], record["words"], record["words_at"]) == (None, NOT_SHOWN, 0)
    row = {"w": None, "w_lower": None, "w_upper": None, "w_status": "not_defined"}
    [record] = ways.ways(row, [("Weighted", "w")], ENGLISH)
    assert (record["rate"], record["mark"]) == (None, NOT_SHOWN)


def test_a_gap_to_a_benchmark_says_its_number_and_bears_no_verdict() -> None:
    row = gap_row("ok", -0.31, -0.33, -0.29)
    judged = gaps.records([("NHS", row)], ENGLISH)
    assert judged[0]["words"] == "▼ worse"
    [record] = gaps.without_verdict(judged, [written_gap(row, "gap", ENGLISH)], ENGLISH)
    assert (record["standing"], record["words"]) == ("similar", "−31 (−33 to −29)")


def test_the_lowest_limit_of_a_gap_has_room_on_the_axis() -> None:
    [record] = gaps.records([("NHS", gap_row("ok", -0.31, -0.33, -0.29))], ENGLISH)
    assert record["start"] < record["lower"]


def test_bounds_are_a_thin_line_without_a_point() -> None:
    row = {
        "outcome_bounds": None, "outcome_bounds_lower": 0.1, "outcome_bounds_upper": 0.8,
        "outcome_bounds_status": "interval",
    }  # fmt: skip
    [record] = ways.ways(row, [("Bounds", ways.BOUNDS)], ENGLISH)
    assert (record["rate"], record["lower"]) == (None, None)
    assert (record["range_lower"], record["range_upper"]) == (0.1, 0.8)


def funnel_row(size: int, status: str | None):
    limits = dict.fromkeys((*funnel_plot.LIMITS, "target_rate"), 0.4)
    return limits | {
        "denominator_count": size, "outlier_status": status, "comparison": "better",
        "outcome_rate": 0.5, "outcome_rate_lower": 0.4, "outcome_rate_upper": 0.6,
        "outcome_rate_status": "ok",
    }  # fmt: skip


def test_only_communities_outside_the_wide_limits_are_named_and_small_ones_are_left_out() -> None:
    rows = [funnel_row(200, "high_998"), funnel_row(100, "high_95"), funnel_row(30, None)]
    labelled = list(zip(("Far", "Near", "Small"), rows, strict=True))
    drawn = funnel_plot.communities(labelled, ENGLISH)
    assert [record["name"] for record in drawn] == ["Far", ""]
    assert [record["size"] for record in funnel_plot.limits(rows)] == [100, 200]


def sizes(found: list[dict[str, str]], column: str) -> list[int]:
    """The members that each line of a table rests on; where they are hidden, none."""
    counts = (row[column].split(" · ")[0].replace(",", "") for row in found)
    return [int(count) if count != NOT_SHOWN else 0 for count in counts]


@pytest.mark.parametrize("against", ["all", "north/c1"])
def test_communities_stand_by_size_and_never_by_rate(at_home: Path, against: str) -> None:
    found = drawn(run_page("en", by="community", **{"with": against}))
    name = "column.denominator" if against == "all" else "compare.pair_members"
    column = ENGLISH.say(name, other="Harbour Forum")
    assert len(set(sizes(found, column))) > 2
    assert sizes(found, column) == sorted(sizes(found, column), reverse=True)


@pytest.mark.parametrize("against", ["all", "25_34"])
def test_groups_stand_in_the_order_of_their_kind(at_home: Path, against: str) -> None:
    found = drawn(run_page("en", by="age_band", **{"with": against}))
    ages = [ENGLISH.say(f"category.age_band.{age}") for age in ORDERED["age_band"]
            if ENGLISH.knows(f"category.age_band.{age}")]  # fmt: skip
    shown = [row["Age"] for row in found if row["Age"] in ages]
    assert len(shown) > 1
    assert shown == [age for age in ages if age in shown]


def of_status(status: str, ends: tuple[float | None, float | None]) -> dict[str, object]:
    """A group of which nothing is compared and nothing standardised."""
    lower, upper = ends
    return {
        "outcome_rate": None,
        "outcome_rate_lower": lower,
        "outcome_rate_upper": upper,
        "outcome_rate_status": status,
        "comparison": None,
        **dict.fromkeys(f"standardised_share{end}" for end in ("", "_lower", "_upper")),
        "standardised_share_status": "not_defined",
        "standardised_comparison": None,
    }


NO_ENDS = (None, None)


@pytest.mark.parametrize(
    ("status", "ends", "words"),
    [
        # From 1 to 7 people got worse: the chart says how many it could be, as the table does.
        ("range", (0.01, 0.14), "up to 14%"),
        ("interval", (0.2, 0.7), "20–70%"),
        ("suppressed", NO_ENDS, NOT_SHOWN),
        ("withheld", NO_ENDS, NOT_SHOWN),
    ],
)
def test_where_nothing_is_compared_the_chart_says_what_the_table_says(
    status: str, ends: tuple[float | None, float | None], words: str
) -> None:
    row = of_status(status, ends)
    [record] = comparison.groups([("A", row)], ENGLISH)
    assert record["words"].replace(WORD_JOINER, "") == words
    assert record["words"] == written_rate(row, "outcome_rate", ENGLISH)
    assert record["words_at"] == (ends[1] or 0)
    dotted, solid = (
        (record[f"{name}_lower"], record[f"{name}_upper"]) for name in ("range", "crude")
    )
    assert dotted == (ends if status == "range" else NO_ENDS)
    assert solid == (ends if status == "interval" else NO_ENDS)


def test_without_a_standardised_rate_the_crude_one_is_compared() -> None:
    row = {"standardised_share_status": "not_defined", "comparison": "better"}
    assert comparison.standing_of(row | {"standardised_comparison": None}) == "better"
    row = {"standardised_share_status": "ok", "comparison": "better"}
    assert comparison.standing_of(row | {"standardised_comparison": "similar"}) == "similar"
