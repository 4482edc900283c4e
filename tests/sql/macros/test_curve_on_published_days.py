"""Curves on the published days: which days are shown, and on what grid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DAYS = [0, 30, 60, 90, 120, 180, 270, 365, 545, 730]


def curve(people):
    """A survival curve by hand from (days, is_event), as the macro wants it."""
    table = {k: [] for k in ("group_id", "duration_days", "at_risk_count", "event_count", "rate")}
    survival = 1.0
    for day in sorted({d for d, _ in people}):
        at_risk = sum(d >= day for d, _ in people)
        events = sum(d == day and e for d, e in people)
        survival *= 1 - events / at_risk
        for key, v in zip(table, ("a", day, at_risk, events, survival), strict=True):
            table[key].append(v)
    table["rate_lower"] = [max(s - 0.033, 0) for s in table["rate"]]
    table["rate_upper"] = [min(s + 0.033, 1) for s in table["rate"]]
    return table


def slow_days(people):
    """The days that may be shown: 0 or at least 8 events since the last one, 20 at risk."""
    shown, last = [], 0
    for day in DAYS:
        events = sum(d <= day and e for d, e in people)
        at_risk = sum(d >= day for d, _ in people)
        if events - last in range(1, 8) or at_risk < 20:
            continue
        shown.append(day)
        last = events
    return shown


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 800), st.booleans()), min_size=150, max_size=320),
)
def test_only_days_that_the_policy_allows_are_shown(rows, people):
    found = rows("from curve_on_published_days('c')", c=curve(people))
    assert [row["published_day"] for row in found] == slow_days(people)
    assert [row["previous_day"] for row in found[1:]] == slow_days(people)[:-1]
    step = 0.01 if len(people) >= 300 else 0.02
    for row in found:
        assert row["rate"] / step == pytest.approx(round(row["rate"] / step), abs=1e-6)
        if row["rate_lower"] is not None:
            assert row["rate_lower"] <= row["rate"] <= row["rate_upper"]
        assert row["at_risk_count"] % 5 == 0


@pytest.mark.parametrize(("size", "is_shown"), [(149, False), (150, True)])
def test_a_group_needs_150_people(rows, size, is_shown):
    found = rows("from curve_on_published_days('c')", c=curve([(700, False)] * size))
    assert bool(found) == is_shown


def test_an_incidence_starts_at_nought(rows):
    table = curve([(700, False)] * 150)
    table["rate"] = [0.0]
    found = rows("from curve_on_published_days('c', start_rate := 0)", c=table)
    assert {row["rate"] for row in found} == {0}
