"""`kill -9` at random moments of taking in, publishing and taking back: what is left is whole.

Each command runs in a process of its own, forked from one that has the modules loaded already, so
that the moments fall into the work and not into the imports. After each kill a fresh worker starts,
as it does for any next command; it is killed too, and the one after it mends what both have left.
Then everything that lies under the home folder is accounted for.
"""

import json
import multiprocessing
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.actions import DUTIES
from ingest.cli import main
from ingest.contracts.contract import load_contracts
from ingest.settings import Settings
from ingest.spool import Request
from ingest.worker import ask

KILLS = 50
KILLS_OF_TAKING_BACK = 6
SEED = 20260701
HEADER = "member_id,community_id,scored_on,instrument,score"
# Among them those that are loaded late, when the first row is judged or the first table audited.
MODULES = ["ingest.actions", "ingest.cli", "ingest.receipt", "great_expectations", "pandera.polars"]
MODULES += [f"pandera.backends.polars.{name}" for name in ("container", "components")]
MODULES += ["pandera.backends.polars.builtin_checks", "ingest.publishing.audit"]


@dataclass
class Installation:
    """A home folder and what its partner has sent there."""

    settings: Settings
    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    seconds: dict[str, float] = field(default_factory=dict)
    sent: list[Path] = field(default_factory=list)

    def run(self, *words: str | Path, until: float | None = None) -> bool:
        """Run a command, kill it after `until` seconds, and say whether the kill came in time."""
        arguments = [*map(str, words), "--home", str(self.settings.home), "--json"]
        process = multiprocessing.get_context("forkserver").Process(target=main, args=(arguments,))
        began = time.perf_counter()
        process.start()
        process.join(until)
        was_alive = process.is_alive()
        process.kill()
        process.join()
        if not was_alive:
            self.seconds[str(words[0])] = time.perf_counter() - began
        return was_alive

    def kill(self, *words: str | Path) -> int:
        """Kill a command at a moment of the time that it took last, then the worker that mends."""
        seconds = self.seconds[str(words[0])]
        kills = int(self.run(*words, until=self.chance.uniform(0, seconds)))
        return kills + self.run("status", until=self.chance.uniform(0, seconds))

    def take_in(self) -> tuple[str | Path, ...]:
        path = write_scores(self.folder, len(self.sent) + 1)
        self.sent.append(path)
        return ("take-in", path, "--partner", "north")

    def start_worker(self) -> dict[str, Any]:
        return ask(self.settings, DUTIES, Request("status"), ())


def write_scores(folder: Path, number: int) -> Path:
    """Write a day's scores: one refused for two reasons, and two copies of one row."""
    month, day = divmod(number, 28)
    date = f"{2023 + month // 12}-{month % 12 + 1:02}-{day + 1:02}"
    rows = [f"m-{row},quiet-room,{date},PHQ-9,{row % 28}" for row in range(30)]
    rows += [rows[0], f"wrong-{number},elsewhere,{date},PHQ-9,99"]
    path = folder / f"scores-{number}.csv"
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    made = Installation(Settings(tmp_path / "home"), tmp_path)
    # A page tried earlier leaves its script as the main module, which a new process would run.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    multiprocessing.get_context("forkserver").set_forkserver_preload(MODULES)
    communities = tmp_path / "communities.csv"
    communities.write_text(
        "community_id,platform_type,led_by,is_anonymous,time_zone\n"
        "quiet-room,forum,peers,true,America/Toronto\n"
    )
    made.run("partner", "add", "north")
    made.run("take-in", communities, "--partner", "north")
    made.run(*made.take_in())
    made.run("publish")
    return made


def test_whatever_moment_kills_the_worker_nothing_is_lost_doubled_or_half_there(
    installation: Installation,
) -> None:
    kills = {"take-in": 0, "publish": 0}
    while sum(kills.values()) < KILLS:
        is_publish = kills["publish"] < kills["take-in"] / 2
        words = ("publish",) if is_publish else installation.take_in()
        kills[str(words[0])] += installation.kill(*words)
        assert installation.start_worker()["ok"]
        account_for_everything(installation.settings)
    installation.run("take-in", *installation.sent, "--partner", "north")
    everything_is_in_once(installation)


