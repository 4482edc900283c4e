"""Faulty rows, written on purpose: each flaw is a copy of a sound row with one thing wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.simulation.truth import FlawTruth

Row: TypeAlias = dict[str, str]

FEWEST = 2
# Between the first day and this one stands `BEFORE_ANY_OF_THEM`, when none of them had joined.
JOINED_LATER = date(2024, 3, 1)
BEFORE_ANY_OF_THEM = "2024-01-15T12:00:00Z"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a row, and what the gate must say of it.

    Each such row counts `rows_refused` times under each code of `refused_for`, or once under the
    warning `warned_of`.
    """

    spoil: Callable[[Row], Row]
    refused_for: tuple[str, ...] = ()
    warned_of: tuple[str, ...] = ()
    rows_refused: int = 1


@dataclass(frozen=True)
class Faults:
    """Lines to add to an export, and how many rows the gate must refuse or warn of, by code."""

    lines: list[str]
    refusals: Counter[str]
    warnings: Counter[str]


def faulty_rows(
    flaws: list[FlawTruth], table: pl.DataFrame, rng: np.random.Generator, scale: float
) -> Faults:
    """Copy rows and spoil them.

    `table` holds the sound rows as text. No two flaws copy the same row.
    """
    counts = [max(FEWEST, round(flaw.rows * scale)) for flaw in flaws]
    candidates = _copied_from(flaws, table)
    picked = rng.choice(candidates.height, size=sum(counts), replace=False)
    rows = candidates[np.sort(picked)].fill_null("").to_dicts()
    faults = Faults([], Counter(), Counter())
    for flaw, count in zip(flaws, counts, strict=True):
        told = FLAWS[flaw.flaw]
        faults.lines.extend(_line(told.spoil(rows.pop())) for _ in range(count))
        faults.refusals.update(dict.fromkeys(told.refused_for, count * told.rows_refused))
        faults.warnings.update(dict.fromkeys(told.warned_of, count))
    return faults


def _copied_from(flaws: list[FlawTruth], table: pl.DataFrame) -> pl.DataFrame:
    """Take activity before joining from members who joined later, by their first events."""
    if "before_joining" not in {flaw.flaw for flaw in flaws}:
        return table
    first = table.unique("member_id", keep="first", maintain_order=True)
    return first.filter(pl.col("occurred_at") > JOINED_LATER.isoformat())


def _line(row: Row) -> str:
    return ",".join(row.values())


def _with(**changes: str) -> Callable[[Row], Row]:
    """Set columns; `{}` stands for what was there."""
    return lambda row: row | {name: text.format(row[name]) for name, text in changes.items()}


def _left_before_joining(row: Row) -> Row:
    left_on = date.fromisoformat(row["joined_on"]) - timedelta(days=10)
    return row | {"member_id": row["member_id"] + "x", "left_on": left_on.isoformat()}


def _actioned_before_report(row: Row) -> Row:
    actioned_on = date.fromisoformat(row["reported_at"][:10]) - timedelta(days=1)
    actioned_at = f"{actioned_on}T12:00:00Z"
    return row | {"report_id": row["report_id"] + "x", "actioned_at": actioned_at}


def _another_score(row: Row) -> Row:
    # Within the range of every instrument: 3 becomes 4, anything else 3.
    return row | {"score": "4" if row["score"] == "3" else "3"}


# A copy would share its key with the sound row: instruments that the partner does not use, and
# ids with a letter more, keep each flaw apart from a conflict.
FLAWS = {
    "impossible_date": Flaw(_with(scored_on="2025-02-30"), ("scored_on.not_a_date",)),
    "date_in_the_future": Flaw(
        _with(scored_on="2095-01-01"),
        ("scored_on.in_the_future", "scored_on.outside_covered_period"),
    ),
    "score_too_high": Flaw(_with(instrument="WSAS", score="41"), ("score.above_maximum",)),
    "score_negative": Flaw(_with(instrument="PHQ-2", score="-1"), ("score.below_minimum",)),
    "score_missing": Flaw(_with(instrument="CES-D", score=""), ("score.missing",)),
    "unknown_instrument": Flaw(_with(instrument="PHQ9"), ("instrument.unknown_value",)),
    "unknown_community": Flaw(
        _with(instrument="CES-D", score="20", community_id="lantern-bord"),
        ("community_id.unknown_community",),
    ),
    "conflicting_copy": Flaw(_another_score, ("member_id.conflicting_copies",), rows_refused=2),
    # These collapse into one and are accepted.
    "identical_copy": Flaw(_with()),
    "unknown_activity_type": Flaw(
        _with(activity_id="{}x", activity_type="like"), ("activity_type.unknown_value",)
    ),
    "time_in_words": Flaw(
        _with(activity_id="{}x", occurred_at="yesterday"), ("occurred_at.not_a_timestamp",)
    ),
    "broken_line": Flaw(
        _with(activity_id="{}x", replies_to_activity_id="{},one,two"), ("line.malformed",)
    ),
    "unknown_age_band": Flaw(_with(member_id="{}x", age_band="30-39"), ("age_band.unknown_value",)),
    "left_before_joining": Flaw(_left_before_joining, ("left_on.ends_before_start",)),
    "actioned_before_report": Flaw(_actioned_before_report, ("actioned_at.ends_before_start",)),
    # Odd, but no reason to refuse: the gate warns.
    "unknown_member": Flaw(
        _with(activity_id="{}x", member_id="RV000001"), warned_of=("member_id.unknown_member",)
    ),
    "reply_to_nothing": Flaw(
        _with(
            activity_id="{}x",
            activity_type="reply",
            thread_id="RV-t99999999",
            replies_to_activity_id="RV-e99999999",
        ),
        warned_of=("replies_to_activity_id.reply_to_nothing",),
    ),
    "before_joining": Flaw(
        _with(activity_id="{}x", occurred_at=BEFORE_ANY_OF_THEM),
        warned_of=("occurred_at.before_joining",),
    ),
}
