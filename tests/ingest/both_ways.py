"""One delivery, judged on the short way of `ingest/plain_rows.py` or on the long one."""

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from ingest.accepted_rows import stored_rows
from ingest.contracts.contract import KINDS, Contract
from ingest.delivery import Delivery
from ingest.gate.expectations import Finding
from ingest.gate.figures import Figures
from ingest.judging import judge
from ingest.quarantine import gather_refused


def outcome(delivery: Delivery, *, is_short: bool) -> Any:
    """Everything that a judgement of the first file says, and the rows that it leaves.

    The figures of the export stand in the place of what Great Expectations would say of them.
    """
    figures: list[Figures] = []

    def note(_contract: Contract, measured: Figures) -> list[Finding]:
        figures.append(measured)
        return []

    with duckdb.connect() as con, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.judging.plausibility", note)
        patch.setattr("ingest.judging.preload", lambda: None)
        if not is_short:
            patch.setattr("ingest.plain_rows._KINDS_REFERRED_TO", {*KINDS})
        file = judge(con, delivery)[0]
        if file.refusal:
            return file.refusal.code
        (export,), staged = file.exports, file.staged
        assert staged is not None
        assert file.mapped is not None
        assert is_short or not staged.is_excerpt
        accepted = stored_rows(export.contract, f'"{export.mapped.table}_accepted"')
        stored = con.execute(f"select * from ({accepted}) order by row_number").fetchall()
        table = gather_refused(con, delivery.key, file, export.mapped)
        refused = con.execute(f"from {table} order by refused_row").fetchall()
        return (
            export.verdict, figures[0], export.community_ids, replace(file.mapped, exports=()),
            staged.row_count, export.mapped.row_count, stored, refused,
        )  # fmt: skip
