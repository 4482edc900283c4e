"""What partners drop by SFTP is taken when it is whole, answered beside it, and never followed."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingest import spool
from ingest.actions import DUTIES
from ingest.arrivals import SETTLED_SECONDS, STALE_SECONDS, Arrivals
from ingest.places import DATA_CONTRACTS
from ingest.settings import Settings
from ingest.worker import work_off

Rebond = Callable[..., dict[str, Any]]

COMMUNITIES = (DATA_CONTRACTS / "communities/accepted.csv").read_bytes()
MEMBERS = (DATA_CONTRACTS / "members/accepted.csv").read_bytes()


class Watch:
    """A letterbox with a clock of its own, and the folder of its one partner."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.now = settings, 0.0
        self.arrivals = Arrivals(lambda: self.now)
        self.look()
        self.folder = settings.letterbox / "north"

    def look(self, after: float = 0.0) -> list[str]:
        """Look again, some seconds later, and return the names of what was sent."""
        self.now += after
        sent = self.arrivals.collect(self.settings)
        return [name for request in sent for name in request.options["file_names"]]


@pytest.fixture
def watch(settings: Settings, north: str) -> Watch:
    return Watch(settings)


def test_a_file_is_taken_once_it_has_stopped_changing(watch: Watch) -> None:
    path = watch.folder / "communities.csv"
    path.write_bytes(COMMUNITIES[:50])
    assert watch.look() == []
    path.write_bytes(COMMUNITIES)
    assert watch.look(after=SETTLED_SECONDS) == []
    assert watch.look(after=SETTLED_SECONDS - 0.1) == []
    assert watch.look(after=0.1) == ["communities.csv"]
    assert not path.exists()


def test_a_file_that_was_renamed_when_whole_is_taken_at_once(watch: Watch) -> None:
    part = watch.folder / "communities.csv.part"
    part.write_bytes(COMMUNITIES)
    assert watch.look(after=SETTLED_SECONDS) == []
    part.rename(watch.folder / "communities.csv")
    assert watch.look() == ["communities.csv"]


def test_files_that_arrive_together_are_one_delivery(watch: Watch) -> None:
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES)
    (watch.folder / "members.csv.part").write_bytes(MEMBERS[:50])
    watch.look()
    # The first is whole, and waits for the other.
    assert watch.look(after=SETTLED_SECONDS) == []
    (watch.folder / "members.csv.part").rename(watch.folder / "members.csv")
    assert watch.look() == ["communities.csv", "members.csv"]


def test_an_upload_that_was_cut_off_keeps_the_others_waiting_for_an_hour_only(
    watch: Watch,
) -> None:
    (watch.folder / "members.csv.part").write_bytes(MEMBERS[:50])
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES)
    watch.look()
    assert watch.look(after=STALE_SECONDS - 1) == []
    assert watch.look(after=1) == ["communities.csv"]
    assert (watch.folder / "members.csv.part").exists()


def test_no_link_is_followed_and_no_second_name_taken(watch: Watch, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(COMMUNITIES)
    (watch.folder / "link.csv").symlink_to(secret)
    (watch.folder / "second_name.csv").hardlink_to(secret)
    (watch.folder / "folder.csv").mkdir()
    os.mkfifo(watch.folder / "pipe.csv")
    watch.look()
    assert watch.look(after=SETTLED_SECONDS) == []
    assert secret.exists()


def test_a_folder_that_is_a_link_is_not_entered(
    rebond: Rebond, settings: Settings, watch: Watch, tmp_path: Path
) -> None:
    rebond("partner", "add", "south")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "communities.csv").write_bytes(COMMUNITIES)
    (settings.letterbox / "south").symlink_to(elsewhere)
    watch.look()
    assert watch.look(after=SETTLED_SECONDS) == []


def drop(watch: Watch, name: str, content: bytes) -> None:
    (watch.folder / name).write_bytes(content)
    watch.look()
    assert watch.look(after=SETTLED_SECONDS)[0] == name


