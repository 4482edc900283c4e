"""Write the simulated programme as its partners' deliveries, in the order they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.simulation.deliveries import (
    Sender,
    SimulatedDelivery,
    first_try,
    of_period,
    sent_again,
    tables_of,
)
from ingest.simulation.drawing import draw
from ingest.simulation.truth import load_truth

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.simulation.truth import StoryTruth

DEFAULT_SEED = load_truth().seed


def write_programme(
    folder: Path, seed: int = DEFAULT_SEED, scale: float = 1.0
) -> list[SimulatedDelivery]:
    """Write `folder/<partner_id>/<delivery>/<kind>.csv`; return the deliveries in order.

    The same seed and scale give the same bytes. At scale 1 some 40,000 members make about two
    million events; a community has twelve members at least.
    """
    truth = load_truth()
    drawn = draw(truth, seed, scale)
    deliveries: list[SimulatedDelivery] = []
    for at, partner in enumerate(truth.partners):
        tables = tables_of(truth, drawn, at)
        deliveries += _of_partner(Sender(folder, truth, partner, tables, seed, scale))
    return deliveries


def _of_partner(sender: Sender) -> list[SimulatedDelivery]:
    refused = _story(sender, "with_email_column")
    again = _story(sender, "sent_again")
    deliveries = [first_try(sender, refused)] if refused else []
    for period in range(len(sender.partner.periods)):
        left_out = again if again and again.period == period else None
        deliveries.append(of_period(sender, period, left_out))
    return [*deliveries, sent_again(sender, again)] if again else deliveries


def _story(sender: Sender, name: str) -> StoryTruth | None:
    story = sender.truth.stories[name]
    return story if story.partner_id == sender.partner.partner_id else None
