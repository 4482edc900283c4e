"""Response and remission at their boundaries."""

import pytest


@pytest.mark.parametrize(
    ("first", "last", "response", "remission"),
    [
        (18, 9, True, False),
        (18, 10, False, False),
        (8, 4, True, True),
        (10, 5, True, False),
        (5, 4, False, True),
        # From 0 nothing can fall.
        (0, 0, None, True),
        (None, 3, None, None),
        (18, None, None, None),
    ],
)
def test_half_the_points_are_a_response_and_below_five_is_remission(
    value, first, last, response, remission
):
    found = value("response_and_remission(?::int, ?::int)", first, last)
    assert (found["response"], found["remission"]) == (response, remission)
