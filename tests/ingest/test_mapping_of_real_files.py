"""The two real files are mapped without a line lost; expected figures by Python's csv module."""

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from ingest.contracts.contract import load_contracts
from ingest.mapping.mapped_rows import MappedFile, load_mapping, map_rows
from ingest.reading.receive import receive
from ingest.reading.staging import stage

MAPPINGS = Path(__file__).parents[1] / "reference_mappings"


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        yield connection


def mapped(con, folder: Path, name: str) -> tuple[MappedFile, list[dict[str, str]]]:
    path = folder / f"{name}.csv"
    staged = stage(con, receive(path), name)
    mapping = load_mapping(MAPPINGS / f"{name}.yaml")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return map_rows(con, staged, mapping, load_contracts()), rows


def rows_of(con, table: str, columns: str) -> list[tuple]:
    return con.execute(f'select {columns} from "{table}" order by row_number').fetchall()


def test_every_line_of_the_forum_is_a_join_or_a_message(con, reference_data):
    file, rows = mapped(con, reference_data, "forum_events")
    counts = {export.kind: export.row_count for export in file.exports}
    events = Counter(row["event"] for row in rows)
    assert counts == {"members": events["join"], "activity": events["message"]}
    assert counts == {"members": 1_899, "activity": 59_835}
    assert sum(counts.values()) + file.rows_routed_elsewhere == len(rows) == 61_734


def test_joins_become_members_with_the_local_date(con, reference_data):
    _, rows = mapped(con, reference_data, "forum_events")
    expected = [
        (number, row["user_id"], "uci-students", row["timestamp"][:10])
        for number, row in enumerate(rows, start=1)
        if row["event"] == "join"
    ]
    columns = "row_number, member_id, community_id, joined_on"
    assert rows_of(con, "forum_events_members", columns) == expected


def test_messages_become_activity_in_utc_to_the_minute(con, reference_data):
    _, rows = mapped(con, reference_data, "forum_events")
    zone = ZoneInfo("America/Los_Angeles")
    expected = [
        (
            number,
            row["user_id"],
            datetime.fromisoformat(row["timestamp"])
            .replace(tzinfo=zone).astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
            "private_message", None, None,
        )
        for number, row in enumerate(rows, start=1)
        if row["event"] == "message"
    ]  # fmt: skip
    columns = "row_number, member_id, occurred_at, activity_type, thread_id, replies_to_activity_id"
    assert rows_of(con, "forum_events_activity", columns) == expected


def test_each_message_has_an_identifier_of_its_own(con, reference_data):
    mapped(con, reference_data, "forum_events")
    query = "select count(distinct activity_id) from forum_events_activity"
    assert con.execute(query).fetchone() == (59_835,)


def test_every_line_of_the_trial_is_a_score_on_a_date(con, reference_data):
    file, rows = mapped(con, reference_data, "bdi_by_day")
    expected = [
        (number, row["ID"], "enrichd",
         (date(2000, 1, 1) + timedelta(days=int(row["time"]))).isoformat(), "BDI-I", row["BDI"])
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    columns = "row_number, member_id, community_id, scored_on, instrument, score"
    assert rows_of(con, "bdi_by_day_outcome_scores", columns) == expected
    assert len(expected) == 7_117
    assert file.rows_routed_elsewhere == 0
    assert file.ignored_columns == ("med", "med.time")


def test_the_trial_has_the_repeated_and_conflicting_pairs_that_are_known_of_it(con, reference_data):
    mapped(con, reference_data, "bdi_by_day")
    repeated, conflicting = con.execute(
        """
        select count(*), count(*) filter (score_count > 1) from (
            select count(*) as row_count, count(distinct score) as score_count
            from bdi_by_day_outcome_scores group by member_id, scored_on
        ) where row_count > 1
        """
    ).fetchone()
    assert (repeated, conflicting) == (153, 31)
