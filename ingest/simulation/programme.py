"""Write the simulated programme as its partners' deliveries, in the order they arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from ingest.simulation import exports
from ingest.simulation.drawing import draw
from ingest.simulation.truth import load_truth

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.simulation.drawing import Drawn
    from ingest.simulation.truth import PartnerTruth, Truth

TIMES_ARE_UTC = "%Y-%m-%dT%H:%M:%SZ"
DEFAULT_SEED = load_truth().seed


@dataclass(frozen=True)
class SimulatedDelivery:
    """Files that one partner sends together; `note` says what is worth seeing in them."""

    partner_id: str
    partner_name: str
    country: str
    files: tuple[Path, ...]
    covered_from: date
    covered_through: date
    note: str = ""
    time_zone: str = "UTC"
    is_simulated: bool = True


def write_programme(
    folder: Path, seed: int = DEFAULT_SEED, scale: float = 1.0
) -> list[SimulatedDelivery]:
    """Write `folder/<partner_id>/<covered_through>/<kind>.csv`; return the deliveries in order.

    The same seed and scale give the same bytes. At scale 1 some 40,000 members make about two
    million events.
    """
    truth = load_truth()
    drawn = draw(truth, seed, scale)
    return [
        delivery
        for at, partner in enumerate(truth.partners)
        for delivery in _deliveries(folder, truth, drawn, at, partner)
    ]


def _deliveries(
    folder: Path, truth: Truth, drawn: Drawn, at: int, partner: PartnerTruth
) -> list[SimulatedDelivery]:
    tables = _tables(truth, drawn, at, partner)
    return [
        _write_delivery(folder, partner, tables, covered_from, covered_through)
        for covered_from, covered_through in partner.periods
    ]


def _tables(truth: Truth, drawn: Drawn, at: int, partner: PartnerTruth) -> dict[str, pl.DataFrame]:
    """Return kind -> all rows of the partner's exports over the whole programme."""
    tables = {
        "communities": exports.communities_export(truth, partner),
        "members": exports.members_export(truth, drawn, at),
        "activity": exports.activity_export(truth, drawn, at),
        "outcome_scores": exports.scores_export(truth, drawn, at),
    }
    return tables if partner.sends_members else {k: t for k, t in tables.items() if k != "members"}


def _write_delivery(
    folder: Path,
    partner: PartnerTruth,
    tables: dict[str, pl.DataFrame],
    covered_from: date,
    covered_through: date,
) -> SimulatedDelivery:
    target = folder / partner.partner_id / covered_through.isoformat()
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for kind, table in tables.items():
        files.append(target / f"{kind}.csv")
        rows = _of_period(kind, table, covered_from, covered_through)
        rows.write_csv(files[-1], datetime_format=TIMES_ARE_UTC)
    return SimulatedDelivery(
        partner.partner_id,
        partner.partner_name,
        partner.country,
        tuple(files),
        covered_from,
        covered_through,
    )


def _of_period(
    kind: str, table: pl.DataFrame, covered_from: date, covered_through: date
) -> pl.DataFrame:
    """Keep what a partner knew on the last day covered and had not told before."""
    after = covered_through + timedelta(days=1)
    if kind == "communities":
        return table
    if kind == "members":
        known = pl.col("left_on") < after
        is_new = pl.col("joined_on").is_between(covered_from, covered_through)
        has_left = pl.col("left_on").is_between(covered_from, covered_through)
        return table.filter(is_new | has_left).with_columns(pl.when(known).then(pl.col("left_on")))
    dated = {"activity": "occurred_at", "outcome_scores": "scored_on"}[kind]
    return table.filter((pl.col(dated) >= covered_from) & (pl.col(dated) < after))
