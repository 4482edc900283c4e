"""Take-in against DuckDB's bare reader: `make benchmark`, or `python -m tests.benchmarks --rows N`.

Each run loads the activity file bare (`read_csv` into a table of a file-backed database) and then
takes in the delivery of communities, members and activity, each in a process of its own. Printed
are the medians, their ratio, the peak memory, and whether exactly the seeded faults were found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.benchmarks.activity_file import (
    COVERED_FROM,
    COVERED_THROUGH,
    Delivery,
    write_delivery,
)

_BARE_LOAD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[2])
connection.execute("create table activity as from read_csv(?, all_varchar = true)", [sys.argv[1]])
connection.close()
"""
_REBOND = [sys.executable, "-m", "ingest.cli"]
_ROWS_REFUSED = 3  # the exit code of a delivery that was taken in without some of its rows


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    processor_seconds: float
    peak_gigabytes: float


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "rebond-bench")
    options = parser.parse_args()
    delivery = write_delivery(options.folder, options.rows)
    size = delivery.activity.stat().st_size / 1e6
    print(f"{options.rows:,} rows, {size:,.0f} MB, {os.cpu_count()} processors")  # noqa: T201
    bare, taken = [], []
    for _ in range(options.runs):
        bare.append(_load_bare(delivery, options.folder))
        home = options.folder / "home"
        taken.append(_take_in(delivery, home))
        print(_line("bare load", bare[-1]), _line("take-in", taken[-1]), sep="\n")  # noqa: T201
    ratio = _median(taken, "seconds") / _median(bare, "seconds")
    work = _median(taken, "processor_seconds") / _median(bare, "processor_seconds")
    print(  # noqa: T201
        f"take-in / bare load, medians of {options.runs}: {ratio:.2f}"
        f" ({work:.2f} in processor time, whatever else the machine does)"
    )
    missed, extra = _against_truth(delivery, home)
    print(f"missed {missed}, extra {extra}")  # noqa: T201


def _load_bare(delivery: Delivery, folder: Path) -> Run:
    database = folder / "bare.duckdb"
    database.unlink(missing_ok=True)
    return _measure([sys.executable, "-c", _BARE_LOAD, str(delivery.activity), str(database)], {0})


def _take_in(delivery: Delivery, home: Path) -> Run:
    shutil.rmtree(home, ignore_errors=True)
    os.environ["REBOND_HOME"] = str(home)
    subprocess.run([*_REBOND, "partner", "add", "bench"], check=True, stdout=subprocess.DEVNULL)
    files = (delivery.activity, delivery.members, delivery.communities)
    period = ["--covered-from", COVERED_FROM, "--covered-through", COVERED_THROUGH]
    sending = [*_REBOND, "take-in", *map(str, files), "--partner", "bench", *period]
    return _measure(sending, {0, _ROWS_REFUSED})


def _measure(command: list[str], expected: set[int]) -> Run:
    """Run a command. The peak is that of its largest process (Linux counts in kilobytes)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)


def _against_truth(delivery: Delivery, home: Path) -> tuple[int, int]:
    """Count seeded reasons that were not found, and found ones that were not seeded."""
    refused = home / "private" / "quarantine" / "*.parquet"
    with duckdb.connect() as con:
        con.execute(
            "create view found as select refused_row as row_number, code"
            f" from '{refused}', unnest(string_split(refused_because, ' ')) as reasons(code)"
        )
        con.execute(f"create view truth as from '{delivery.truth}'")
        difference = "select count(*) from (select row_number, code from {} except all from {})"
        counts = [
            con.execute(difference.format(one, other)).fetchall()[0][0]
            for one, other in (("truth", "found"), ("found", "truth"))
        ]
    return counts[0], counts[1]


def _line(name: str, run: Run) -> str:
    return (
        f"{name:10} {run.seconds:7.1f} s {run.processor_seconds:7.1f} s of processor time"
        f" {run.peak_gigabytes:5.2f} GB"
    )


def _median(runs: list[Run], measure: str) -> float:
    return statistics.median(getattr(run, measure) for run in runs)


if __name__ == "__main__":
    main()