def test_the_receipt_and_the_refused_rows_lie_where_the_partner_can_read_them(
    watch: Watch, settings: Settings
) -> None:
    drop(watch, "communities.csv", COMMUNITIES + COMMUNITIES.splitlines()[1][:20] + b",,,\n")
    work_off(settings, DUTIES)
    [folder] = (watch.folder / "receipts").iterdir()
    receipt = json.loads((folder / "receipt.json").read_text())
    assert (receipt["partner"], receipt["submitted_by"]) == ("north", "SFTP")
    assert receipt["rows_refused"] == 1
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "receipt.json",
        "receipt.en.txt",
        "receipt.fr.txt",
        *(path.name for path in (settings.outbox / "north").glob("D-*/refused-*.csv")),
    }
    assert len(names) == 4
    # What is told there is no new export.
    assert watch.look(after=2 * SETTLED_SECONDS) == []


def test_a_kill_between_commit_and_answer_costs_neither_receipt_nor_refused_rows(
    watch: Watch, settings: Settings
) -> None:
    drop(watch, "communities.csv", COMMUNITIES + COMMUNITIES.splitlines()[1][:20] + b",,,\n")
    [request] = spool.waiting(settings)
    # So far it came; the worker that starts next finds the request unanswered.
    DUTIES.actions["take_in"](settings, request)
    work_off(settings, DUTIES)
    answer = json.loads(spool.answer_path(settings, request).read_text())
    assert answer["receipt"]["delivery"] == "D-000001"
    [folder] = (watch.folder / "receipts").iterdir()
    assert json.loads((folder / "receipt.json").read_text()) == answer["receipt"]
    assert answer["receipt"]["rows_refused"] == 1
    assert len(list(folder.glob("refused-*.csv"))) == 1


def test_what_cannot_be_done_is_told_in_both_languages(watch: Watch, settings: Settings) -> None:
    drop(watch, "picture.csv", b"\x89PNG\r\n")
    work_off(settings, DUTIES)
    [folder] = (watch.folder / "receipts").iterdir()
    words = {(folder / f"receipt.{code}.txt").read_text() for code in ("en", "fr")}
    assert len(words) == 2


