"""Any bytes, through every step from the reader to the words of the receipt: no traceback.

By hand, because atheris (a coverage-guided fuzzer) is no dependency of the project:

    python -m pip install atheris
    python -m tests.benchmarks.fuzz_gate CORPUS -max_total_time=3600

CORPUS is a folder that takes the inputs found; it is filled first with the hostile files of the
tests, the examples of the contracts and a file for each mapping. All other words are libFuzzer's.
The first byte of an input chooses the mapping and how far it goes, the rest is the file. An input
that breaks a promise is left as `crash-*`, and `python -m tests.benchmarks.fuzz_gate crash-*`
repeats it.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest"]):
    import duckdb

    from ingest.contracts.contract import load_contracts
    from ingest.delivery import DeliveredFile, Delivery
    from ingest.delivery_archive import unpacked_exports
    from ingest.errors import ExportRefused, RebondError
    from ingest.judged_file import JudgedFile
    from ingest.judging import judge
    from ingest.mapping.identity import identity_mapping
    from ingest.mapping.mapped_rows import load_mapping, map_rows
    from ingest.mapping.mapping_file import shipped_mappings
    from ingest.messages import both_languages
    from ingest.places import DATA_CONTRACTS
    from ingest.privacy_screen.screen import screen
    from ingest.reading.receive import receive
    from ingest.reading.staging import stage
    from ingest.receipt import receipt_of
    from ingest.receipt_words import all_languages

from tests.ingest.hostile_files import hostile_files
from tests.ingest.mapping.test_shipped_mappings import SAMPLES

LONGEST_SEED = 20_000
MAPPINGS = (None, *sorted(shipped_mappings()))
# Of every mapping the words that a partner has to fill in, and a table that it reads.
FILLED_IN = "extends: {name}\ntime_zone: Europe/Paris\nconstants:\n  community_id: north-forum\n"
RECEIVED_AT = datetime(2026, 1, 1)  # noqa: DTZ001  receipts are written in UTC without a zone


def try_any(data: bytes, folder: Path) -> None:
    """Try an input; reading and mapping alone is ten times as fast as judging, so often that."""
    place, shortcut = (data[0] & 0x0F, data[0] & 0x30) if data else (0, 0)
    path = folder / "export"
    path.write_bytes(data[1:])
    files = _delivered(path, MAPPINGS[place % len(MAPPINGS)])
    with duckdb.connect() as scratch:
        scratch.execute("set threads = 1")
        if shortcut:
            read_any(scratch, files)
        else:
            judge_any(scratch, Delivery(None, files, None, None, None, "fuzz", "fuzz"))


def read_any(scratch: duckdb.DuckDBPyConnection, files: tuple[DeliveredFile, ...]) -> None:
    """Bring files to rows of a contract. Raises whatever is not a refusal in words."""
    for number, file in enumerate(files):
        try:
            mapping = load_mapping(file.mapping) if file.mapping else identity_mapping()
            staged = stage(scratch, receive(file.path), f"file_{number}")
            screen(scratch, staged)
            map_rows(scratch, staged, mapping, load_contracts(), "Asia/Tokyo")
        except RebondError as refusal:
            both_languages(refusal.code, **refusal.parameters)


def judge_any(scratch: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Judge files as a check by nobody would. Raises whatever is not a refusal in words."""
    files = judge(scratch, delivery)
    receipt = receipt_of(scratch, delivery, files, RECEIVED_AT)
    assert all(all_languages(receipt).values())
    for judged, told in zip(files, receipt["files"], strict=True):
        _hold_to_the_count(judged, told)


def _delivered(path: Path, mapping_name: str | None) -> tuple[DeliveredFile, ...]:
    mapping = path.with_name(f"{mapping_name}.yaml") if mapping_name else None
    if mapping and not mapping.exists():
        mapping.write_text(FILLED_IN.format(name=mapping_name))
    try:
        unpacked = unpacked_exports(path, "export", path.with_name("unpacked"))
    except ExportRefused as refusal:
        return (DeliveredFile(path, "export", None, mapping, refusal),)
    return tuple(DeliveredFile(inner, name, None, mapping) for inner, name in unpacked)


def _hold_to_the_count(judged: JudgedFile, told: dict) -> None:
    """Every row that was read is accepted, refused or routed elsewhere."""
    refused_whole = judged.is_refused or judged.staged is None
    read = 0 if refused_whole else judged.staged.row_count + judged.staged.malformed_count
    assert told["rows_read"] == read
    parts = ("rows_accepted", "rows_refused", "rows_routed_elsewhere")
    assert sum(told[part] for part in parts) == read


def write_seeds(corpus: Path) -> None:
    """Write what the tests know of files that are broken, and of files that are right."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(hostile_files()):
        if isinstance(file.made, bytes) and len(file.made) < LONGEST_SEED:
            (corpus / f"hostile-{number:03}").write_bytes(b"\x10" + file.made)
    for path in sorted(DATA_CONTRACTS.glob("*/*.csv")):
        (corpus / f"{path.parent.name}-{path.stem}").write_bytes(b"\0" + path.read_bytes())
    for name, (sample, _) in SAMPLES.items():
        number = MAPPINGS.index(name)
        (corpus / f"mapped-{name}").write_bytes(bytes([number]) + sample.encode())


def write_words(path: Path) -> Path:
    """Write the words that a contract knows, for libFuzzer to sprinkle over its inputs."""
    contracts = load_contracts().values()
    columns = [column for contract in contracts for column in contract.columns]
    words = {column.name for column in columns} | {
        value for column in columns for value in column.allowed_values
    }
    words |= {"2024-01-02 10:00", "31/12/2024", "45292", "1,5", "NaN", "1e400", "NA", "NULL"}
    path.write_text("".join(f'"{word}"\n' for word in sorted(words)))
    return path


def main() -> None:
    """Hand the target over to atheris."""
    words = sys.argv[:]
    with tempfile.TemporaryDirectory(prefix="rebond-fuzz-") as folder:
        if len(words) > 1 and not Path(words[1]).is_file():
            write_seeds(Path(words[1]))
            words.append(f"-dict={write_words(Path(folder) / 'words.txt')}")
        atheris.Setup(words, lambda data: try_any(data, Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
