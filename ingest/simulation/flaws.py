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
    """What is wrong, how many refused rows one such row makes, and the code of the refusal."""

    code: str
    spoil: Callable[[Row], Row]
    rows_refused: int = 1


def faulty_lines(
    flaws: list[FlawTruth], table: pl.DataFrame, rng: np.random.Generator, scale: float
) -> tuple[list[str], Counter[str]]:
    """Return lines to add to an export, and how many rows each code refuses.

    `table` holds the sound rows as text. No two flaws copy the same row.
    """
    counts = [max(FEWEST, round(flaw.rows * scale)) for flaw in flaws]
    candidates = _copied_from(flaws, table)
    picked = rng.choice(candidates.height, size=sum(counts), replace=False)
    rows = candidates[np.sort(picked)].fill_null("").to_dicts()
    lines: list[str] = []
    refused: Counter[str] = Counter()
    for flaw, count in zip(flaws, counts, strict=True):
        told = FLAWS[flaw.flaw]
        lines += [_line(told.spoil(rows.pop())) for _ in range(count)]
        refused[told.code] += count * told.rows_refused
    return lines, +refused


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
    "impossible_date": Flaw("scored_on.not_a_date", _with(scored_on="2025-02-30")),
    "date_in_the_future": Flaw("scored_on.in_the_future", _with(scored_on="2095-01-01")),
    "score_too_high": Flaw("score.above_maximum", _with(instrument="WSAS", score="41")),
    "score_negative": Flaw("score.below_minimum", _with(instrument="PHQ-2", score="-1")),
    "score_missing": Flaw("score.missing", _with(instrument="CES-D", score="")),
    "unknown_instrument": Flaw("instrument.unknown_value", _with(instrument="PHQ9")),
    "unknown_community": Flaw(
        "community_id.unknown_community",
        _with(instrument="CES-D", score="20", community_id="lantern-bord"),
    ),
    "conflicting_copy": Flaw("member_id.conflicting_copies", _another_score, rows_refused=2),
    "identical_copy": Flaw("identical copies collapse", _with(), rows_refused=0),
    "unknown_activity_type": Flaw(
        "activity_type.unknown_value", _with(activity_id="{}x", activity_type="like")
    ),
    "time_in_words": Flaw(
        "occurred_at.not_a_timestamp", _with(activity_id="{}x", occurred_at="yesterday")
    ),
    "unknown_member": Flaw(
        "member_id.unknown_member", _with(activity_id="{}x", member_id="RV000001")
    ),
    "reply_to_nothing": Flaw(
        "replies_to_activity_id.reply_to_nothing",
        _with(
            activity_id="{}x",
            activity_type="reply",
            thread_id="RV-t99999999",
            replies_to_activity_id="RV-e99999999",
        ),
    ),
    "before_joining": Flaw(
        "occurred_at.before_joining", _with(activity_id="{}x", occurred_at=BEFORE_ANY_OF_THEM)
    ),
    "broken_line": Flaw(
        "line.malformed", _with(activity_id="{}x", replies_to_activity_id="{},one,two")
    ),
    "unknown_age_band": Flaw("age_band.unknown_value", _with(member_id="{}x", age_band="30-39")),
    "left_before_joining": Flaw("left_on.ends_before_start", _left_before_joining),
    "actioned_before_report": Flaw("actioned_at.ends_before_start", _actioned_before_report),
}
