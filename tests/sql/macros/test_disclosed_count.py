"""Counts and their statuses at every boundary of the disclosure policy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

COUNTS = st.one_of(st.none(), st.integers(0, 10**6))


@pytest.mark.parametrize(
    ("x", "shown", "status"),
    [
        (0, 0, "zero"),
        (1, None, "suppressed"),
        (7, None, "suppressed"),
        (8, 10, "ok"),
        (12, 10, "ok"),
        (13, 15, "ok"),
        (None, None, None),
    ],
)
def test_one_to_seven_are_suppressed_the_rest_rounded_to_five(value, x, shown, status):
    assert value("disclosed_count(?::int)", x) == shown
    assert value("disclosed_status(?::int)", x) == status


@pytest.mark.parametrize(
    ("x", "size", "shown", "status"),
    [
        (0, 19, None, "suppressed"),
        (0, 20, 0, "zero"),
        (19, 19, None, "suppressed"),
        (20, 20, 20, "ok"),
        (18, 19, 20, "ok"),
        (0, 0, None, "suppressed"),
    ],
)
def test_nobody_and_everybody_of_fewer_than_twenty_are_suppressed(value, x, size, shown, status):
    assert value("disclosed_count(?, ?)", x, size) == shown
    assert value("disclosed_status(?, ?)", x, size) == status


def test_what_the_audit_withholds_is_not_shown(value):
    assert value("disclosed_count(50, is_withheld := true)") is None
    assert value("disclosed_status(50, is_withheld := true)") == "withheld"
    assert value("disclosed_status(3, is_withheld := true)") == "withheld"


@settings(max_examples=200, deadline=None)
@given(x=COUNTS, size=st.one_of(st.none(), st.integers(0, 10**6)), withheld=st.booleans())
def test_a_count_is_shown_exactly_where_its_status_says_so(value, x, size, withheld):
    shown = value("disclosed_count(?::int, ?::int, ?)", x, size, withheld)
    status = value("disclosed_status(?::int, ?::int, ?)", x, size, withheld)
    assert (shown is not None) == (status in {"ok", "zero"})
    if shown is not None:
        assert shown % 5 == 0
        assert abs(shown - x) <= 2
        assert (shown == 0) == (status == "zero")
