"""Every broken or hostile file ends in a sentence or in the right rows, soon, without a trace."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pytest

from ingest.contracts.contract import load_contracts
from ingest.errors import ExportRefused
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapped_rows import map_rows
from ingest.messages import LANGUAGES, sentence
from ingest.reading.receive import receive
from ingest.reading.staging import stage
from tests.ingest.hostile_files import MARKER, REFUSED, HostileFile, Outcome, hostile_files

FILES = list(hostile_files())
MAXIMUM_SECONDS = 20
MAXIMUM_BYTES = 1 << 30


def outcome_of(path: Path) -> Outcome:
    with duckdb.connect() as con:
        try:
            staged = stage(con, receive(path), "raw")
            map_rows(con, staged, identity_mapping("members"), load_contracts())
        except ExportRefused as refusal:
            words = [sentence(refusal.code, lang, **refusal.parameters) for lang in LANGUAGES]
            return refusal.code if all(words) else "no words"
        numbers = f"select count(distinct rebond_row_number), count(*) from {staged.numbered}"
        assert con.execute(numbers).fetchone() == (staged.row_count, staged.row_count)
        return staged.row_count, staged.malformed_count


def test_there_are_at_least_150_of_them():
    assert len({file.name for file in FILES}) == len(FILES) >= 150


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_ends_in_a_sentence_or_in_the_right_rows(tmp_path, monkeypatch, file: HostileFile):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = file.write(tmp_path / "export.csv")
    # Processor time: a busy machine is no slow reader.
    started = time.process_time()
    outcome = outcome_of(path)
    assert outcome == file.outcome or (isinstance(outcome, str) and file.outcome == REFUSED)
    assert time.process_time() - started < MAXIMUM_SECONDS
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.csv"]


def test_none_that_is_refused_leaves_a_trace_in_any_store(rebond, north, home, tmp_path):
    # One zip of several exports is a delivery, and refused only within another one.
    refused = [
        file
        for file in FILES
        if isinstance(file.outcome, str) and file.outcome != "archive.several_members"
        if isinstance(file.made, bytes) and len(file.made) < 65536
    ]
    paths = [file.write(tmp_path / f"hostile-{n:03}.csv") for n, file in enumerate(refused)]
    assert sum(MARKER.encode() in path.read_bytes() for path in paths) > 20
    for first in range(0, len(paths), 20):
        receipt = rebond("take-in", *paths[first : first + 20], "--partner", north)
        assert [file["outcome"] for file in receipt["files"] if file["outcome"] != "refused"] == []
        assert receipt["rows_read"] == 0
    for needle in (MARKER.encode(), MARKER.encode("utf-16-le"), MARKER.encode("utf-16-be")):
        stores = (path for path in home.rglob("*") if path.is_file())
        assert [path for path in stores if needle in path.read_bytes()] == []


def test_the_largest_of_them_stay_within_a_gigabyte(tmp_path):
    heavy = [file for file in FILES if "bomb" in file.name or "megabytes" in file.name]
    paths = [file.write(tmp_path / f"{number}.csv") for number, file in enumerate(heavy)]
    script = """
import re, sys
from pathlib import Path
from ingest.errors import ExportRefused
from ingest.reading.receive import receive
for path in sys.argv[1:]:
    try:
        receive(Path(path))
    except ExportRefused:
        pass
print(re.search(r"VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())[1])
"""
    # Not getrusage: its peak begins with that of the process that started this one.
    command = [sys.executable, "-c", script, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert int(done.stdout) * 1024 < MAXIMUM_BYTES
