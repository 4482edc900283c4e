"""The written programme: same seed, same bytes, and rows that hang together."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.simulation import SimulatedDelivery, write_programme

if TYPE_CHECKING:
    from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.csv"))
    }


def rows_of(deliveries: list[SimulatedDelivery], partner_id: str, kind: str) -> pl.DataFrame:
    files = [
        file
        for delivery in deliveries
        if delivery.partner_id == partner_id
        for file in delivery.files
        if file.stem == kind
    ]
    return pl.concat([pl.read_csv(file, infer_schema=False) for file in files])


@pytest.mark.parametrize("scale", [0.01])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, scale: float) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        write_programme(tmp_path / name, seed=seed, scale=scale)
    assert digests(tmp_path / "first") == digests(tmp_path / "again")
    assert digests(tmp_path / "first") != digests(tmp_path / "other")


def test_four_partners_have_fourteen_communities(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    partners = {delivery.partner_id for delivery in simulated_programme}
    communities = {
        community_id
        for partner_id in partners
        for community_id in rows_of(simulated_programme, partner_id, "communities")["community_id"]
    }
    assert (len(partners), len(communities)) == (4, 14)
    assert all(delivery.is_simulated for delivery in simulated_programme)


def test_one_partner_collects_phq9_alone_and_one_sends_no_members(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    assert set(rows_of(simulated_programme, "boreal", "outcome_scores")["instrument"]) == {"PHQ-9"}
    kinds = {
        file.stem
        for delivery in simulated_programme
        if delivery.partner_id == "lantern"
        for file in delivery.files
    }
    assert "members" not in kinds
