"""Inequality and reply times on their grids, at -1, 0 and +1 of each threshold of the policy."""

from pathlib import Path

import duckdb
import pytest

from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

INEQUALITY = {
    "contribution_count": 10_000,
    "period": "all",
    "gini_coefficient": 0.8321,
    "top_1_percent_share": 0.3149,
    "top_10_percent_share": 0.7451,
    "largest_share": 0.2,
}
REPLIES = {
    "period": "all",
    "time_of_day": "all",
    "posting_member_count": 400,
    "post_count": 1_203,
    "largest_share": 0.1,
    **{f"answered_within_{k}_share": 0.437 for k in ("2_hours", "24_hours", "7_days")},
    **{f"answered_within_{k}_effective_n": 300.0 for k in ("2_hours", "24_hours", "7_days")},
    "first_reply_p10_hours": 0.26,
    "first_reply_p50_hours": 11.4667,
    "first_reply_p90_hours": None,
    **{f"first_reply_{q}_side": 40.0 for q in ("p10", "p50", "p90")},
}


def published(tmp_path: Path, table: str, columns: str, **row: object) -> tuple[object, ...]:
    """Publish one row of a hand-made warehouse and return what readers see of it."""
    settings = Settings(tmp_path / "home")
    settings.make_folders()
    con = empty_warehouse()
    put_row(con, table, **row)
    put_members(con, table, range(50))
    publish_snapshot(con, settings)
    con.close()
    name = (settings.public / "CURRENT").read_text().strip()
    with duckdb.connect(str(settings.public / name), read_only=True) as snapshot:
        [found] = snapshot.execute(f"select {columns} from published.{table}").fetchall()
    return found


@pytest.mark.parametrize(
    ("members", "largest", "shown"),
    [
        (99, 0.2, (None, "suppressed", None, None, "suppressed")),
        (100, 0.2, (0.85, "ok", "top_10_percent", 0.75, "ok")),
        (799, 0.2, (0.85, "ok", "top_10_percent", 0.75, "ok")),
        (800, 0.2, (0.85, "ok", "top_1_percent", 0.31, "ok")),
        (800, 0.5, (0.85, "ok", "top_1_percent", 0.31, "ok")),
        (800, 0.51, (None, "suppressed", None, None, "suppressed")),
    ],
)
def test_inequality_is_shown_from_100_members_and_of_no_single_one(
    tmp_path, members, largest, shown
) -> None:
    row = INEQUALITY | {"contributing_member_count": members, "largest_share": largest}
    columns = "gini_coefficient, gini_coefficient_status, top_group, top_share, top_share_status"
    assert published(tmp_path, "contribution_inequality", columns, **row) == shown


@pytest.mark.parametrize(
    ("members", "effective_n", "shown"),
    [
        (49, 900.0, (None, None, None, "suppressed")),
        (900, 49.9, (None, None, None, "suppressed")),
        # Wilson at 50: .309-.575, outward to steps of .05; at 300 and 300 members: .382-.494.
        (900, 50.0, (0.45, 0.3, 0.6, "ok")),
        (149, 300.0, (0.45, 0.35, 0.5, "ok")),
        (150, 300.0, (0.44, 0.38, 0.5, "ok")),
        (300, 300.0, (0.44, 0.38, 0.5, "ok")),
    ],
)
def test_a_share_answered_lies_on_the_grid_of_the_people_behind_it(
    tmp_path, members, effective_n, shown
) -> None:
    name = "answered_within_24_hours"
    row = REPLIES | {"posting_member_count": members, f"{name}_effective_n": effective_n}
    columns = ", ".join(f"{name}_share{end}" for end in ("", "_lower", "_upper", "_status"))
    assert published(tmp_path, "reply_times", columns, **row) == shown


@pytest.mark.parametrize(
    ("members", "side", "largest", "shown"),
    [
        (19, 40.0, 0.1, (None, "suppressed")),
        (20, 40.0, 0.1, (11.5, "ok")),
        (20, 7.0, 0.1, (None, "suppressed")),
        (20, 8.0, 0.1, (11.5, "ok")),
        (20, 8.0, 0.5, (11.5, "ok")),
        (20, 8.0, 0.51, (None, "suppressed")),
    ],
)
def test_a_median_needs_members_on_both_sides_and_no_one_who_wrote_most(
    tmp_path, members, side, largest, shown
) -> None:
    row = REPLIES | {"posting_member_count": members, "largest_share": largest}
    row |= {"first_reply_p50_side": side}
    columns = "first_reply_p50_hours, first_reply_p50_hours_status"
    assert published(tmp_path, "reply_times", columns, **row) == shown


@pytest.mark.parametrize(
    ("members", "shown"),
    [(79, (None, "suppressed", None, "suppressed")), (80, (0.3, "ok", None, "not_reached"))],
)
def test_the_tenths_are_told_from_80_members(tmp_path, members, shown) -> None:
    columns = (
        "first_reply_p10_hours, first_reply_p10_hours_status,"
        " first_reply_p90_hours, first_reply_p90_hours_status"
    )
    row = REPLIES | {"posting_member_count": members}
    assert published(tmp_path, "reply_times", columns, **row) == shown


def test_posts_are_rounded_like_the_members_who_wrote_them(tmp_path) -> None:
    columns = "posting_member_count, post_count, post_status"
    assert published(tmp_path, "reply_times", columns, **REPLIES) == (400, 1_205, "ok")
