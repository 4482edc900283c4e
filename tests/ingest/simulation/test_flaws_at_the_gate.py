"""The gate refuses exactly the rows that are faulty on purpose, for exactly their reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import Bounds
from ingest.errors import ExportRefused
from ingest.gate import gate
from ingest.gate.knowledge import gather_knowledge
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapped_rows import map_rows
from ingest.privacy_screen.screen import screen
from ingest.reading.receive import receive
from ingest.reading.staging import stage

if TYPE_CHECKING:
    from ingest.gate.gate import Verdict
    from ingest.simulation import SimulatedDelivery

TODAY = date(2026, 7, 15)


def judged(delivery: SimulatedDelivery) -> dict[str, Verdict]:
    """Judge a delivery by itself; malformed lines are counted as the reader counts them."""
    con = duckdb.connect()
    contracts = load_contracts()
    exports, malformed = [], {}
    for file in delivery.files:
        staged = stage(con, receive(file), file.stem)
        screen(con, staged)
        exports += map_rows(con, staged, identity_mapping(file.stem), contracts).exports
        malformed[file.stem] = staged.malformed_count
    bounds = Bounds(delivery.covered_from, delivery.covered_through, TODAY)
    knowledge = gather_knowledge(con, exports, bounds, None)
    found = {one.kind: gate.judge(con, one, contracts[one.kind], knowledge) for one in exports}
    for kind, count in malformed.items():
        if count:
            found[kind].refusals["line.malformed"] = count
    return found


@pytest.fixture(scope="module")
def verdicts(
    simulated_programme: list[SimulatedDelivery],
) -> list[tuple[SimulatedDelivery, dict[str, Verdict]]]:
    return [(one, judged(one)) for one in simulated_programme if not one.is_refused]


def test_each_announced_refusal_is_made_and_no_other(
    verdicts: list[tuple[SimulatedDelivery, dict[str, Verdict]]],
) -> None:
    for delivery, found in verdicts:
        made = {kind: verdict.refusals for kind, verdict in found.items() if verdict.refusals}
        assert made == {kind: dict(codes) for kind, codes in delivery.refusals.items()}


def test_each_announced_warning_is_given(
    verdicts: list[tuple[SimulatedDelivery, dict[str, Verdict]]],
) -> None:
    assert any(delivery.warnings for delivery, _ in verdicts)
    for delivery, found in verdicts:
        for kind, codes in delivery.warnings.items():
            assert codes.items() <= found[kind].warnings.items()


def test_the_file_with_addresses_is_refused_as_a_whole(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    refused = next(delivery for delivery in simulated_programme if delivery.is_refused)
    con = duckdb.connect()
    staged = stage(con, receive(refused.files[0]), "outcome_scores")
    with pytest.raises(ExportRefused) as refusal:
        screen(con, staged)
    assert refusal.value.code == "privacy.email"
