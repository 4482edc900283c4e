"""Refused rows wait for their owner, whole, and nobody else's rows beside them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import ledger
from ingest.actions import DUTIES
from ingest.pseudonyms import load_key, member_key
from ingest.settings import Settings
from ingest.spool import Request, answer_path, send
from ingest.worker import work_off

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]
Rows = list[dict[str, str]]

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


def refused_rows(settings: Settings, partner_id: str, delivery_id: str) -> Rows:
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


BROKEN = "cut,off"
# What a spreadsheet would run, what it would not, and an apostrophe that is the partner's own.
IDS = ["-ab1", "+ab2", "=ab3", "@7", "-5", "'-ab6", "'ab7", "ab-8"]


def test_refused_rows_can_be_mended_in_the_file_that_came_back_and_sent_again_as_often_as_it_takes(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    receipts: list[dict[str, Any]] = []

    def send(number: int, rows: list[list[str]], broken: str) -> tuple[dict[str, Any], Rows]:
        export = write_export(f"{number}.csv", as_csv(*rows) + broken)
        receipt = rebond("take-in", export, "--partner", north)
        receipts.append(receipt)
        return receipt, refused_rows(settings, north, f"D-00000{number}")

    def as_lists(rows: Rows) -> list[list[str]]:
        return [[*rows[0]], *([*row.values()] for row in rows)]

    scores = [[name, "quiet-room", "2025-01-10", "PHQ-9", "99", "7"] for name in IDS]
    header = [*HEADER.split(","), "row_number"]
    receipt, first = send(1, [header, [*ACCEPTED, "8"], *scores], BROKEN)
    assert (receipt["rows_accepted"], receipt["rows_refused"]) == (1, 9)
    assert [row["refused_row"] for row in first] == [str(number) for number in range(2, 11)]

    # The first is mended; what is wrong with the others is still so, and another line is broken.
    partly = [{**first[0], "score": "9"}, *first[1:]]
    receipt, second = send(2, as_lists(partly), BROKEN)
    assert (receipt["rows_accepted"], receipt["rows_refused"]) == (1, 9)
    assert [row["refused_row"] for row in second] == [str(number) for number in range(2, 11)]
    own = [*header, "unreadable_line"]
    assert [[row[name] for name in own] for row in second[:8]] == [
        [row[name] for name in own] for row in first[1:]
    ]
    assert [row["unreadable_line"] for row in second[7:]] == [BROKEN, BROKEN]

    receipt, third = send(3, as_lists([{**row, "score": "9"} for row in second[:7]]), "")
    # A sign that the contract does not know in an identifier stays a fault of its own.
    assert [row["member_id"] for row in third] == ["'@7", "''-ab6", "'ab7"]
    key = load_key(settings, north)
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        stored = warehouse.execute("select member_key from accepted.outcome_scores").fetchall()
        statuses = warehouse.execute("select distinct status from ledger.exports").fetchall()
    # All are of one day and community: an export sent whole would replace the one before it.
    assert statuses == [("current",)]
    assert [one["files"][0]["exports"][0]["changes"] for one in receipts] == [None] * 3
    sent = ["m-2", "-ab1", "+ab2", "=ab3", "-5", "ab-8"]
    assert sorted(stored) == sorted((member_key(key, name),) for name in sent)


def test_mended_rows_are_few_and_lie_far_apart_and_are_held_for_neither(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    scores = [
        [f"m-{number}", "quiet-room", f"2025-{month:02}-10", "PHQ-9", str(number % 27)]
        for number in range(40)
        for month in (1, 2, 3)
    ]
    scores[0][-1] = scores[-1][-1] = "99"
    header = HEADER.split(",")
    whole = write_export("whole.csv", as_csv(header, *scores))
    assert rebond("take-in", whole, "--partner", north)["rows_refused"] == 2
    first, last = refused_rows(settings, north, "D-000001")
    mended = [[*first], *([*{**row, "score": "9"}.values()] for row in (first, last))]
    receipt = rebond("take-in", write_export("mended.csv", as_csv(*mended)), "--partner", north)
    [export] = receipt["files"][0]["exports"]
    assert (export["status"], export["findings"]) == ("current", [])
    # The very same rows as an export of their own are two a quarter where 118 were usual.
    bare = write_export("bare.csv", as_csv(header, *(row[4:] for row in mended[1:])))
    receipt = rebond("take-in", bare, "--partner", north)
    assert receipt["files"][0]["exports"][0]["status"] == "held"


@pytest.mark.parametrize("separators", [",,", ";;", "\t,"], ids=["comma", "semicolon", "tab"])
def test_refused_rows_come_back_with_the_separator_that_their_owners_spreadsheet_reads(
    rebond: Rebond,
    north: str,
    write_export: WriteExport,
    settings: Settings,
    separators: str,
) -> None:
    sent, returned = separators
    text = f"{HEADER}\n{','.join(REFUSED)}\n{','.join(ACCEPTED)}".replace(",", sent)
    rebond("take-in", write_export("scores.csv", text), "--partner", north)
    rebond("erase", "--partner", north, "--member", "m-2")
    [path] = (settings.outbox / north / "D-000001").glob("refused-*.csv")
    first, row = path.read_text("utf-8-sig").splitlines()
    own = "refused_row,refused_because,refused_because_en,refused_because_fr"
    assert first == f"{own},{HEADER}".replace(",", returned)
    again = write_export("again.csv", f"{first}\n{row.replace('99', '9')}")
    assert rebond("take-in", again, "--partner", north)["rows_accepted"] == 1


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
