"""The simulated programme is taken in whole: each receipt says what the simulation announced."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from ingest.actions import DUTIES
from ingest.settings import Settings
from ingest.simulation import SimulatedDelivery
from ingest.spool import Request
from ingest.worker import ask


@dataclass(frozen=True)
class Received:
    """What was sent, what was answered, and the warehouse."""

    deliveries: list[SimulatedDelivery]
    receipts: list[dict[str, Any]]
    work: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def programme(
    tmp_path_factory: pytest.TempPathFactory, simulated_programme: list[SimulatedDelivery]
) -> Iterator[Received]:
    settings = Settings(tmp_path_factory.mktemp("programme"))
    for partner in {one.partner_id: one for one in simulated_programme}.values():
        register(settings, partner)
    receipts = [take_in(settings, delivery) for delivery in simulated_programme]
    with duckdb.connect(str(settings.warehouse), read_only=True) as work:
        yield Received(simulated_programme, receipts, work)


def register(settings: Settings, partner: SimulatedDelivery) -> None:
    options = {
        "partner_id": partner.partner_id,
        "partner_name": partner.partner_name,
        "country": partner.country,
        "is_simulated": partner.is_simulated,
    }
    assert ask(settings, DUTIES, Request("register_partner", options=options), ())["ok"]


def take_in(settings: Settings, delivery: SimulatedDelivery) -> dict[str, Any]:
    options = {
        "covered_from": delivery.covered_from.isoformat(),
        "covered_through": delivery.covered_through.isoformat(),
        "time_zone": delivery.time_zone,
    }
    request = Request("take_in", delivery.partner_id, options=options)
    receipt: dict[str, Any] = ask(settings, DUTIES, request, delivery.files)["receipt"]
    return receipt


def test_receipts_refuse_what_the_simulation_announced_and_nothing_else(
    programme: Received,
) -> None:
    for delivery, receipt in zip(programme.deliveries, programme.receipts, strict=True):
        if not delivery.is_refused:
            announced = sum(delivery.refusals.values(), Counter[str]())
            assert receipt["refusals"] == dict(announced), delivery.note


def test_the_file_with_addresses_is_refused_as_a_whole(programme: Received) -> None:
    refused = [
        receipt
        for delivery, receipt in zip(programme.deliveries, programme.receipts, strict=True)
        if delivery.is_refused
    ]
    assert refused
    for receipt in refused:
        assert {file["outcome"] for file in receipt["files"]} == {"refused"}
        assert {file["refusal"]["code"] for file in receipt["files"]} == {"privacy.email"}


def test_every_row_is_accepted_or_refused_and_every_accepted_one_is_stored(
    programme: Received,
) -> None:
    exports = programme.work.execute(
        "select export_id, kind, rows_read, rows_accepted, rows_refused, rows_collapsed"
        " from ledger.exports where status <> 'refused'"
    ).fetchall()
    for export_id, kind, read, accepted, refused, collapsed in exports:
        assert read == accepted + refused
        [(stored,)] = programme.work.execute(
            f"select count(*) from accepted.{kind} where export_id = ?", [export_id]
        ).fetchall()
        assert stored == accepted - collapsed