def test_whatever_moment_kills_an_erasure_or_a_withdrawal_what_it_takes_back_is_gone_in_the_end(
    installation: Installation,
) -> None:
    taking_back = {
        "erase": lambda number: ("--member", f"wrong-{number}"),
        # Of the exports, the first one brought the communities.
        "withdraw": lambda number: ("--export", f"E-{number + 1:06}"),
    }
    for turn in range(2 + KILLS_OF_TAKING_BACK):
        action = ("erase", "withdraw")[turn % 2]
        installation.run(*installation.take_in())
        number = len(installation.sent)
        words = (action, "--partner", "north", *taking_back[action](number))
        refused = f"wrong-{number},".encode()
        assert holding(installation.settings, refused)
        # Of each the first is not killed, and shows how long it takes.
        if turn >= 2:
            installation.kill(*words)
            assert installation.start_worker()["ok"]
        # Killed before it was sent, a request is nowhere: whoever sent it repeats it.
        installation.run(*words)
        assert holding(installation.settings, refused) == []


def holding(settings: Settings, needle: bytes) -> list[Path]:
    """Return every copy of refused rows that holds the text."""
    copies = settings.home.rglob("refused-*.csv")
    read = {path: path.read_bytes() for path in copies}
    read |= {
        path: pq.read_table(path).to_pandas().to_csv(index=False).encode()
        for path in settings.quarantine.iterdir()
    }
    return [path for path, content in read.items() if needle in content]


def account_for_everything(settings: Settings) -> None:
    """Check that ledger, rows, quarantine, outbox and snapshot agree, and that nothing is left."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        exports = dictionaries(warehouse, "from ledger.exports order by sequence")
        deliveries = dictionaries(warehouse, "from ledger.deliveries order by sequence")
        stored = dict(warehouse.execute(rows_by_export()).fetchall())
        snapshots = warehouse.execute(
            "select file_name, snapshot_id from release.snapshots order by sequence"
        ).fetchall()
    for export in exports:
        assert export["rows_read"] == export["rows_accepted"] + export["rows_refused"]
    assert stored == {
        export["export_id"]: export["rows_accepted"] - export["rows_collapsed"]
        for export in exports
    }
    refused = {one["export_id"]: one["rows_refused"] for one in exports if one["rows_refused"]}
    assert quarantined(settings) == refused
    account_for_receipts(settings, deliveries, refused)
    account_for_snapshots(settings, snapshots)
    # A draft was never sent: it goes once nobody can be writing it any more.
    assert [one for one in settings.inbox.iterdir() if not one.name.startswith(".draft-")] == []
    assert list(settings.scratch.iterdir()) == []


def rows_by_export() -> str:
    return " union all ".join(
        f"select export_id, count(*) from accepted.{kind} group by 1" for kind in load_contracts()
    )


def dictionaries(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = warehouse.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def quarantined(settings: Settings) -> dict[str, int]:
    """Count the rows of each file; a file that is cut short cannot be read."""
    assert {path.suffix for path in settings.quarantine.iterdir()} <= {".parquet"}
    return {path.stem: pq.read_table(path).num_rows for path in settings.quarantine.iterdir()}


def account_for_receipts(
    settings: Settings, deliveries: list[dict[str, Any]], refused: dict[str, int]
) -> None:
    folders = {path.name: path for path in (settings.outbox / "north").glob("D-*")}
    assert sorted(folders) == [delivery["delivery_id"] for delivery in deliveries]
    for delivery in deliveries:
        folder = folders[delivery["delivery_id"]]
        receipt = json.loads((folder / "receipt.json").read_text())
        assert receipt == json.loads(delivery["receipt"])
        names = {"receipt.json", "receipt.en.txt", "receipt.fr.txt"}
        exports = [export["export_id"] for file in receipt["files"] for export in file["exports"]]
        names |= {f"refused-{export_id}.csv" for export_id in exports if export_id in refused}
        assert {path.name for path in folder.iterdir()} == names
        for export_id in refused.keys() & set(exports):
            lines = (folder / f"refused-{export_id}.csv").read_text().splitlines()
            assert len(lines) == 1 + refused[export_id]


def account_for_snapshots(settings: Settings, snapshots: list[tuple[str, str]]) -> None:
    """Every released snapshot can be opened, the newest is the current one, no other is there."""
    present = {path.name for path in settings.public.iterdir()}
    assert present == {"CURRENT", *(file_name for file_name, _ in snapshots)}
    newest, snapshot_id = snapshots[-1]
    assert (settings.public / "CURRENT").read_text() == f"{newest}\n"
    with duckdb.connect(str(settings.public / newest), read_only=True) as snapshot:
        shown = snapshot.execute("select snapshot_id from published.manifest").fetchall()
    assert shown == [(snapshot_id,)]


def everything_is_in_once(installation: Installation) -> None:
    with duckdb.connect(str(installation.settings.warehouse), read_only=True) as warehouse:
        taken = warehouse.execute(
            "select file_name, status, rows_accepted from ledger.exports"
            " where kind = 'outcome_scores' order by file_name"
        ).fetchall()
    # Thirty rows, and one of them a second time.
    assert taken == sorted((path.name, "current", 31) for path in installation.sent)
