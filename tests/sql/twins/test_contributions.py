"""Where nobody contributes anything else, no figure changes; so a change of one cannot be hidden.

Two worlds that differ by a few rows are built. A unit (a table of one community) of which all
contributions are alike must have the same rows in both: release units compare contributions and
nothing else.
"""

import random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.models import model_paths
from tests.sql.twins.world import World, build_world, world_of

TABLES = sorted(path.stem for path in model_paths("contributions"))
# Their rows rest on other communities too: limits, standards and weights are the programme's.
OF_EVERYBODY = {"community_funnels", "standardised_rates", "recovery_sensitivity"}
# Partners count these people, and pay these amounts, themselves: no member stands behind.
NOT_OF_MEMBERS = {"indicator_reach", "indicator_costs", "communities"}


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_a_unit_whose_contributions_are_alike_has_the_same_rows(seed):
    before = world_of(seed)
    after = less_a_few_rows(before, random.Random(seed))
    first, second = units_of(before), units_of(after)
    for unit in {*first, *second}:
        contributions, rows = first.get(unit, NOBODY)
        if contributions == second.get(unit, NOBODY)[0]:
            assert rows == second.get(unit, NOBODY)[1], unit


NOBODY = (frozenset(), frozenset())


def less_a_few_rows(world: World, dice: random.Random) -> World:
    """Take a deed, a score or a report away from two people or so."""
    kept = {}
    for kind, rows in world.accepted.items():
        gone = dice.sample(range(len(rows)), min(len(rows), dice.choice([0, 1, 2])))
        is_of_members = kind in ("activity", "outcome_scores", "safety_reports")
        kept[kind] = [row for n, row in enumerate(rows) if n not in gone or not is_of_members]
    return World(world.exports, kept)


def units_of(world):
    """{(table, community): (contributions, rows)}; the tables of everybody are one unit each."""
    con = build_world(world)
    try:
        found = {}
        for table in TABLES:
            if table not in NOT_OF_MEMBERS:
                for stage, place in (("contributions", 0), ("marts", 1)):
                    for row in con.execute(
                        f"select community_id, * from {stage}.{table}"
                    ).fetchall():
                        where = "all" if table in OF_EVERYBODY else row[0]
                        unit = found.setdefault((table, where), ([], []))
                        unit[place].append(told(row))
        return {unit: tuple(map(frozenset, both)) for unit, both in found.items()}
    finally:
        con.close()


def told(row):
    return tuple(str(round(v, 9)) if isinstance(v, float) else str(v) for v in row)
