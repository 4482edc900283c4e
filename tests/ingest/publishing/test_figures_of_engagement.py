"""Inequality and reply times on their grids, at -1, 0 and +1 of each threshold of the policy."""

from pathlib import Path

import duckdb

from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row

INEQUALITY = {
    "contribution_count": 10_000,
    "gini_coefficient": 0.8321,
    "top_1_percent_share": 0.3149,
    "top_10_percent_share": 0.7451,
    "largest_share": 0.2,
}
REPLIES = {
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


def published(
    tmp_path: Path, table: str, columns: str, rows: list[dict[str, object]]
) -> list[tuple[object, ...]]:
    """Publish rows of a hand-made warehouse, one a year; return what readers see of each."""
    settings = Settings(tmp_path / "home")
    settings.make_folders()
    con = empty_warehouse()
    for year, row in enumerate(rows, start=2001):
        put_row(con, table, period=str(year), **row)
    put_members(con, table, range(50))
    publish_snapshot(con, settings)
    con.close()
    name = (settings.public / "CURRENT").read_text().strip()
    with duckdb.connect(str(settings.public / name), read_only=True) as snapshot:
        found = snapshot.execute(f"select {columns} from published.{table} order by period")
        return found.fetchall()


def test_inequality_is_shown_from_100_members_and_of_no_single_one(tmp_path) -> None:
    cases = [
        (99, 0.2, (None, "suppressed", None, None, "suppressed")),
        (100, 0.2, (0.85, "ok", "top_10_percent", 0.75, "ok")),
        (799, 0.2, (0.85, "ok", "top_10_percent", 0.75, "ok")),
        (800, 0.2, (0.85, "ok", "top_1_percent", 0.31, "ok")),
        (800, 0.5, (0.85, "ok", "top_1_percent", 0.31, "ok")),
        (800, 0.51, (None, "suppressed", None, None, "suppressed")),
    ]
    rows = [
        INEQUALITY | {"contributing_member_count": members, "largest_share": largest}
        for members, largest, _ in cases
    ]
    columns = "gini_coefficient, gini_coefficient_status, top_group, top_share, top_share_status"
    found = published(tmp_path, "contribution_inequality", columns, rows)
    assert found == [shown for *_, shown in cases]


def test_a_share_answered_lies_on_the_grid_of_the_people_behind_it(tmp_path) -> None:
    cases = [
        (49, 900.0, (None, None, None, "suppressed")),
        (900, 49.9, (None, None, None, "suppressed")),
        # Wilson at 50: .309-.575, outward to steps of .05; at 300 and 300 members: .382-.494.
        (900, 50.0, (0.45, 0.3, 0.6, "ok")),
        (149, 300.0, (0.45, 0.35, 0.5, "ok")),
        (150, 300.0, (0.44, 0.38, 0.5, "ok")),
        (300, 300.0, (0.44, 0.38, 0.5, "ok")),
    ]
    name = "answered_within_24_hours"
    rows = [
        REPLIES | {"posting_member_count": members, f"{name}_effective_n": effective_n}
        for members, effective_n, _ in cases
    ]
    columns = ", ".join(f"{name}_share{end}" for end in ("", "_lower", "_upper", "_status"))
    found = published(tmp_path, "reply_times", columns, rows)
    assert found == [shown for *_, shown in cases]


def test_a_median_needs_members_on_both_sides_and_no_one_who_wrote_most(tmp_path) -> None:
    cases = [
        (19, 40.0, 0.1, (None, "suppressed")),
        (20, 40.0, 0.1, (11.5, "ok")),
        (20, 7.0, 0.1, (None, "suppressed")),
        (20, 8.0, 0.1, (11.5, "ok")),
        (20, 8.0, 0.5, (11.5, "ok")),
        (20, 8.0, 0.51, (None, "suppressed")),
    ]
    rows = [
        REPLIES
        | {
            "posting_member_count": members,
            "largest_share": largest,
            "first_reply_p50_side": side,
        }
        for members, side, largest, _ in cases
    ]
    columns = "first_reply_p50_hours, first_reply_p50_hours_status"
    found = published(tmp_path, "reply_times", columns, rows)
    assert found == [shown for *_, shown in cases]


def test_the_tenths_are_told_from_80_members(tmp_path) -> None:
    columns = (
        "first_reply_p10_hours, first_reply_p10_hours_status,"
        " first_reply_p90_hours, first_reply_p90_hours_status"
    )
    rows = [REPLIES | {"posting_member_count": members} for members in (79, 80)]
    assert published(tmp_path, "reply_times", columns, rows) == [
        (None, "suppressed", None, "suppressed"),
        (0.3, "ok", None, "not_reached"),
    ]


def test_posts_are_rounded_like_the_members_who_wrote_them(tmp_path) -> None:
    columns = "posting_member_count, post_count, post_status"
    assert published(tmp_path, "reply_times", columns, [REPLIES]) == [(400, 1_205, "ok")]
