"""Six exports in one zip are one delivery, whatever their order; what is no such zip is refused."""

import itertools
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.contracts.contract import KINDS
from ingest.errors import ExportRefused
from ingest.places import DATA_CONTRACTS
from ingest.reading import packing
from ingest.reading.packing import MOST_FILES
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]

EXAMPLES = {kind: (DATA_CONTRACTS / kind / "accepted.csv").read_bytes() for kind in KINDS}
TABLE = EXAMPLES["communities"]


def packed(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def six_exports(path: Path, kinds: tuple[str, ...]) -> Path:
    return packed(path, *((f"delivery/{kind}.csv", EXAMPLES[kind]) for kind in kinds))


def told(receipt: dict[str, Any]) -> list[Any]:
    """Return what the receipt says of each file, in the order of their names."""
    files = sorted(receipt["files"], key=lambda file: file["file_name"])
    return [
        (
            file["file_name"],
            file["outcome"],
            file["rows_accepted"],
            [(one["kind"], one["refusals"], one["warnings"]) for one in file["exports"]],
        )
        for file in files
    ]


def test_six_exports_in_one_zip_are_taken_in_as_one_delivery(
    rebond: Rebond, north: str, tmp_path: Path, settings: Settings
) -> None:
    receipt = rebond("take-in", six_exports(tmp_path / "all.zip", KINDS), "--partner", north)
    assert [file["file_name"] for file in receipt["files"]] == [f"{kind}.csv" for kind in KINDS]
    assert "refused" not in {file["outcome"] for file in receipt["files"]}
    assert receipt["rows_read"] == receipt["rows_accepted"] > 0
    assert {row["delivery_id"] for row in rebond("status")["exports"]} == {"D-000001"}
    assert list(settings.inbox.iterdir()) == []


def test_the_order_of_the_files_does_not_matter(rebond: Rebond, north: str, tmp_path: Path) -> None:
    orders = list(itertools.permutations(KINDS))[:: 720 // 5]
    checked = [
        rebond("check", six_exports(tmp_path / f"{number}.zip", order), "--partner", north)
        for number, order in enumerate(orders)
    ]
    assert all(told(receipt) == told(checked[0]) for receipt in checked)


def test_what_is_the_same_in_another_zip_is_not_taken_twice(
    rebond: Rebond, north: str, tmp_path: Path
) -> None:
    rebond("take-in", six_exports(tmp_path / "1.zip", KINDS), "--partner", north)
    again = rebond("take-in", six_exports(tmp_path / "2.zip", KINDS[::-1]), "--partner", north)
    assert {file["outcome"] for file in again["files"]} == {"already_taken_in"}


def link(path: Path) -> Path:
    member = zipfile.ZipInfo("link.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("communities.csv", TABLE)
        archive.writestr(member, "/etc/passwd")
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: packed(p, ("a.csv", TABLE), ("../b.csv", TABLE)), "archive.unsafe_name"),
        (lambda p: packed(p, ("a.csv", TABLE), ("/b.csv", TABLE)), "archive.unsafe_name"),
        (lambda p: packed(p, ("a.csv", TABLE), ("c:/b.csv", TABLE)), "archive.unsafe_name"),
        (link, "archive.unsafe_name"),
        (lambda p: p.write_bytes(b"PK\x03\x04 and no more") and p, "archive.damaged"),
        (
            lambda p: packed(p, *((f"{n}.csv", TABLE) for n in range(MOST_FILES + 1))),
            "archive.too_many_members",
        ),
    ],
)
def test_an_archive_that_is_no_delivery_is_refused_as_a_whole(
    rebond: Rebond,
    north: str,
    tmp_path: Path,
    make: Callable[[Path], Path],
    code: str,
) -> None:
    receipt = rebond("take-in", make(tmp_path / "all.zip"), "--partner", north)
    [file] = receipt["files"]
    assert (file["outcome"], file["refusal"]["code"]) == ("refused", code)
    assert list((tmp_path / "home" / "inbox").iterdir()) == []
    assert not (tmp_path / "b.csv").exists()


def test_twenty_files_are_a_delivery(rebond: Rebond, north: str, tmp_path: Path) -> None:
    members = [(f"{number}.csv", TABLE) for number in range(MOST_FILES)]
    receipt = rebond("check", packed(tmp_path / "all.zip", *members), "--partner", north)
    assert len(receipt["files"]) == MOST_FILES


def test_the_size_is_bounded_over_all_members_together(
    rebond: Rebond, north: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packed(tmp_path / "all.zip", ("a.csv", TABLE), ("b.csv", TABLE))
    for most, is_refused in ((2 * len(TABLE), False), (2 * len(TABLE) - 1, True)):
        monkeypatch.setattr(packing, "MAXIMUM_UNPACKED_BYTES", most)
        receipt = rebond("check", archive, "--partner", north)
        codes = {file["refusal"] and file["refusal"]["code"] for file in receipt["files"]}
        assert codes == ({"archive.too_large"} if is_refused else {None})


def test_an_archive_within_an_archive_is_refused(
    rebond: Rebond, north: str, tmp_path: Path
) -> None:
    inner = packed(tmp_path / "inner.zip", ("a.csv", TABLE), ("b.csv", TABLE)).read_bytes()
    outer = packed(tmp_path / "outer.zip", ("a.csv", TABLE), ("inner.zip", inner))
    receipt = rebond("check", outer, "--partner", north)
    codes = [file["refusal"] and file["refusal"]["code"] for file in receipt["files"]]
    assert codes == [None, "archive.several_members"]


def test_one_bad_export_does_not_keep_the_others_of_its_zip_out(
    rebond: Rebond, north: str, tmp_path: Path
) -> None:
    archive = packed(tmp_path / "all.zip", ("a.csv", TABLE), ("b.png", b"\x89PNG\r\n"))
    receipt = rebond("take-in", archive, "--partner", north)
    assert [file["outcome"] for file in receipt["files"]] == ["accepted", "refused"]


def with_index_of(path: Path, index_bytes: int) -> Path:
    """An archive of empty members, each with 46 bytes and a name of 10 in the index."""
    number = index_bytes // 56
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(number):
            archive.writestr(f"{place:06d}.csv", b"")
    return path


def test_an_index_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_index_of(tmp_path / "many.zip", 56 * 100)
    monkeypatch.setattr(packing, "MAXIMUM_INDEX_BYTES", 56 * 100)
    assert len(packing.zip_members(path)) == 100
    monkeypatch.setattr(packing, "MAXIMUM_INDEX_BYTES", 56 * 100 - 1)
    # Whatever reads the index is not reached.
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ExportRefused) as refusal:
        packing.zip_members(path)
    assert refusal.value.code == "archive.too_many_members"
    assert refusal.value.parameters["count"] >= 100
