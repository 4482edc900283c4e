"""The spool: a request is whole or absent, and goes only when its answer is there."""

import json
import os
import time
from pathlib import Path

import pytest

from ingest import spool
from ingest.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "home")
    settings.make_folders()
    return settings


@pytest.fixture
def export_file(tmp_path: Path) -> Path:
    path = tmp_path / "activity.csv"
    path.write_text("activity_id\n1\n")
    return path


def test_a_request_travels_with_its_files(settings: Settings, export_file: Path) -> None:
    sent = spool.send(settings, spool.Request("check", "north"), (export_file,))
    [waiting] = spool.waiting(settings)
    assert waiting == sent
    stored = spool.request_folder(settings, waiting) / waiting.files[0]
    assert stored.read_text() == export_file.read_text()
    assert waiting.options["file_names"] == ["activity.csv"]


def test_requests_wait_in_the_order_in_which_they_were_sent(settings: Settings) -> None:
    actions = ["a", "b", "c"]
    for action in actions:
        spool.send(settings, spool.Request(action))
    assert [request.action for request in spool.waiting(settings)] == actions


def test_a_draft_is_no_request_yet(settings: Settings) -> None:
    (settings.inbox / ".draft-1").mkdir()
    assert spool.waiting(settings) == []


def test_an_answered_request_leaves_nothing_in_the_inbox(
    settings: Settings, export_file: Path
) -> None:
    sent = spool.send(settings, spool.Request("check", "north"), (export_file,))
    spool.answer(settings, sent, {"ok": True})
    assert list(settings.inbox.iterdir()) == []
    assert json.loads(spool.answer_path(settings, sent).read_text()) == {"ok": True}


def test_an_answer_lies_in_the_outbox_of_its_partner_alone(settings: Settings) -> None:
    sent = spool.send(settings, spool.Request("check", "north"))
    assert spool.answer_path(settings, sent).is_relative_to(settings.outbox / "north")


def test_attempts_are_counted_over_restarts(settings: Settings) -> None:
    sent = spool.send(settings, spool.Request("check"))
    assert [spool.count_attempt(settings, sent) for _ in range(3)] == [1, 2, 3]


def test_a_fresh_draft_survives_the_cleaning_and_an_old_one_does_not(settings: Settings) -> None:
    fresh, old = settings.inbox / ".draft-1", settings.inbox / ".draft-2"
    fresh.mkdir()
    old.mkdir()

    long_ago = time.time() - spool.OLDEST_DRAFT_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    spool.clear_leftovers(settings)
    assert fresh.exists()
    assert not old.exists()


def test_a_draft_that_is_sent_while_leftovers_are_cleared_does_not_stop_the_worker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, request = settings.inbox / ".draft-1", settings.inbox / "1"
    draft.mkdir()

    class SentMeanwhile:
        """A clock whose reading takes as long as the sender needs to finish."""

        @staticmethod
        def time() -> float:
            draft.rename(request)
            return time.time()

    monkeypatch.setattr(spool, "time", SentMeanwhile)
    spool.clear_leftovers(settings)
    assert [path.name for path in settings.inbox.iterdir()] == ["1"]
