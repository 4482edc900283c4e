"""The offer to leave out what singles members out, from the warning to the stored rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from ingest.receipt_words import receipt_in_words
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

CROWD = "\n".join(f"m-{n},quiet-room,2025-01-{n:02},25_34,woman,CA-ON,urban" for n in range(1, 10))
MEMBERS = f"""
    member_id,community_id,joined_on,age_band,gender,region_code,rurality
    {CROWD}
    m-99,quiet-room,2025-01-10,25_34,woman,CA-QC,remote
"""


def test_the_warning_offers_it_and_taking_the_offer_ends_the_warning(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    export = write_export("members.csv", MEMBERS)
    plain = rebond("check", export, "--partner", north)
    [warning] = plain["files"][0]["exports"][0]["warnings"][-1:]
    assert (warning["code"], warning["count"]) == ("members.few_alike", 1)
    assert all("--generalise" in warning["words"][code]["mend"] for code in ("en", "fr"))

    receipt = rebond("take-in", export, "--partner", north, "--generalise")
    codes = [one["code"] for one in receipt["files"][0]["exports"][0]["warnings"]]
    # She is told of like nobody else until age and gender have gone too: all others have a region.
    assert receipt["files"][0]["generalised"] == {
        "region_code": 1,
        "rurality": 1,
        "age_band": 1,
        "gender": 1,
    }
    assert "members.few_alike" not in codes
    assert "region_code (1), rurality (1)" in receipt_in_words(receipt, "fr")
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        told = warehouse.execute(
            "select region_code, rurality, count(*) from accepted.members group by all order by all"
        ).fetchall()
    assert told == [("CA-ON", "urban", 9), (None, None, 1)]


def test_the_same_file_generalised_is_another_export(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    export = write_export("members.csv", MEMBERS)
    rebond("take-in", export, "--partner", north)
    receipt = rebond("take-in", export, "--partner", north, "--generalise")
    assert receipt["files"][0]["already_in"] is None
    again = rebond("take-in", export, "--partner", north, "--generalise")
    assert again["files"][0]["already_in"] == receipt["delivery"]
