"""Refused rows wait for their owner, whole, and nobody else's rows beside them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import ledger
from ingest.actions import DUTIES
from ingest.settings import Settings
from ingest.spool import Request, answer_path, send
from ingest.worker import work_off

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

HEADER = "member_id,community_id,scored_on,instrument,score"
# What a name would be if it were pasted into a statement: a column of its own, of all partners.
HOSTILE = 'a", (select string_agg(community_id) from warehouse.accepted.outcome_scores) as "b'
UNUSUAL = ['5" scale', '"', '""', "it's", "$1", "{0}"]
ACCEPTED = ["m-2", "quiet-room", "2025-01-10", "PHQ-9", "9"]
REFUSED = ["m-1", "quiet-room", "2025-01-10", "PHQ-9", "99"]


@pytest.fixture
def partners(rebond: Rebond, north: str) -> tuple[str, str]:
    assert rebond("partner", "add", "south")["ok"]
    return north, "south"


def refused_rows(settings: Settings, partner_id: str, delivery_id: str) -> list[dict[str, str]]:
    """Return the refused rows of a delivery of one export, as their owner fetches them."""
    [path] = (settings.outbox / partner_id / delivery_id).glob("refused-*.csv")
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def as_csv(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def test_a_name_in_a_header_is_a_name_whatever_statement_it_would_end_or_begin(
    rebond: Rebond, partners: tuple[str, str], write_export: WriteExport, settings: Settings
) -> None:
    north, south = partners
    own = f"{HEADER}\ns-1,hidden-room,2025-01-10,PHQ-9,15"
    rebond("take-in", write_export("south.csv", own), "--partner", south)
    names = ["a", HOSTILE, *UNUSUAL]
    cells = [str(number) for number in range(len(names))]
    text = as_csv([*HEADER.split(","), *names], [*REFUSED, *cells], [*ACCEPTED, *cells])
    assert rebond("take-in", write_export("north.csv", text), "--partner", north)["delivery"]
    [refused] = refused_rows(settings, north, "D-000002")
    assert [refused[name] for name in names] == cells


def test_a_delivery_that_fails_leaves_no_refused_rows_for_the_partner_who_is_next(
    partners: tuple[str, str],
    write_export: WriteExport,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    north, south = partners
    files = {
        north: write_export("north.csv", as_csv(HEADER.split(","), REFUSED, ACCEPTED)),
        south: write_export("south.csv", as_csv(HEADER.split(","), ACCEPTED)),
    }
    write_delivery = ledger.write_delivery

    def fail_for_north(connection: Any, *, partner_id: str, **told: Any) -> None:
        if partner_id == north:
            raise MemoryError
        write_delivery(connection, partner_id=partner_id, **told)

    monkeypatch.setattr(ledger, "write_delivery", fail_for_north)
    # Both wait already: between them nothing is mended as at the start of a worker.
    requests = [
        send(settings, Request("take_in", partner_id, submitted_by="test"), (path,))
        for partner_id, path in files.items()
    ]
    work_off(settings, DUTIES)
    answers = [json.loads(answer_path(settings, one).read_text()) for one in requests]
    assert [answer["ok"] for answer in answers] == [False, True]
    # South's export has the reference that North's was to have.
    assert answers[1]["receipt"]["files"][0]["exports"][0]["export_id"] == "E-000001"
    assert list((settings.outbox / south).glob("*/refused-*")) == []
    assert list(settings.quarantine.iterdir()) == []
