"""Fast SQL equals slow, boring Python on made-up worlds, model by model."""

import importlib

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.sql.twins.limits import world_of_limits
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

# A world is made from one number: there is nothing to make smaller.
worlds = st.integers(0, 2**32).map(world_of)


# Together these two have rows for every model, but for what nobody stands behind.
EXAMPLES = (10, 24)
WITHOUT_ROWS = {"contributions.indicator_reach"}


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example(world_of(EXAMPLES[0]))
@example(world_of(EXAMPLES[1]))
@example(world_of_limits())
@given(worlds)
def test_every_model_equals_its_slow_twin(world):
    con = build_world(world)
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


def test_no_twin_is_compared_over_no_rows_at_all():
    told = [world_of(seed) for seed in EXAMPLES]
    empty = {twin.model for twin in TWINS.values() if not any(map(twin.slow, told))}
    assert empty == WITHOUT_ROWS
