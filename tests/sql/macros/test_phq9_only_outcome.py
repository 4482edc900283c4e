"""Recovery on the PHQ-9 alone, at its boundaries."""

import pytest


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (9, 3, (False, False, True, False, False, False)),
        (10, 9, (True, True, False, False, False, True)),
        (15, 9, (True, True, True, True, False, False)),
        (16, 10, (True, False, True, False, False, False)),
        (12, 18, (True, False, False, False, True, False)),
        (12, None, (True, None, None, None, None, None)),
        (None, 3, (None, None, None, None, None, None)),
    ],
)
def test_the_rule_holds_at_its_boundaries(value, first, last, expected):
    found = value("phq9_only_outcome(?::int, ?::int)", first, last)
    assert tuple(found.values()) == expected
