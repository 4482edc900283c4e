"""`rebond demo`: a simulated programme goes the way of every export, by the same requests."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from ingest.actions import DUTIES
from ingest.errors import RebondError
from ingest.messages import sentence
from ingest.settings import Settings
from ingest.simulation import SimulatedDelivery, write_programme
from ingest.spool import Request
from ingest.state import list_partners
from ingest.worker import Answer, ask


def prepare_demo(settings: Settings, language: str, *, scale: float = 1.0) -> None:
    """Simulate, take in and publish, unless this home holds a published demo already.

    What was cut off half-way is finished: taking in the same files again changes nothing.
    """
    console = Console(stderr=True)
    if (settings.public / "CURRENT").exists():
        console.print(sentence("demo.ready", language))
        return
    settings.make_folders()
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as progress:
        task = progress.add_task(sentence("demo.simulating", language), total=None)
        deliveries = write_programme(Path(folder), scale=scale)
        progress.update(task, total=len(deliveries) + 2)
        for delivery in deliveries:
            words = sentence("demo.taking_in", language, partner=delivery.partner_name)
            progress.update(task, description=words, advance=1)
            _take_in(settings, delivery)
        progress.update(task, description=sentence("demo.publishing", language), advance=1)
        _succeed(ask(settings, DUTIES, Request("publish"), ()))
        progress.update(task, advance=1)
    _tell(console, settings, language)


def _take_in(settings: Settings, delivery: SimulatedDelivery) -> None:
    known = {partner.partner_id for partner in list_partners(settings)}
    if delivery.partner_id not in known:
        options = {
            "partner_id": delivery.partner_id,
            "partner_name": delivery.partner_name,
            "country": delivery.country,
            "is_simulated": delivery.is_simulated,
        }
        _succeed(ask(settings, DUTIES, Request("register_partner", options=options), ()))
    options = {
        "covered_from": delivery.covered_from.isoformat(),
        "covered_through": delivery.covered_through.isoformat(),
        "time_zone": delivery.time_zone,
    }
    request = Request("take_in", delivery.partner_id, options=options, submitted_by="demo")
    _succeed(ask(settings, DUTIES, request, delivery.files))


def _succeed(answer: Answer) -> None:
    if not answer["ok"]:
        raise RebondError("demo.failed", reason=answer["sentences"]["en"])


def _tell(console: Console, settings: Settings, language: str) -> None:
    """Say how many rows were taken and refused: the flaws are there on purpose."""
    exports = ask(settings, DUTIES, Request("status"), ())["exports"]
    counts = {
        name: sum(export[name] for export in exports)
        for name in ("rows_read", "rows_accepted", "rows_refused")
    }
    console.print(sentence("demo.done", language, **counts))
