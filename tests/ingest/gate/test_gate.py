"""The gate: every row is accepted or refused, with every reason, as a slow judge would say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.gate.gate import Verdict, judge
from ingest.gate.knowledge import gather_knowledge
from ingest.pseudonyms import PartnerKey, member_key, record_key
from tests.ingest.boring_judge import Reasons, Row, collapsed, reasons_of_rows

KEY = PartnerKey("harbour", 1, b"m" * 32, b"t" * 32)
CONTRACTS = load_contracts()


@dataclass(frozen=True)
class Export:
    kind: str
    table: str
    row_count: int
    rows_per_line: int = 1
    plain: None = None


@pytest.fixture
def con() -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def draw(con: duckdb.DuckDBPyConnection, kind: str, rows: list[Row]) -> Export:
    """A table of a mapped export; rows that say nothing of a required column take its example."""
    columns = {"row_number": pl.Int64} | {c.name: pl.String for c in CONTRACTS[kind].columns}
    examples = {c.name: c.example if c.is_required else None for c in CONTRACTS[kind].columns}
    numbered = [{"row_number": n, **examples, **row} for n, row in enumerate(rows, start=1)]
    con.register("drawn", pl.DataFrame(numbered, schema=columns).to_arrow())
    con.execute(f"create or replace table file_0_{kind} as select * from drawn")
    return Export(kind, f"file_0_{kind}", len(rows))


def judged(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    rows: list[Row],
    *others: Export,
    bounds: Bounds = Bounds(),  # noqa: B008 - frozen
    key: PartnerKey | None = None,
) -> Verdict:
    export = draw(con, kind, rows)
    knowledge = gather_knowledge(con, [export, *others], bounds, key)
    return judge(con, export, CONTRACTS[kind], knowledge)


def reasons_found(con: duckdb.DuckDBPyConnection, kind: str, row_count: int) -> Reasons:
    reasons: Reasons = [set() for _ in range(row_count)]
    found = con.execute(f"select row_number, code from file_0_{kind}_refusals").fetchall()
    assert len(found) == len(set(found)), "a reason is given once"
    for row_number, code in found:
        reasons[row_number - 1].add(code)
    return reasons


# Pools of values, good and bad. They are small, so that rows share keys.
IDS = ["a", "b", "c", "d e", "é", "x" * 65, None]
POOLS: dict[str, dict[str, list[str | None]]] = {
    "outcome_scores": {
        "member_id": IDS,
        "community_id": ["north", "south", None, "?"],
        "scored_on": ["2025-03-14", "2025-02-30", "14/03/2025", "1979-12-31", None],
        "instrument": ["PHQ-9", "GAD-7", "MSPSS", "PHQ9", None],
        "score": ["0", "27", "28", "21.5", "-1", "1e3", "ten", None],
    },
    "activity": {
        "activity_id": IDS,
        "member_id": ["m", None],
        "community_id": ["north", "south"],
        "occurred_at": ["2025-03-14 21:40", "2025-03-14 24:00", "2025-03-14", "2101-01-01 00:00"],
        "activity_type": ["post", "Post"],
        "thread_id": [None, "t", "t t"],
        "replies_to_activity_id": [None, "a", "#"],
    },
    "members": {
        "member_id": ["a", "b", None],
        "community_id": ["north", "south"],
        "joined_on": ["2025-03-14", "2025-03-15", "yesterday", None],
        "left_on": [None, "2025-03-14", "2025-03-13", "2025-13-01"],
        "age_band": [None, "18_24", "30"],
    },
    "program_activities": {
        "program_id": ["p", "q"],
        "cost_amount": [None, "10.5", "10,5", "-1"],
        "currency": [None, "CAD", "dollars"],
    },
}


def drawn_rows(kind: str) -> st.SearchStrategy[list[Row]]:
    def complete(row: Row) -> Row:
        columns = CONTRACTS[kind].columns
        return {c.name: row.get(c.name, c.example if c.is_required else None) for c in columns}

    one = st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in POOLS[kind].items()}
    ).map(complete)
    return st.lists(one, max_size=12)


@pytest.mark.parametrize("kind", ["outcome_scores", "activity", "members"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_gate_equals_a_slow_judge(kind: str, data: st.DataObject) -> None:
    rows = data.draw(drawn_rows(kind))
    described: list[Row] | None = data.draw(
        st.sampled_from([None, [{"community_id": "north"}, {"community_id": "north-forum"}]])
    )
    with duckdb.connect() as con:
        others = [draw(con, "communities", described)] if described else []
        verdict = judged(con, kind, rows, *others)
        found = reasons_found(con, kind, len(rows))
        stored = con.execute(f"select row_number from file_0_{kind}_accepted").fetchall()
    communities = {str(row["community_id"]) for row in described} if described else None
    expected = reasons_of_rows(rows, CONTRACTS[kind], communities)
    repeated = collapsed(rows, CONTRACTS[kind], expected)
    assert found == expected
    assert sorted(number - 1 for (number,) in stored) == [
        place for place in range(len(rows)) if not expected[place] and place not in repeated
    ]
    assert verdict.rows_read == len(rows) == verdict.rows_accepted + verdict.rows_refused
    assert verdict.rows_refused == sum(map(bool, expected))
    assert verdict.rows_collapsed == len(repeated)
    assert sum(verdict.refusals.values()) == sum(map(len, expected))


def test_a_cost_without_a_currency_and_a_bad_number_are_told_in_one_go(
    con: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judged(con, "program_activities", [{"cost_amount": "10,5", "people_reached": "1.5"}])
    assert verdict.refusals == {
        "cost_amount.not_a_number": 1,
        "currency.missing": 1,
        "people_reached.not_a_whole_number": 1,
    }
    assert (verdict.rows_read, verdict.rows_accepted, verdict.rows_refused) == (1, 0, 1)


def test_batches_do_not_change_a_verdict(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.gate.row_judging._ROWS_A_BATCH", 2_048)
    rows: list[Row] = [
        {"activity_id": f"a{n}", "activity_type": "post" if n % 1_000 else "Post"}
        for n in range(10_001)
    ]
    verdict = judged(con, "activity", rows)
    assert verdict.refusals == {"activity_type.unknown_value": 11}
    assert [bool(reasons) for reasons in reasons_found(con, "activity", 10_001)] == [
        n % 1_000 == 0 for n in range(10_001)
    ]


def test_rows_outside_the_covered_period_are_refused(con: duckdb.DuckDBPyConnection) -> None:
    bounds = Bounds(covered_from=date(2025, 3, 1), covered_through=date(2025, 3, 31))
    rows: list[Row] = [{"scored_on": "2025-02-28"}, {"scored_on": "2025-03-31"}]
    assert judged(con, "outcome_scores", rows, bounds=bounds).refusals == {
        "scored_on.outside_covered_period": 1
    }


def test_identical_copies_collapse_into_the_first(con: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(con, "activity", [{}, {}, {"activity_id": "other"}, {}])
    assert (verdict.rows_accepted, verdict.rows_refused, verdict.rows_collapsed) == (4, 0, 2)
    stored = con.execute("select row_number from file_0_activity_accepted order by 1").fetchall()
    assert stored == [(1,), (3,)]


def test_conflicting_copies_are_all_refused(con: duckdb.DuckDBPyConnection) -> None:
    rows: list[Row] = [{"score": "11"}, {"score": "11"}, {"score": "12"}]
    verdict = judged(con, "outcome_scores", rows)
    assert verdict.refusals == {"member_id.conflicting_copies": 3}
    assert verdict.rows_collapsed == 0


def test_where_no_community_was_described_rows_are_warned_of_not_refused(
    con: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judged(con, "activity", [{}])
    assert verdict.rows_refused == 0
    assert verdict.warnings == {"community_id.unknown_community": 1}


def test_a_refused_community_does_not_refuse_its_rows(con: duckdb.DuckDBPyConnection) -> None:
    communities = draw(con, "communities", [{"community_id": "c", "platform_type": "pub"}])
    verdict = judged(con, "activity", [{"community_id": "c"}], communities)
    assert verdict.refusals == {}


def test_without_an_export_of_members_nobody_is_unknown(con: duckdb.DuckDBPyConnection) -> None:
    communities = draw(con, "communities", [{"community_id": "north-forum"}])
    assert judged(con, "activity", [{}], communities).warnings == {}


def test_unknown_members_and_rows_before_joining_are_warned_of(
    con: duckdb.DuckDBPyConnection,
) -> None:
    communities = draw(con, "communities", [{"community_id": "north-forum"}])
    members = draw(con, "members", [{"member_id": "m", "joined_on": "2025-03-14"}])
    rows: list[Row] = [
        {"activity_id": "1", "member_id": "m", "occurred_at": "2025-03-12 23:59"},  # two days early
        {"activity_id": "2", "member_id": "m", "occurred_at": "2025-03-13 00:00"},  # another clock
        {"activity_id": "3", "member_id": "nobody"},
    ]
    assert judged(con, "activity", rows, communities, members).warnings == {
        "member_id.unknown_member": 1,
        "occurred_at.before_joining": 1,
    }


@pytest.mark.parametrize(("scored_on", "is_early"), [("2025-02-27", True), ("2025-02-28", False)])
def test_a_baseline_may_be_scored_fourteen_days_before_joining(
    con: duckdb.DuckDBPyConnection, scored_on: str, is_early: bool
) -> None:
    members = draw(con, "members", [{"member_id": "m", "joined_on": "2025-03-14"}])
    rows: list[Row] = [{"member_id": "m", "scored_on": scored_on}]
    warnings = judged(con, "outcome_scores", rows, members).warnings
    assert ("scored_on.before_joining" in warnings) is is_early


def test_a_reply_to_nothing_is_warned_of(con: duckdb.DuckDBPyConnection) -> None:
    rows: list[Row] = [
        {"activity_id": "1", "replies_to_activity_id": "2"},
        {"activity_id": "2", "replies_to_activity_id": "gone"},
    ]
    warnings = judged(con, "activity", rows).warnings
    assert warnings["replies_to_activity_id.reply_to_nothing"] == 1


@pytest.fixture
def warehouse(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """What the partner sent before: a community, a member, an activity; and withdrawn ones."""
    con.execute("attach ':memory:' as warehouse")
    for schema in ("ledger", "accepted"):
        con.execute(f"create schema warehouse.{schema}")
    con.execute(
        "create table warehouse.ledger.tombstones (partner_id varchar, token varchar);"
        "create table warehouse.ledger.exports as select * from (values"
        " ('E-1', 'harbour', 'current'), ('E-2', 'harbour', 'withdrawn'),"
        " ('E-3', 'lantern', 'current')) as t (export_id, partner_id, status)"
    )
    for contract in CONTRACTS.values():
        con.execute(contract.ddl("warehouse.accepted"))
    for export_id, name in (("E-1", "old"), ("E-2", "withdrawn"), ("E-3", "foreign")):
        put = "insert into warehouse.accepted.{} by name select $name as {}, $id as export_id"
        con.execute(
            put.format("communities", "community_id"), {"name": f"{name}-c", "id": export_id}
        )
        con.execute(
            put.format("members", "member_key") + ", date '2025-03-14' as joined_on",
            {"name": member_key(KEY, f"{name}-m"), "id": export_id},
        )
        con.execute(
            put.format("activity", "activity_key"),
            {"name": record_key(KEY, f"{name}-a"), "id": export_id},
        )
    return con


@pytest.mark.parametrize(("name", "is_known"), [("old", 1), ("withdrawn", 0), ("foreign", 0)])
def test_what_was_taken_in_before_is_known_while_it_is_current(
    warehouse: duckdb.DuckDBPyConnection, name: str, is_known: int
) -> None:
    row: Row = {
        "member_id": f"{name}-m",
        "community_id": f"{name}-c",
        "replies_to_activity_id": f"{name}-a",
        "occurred_at": "2025-03-14 10:00",
    }
    verdict = judged(warehouse, "activity", [{**row, "community_id": "old-c"}], key=KEY)
    unknown = {"member_id.unknown_member": 1, "replies_to_activity_id.reply_to_nothing": 1}
    assert verdict.warnings == ({} if is_known else unknown)
    verdict = judged(warehouse, "activity", [row], key=KEY)
    assert verdict.refusals == ({} if is_known else {"community_id.unknown_community": 1})


def test_every_member_of_a_delivery_gets_a_key(warehouse: duckdb.DuckDBPyConnection) -> None:
    members = draw(warehouse, "members", [{"member_id": "m"}, {"member_id": "n"}])
    judged(warehouse, "activity", [{"member_id": "n"}, {"member_id": "o"}], members, key=KEY)
    keys = warehouse.execute("select raw_id, member_key from member_keys order by 1").fetchall()
    assert keys == [(raw_id, member_key(KEY, raw_id)) for raw_id in "mno"]
