"""That a row is there tells nothing of a group whose counts are hidden."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.cli import main

HIDDEN = "dimension = 'gender' and category = 'non_binary'"
BELOW, AT_CASENESS = 4, 15


def write_exports(folder: Path, baselines: list[int | None], follow_up: int | None) -> None:
    """96 women and as many others as there are baselines, who are the members of a hidden group."""
    dice = random.Random(1)
    members, scores = [], []
    for number in range(96 + len(baselines)):
        gender = "woman"
        first: int | None = dice.randint(12, 24)
        last: int | None = dice.randint(2, 15)
        day = dice.randint(1, 20)
        if number >= 96:
            gender, first, last = "non_binary", baselines[number - 96], follow_up
        name, joined = f"m{number:03d}", f"2025-01-{dice.randint(1, 28):02d}"
        members.append(f"{name},harbour,{joined},{gender}")
        if first is not None:
            scores.append(f"{name},harbour,{joined},PHQ-9,{first}")
        if last is not None:
            scores.append(f"{name},harbour,2025-07-{day:02d},PHQ-9,{last}")
    folder.mkdir()
    for kind, lines in {
        "communities": [
            "community_id,community_name,platform_type,led_by,is_anonymous,time_zone",
            "harbour,Harbour,forum,peers,true,America/Toronto",
        ],
        "members": ["member_id,community_id,joined_on,gender", *members],
        "outcome_scores": ["member_id,community_id,scored_on,instrument,score", *scores],
    }.items():
        (folder / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


Publish = Callable[..., dict[str, int]]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Publish a programme; return how many rows each table has of the hidden group."""

    def run(name: str, baselines: list[int | None], follow_up: int | None = 3) -> dict[str, int]:
        exports, home = tmp_path / name, tmp_path / f"{name}-home"
        write_exports(exports, baselines, follow_up)
        period = ("--covered-from", "2025-01-01", "--covered-through", "2026-03-31")
        for words in (
            ("partner", "add", "north"),
            ("take-in", str(exports), "--partner", "north", *period),
            ("publish",),
        ):
            assert main([*words, "--home", str(home)]) == 0, words
        return dict(rows_of_the_hidden(home / "public"))

    return run


def rows_of_the_hidden(public: Path) -> Iterator[tuple[str, int]]:
    snapshot = public / (public / "CURRENT").read_text().strip()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        tables = con.execute(
            "select table_name from duckdb_columns() where schema_name = 'published'"
            " and column_name in ('dimension', 'category')"
            " group by table_name having count(*) = 2 order by 1"
        ).fetchall()
        for (table,) in tables:
            query = f"select count(*) from published.{table} where {HIDDEN}"
            yield table, con.execute(query).fetchall()[0][0]


def test_whether_one_of_a_few_is_at_caseness_is_not_told(publish: Publish) -> None:
    nobody = publish("nobody", [BELOW] * 4)
    assert nobody["follow_up_funnel"] > 0
    assert publish("one", [AT_CASENESS, *[BELOW] * 3]) == nobody


def test_whether_one_of_a_few_has_recovered_is_not_told(publish: Publish) -> None:
    ill, well = (publish(name, [AT_CASENESS] * 4, last) for name, last in (("i", 12), ("w", 3)))
    assert ill["follow_up_funnel"] > 0
    assert well == ill


def test_whether_one_of_a_few_who_were_not_scored_again_has_a_baseline_is_not_told(
    publish: Publish,
) -> None:
    nobody = publish("nobody", [None] * 3, None)
    assert nobody["follow_up_funnel"] > 0
    assert publish("one", [AT_CASENESS, None, None], None) == nobody
