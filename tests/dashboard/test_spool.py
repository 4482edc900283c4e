"""The web asks in the very format in which the command line asks."""

import json
from pathlib import Path

import pytest

from dashboard.spool import Draft, _endings, find_answer, is_waiting, plain_name
from ingest import spool
from ingest.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "home")
    made.make_folders()
    return made


def written(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "request.json").read_text("utf-8")))


def test_web_and_command_line_write_the_same_request(settings: Settings, tmp_path: Path) -> None:
    export, mapping = tmp_path / "scores.2026.csv.gz", tmp_path / "ours.yaml"
    export.write_bytes(b"a,b\n")
    mapping.write_bytes(b"kind: members\n")
    options = {
        "kind": "members",
        "covered_from": None,
        "covered_through": "2026-01-31",
        "time_zone": "Europe/Paris",
    }
    asked = spool.Request("check", "north", (), {**options, "has_mapping": True}, "HTTP")
    by_command = spool.send(settings, asked, (export, mapping))
    draft = Draft(settings.home)
    # A mapping may come first in a form; the worker finds it last.
    for path, is_mapping in ((mapping, True), (export, False)):
        with draft.new_file(path.name, is_mapping=is_mapping) as file:
            file.write(path.read_bytes())
    draft.send("check", "north", options, "HTTP")

    commanded, webbed = spool.waiting(settings)
    assert webbed.request_id == draft.request_id != by_command.request_id
    first, second = (
        written(spool.request_folder(settings, request)) for request in (commanded, webbed)
    )
    differing = {"request_id", "files"}
    assert list(first) == list(second)
    assert {k: v for k, v in first.items() if k not in differing} == {
        k: v for k, v in second.items() if k not in differing
    }
    assert [
        [(spool.request_folder(settings, request) / name).read_bytes() for name in request.files]
        for request in (commanded, webbed)
    ] == [[b"a,b\n", b"kind: members\n"]] * 2
    assert [Path(name).suffixes for name in commanded.files] == [
        Path(name).suffixes for name in webbed.files
    ]


def test_a_draft_is_no_request_and_leaves_nothing(settings: Settings) -> None:
    draft = Draft(settings.home)
    with draft.new_file("a.csv") as file:
        file.write(b"a")
    assert spool.waiting(settings) == []
    draft.discard()
    assert list(settings.inbox.iterdir()) == []


def test_a_request_and_its_answer_belong_to_their_partner(settings: Settings) -> None:
    draft = Draft(settings.home)
    draft.new_file("a.csv").close()
    request_id = draft.send("check", "north", {}, "HTTP")
    assert is_waiting(settings.home, "north", request_id)
    assert not is_waiting(settings.home, "south", request_id)
    [request] = spool.waiting(settings)
    spool.answer(settings, request, {"ok": True})
    assert find_answer(settings.home, "north", request_id) == {"ok": True}
    assert find_answer(settings.home, "south", request_id) is None


@pytest.mark.parametrize("name", ["../../private/work", "..", "", "00000000000000000001-../../x"])
def test_no_name_leads_out_of_the_stores(settings: Settings, name: str) -> None:
    assert find_answer(settings.home, "north", name) is None
    assert not is_waiting(settings.home, "north", name)


@pytest.mark.parametrize(
    ("named", "plain"),
    [
        ("members.csv", "members.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\exports\été.xlsx", "été.xlsx"),
        ("a\x00b\u202egnp.csv", "abgnp.csv"),
        ("..", "export"),
        (None, "export"),
        ("x" * 500 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_plain(named: str | None, plain: str) -> None:
    assert plain_name(named) == plain


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        *(("members.csv", ".csv"), ("members.CSV.gz", ".CSV.gz"), ("a.b.csv.gz", ".csv.gz")),
        *(("members", ""), ("a." + "x" * 8, "." + "x" * 8), ("a." + "x" * 9, "")),
        *(("a." + "😀" * 100, ""), ("a.😀.csv", ".csv"), ("a.csv.é", ""), ("a.csv\n", "")),
    ],
)
def test_the_ending_of_a_name_is_short_and_plain_for_web_and_worker(name: str, kept: str) -> None:
    assert _endings(name) == spool.endings(name) == kept