def test_a_receipt_is_never_written_through_a_link(
    watch: Watch, settings: Settings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (watch.folder / "receipts").symlink_to(elsewhere)
    drop(watch, "communities.csv", COMMUNITIES)
    work_off(settings, DUTIES)
    assert list(elsewhere.iterdir()) == []
    # It is taken in all the same, and told on page and API.
    assert (settings.outbox / "north" / "D-000001" / "receipt.json").exists()


def test_a_mapping_that_lies_there_is_used_and_stays(watch: Watch, settings: Settings) -> None:
    header, *rows = COMMUNITIES.decode().splitlines()
    ours = "\n".join([header.replace("community_id", "group"), *rows]) + "\n"
    columns = "\n".join(f"      {name}: {name}" for name in header.split(",")[1:])
    mapping = watch.folder / "our-mapping.yaml"
    mapping.write_text(
        f"rows:\n  - kind: communities\n    columns:\n      community_id: group\n{columns}\n"
    )
    drop(watch, "ours.csv", ours.encode())
    work_off(settings, DUTIES)
    [folder] = (watch.folder / "receipts").iterdir()
    receipt = json.loads((folder / "receipt.json").read_text())
    assert receipt["rows_accepted"] == len(rows)
    assert mapping.exists()


def test_a_name_that_is_no_text_is_taken_too(watch: Watch, settings: Settings) -> None:
    path = os.fsencode(watch.folder) + b"/caf\xe9.csv"
    Path(os.fsdecode(path)).write_bytes(COMMUNITIES)
    watch.look()
    assert watch.look(after=SETTLED_SECONDS) == ["caf\ufffd.csv"]


@pytest.mark.parametrize("how", ["erase", "withdraw", "retention"])
def test_refused_rows_that_were_handed_back_go_with_ours(
    rebond: Rebond,
    watch: Watch,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    header = b"member_id,community_id,scored_on,instrument,score\n"
    drop(watch, "scores.csv", header + b"m-1,quiet-room,2025-01-10,PHQ-9,99\n")
    work_off(settings, DUTIES)
    assert len(list(watch.folder.glob("receipts/*/refused-E-000001.csv"))) == 1
    monkeypatch.setenv("REBOND_KEEP_QUARANTINE_DAYS", "-1")
    words = {
        "erase": ("--partner", "north", "--member", "m-1"),
        "withdraw": ("--partner", "north", "--export", "E-000001"),
        "retention": (),
    }[how]
    assert rebond(how, *words)["ok"]
    assert list(watch.folder.glob("receipts/*/refused-*")) == []
    assert len(list(watch.folder.glob("receipts/*/receipt.json"))) == 1


def test_a_mapping_that_is_still_being_written_keeps_its_exports_waiting(watch: Watch) -> None:
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES)
    watch.look()
    mapping = watch.folder / "our-mapping.yaml"
    mapping.write_text("rows:\n")
    assert watch.look(after=SETTLED_SECONDS) == []
    assert watch.look(after=SETTLED_SECONDS - 0.1) == []
    assert watch.look(after=0.1) == ["communities.csv", "our-mapping.yaml"]
    # It is no export, and stays for the next ones.
    assert watch.look(after=SETTLED_SECONDS) == []
    assert mapping.exists()


def test_names_that_differ_in_what_is_no_text_are_two_files(watch: Watch) -> None:
    for name, content in ((b"/sc\xe8.csv", COMMUNITIES), (b"/sc\xe9.csv", MEMBERS)):
        Path(os.fsdecode(os.fsencode(watch.folder) + name)).write_bytes(content)
    watch.look()
    assert watch.look(after=SETTLED_SECONDS) == ["sc\ufffd.csv", "sc\ufffd.csv"]
    [request] = spool.waiting(watch.settings)
    folder = spool.request_folder(watch.settings, request)
    assert [(folder / name).read_bytes() for name in request.files] == [COMMUNITIES, MEMBERS]


def test_a_file_that_goes_while_the_folder_is_listed_is_passed_over(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES)
    (watch.folder / "gone.csv").write_bytes(MEMBERS)
    real = os.scandir

    @contextmanager
    def listed_before_it_goes(folder: int) -> Iterator[list[Any]]:
        with real(folder) as entries:
            listed = list(entries)
        (watch.folder / "gone.csv").unlink(missing_ok=True)
        yield listed

    monkeypatch.setattr(os, "scandir", listed_before_it_goes)
    watch.look()
    monkeypatch.undo()
    assert watch.look(after=SETTLED_SECONDS) == ["communities.csv"]


def test_a_folder_that_cannot_be_emptied_stops_nobody_and_is_sent_and_logged_once(
    rebond: Rebond,
    watch: Watch,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rebond("partner", "add", "south")
    watch.look()
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES)
    (settings.letterbox / "south" / "members.csv").write_bytes(MEMBERS)
    real = os.unlink

    def refuse(path: str | bytes, *, dir_fd: int | None = None) -> None:
        if path == "communities.csv":
            raise PermissionError(path)
        real(path, dir_fd=dir_fd)

    watch.look()
    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", refuse)
        # North comes first.
        assert watch.look(after=SETTLED_SECONDS) == ["members.csv"]
    assert watch.look(after=SETTLED_SECONDS) == []
    assert [request.partner_id for request in spool.waiting(settings)] == ["north", "south"]
    [logged] = [record.getMessage() for record in caplog.records]
    assert "north failed: PermissionError" in logged
    assert "communities.csv" not in logged
    # Another content under that name is another export.
    (watch.folder / "communities.csv").write_bytes(COMMUNITIES + b"\n")
    watch.look()
    assert watch.look(after=SETTLED_SECONDS) == ["communities.csv"]


def test_a_trouble_that_lasts_is_logged_when_it_begins_and_when_it_comes_again(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(os, "scandir", refuse)
            watch.look()
            watch.look()
        watch.look()
    assert len(caplog.records) == 2


def test_a_receipt_that_cannot_be_written_stops_no_other_request(
    watch: Watch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    drop(watch, "communities.csv", COMMUNITIES)
    [first] = spool.waiting(settings)
    # Something of the partner's own stands in its place.
    (watch.folder / "receipts" / first.request_id / "receipt.en.txt").mkdir(parents=True)
    second = spool.send(settings, spool.Request("status"))
    work_off(settings, DUTIES)
    for request in (first, second):
        assert json.loads(spool.answer_path(settings, request).read_text())["ok"]
    assert "handing back take_in failed" in caplog.text


@pytest.fixture
def handed_back(watch: Watch, settings: Settings) -> Path:
    """The folder in which a receipt and a refused row came back."""
    header = b"member_id,community_id,scored_on,instrument,score\n"
    drop(watch, "scores.csv", header + b"m-1,quiet-room,2025-01-10,PHQ-9,99\n")
    work_off(settings, DUTIES)
    [folder] = (watch.folder / "receipts").iterdir()
    return folder


def older(rebond: Rebond, store: str, *words: str) -> int:
    """Run `rebond retention` and return how much of a store was beyond its period."""
    return next(
        int(one["count"]) for one in rebond("retention", *words)["stores"] if one["store"] == store
    )


def test_copies_that_a_killed_retention_left_are_told_and_removed_by_the_next(
    rebond: Rebond, handed_back: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REBOND_KEEP_QUARANTINE_DAYS", "-1")
    # So far it came.
    for path in (*settings.quarantine.iterdir(), *settings.outbox.glob("*/D-*/refused-*")):
        path.unlink()
    assert older(rebond, "quarantine", "--dry-run") == 1
    assert (handed_back / "refused-E-000001.csv").exists()
    assert older(rebond, "quarantine") == 1
    assert not (handed_back / "refused-E-000001.csv").exists()


@pytest.mark.parametrize(("age_days", "is_removed"), [(1_094.9, False), (1_095.1, True)])
def test_receipts_that_were_handed_back_go_with_their_period(
    rebond: Rebond, handed_back: Path, age_days: float, is_removed: bool
) -> None:
    for path in handed_back.iterdir():
        os.utime(path, (0, time.time() - age_days * 24 * 3600))
    # The receipt in two languages and as JSON, and the refused row.
    assert older(rebond, "reports", "--dry-run") == (4 if is_removed else 0)
    assert handed_back.exists()
    rebond("retention")
    assert handed_back.exists() is not is_removed


def test_what_a_partner_keeps_beside_a_receipt_stays(rebond: Rebond, handed_back: Path) -> None:
    for path in handed_back.iterdir():
        os.utime(path, (0, 0))
    (handed_back / "notes.txt").write_text("ours")
    (handed_back / "receipt.link").symlink_to(handed_back / "notes.txt")
    rebond("retention")
    assert {path.name for path in handed_back.iterdir()} == {"notes.txt", "receipt.link"}


def test_a_copy_goes_from_us_even_where_a_partner_gave_it_a_second_name(
    rebond: Rebond, handed_back: Path, watch: Watch
) -> None:
    copy = handed_back / "refused-E-000001.csv"
    (watch.folder / ".kept").hardlink_to(copy)
    rebond("withdraw", "--partner", "north", "--export", "E-000001")
    assert not copy.exists()


def test_a_receipts_folder_that_is_a_link_is_not_emptied(
    rebond: Rebond, handed_back: Path, watch: Watch, tmp_path: Path
) -> None:
    for path in handed_back.iterdir():
        os.utime(path, (0, 0))
    handed_back.parent.rename(tmp_path / "elsewhere")
    (watch.folder / "receipts").symlink_to(tmp_path / "elsewhere")
    rebond("retention")
    assert len(list((tmp_path / "elsewhere" / handed_back.name).iterdir())) == 4
