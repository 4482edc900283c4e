"""Lines of a text file by their numbers, read where they lie.

Of a large export nearly all rows are beyond doubt and never needed as text again. The others, and
the samples of the privacy screen, are fetched here: a few thousand of ten million lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ingest.reading.plain_text import LINES_A_STEP, TextFacts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def copy_rows(path: Path, facts: TextFacts, numbers: NDArray[np.int64], target: Path) -> None:
    """Write the rows of these numbers, ascending, to `target`, each with its number in front.

    Only for a file in which each line after the header is one row. Rows are numbered from 1.
    """
    delimiter = facts.header.delimiter.encode()
    with target.open("wb") as file:
        for number, line in _numbered_lines(path, facts, numbers):
            file.write(b"%d%b%b\n" % (number, delimiter, line.rstrip(b"\r\n")))


def _numbered_lines(
    path: Path, facts: TextFacts, numbers: NDArray[np.int64]
) -> Iterator[tuple[int, bytes]]:
    # The header's lines come before row 1; lines are counted from 0.
    places = numbers + (facts.header.line_count - 1)
    steps, firsts = np.unique(places // LINES_A_STEP, return_index=True)
    ends = [*firsts[1:].tolist(), len(places)]
    with path.open("rb") as file:
        for step, first, end in zip(steps.tolist(), firsts.tolist(), ends, strict=True):
            lines = _lines_of_step(file, facts.line_starts, step)
            for place in places[first:end].tolist():
                yield place - facts.header.line_count + 1, lines[place % LINES_A_STEP]


def _lines_of_step(file: BinaryIO, starts: NDArray[np.int64], step: int) -> list[bytes]:
    file.seek(int(starts[step]))
    is_last = step + 1 == len(starts)
    return file.read(-1 if is_last else int(starts[step + 1] - starts[step])).split(b"\n")
