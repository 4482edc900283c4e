"""Refused rows wait for their owner, whole, and nobody else's rows beside them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

HEADER = "member_id,community_id,scored_on,instrument,score"
# What a name would be if it were pasted into a statement: a column of its own, of all partners.
HOSTILE = 'a", (select string_agg(community_id) from warehouse.accepted.outcome_scores) as "b'
UNUSUAL = ['5" scale', '"', '""', "it's", "$1", "{0}"]
ACCEPTED = ["m-2", "quiet-room", "2025-01-10", "PHQ-9", "9"]
REFUSED = ["m-1", "quiet-room", "2025-01-10", "PHQ-9", "99"]


@pytest.fixture
def south(rebond: Rebond) -> str:
    assert rebond("partner", "add", "south")["ok"]
    return "south"


def refused_rows(settings: Settings, partner_id: str, delivery_id: str) -> list[dict[str, str]]:
    """Return the refused rows of a delivery of one export, as their owner fetches them."""
    [path] = (settings.outbox / partner_id / delivery_id).glob("refused-*.csv")
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def as_csv(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def test_a_name_in_a_header_is_a_name_whatever_statement_it_would_end_or_begin(
    rebond: Rebond, north: str, south: str, write_export: WriteExport, settings: Settings
) -> None:
    own = f"{HEADER}\ns-1,hidden-room,2025-01-10,PHQ-9,15"
    rebond("take-in", write_export("south.csv", own), "--partner", south)
    names = ["a", HOSTILE, *UNUSUAL]
    cells = [str(number) for number in range(len(names))]
    text = as_csv([*HEADER.split(","), *names], [*REFUSED, *cells], [*ACCEPTED, *cells])
    assert rebond("take-in", write_export("north.csv", text), "--partner", north)["delivery"]
    [refused] = refused_rows(settings, north, "D-000002")
    assert [refused[name] for name in names] == cells
