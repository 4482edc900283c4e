"""The one worker does what each partner sent in its order, and the partners by turns."""

import pytest

from ingest import spool
from ingest.arrivals import Arrivals
from ingest.settings import Settings
from ingest.worker import Answer, Duties, work_off


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(tmp_path_factory.mktemp("home"))
    settings.make_folders()
    return settings


class Diary:
    """Duties that note in which order they were done; `then_send` arrives during the first."""

    def __init__(self, *then_send: tuple[str | None, str]) -> None:
        self.done: list[str] = []
        self._then_send = then_send

    def note(self, settings: Settings, request: spool.Request) -> Answer:
        self.done.append(request.submitted_by)
        send(settings, *self._then_send)
        self._then_send = ()
        return {}

    @property
    def duties(self) -> Duties:
        return Duties({"note": self.note}, recover=lambda _settings: None)


def send(settings: Settings, *sent: tuple[str | None, str]) -> None:
    for partner_id, what in sent:
        spool.send(settings, spool.Request("note", partner_id, submitted_by=what))


def test_who_sends_much_keeps_the_others_waiting_for_one_turn_only(settings: Settings) -> None:
    much = [("north", f"north {number}") for number in range(1, 5)]
    send(settings, *much, ("south", "south 1"), ("south", "south 2"), (None, "steward"))
    diary = Diary()
    work_off(settings, diary.duties)
    assert diary.done == [
        "north 1", "south 1", "steward", "north 2", "south 2", "north 3", "north 4",
    ]  # fmt: skip


def test_who_comes_late_has_the_next_turn(settings: Settings) -> None:
    send(settings, *(("north", f"north {number}") for number in range(1, 4)))
    diary = Diary(("north", "north 4"), ("south", "south 1"))
    work_off(settings, diary.duties)
    assert diary.done == ["north 1", "south 1", "north 2", "north 3", "north 4"]


class Letterboxes(Arrivals):
    """A delivery that came to rest while the first request was being done."""

    def __init__(self, diary: Diary) -> None:
        super().__init__()
        self._diary = diary

    def collect(self, settings: Settings) -> list[spool.Request]:
        if self._diary.done == ["north 1"]:
            send(settings, ("south", "south by SFTP"))
        return []


def test_letterboxes_are_looked_into_between_two_requests(settings: Settings) -> None:
    send(settings, *(("north", f"north {number}") for number in range(1, 4)))
    diary = Diary()
    work_off(settings, diary.duties, Letterboxes(diary))
    assert diary.done == ["north 1", "south by SFTP", "north 2", "north 3"]
