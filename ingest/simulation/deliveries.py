"""Which rows a partner sends when: each delivery tells what was known on its last covered day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from ingest.simulation import exports
from ingest.simulation.draws import generator
from ingest.simulation.flaws import Faults, faulty_rows

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.simulation.drawing import Drawn
    from ingest.simulation.truth import PartnerTruth, StoryTruth, Truth

TIMES_ARE_UTC = "%Y-%m-%dT%H:%M:%SZ"
DATED = {
    "activity": "occurred_at",
    "outcome_scores": "scored_on",
    "safety_reports": "reported_at",
    "program_activities": "started_on",
}


@dataclass(frozen=True)
class SimulatedDelivery:
    """Files that one partner sends together, and what must become of them.

    `refusals` and `warnings` count rows by kind and code; a row refused for two reasons counts
    under both. `is_refused` says that the privacy screen must refuse the whole.
    """

    partner_id: str
    partner_name: str
    country: str
    files: tuple[Path, ...]
    covered_from: date
    covered_through: date
    note: str
    refusals: dict[str, Counter[str]] = field(default_factory=dict)
    warnings: dict[str, Counter[str]] = field(default_factory=dict)
    is_refused: bool = False
    time_zone: str = "UTC"
    is_simulated: bool = True


@dataclass(frozen=True)
class Sender:
    """One partner, all that it could ever send, and where it is written."""

    folder: Path
    truth: Truth
    partner: PartnerTruth
    tables: dict[str, pl.DataFrame]
    seed: int
    scale: float


def tables_of(truth: Truth, drawn: Drawn, partner_at: int) -> dict[str, pl.DataFrame]:
    """Return kind -> all rows of one partner's exports over the whole programme."""
    tables = {
        "communities": exports.communities_export(truth, truth.partners[partner_at]),
        "members": exports.members_export(truth, drawn, partner_at),
        "activity": exports.activity_export(truth, drawn, partner_at),
        "outcome_scores": exports.scores_export(truth, drawn, partner_at),
        "safety_reports": exports.safety_reports_export(truth, drawn, partner_at),
        "program_activities": exports.program_activities_export(truth, drawn, partner_at),
    }
    if not truth.partners[partner_at].sends_members:
        del tables["members"]
    return tables


def first_try(sender: Sender, story: StoryTruth) -> SimulatedDelivery:
    """Write an export with a column of e-mail addresses: nothing of it may be kept."""
    covered_through = sender.partner.periods[story.period][1]
    rows = sender.tables[story.kind].head(story.first_rows)
    address = pl.format("{}@example.org", pl.col("member_id").str.to_lowercase())
    file = _file(sender, f"{covered_through}-first-try", story.kind)
    rows.with_columns(address.alias("email")).write_csv(file, datetime_format=TIMES_ARE_UTC)
    note = "With e-mail addresses by mistake: refused as a whole, nothing is kept."
    return replace(_delivery(sender, story.period, (file,), note), is_refused=True)


def of_period(sender: Sender, period: int, left_out: StoryTruth | None) -> SimulatedDelivery:
    """Write what is sent after one period; `left_out` names rows that are missing by mistake."""
    files, faults = [], {}
    for kind in sender.tables:
        if kind == "communities" and period > 0:
            continue
        rows = _rows(sender, kind, period)
        if left_out and kind == left_out.kind:
            rows = rows.filter(pl.int_range(pl.len()) % left_out.left_out_one_in > 0)
        files.append(_file(sender, str(sender.partner.periods[period][1]), kind))
        rows.write_csv(files[-1], datetime_format=TIMES_ARE_UTC)
        faults[kind] = _add_faults(sender, kind, period, files[-1])
    refusals = {kind: fault.refusals for kind, fault in faults.items() if fault.refusals}
    warnings = {kind: fault.warnings for kind, fault in faults.items() if fault.warnings}
    note = "Some rows are faulty on purpose." if refusals else ""
    delivery = _delivery(sender, period, tuple(files), note)
    return replace(delivery, refusals=refusals, warnings=warnings)


def sent_again(sender: Sender, story: StoryTruth) -> SimulatedDelivery:
    """Write one kind of a period again, whole this time: it supersedes the former export."""
    label = f"{sender.partner.periods[story.period][1]}-sent-again"
    file = _file(sender, label, story.kind)
    rows = _rows(sender, story.kind, story.period)
    rows.write_csv(file, datetime_format=TIMES_ARE_UTC)
    note = "The same period again, with the rows that were missing: supersedes the first."
    return _delivery(sender, story.period, (file,), note)


def _delivery(sender: Sender, period: int, files: tuple[Path, ...], note: str) -> SimulatedDelivery:
    partner = sender.partner
    covered_from, covered_through = partner.periods[period]
    return SimulatedDelivery(
        partner.partner_id,
        partner.partner_name,
        partner.country,
        files,
        covered_from,
        covered_through,
        note,
    )


def _file(sender: Sender, label: str, kind: str) -> Path:
    folder = sender.folder / sender.partner.partner_id / label
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{kind}.csv"


def _rows(sender: Sender, kind: str, period: int) -> pl.DataFrame:
    """Keep what the partner knew on the last day covered and had not told before."""
    covered_from, covered_through = sender.partner.periods[period]
    after = covered_through + timedelta(days=1)
    table = sender.tables[kind]
    if kind == "communities":
        return table
    if kind == "members":
        known = pl.when(pl.col("left_on") < after).then(pl.col("left_on"))
        in_period = [
            pl.col(column).is_between(covered_from, covered_through)
            for column in ("joined_on", "left_on")
        ]
        return table.filter(pl.any_horizontal(in_period)).with_columns(known)
    dated = pl.col(DATED[kind])
    rows = table.filter((dated >= covered_from) & (dated < after))
    return _still_open(rows, after) if kind == "safety_reports" else rows


def _still_open(reports: pl.DataFrame, after: date) -> pl.DataFrame:
    """Take back what was done about a report only after the last day covered."""
    done = pl.col("actioned_at") < after
    return reports.with_columns(
        pl.when(done).then(pl.col("actioned_at")),
        pl.when(done).then(pl.col("action_taken")).otherwise(pl.lit("none")).alias("action_taken"),
    )


def _add_faults(sender: Sender, kind: str, period: int, file: Path) -> Faults:
    here = (sender.partner.partner_id, period, kind)
    flaws = [
        flaw for flaw in sender.truth.flaws if (flaw.partner_id, flaw.period, flaw.kind) == here
    ]
    if not flaws:
        return Faults([], Counter(), Counter())
    text = pl.read_csv(file, infer_schema=False)
    rng = generator(sender.seed, "/".join(map(str, here)))
    faults = faulty_rows(flaws, text, rng, sender.scale)
    with file.open("a", encoding="utf-8") as export:
        export.writelines(line + "\n" for line in faults.lines)
    return faults
