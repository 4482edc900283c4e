"""Whatever is sent, taken back, released and erased in whatever order: no row is lost or doubled.

A boring model of lists and dictionaries says what must be current; the warehouse must agree.
"""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.actions import DUTIES
from ingest.settings import Settings
from ingest.spool import Request
from ingest.worker import ask

MEMBERS = ["m-0", "m-1", "m-2"]
HEADER = "member_id,community_id,scored_on,instrument,score"


Changes = tuple[int, int, int, int]


@dataclass
class Export:
    """What the model knows of one export: its good rows, by line of the file."""

    rows: list[tuple[str, int, int]]
    first: int
    last: int
    status: str = "current"
    superseded_by: "Export | None" = None


@dataclass
class Model:
    """What must be in the warehouse, in order of arrival."""

    exports: list[Export] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)

    def take_in(self, export: Export) -> None:
        for old in self.exports:
            if old.status == "current" and export.first <= old.first and old.last <= export.last:
                old.status, old.superseded_by = "superseded", export
        self.exports.append(export)

    def changes(self, rows: list[tuple[str, int, int]], first: int, last: int) -> Changes | None:
        """Return rows new, changed, unchanged, removed against what such an export replaces."""
        former: dict[tuple[str, int], int] = {}
        replaced = [
            old
            for old in self.exports
            if old.status == "current" and first <= old.first and old.last <= last
        ]
        for old in replaced:
            former |= {(member, day): score for member, day, score in old.rows}
        now = {(member, day): score for member, day, score in rows}
        both = former.keys() & now.keys()
        changed = sum(former[key] != now[key] for key in both)
        # An export of which nothing is accepted speaks of no community, and so replaces nothing.
        if not replaced or not rows:
            return None
        return len(now) - len(both), changed, len(both) - changed, len(former) - len(both)

    def withdraw(self, gone: Export) -> None:
        for old in self.exports:
            if old.superseded_by is gone and old.status == "superseded":
                old.superseded_by = gone.superseded_by
                old.status = "superseded" if gone.superseded_by else "current"
        gone.status, gone.rows = "withdrawn", []

    def erase(self, member: str) -> None:
        self.erased.add(member)
        for export in self.exports:
            export.rows = [row for row in export.rows if row[0] != member]


# A row: member, day of January, score. A score above 27 is refused.
row = st.tuples(st.sampled_from(MEMBERS), st.integers(1, 9), st.sampled_from([0, 10, 27, 28, 99]))
step = st.one_of(
    st.tuples(st.just("take_in"), st.lists(row, min_size=1, max_size=6)),
    st.tuples(st.just("check"), st.lists(row, min_size=1, max_size=6)),
    st.tuples(st.just("withdraw"), st.integers(0, 3)),
    st.tuples(st.just("erase"), st.sampled_from(MEMBERS)),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=2, max_size=6))
def test_the_warehouse_holds_what_a_boring_model_says(steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        installation = Settings(Path(folder) / "home")
        model = Model()
        do(installation, "register_partner", {"partner_id": "north", "partner_name": "North"})
        for number, (action, what) in enumerate(steps):
            walk(installation, model, number, action, what)
            assert stored(installation) == expected(model)


def walk(installation: Settings, model: Model, number: int, action: str, what: Any) -> None:
    """Take one step with the service and with the model."""
    if action == "erase":
        do(installation, "erase", {"member_id": what})
        model.erase(what)
    elif action == "withdraw":
        if what < len(model.exports):
            do(installation, "withdraw", {"export_id": f"E-{what + 1:06}"})
            if model.exports[what].status != "withdrawn":
                model.withdraw(model.exports[what])
    else:
        deliver(installation, model, number, action, what)


def deliver(
    installation: Settings, model: Model, number: int, action: str, rows: list[tuple[str, int, int]]
) -> None:
    # Empty lines at the end make each file another one, even where the rows are the same.
    lines = [f"{member},quiet-room,2025-01-{day:02},PHQ-9,{score}" for member, day, score in rows]
    path = installation.home.parent / f"{number}.csv"
    path.write_text("\n".join([HEADER, *lines, ""]) + "\n" * number)
    first, last = sorted((rows[0][1], rows[-1][1]))
    options = {
        "covered_from": f"2025-01-{first:02}",
        "covered_through": f"2025-01-{last:02}",
    }
    receipt = do(installation, action, options, path)["receipt"]
    accepted, good = judge(rows, first, last, model.erased)
    assert receipt["rows_read"] == len(rows)
    assert receipt["rows_accepted"] == accepted
    assert receipt["rows_refused"] == len(rows) - accepted
    [told] = receipt["files"][0]["exports"]
    assert changes_of(told) == model.changes(good, first, last)
    if action == "take_in":
        export = Export(good, first, last)
        if receipt["files"][0]["outcome"] == "held":
            model.exports.append(Export(good, first, last, "held"))
        else:
            model.take_in(export)


def changes_of(export: dict[str, Any]) -> Changes | None:
    """Return the receipt's account of changes, which must add up to the rows stored."""
    told = export["changes"]
    if told is None:
        return None
    new, changed, unchanged = told["rows_new"], told["rows_changed"], told["rows_unchanged"]
    assert new + changed + unchanged == export["rows_accepted"] - export["rows_collapsed"]
    return new, changed, unchanged, told["rows_removed"]


def judge(
    rows: list[tuple[str, int, int]], first: int, last: int, erased: set[str]
) -> tuple[int, list[tuple[str, int, int]]]:
    """Return how many rows are accepted, and which are stored once copies have collapsed."""
    scores: dict[tuple[str, int], set[int]] = {}
    for member, day, score in rows:
        scores.setdefault((member, day), set()).add(score)
    good = [
        row
        for row in rows
        if row[2] <= 27
        and first <= row[1] <= last
        and row[0] not in erased
        and len(scores[row[0], row[1]]) == 1
    ]
    return len(good), list(dict.fromkeys(good))


def do(installation: Settings, action: str, options: dict[str, Any], *files: Path) -> Any:
    answer = ask(installation, DUTIES, Request(action, "north", options=options), files)
    assert answer["ok"], json.dumps(answer)
    return answer


def stored(installation: Settings) -> list[tuple[str, str, int, int]]:
    """Return status, export, day and score of each accepted row, and each export without rows."""
    with duckdb.connect(str(installation.warehouse), read_only=True) as warehouse:
        return warehouse.execute(
            "select export_id, status, coalesce(day(scored_on), 0), coalesce(score, 0)::integer"
            " from ledger.exports left join accepted.outcome_scores using (export_id) order by all"
        ).fetchall()


def expected(model: Model) -> list[tuple[str, str, int, int]]:
    found = []
    for number, export in enumerate(model.exports, start=1):
        rows = [(day, score) for _, day, score in export.rows] or [(0, 0)]
        found += [(f"E-{number:06}", export.status, day, score) for day, score in rows]
    return sorted(found)
