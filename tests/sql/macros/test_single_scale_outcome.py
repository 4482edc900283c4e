"""One questionnaire at a time: the same rules, either direction, missing parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SCORES = st.one_of(st.none(), st.integers(0, 27))


@settings(max_examples=200, deadline=None)
@given(SCORES, SCORES)
def test_on_the_phq9_it_is_the_phq9_only_rule(value, first, last):
    alone = value("phq9_only_outcome(?::int, ?::int)", first, last)
    assert value("single_scale_outcome(?::int, ?::int, 10, 6)", first, last) == alone


@settings(max_examples=100, deadline=None)
@given(SCORES, SCORES)
def test_mirrored_scores_on_a_mirrored_scale_have_the_same_outcome(value, first, last):
    mirrored = [None if score is None else 27 - score for score in (first, last)]
    assert value(
        "single_scale_outcome(?::int, ?::int, 17, 6, is_higher_better := true)", *mirrored
    ) == value("single_scale_outcome(?::int, ?::int, 10, 6)", first, last)


@pytest.mark.parametrize(
    ("first", "last", "recovers", "improves"),
    # WHO-5, raw: caseness up to 12 (50 of 100), reliable change 2.5 (10 of 100).
    [(12, 13, True, False), (12, 15, True, True), (13, 20, False, True), (10, 12, False, False)],
)
def test_wellbeing_recovers_upwards(value, first, last, recovers, improves):
    found = value("single_scale_outcome(?, ?, 12, 2.5, is_higher_better := true)", first, last)
    assert found["recovery"] is recovers
    assert found["reliable_improvement"] is improves
    assert found["reliable_recovery"] is (recovers and improves)


def test_without_a_reliable_change_only_recovery_is_judged(value):
    # BDI-I: a threshold is published, a reliable change is not.
    found = value("single_scale_outcome(20, 8, 10, null)")
    assert found == {
        "caseness": True,
        "recovery": True,
        "reliable_improvement": None,
        "reliable_recovery": None,
        "reliable_deterioration": None,
        "no_reliable_change": None,
    }


def test_without_a_threshold_only_change_is_judged(value):
    found = value("single_scale_outcome(20, 8, null, 5)")
    assert found["caseness"] is None
    assert found["recovery"] is None
    assert found["reliable_recovery"] is None
    assert found["reliable_improvement"] is True


def test_a_change_that_is_reliable_on_paper_is_reliable_in_binary_fractions(value):
    # SWEMWBS metric scores: 9.87 - 7.00 is 2.87 on paper, a hair less in binary fractions.
    assert 9.87 - 7.0 < 2.87
    for first, last in ((7.0, 9.87), (19.98, 22.85)):
        found = value(
            "single_scale_outcome(?::double, ?::double, null, 2.87, is_higher_better := true)",
            first,
            last,
        )
        assert found["reliable_improvement"] is True
        assert found["no_reliable_change"] is False
