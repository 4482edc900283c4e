"""Every published table once more, from what was released, in slow and boring Python.

Nothing is taken from the code that it checks: the slow twins state the rules again. Only the lists
of released and withheld rows are the warehouse's own.
"""

from __future__ import annotations

import duckdb

from tests.sql.twins.comparison import differences_of
from tests.sql.twins.every_release_twin import RELEASE_TWINS
from tests.sql.twins.release import read_release, rows_of


def wrong_cells(work: duckdb.DuckDBPyConnection, snapshot: duckdb.DuckDBPyConnection) -> list[str]:
    """Return "table.column" of each published value that is not what the policy says of it.

    `work` is the warehouse as of the snapshot. No value is returned, and no key of a row.
    """
    release = read_release(work)
    return [
        f"{twin.model.removeprefix('published.')}.{column}"
        for twin in RELEASE_TWINS.values()
        if twin.model.startswith("published.")
        for column in differences_of(rows_of(snapshot, twin.model), twin.slow(release), twin.keys)
    ]
