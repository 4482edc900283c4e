"""Mean change on a questionnaire: drawn by hand, and against a slow twin."""

from datetime import date, timedelta
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.drawing import build_database

BASELINE = date(2025, 1, 1)
LATER = BASELINE + timedelta(days=180)
FIGURES = "scored_count, first_mean, first_deviation, change_mean, change_deviation"


def built(pairs, instrument="UCLA-3"):
    """Members scored at the baseline and at day 180; None is a score never given."""
    members = [f"m{number} | forum | {BASELINE}" for number, _ in enumerate(pairs)]
    scores = [
        f"m{number} | {when} | {instrument} | {score}"
        for number, pair in enumerate(pairs)
        for when, score in zip((BASELINE, LATER), pair, strict=True)
        if score is not None
    ]
    return build_database(
        tables=("marts.score_changes",),
        members="\n".join(["member_key | community_id | joined_on", *members]),
        outcome_scores="\n".join(["member_key | scored_on | instrument | score", *scores]),
        covered_from="2024-01-01",
        covered_through="2026-12-31",
    )


def figures(con, rule_set="ucla3_change", community_id="all"):
    return con.execute(
        f"select {FIGURES} from marts.score_changes where community_id = ?"
        " and dimension = 'all' and rule_set = ? and follow_up = 'day_180'",
        [community_id, rule_set],
    ).fetchall()


def test_the_change_is_of_those_with_both_scores() -> None:
    con = built([(8, 5), (6, 6), (9, None), (None, 3)])
    [(count, first, _, change, _)] = figures(con)
    assert (count, first, change) == (2, (8 + 6) / 2, (5 - 8 + 6 - 6) / 2)
    assert figures(con, community_id="north/forum") == figures(con)
    con.close()


@pytest.mark.parametrize(
    ("instrument", "rule_set"),
    [
        ("PHQ-9", "phq9_only"),
        ("GAD-7", "gad7_only"),
        ("PHQ-8", "phq8_change"),
        ("CES-D", "cesd_change"),
        ("WHO-5", "who5_only"),
        ("MSPSS", "mspss_change"),
        ("SWEMWBS", "swemwbs_change"),
        ("WEMWBS", "wemwbs_change"),
        ("ISMI-10", "ismi10_change"),
        ("WSAS", "wsas_change"),
        ("HAM-D17", "hamd17_change"),
        ("BDI-I", "bdi1_only"),
        ("BDI-II", "bdi2_jt"),
    ],
)
def test_every_instrument_has_one_change(instrument: str, rule_set: str) -> None:
    con = built([(15, 12), (17, 13)], instrument)
    found = con.execute(
        "select rule_set, scored_count, change_mean from marts.score_changes"
        " where community_id = 'all' and dimension = 'all' and follow_up = 'day_180'"
    ).fetchall()
    assert found == [(rule_set, 2, -3.5)]
    con.close()


score = st.none() | st.integers(3, 9)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(score, score), min_size=1, max_size=12))
def test_the_figures_equal_the_slow_twin(pairs) -> None:
    both = [(first, last) for first, last in pairs if first is not None and last is not None]
    con = built(pairs)
    if not both:
        assert figures(con) == []
    else:
        firsts = [first for first, _ in both]
        changes = [last - first for first, last in both]
        [found] = figures(con)
        several = len(both) > 1
        assert found == pytest.approx(
            (
                len(both),
                mean(firsts),
                stdev(firsts) if several else None,
                mean(changes),
                stdev(changes) if several else None,
            )
        )
    con.close()
