"""A partner's file, before any of its rows is looked at: what it is, and its fingerprint."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ingest.reading.packing import recognise, unpacked_blocks
from ingest.reading.plain_text import TextFacts, scan_text


@dataclass(frozen=True)
class ReceivedFile:
    """`format` is text, parquet, xlsx or ods; `text` is known of text files only."""

    path: Path
    name: str
    size_bytes: int
    sha256: str
    format: str
    compression: str
    text: TextFacts | None

    @property
    def encoding(self) -> str | None:
        """The encoding found, for text."""
        return self.text.encoding if self.text else None

    @property
    def delimiter(self) -> str | None:
        """The separator found, for text."""
        return self.text.header.delimiter if self.text else None


def receive(path: Path, name: str | None = None) -> ReceivedFile:
    """Look at a file as a whole. Raises ExportRefused for what no export can be.

    `name` is what the partner called it, where it waits under another name.
    """
    packing = recognise(path)
    # The digest is computed beside the scan: both wait for nothing but a processor.
    with ThreadPoolExecutor(max_workers=1) as beside:
        digest = beside.submit(_sha256, path)
        is_text = packing.format == "text"
        text = scan_text(unpacked_blocks(path, packing.compression)) if is_text else None
        return ReceivedFile(
            path=path,
            name=name or path.name,
            size_bytes=path.stat().st_size,
            sha256=digest.result(),
            format=packing.format,
            compression=packing.compression,
            text=text,
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
