"""The short way of an export and the long one end at the same rows, reasons and warnings."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.delivery import DeliveredFile, Delivery
from ingest.judging import judge
from ingest.reading.lines_in_place import copy_rows
from ingest.reading.plain_text import LINES_A_STEP
from ingest.reading.receive import receive
from tests.ingest.both_ways import outcome

HEADER = (
    "activity_id,member_id,community_id,occurred_at,activity_type,thread_id,replies_to_activity_id"
)
POOLS = (
    ["a-1", "a-2", "a-3", "a-4", "a-5", "a.6", " a-1", "NA", "", "a b"],
    ["m-1", "m-2", "m-3", "m-4", "m/5", "m 6", ""],
    ["north", "north", "north", "south", "nowhere"],
    ["2025-03-14 21:40", "2025-03-13 09:00", "2025-03-14T21:40:59", "2025-02-30 10:00"],
    ["post", "read", "reply", "lurk", " post"],
    ["t-1", "t-2", "", "t t", "*"],
    ["", "a-1", "a-9", "a.6", '"a-2"'],
)  # fmt: skip
PLAIN = tuple(pool[:2] for pool in POOLS)


def deliver(folder: Path, lines: list[str]) -> Delivery:
    members = ["m-1,north,2025-03-01", "m-2,north,2025-03-15"]
    contents = {
        "activity.csv": [HEADER, *lines],
        "members.csv": ["member_id,community_id,joined_on", *members],
        "communities.csv": ["community_id,platform_type,led_by,is_anonymous,time_zone"]
        + [f"{name},forum,peers,true,UTC" for name in ("north", "south")],
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_text("\n".join(content) + "\n")
    files = tuple(DeliveredFile(folder / name, name) for name in contents)
    return Delivery(None, files, date(2025, 1, 1), date(2025, 12, 31), None, "test", "R")


SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def lines_from(pools: tuple[list[str], ...]) -> st.SearchStrategy[str]:
    return st.tuples(*map(st.sampled_from, pools)).map(",".join)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(
    st.lists(lines_from(PLAIN), min_size=1, max_size=12),
    st.lists(lines_from(POOLS), max_size=3),
    st.randoms(),
)
def test_the_short_way_ends_where_the_long_one_does(
    tmp_path_factory: pytest.TempPathFactory,
    plain: list[str],
    others: list[str],
    chance: Any,
) -> None:
    lines = plain + others
    chance.shuffle(lines)
    delivery = deliver(tmp_path_factory.mktemp("delivery"), lines)
    assert outcome(delivery, is_short=True) == outcome(delivery, is_short=False)


def row(number: int, **change: str) -> str:
    values = dict(zip(HEADER.split(","), (pool[0] for pool in POOLS), strict=True))
    return ",".join({**values, "activity_id": f"a-{number}", **change}.values())


@pytest.mark.parametrize(
    "spoilt",
    [
        {"activity_id": '"a-1\nb"'},
        {"activity_id": 'a"1'},
        {"activity_id": "a,1"},
        {"thread_id": "write to anna@example.org"},
        {"thread_id": "+33612345678"},
    ],
)
def test_one_spoilt_row_among_many_plain_ones_fares_as_on_the_long_way(
    tmp_path: Path, spoilt: dict[str, str]
) -> None:
    lines = [row(number) for number in range(300)]
    delivery = deliver(tmp_path, [*lines[:200], row(999, **spoilt), *lines[200:]])
    assert outcome(delivery, is_short=True) == outcome(delivery, is_short=False)


EACH_ONCE = [row(number) for number in range(300)]


@pytest.mark.parametrize(
    ("lines", "refused_count", "collapsed_count"),
    [
        (EACH_ONCE * 2, 0, 300),
        ([line for line in EACH_ONCE for _ in range(2)], 0, 300),
        # One key for all, and no two rows alike.
        ([row(1, thread_id=f"t-{number}") for number in range(300)], 300, 0),
        # Of the first 150 keys, the second row says something else.
        (EACH_ONCE + [row(number, thread_id="t-9") for number in range(150)], 300, 0),
        ([row(1)] * 300, 0, 299),
    ],
)
def test_a_file_of_copies_fares_as_on_the_long_way_and_every_row_is_accounted_for(
    tmp_path: Path, lines: list[str], refused_count: int, collapsed_count: int
) -> None:
    delivery = deliver(tmp_path, lines)
    short = outcome(delivery, is_short=True)
    assert short == outcome(delivery, is_short=False)
    verdict = short[0]
    assert verdict.rows_read == verdict.rows_accepted + verdict.rows_refused == len(lines)
    assert (verdict.rows_refused, verdict.rows_collapsed) == (refused_count, collapsed_count)


def test_most_rows_of_a_large_export_are_never_copied_as_text(tmp_path: Path) -> None:
    lines = [row(number) for number in range(300)]
    with duckdb.connect() as con:
        file = judge(con, deliver(tmp_path, [*lines, lines[7], row(8, thread_id="t t")]))[0]
        rows = con.execute('select rebond_row_number from "file_000" order by 1').fetchall()
    assert file.staged
    assert file.staged.row_count == 302
    # Two copies of one row, and two that conflict.
    assert [number for (number,) in rows] == [8, 9, 301, 302]
    assert file.exports[0].verdict.rows_collapsed == 1


def test_rows_keep_their_numbers_however_many_there_are(tmp_path: Path) -> None:
    """More rows than DuckDB reads and writes at once, by two threads or more."""
    path, count = tmp_path / "activity.csv", 400_000
    with duckdb.connect() as con:
        con.execute(
            "copy (select 'a-' || (range + 1) as activity_id, 'm-' || range % 7 as member_id,"
            " 'north' as community_id, '2025-03-14 21:40' as occurred_at, 'post' as activity_type,"
            " if(range % 50 = 0, 't t', 't-' || range) as thread_id,"
            f" null as replies_to_activity_id from range({count})) to '{path}' (header)"
        )
        delivery = Delivery(None, (DeliveredFile(path, "a"),), None, None, None, "test", "R")
        con.execute("set threads = 4")
        file = judge(con, delivery)[0]
        wrong = con.execute(
            "select count(*) from file_000_activity_rows"
            " where key_hash is distinct from hash('a-' || row_number)"
        ).fetchall()
        text_wrong = con.execute(
            "select count(*) from file_000 where activity_id != 'a-' || rebond_row_number"
        ).fetchall()
    assert file.staged
    assert file.staged.is_excerpt
    assert (wrong, text_wrong) == ([(0,)], [(0,)])
    assert file.exports[0].verdict.rows_read == count
    assert file.exports[0].verdict.rows_refused == count / 50


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("count", [1, LINES_A_STEP - 1, LINES_A_STEP, 5 * LINES_A_STEP + 1])
def test_a_line_is_found_by_its_number(
    tmp_path: Path, end: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.reading.packing.BLOCK_BYTES", 100)
    path, target = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(end.join(["a,b", *(f"{n},x{n}" for n in range(1, count + 1))]).encode())
    text = receive(path).text
    assert text
    copy_rows(path, text, np.arange(1, count + 1), target)
    assert target.read_text().split("\n")[:-1] == [f"{n},{n},x{n}" for n in range(1, count + 1)]
    copy_rows(path, text, np.array([count]), target)
    assert target.read_text() == f"{count},{count},x{count}\n"
