"""The period of an export: stated by the delivery, else by its mapping, else found in its rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]
SendMapped = Callable[[str, list[str]], dict[str, Any]]

REPORTS = """
    report_id,community_id,reported_at,report_type
    r-1,quiet-room,{at},spam
"""


def period_of(receipt: dict[str, Any]) -> tuple[str, str]:
    [export] = receipt["files"][0]["exports"]
    assert export["rows_accepted"] == 1
    assert export["is_period_derived"]
    return export["covered_from"], export["covered_through"]


@pytest.mark.parametrize(
    ("at", "through"),
    [
        # The last hour before, which another clock counts to the period.
        ("2025-01-31 23:30", "2025-02-01"),
        ("2025-02-01 00:00", "2025-02-01"),
        ("2025-02-02 00:00", "2025-02-02"),
    ],
)
def test_a_period_of_which_the_start_is_stated_ends_no_earlier(
    rebond: Rebond, north: str, write_export: WriteExport, at: str, through: str
) -> None:
    export = write_export("safety_reports.csv", REPORTS.format(at=at))
    receipt = rebond("take-in", export, "--partner", north, "--covered-from", "2025-02-01")
    assert period_of(receipt) == ("2025-02-01", through)


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("2025-02-01 00:30", "2025-01-31"),
        ("2025-01-31 23:59", "2025-01-31"),
        ("2025-01-30 23:59", "2025-01-30"),
    ],
)
def test_a_period_of_which_the_end_is_stated_begins_no_later(
    rebond: Rebond, north: str, write_export: WriteExport, at: str, start: str
) -> None:
    export = write_export("safety_reports.csv", REPORTS.format(at=at))
    receipt = rebond("take-in", export, "--partner", north, "--covered-through", "2025-01-31")
    assert period_of(receipt) == (start, "2025-01-31")


MAPPING = """
{period}
rows:
  - kind: safety_reports
    columns: {{report_id: id, community_id: where, reported_at: at, report_type: what}}
"""


@pytest.fixture
def send_mapped(
    rebond: Rebond, north: str, write_export: WriteExport, tmp_path: Path
) -> SendMapped:
    """Send one report of 1 March under a mapping that states this period, with these options."""
    mapping = tmp_path / "mapping.yaml"
    export = write_export("reports.csv", "id,where,at,what\nr-1,quiet-room,2025-03-01 10:00,spam")

    def send(stated: str, options: list[str]) -> dict[str, Any]:
        mapping.write_text(MAPPING.format(period=stated))
        return rebond("take-in", export, "--partner", north, "--mapping", mapping, *options)

    return send


@pytest.mark.parametrize(
    ("stated", "options", "is_backwards"),
    [
        ("covered_from: 2025-03-01\ncovered_through: 2025-02-28", [], True),
        ("covered_from: 2025-03-01\ncovered_through: 2025-03-01", [], False),
        ("covered_from: 2025-03-02", ["--covered-through", "2025-03-01"], True),
        ("covered_from: 2025-03-01", ["--covered-through", "2025-03-01"], False),
        ("covered_through: 2025-02-28", ["--covered-from", "2025-03-01"], True),
        # Of a mapping that is kept from month to month, what the delivery states takes the place.
        ("covered_from: 2024-02-01", ["--covered-from", "2025-03-01"], False),
    ],
)
def test_a_period_stated_backwards_by_mapping_and_delivery_together_is_refused(
    send_mapped: SendMapped, stated: str, options: list[str], is_backwards: bool
) -> None:
    [file] = send_mapped(stated, options)["files"]
    assert (file["outcome"] == "refused") == is_backwards
    if is_backwards:
        assert file["refusal"]["code"] == "period.backwards"
