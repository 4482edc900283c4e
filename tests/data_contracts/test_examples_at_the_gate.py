"""accepted.csv and refused.csv, sent as a partner sends them: whole way from file to verdict."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.contracts.contract import KINDS, load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.gate.expectations import plausibility
from ingest.gate.figures import measure
from ingest.gate.gate import Verdict, judge
from ingest.gate.knowledge import gather_knowledge
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapped_rows import MappedExport, map_rows
from ingest.places import DATA_CONTRACTS
from ingest.privacy_screen.screen import screen
from ingest.reading.receive import receive
from ingest.reading.staging import StagedFile, stage

BOUNDS = Bounds(date(2025, 1, 1), date(2025, 12, 31), today=date(2026, 1, 15))
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "scratch.duckdb")) as con:
        yield con


def staged(con: duckdb.DuckDBPyConnection, kind: str, name: str) -> StagedFile:
    file = stage(con, receive(DATA_CONTRACTS / kind / name), f"file_{kind}")
    screen(con, file)
    return file


def mapped(con: duckdb.DuckDBPyConnection, kind: str, name: str) -> MappedExport:
    """The file's rows; raises where the file as a whole is refused."""
    file = map_rows(con, staged(con, kind, name), identity_mapping(), load_contracts())
    assert list(file.ignored_columns) == (["refused_because"] if name == "refused.csv" else [])
    (export,) = file.exports
    assert export.kind == kind
    return export


def verdict(con: duckdb.DuckDBPyConnection, export: MappedExport) -> Verdict:
    knowledge = gather_knowledge(con, [export], BOUNDS, None)
    return judge(con, export, load_contracts()[export.kind], knowledge)


@every_kind
def test_the_examples_of_accepted_rows_pass_the_gate(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    found = verdict(con, mapped(con, kind, "accepted.csv"))
    assert found.refusals == {}
    assert found.rows_accepted == found.rows_read > 0


@every_kind
def test_the_examples_of_refused_rows_are_refused_for_what_they_say(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    export = mapped(con, kind, "refused.csv")
    found = verdict(con, export)
    assert found.rows_refused == found.rows_read
    said = con.execute(
        f"select rowid + 1, list_sort(string_split(refused_because, ' ')) from file_{kind}"
    ).fetchall()
    given = con.execute(
        f"select row_number, list(distinct code order by code) from {export.table}_refusals"
        " group by row_number order by row_number"
    ).fetchall()
    assert given == said


def test_all_accepted_examples_together_are_a_delivery_without_fault(
    con: duckdb.DuckDBPyConnection,
) -> None:
    exports = [mapped(con, kind, "accepted.csv") for kind in KINDS]
    knowledge = gather_knowledge(con, exports, BOUNDS, None)
    for export in exports:
        contract = load_contracts()[export.kind]
        found = judge(con, export, contract, knowledge)
        assert (found.refusals, found.rows_collapsed) == ({}, 0)
        # Ten members are few: hardly two are alike.
        assert set(found.warnings) <= {"members.few_alike"}
        figures = measure(
            con,
            contract,
            export.table,
            found,
            covered_from=date(2025, 1, 1),
            covered_through=date(2025, 12, 31),
            today=date(2026, 1, 15),
        )
        # Examples for a whole year are few: months without a row are told, nothing else.
        odd = {finding.figure for finding in plausibility(contract, figures)}
        assert odd <= {"empty_month_share", "silent_days"}, export.kind
