"""Fast SQL equals slow, boring Python on made-up worlds, model by model."""

import importlib

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.sql.twins.register import TWINS
from tests.sql.twins.world import build_world, rows_of, world_of

SLOW = (
    "staging",
    "histories",
    "facts",
    "activity",
    "outcomes",
    "events",
    "strata",
    "recovery_strata",
)
SLOW += ("recovery_marts", "engagement_marts", "shares", "indicators", "indicator_marts")
SLOW += ("contributions", "benchmarks")
for name in SLOW:
    importlib.import_module(f"tests.sql.twins.slow_{name}")

worlds = st.integers(0, 2**32).map(world_of)


# A world is made from one number: there is nothing to make smaller.
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(worlds)
def test_every_model_equals_its_slow_twin(world):
    con = build_world(world, "contributions")
    try:
        for twin in TWINS.values():
            fast = written(rows_of(con, twin.model, twin.columns))
            assert fast == written(twin.slow(world)), twin.model
    finally:
        con.close()


def written(rows):
    """Rows in one order, fractions to nine decimals."""
    return sorted(tuple(str(value) for value in map(rounded, row)) for row in rows)


def rounded(value):
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return round(float(value), 9) + 0.0
