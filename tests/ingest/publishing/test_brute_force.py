"""An attacker who has a snapshot, the rules and patience: every world that fits is tried.

Nothing is taken from the audit: the rules stand here again, and the snapshot is all that is read.
"""

import itertools
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

World = tuple[int, int]
Shown = tuple[tuple[int | None, str], tuple[int | None, str]]

PROGRAMMES = [
    # Four of 7 under 28, shown as 30: only 7, 7, 7 and 7 fit.
    [(7, 3), (7, 3), (7, 3), (7, 3)],
    [(7, 7), (7, 7), (7, 7), (7, 7)],
    [(1, 0), (1, 1), (1, 1), (5, 5)],
    [(1, 1), (1, 0), (1, 0), (20, 1)],
    [(12, 12), (12, 0), (12, 1), (12, 7)],
    [(8, 1), (8, 1), (8, 1), (9, 8)],
]


@pytest.mark.parametrize("communities", PROGRAMMES)
def test_every_hidden_count_of_one_to_seven_has_two_values_in_some_world(
    communities: list[World], tmp_path: Path
) -> None:
    rows = published(communities, tmp_path)
    worlds = [
        [world for world in all_worlds() if fits(world, rows[f"p/c{number}"])]
        for number in range(len(communities))
    ]
    sums = {
        world
        for world in itertools.product(range(133), range(133))
        if world[1] <= world[0] and fits(world, rows["all"])
    }
    for number, truth in enumerate(communities):
        others = sums_of(worlds[:number] + worlds[number + 1 :])
        possible = [
            world
            for world in worlds[number]
            if any((world[0] + other[0], world[1] + other[1]) in sums for other in others)
        ]
        assert truth in possible
        for place in (0, 1):
            if 1 <= truth[place] <= 7:
                assert len({world[place] for world in possible}) > 1


def published(communities: list[World], folder: Path) -> dict[str, Shown]:
    settings = Settings(folder / "home")
    settings.make_folders()
    con = empty_warehouse()
    totals = [sum(counts) for counts in zip(*communities, strict=True)]
    named = {f"p/c{number}": counts for number, counts in enumerate(communities)}
    for community_id, counts in {"all": totals, **named}.items():
        put_row(
            con,
            "indicator_values",
            community_id=community_id,
            indicator_id="one",
            period_start="2026-01-01",
            denominator_count=counts[0],
            numerator_count=counts[1],
        )
        # Enough members stand behind each unit for it to be released at once.
        put_members(con, "indicator_values", range(40), community_id=community_id)
        put_row(
            con,
            "communities",
            community_id=community_id,
            community_name="Known",
            partner_name="P",
            member_count=40 * (4 if community_id == "all" else 1),
        )
        put_members(con, "communities", range(40), community_id=community_id)
    snapshot = publish_snapshot(con, settings)
    with duckdb.connect(str(settings.public / snapshot.file_name), read_only=True) as public:
        found: list[tuple[Any, ...]] = public.execute(
            "select community_id, denominator_count, denominator_status, numerator_count,"
            " numerator_status from published.indicator_values"
        ).fetchall()
    return {row[0]: ((row[1], row[2]), (row[3], row[4])) for row in found}


def all_worlds() -> list[World]:
    return [(whole, part) for whole in range(34) for part in range(whole + 1)]


def fits(world: World, shown: Shown) -> bool:
    return fits_rule(world[0], None, shown[0]) and fits_rule(world[1], world[0] or None, shown[1])


def fits_rule(count: int, whole: int | None, shown: tuple[int | None, str]) -> bool:
    if shown[1] == "withheld":
        return True
    if 1 <= count <= 7 or (whole is not None and whole < 20 and count in (0, whole)):
        return shown[1] == "suppressed"
    return shown == (5 * ((count + 2) // 5), "ok" if count else "zero")


def sums_of(groups: list[list[World]]) -> set[World]:
    reached = {(0, 0)}
    for group in groups:
        reached = {(one[0] + other[0], one[1] + other[1]) for one in reached for other in group}
    return reached
