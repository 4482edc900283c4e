"""A community's grade: each component at its thresholds, and the worst of them."""

from datetime import date, datetime

import duckdb
import pytest

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.disclosure import Policy, write_policy

LEDGER = """
create table ledger.exports (
    partner_id varchar, status varchar, community_ids varchar[], covered_from date,
    covered_through date, rows_read bigint, rows_refused bigint
);
create table released.communities (community_id varchar, covered_through date, as_of date);
create table release.snapshots (published_at timestamp);
create table disclosed.cells (
    table_name varchar, row_keys varchar[], measure_name varchar, shown_count bigint, status varchar
);
"""
PUBLISHED_ON = datetime(2026, 1, 1, 6)  # noqa: DTZ001 - in UTC, as the table holds it


@pytest.fixture
def con():
    made = duckdb.connect(config={"threads": 1})
    for schema in ("ledger", "released", "release", "disclosed"):
        made.execute(f"create schema {schema}")
    run_stage(made, "reference")
    write_policy(made, Policy())
    made.execute(LEDGER)
    made.execute("insert into release.snapshots values (?)", [PUBLISHED_ON])
    yield made
    made.close()


def grades(con, *, members=1000, baseline=900, eligible=500, scored=450, days=30, refused=0):
    """The grades of one community: counts as shown, None for a suppressed one."""
    counts = {
        "member_count": members,
        "with_baseline_count": baseline,
        "eligible_count": eligible,
        "in_window_count": scored,
    }
    for name, count in counts.items():
        status = "suppressed" if count is None else "ok" if count else "zero"
        con.execute(
            "insert into disclosed.cells values ('follow_up_funnel',"
            " ['north/forum', 'all', 'all', 'all', 'phq9_only', 'day_180'], ?, ?, ?)",
            [name, count, status],
        )
    covered = date.fromordinal(PUBLISHED_ON.date().toordinal() - days)
    con.execute(
        "insert into released.communities values ('north/forum', ?, current_date)", [covered]
    )
    con.execute(
        "insert into ledger.exports values"
        " ('north', 'current', ['forum'], '2025-01-01', '2025-12-31', 1000, ?),"
        # Of another community, and of an export that another has replaced.
        " ('north', 'current', ['chat'], '2025-01-01', '2025-12-31', 1000, 999),"
        " ('north', 'superseded', ['forum'], '2025-01-01', '2025-12-31', 1000, 999)",
        [refused],
    )
    text = (SQL / "published" / "community_quality.sql").read_text(encoding="utf-8")
    cursor = con.execute(text)
    names = [column[0] for column in cursor.description]
    [row] = cursor.fetchall()
    return dict(zip(names, row, strict=True))


def test_good_data_earn_an_a(con):
    assert grades(con)["quality_grade"] == "A"


@pytest.mark.parametrize(
    ("component", "given", "grade"),
    [
        ("follow_up_completeness", {"scored": 400}, "A"),
        ("follow_up_completeness", {"scored": 395}, "B"),
        ("follow_up_completeness", {"scored": 250}, "B"),
        ("follow_up_completeness", {"scored": 245}, "C"),
        ("follow_up_completeness", {"scored": 100}, "C"),
        ("follow_up_completeness", {"scored": 95}, "D"),
        ("baseline_completeness", {"baseline": 800}, "A"),
        ("baseline_completeness", {"baseline": 795}, "B"),
        ("paired_scores", {"eligible": 155, "scored": 150}, "A"),
        ("paired_scores", {"eligible": 155, "scored": 145}, "B"),
        ("paired_scores", {"eligible": 55, "scored": 50}, "B"),
        ("paired_scores", {"eligible": 50, "scored": 45}, "C"),
        ("paired_scores", {"eligible": 20, "scored": 20}, "C"),
        ("paired_scores", {"eligible": 15, "scored": 15}, "D"),
        ("timeliness", {"days": 100}, "A"),
        ("timeliness", {"days": 101}, "B"),
        ("timeliness", {"days": 370}, "C"),
        ("timeliness", {"days": 371}, "D"),
        ("refused_share", {"refused": 10}, "A"),
        ("refused_share", {"refused": 11}, "B"),
        ("refused_share", {"refused": 201}, "D"),
    ],
)
def test_a_component_is_graded_at_its_thresholds(con, component, given, grade):
    assert grades(con, **given)[f"{component}_grade"] == grade


def test_the_whole_is_as_good_as_its_worst_component(con):
    row = grades(con, refused=51, days=200)
    assert (row["refused_share_grade"], row["timeliness_grade"]) == ("C", "C")
    assert row["quality_grade"] == "C"
    assert row["follow_up_completeness_grade"] == "A"


def test_a_suppressed_count_is_graded_by_the_most_that_it_can_be(con):
    row = grades(con, eligible=50, scored=None)
    # At most 7 of 50, and 7 are too few.
    assert row["follow_up_completeness_grade"] == "D"
    assert row["paired_scores_grade"] == "D"


def test_who_collects_no_phq9_is_not_graded_by_it(con):
    row = grades(con, baseline=0, eligible=0, scored=0)
    of_the_phq9 = ("follow_up_completeness", "baseline_completeness", "paired_scores")
    assert {row[f"{name}_grade"] for name in of_the_phq9} == {"unknown"}
    # What is left are the days and the refused rows: an A for these would praise unseen scores.
    assert (row["timeliness_grade"], row["quality_grade"]) == ("A", "unknown")


def test_a_few_who_answered_the_phq9_are_graded_as_few(con):
    row = grades(con, baseline=None, eligible=None, scored=None)
    assert (row["baseline_completeness_grade"], row["quality_grade"]) == ("D", "D")


def test_a_suppressed_whole_leaves_the_component_unknown(con):
    row = grades(con, eligible=None, scored=None)
    assert row["follow_up_completeness_grade"] == "unknown"
