from pathlib import Path

import duckdb
import pytest

from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.ingest.hand_made import empty_warehouse, put_members, put_row
from tests.ingest.recompute import wrong_cells
from tests.sql.twins.disclosure_rules import rate_of, shown_count


@pytest.fixture
def published(tmp_path: Path) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """Publish counts on both sides of every threshold; return the warehouse and the snapshot."""
    settings = Settings(tmp_path / "home")
    settings.make_folders()
    con = empty_warehouse()
    for number, scored in enumerate([0, 1, 7, 8, 9, 17, 18, 19, 20, 22, 23, 47, 48, 50, 52, 200]):
        at_caseness = scored * 3 // 4
        improved, deteriorated = scored // 2, scored // 9
        put_row(
            con,
            "recovery_rates",
            rule_set=f"rule_{number}",
            follow_up="day_90",
            scored_count=scored,
            at_caseness_count=at_caseness,
            recovered_count=at_caseness // 2,
            reliably_recovered_count=at_caseness // 3,
            reliably_improved_count=improved,
            reliably_deteriorated_count=deteriorated,
            unchanged_count=scored - improved - deteriorated,
        )
        put_row(
            con,
            "activity_months",
            month=f"20{number + 10}-01-01",
            active_member_count=scored,
            contributing_member_count=at_caseness,
            new_member_count=improved,
        )
        put_row(
            con,
            "engagement_cohorts",
            joined_quarter=f"20{number + 10}-01-01",
            quarters_since_joining=1,
            member_count=scored,
            retained_count=improved,
            rolling_retained_count=at_caseness,
        )
    for table in ("recovery_rates", "activity_months", "engagement_cohorts"):
        put_members(con, table, range(50))
    snapshot = publish_snapshot(con, settings)
    return con, settings.public / snapshot.file_name


def test_every_published_cell_is_what_the_policy_says(
    published: tuple[duckdb.DuckDBPyConnection, Path],
) -> None:
    work, path = published
    with duckdb.connect(str(path), read_only=True) as snapshot:
        assert snapshot.execute("select count(*) from published.recovery_rates").fetchall() == [
            (16 * 5,)
        ]
        assert wrong_cells(work, snapshot) == []


def test_the_slow_check_sees_a_value_that_was_changed(
    published: tuple[duckdb.DuckDBPyConnection, Path], tmp_path: Path
) -> None:
    work, path = published
    forged = tmp_path / "forged.duckdb"
    forged.write_bytes(path.read_bytes())
    with duckdb.connect(str(forged)) as snapshot:
        snapshot.execute(
            "update published.recovery_rates set outcome_count = outcome_count + 5"
            " where outcome = 'recovery' and rule_set = 'rule_15'"
        )
        assert wrong_cells(work, snapshot) == ["recovery_rates.outcome_count"]


@pytest.mark.parametrize(
    ("true_count", "whole", "expected"),
    [
        (0, None, (0, "zero")),
        (1, None, (None, "suppressed")),
        (7, None, (None, "suppressed")),
        (8, None, (10, "ok")),
        (12, None, (10, "ok")),
        (13, None, (15, "ok")),
        (0, 19, (None, "suppressed")),
        (0, 20, (0, "zero")),
        (0, 21, (0, "zero")),
        (19, 19, (None, "suppressed")),
        (18, 19, (20, "ok")),
        (20, 20, (20, "ok")),
    ],
)
def test_the_rules_of_counts_at_their_boundaries(
    true_count: int, whole: int | None, expected: tuple[int | None, str]
) -> None:
    assert shown_count(true_count, whole, is_withheld=False) == expected
    con = empty_warehouse()
    macro = con.execute(
        "select disclosed_count($x, $whole), disclosed_status($x, $whole)",
        {"x": true_count, "whole": whole},
    ).fetchall()
    assert macro == [expected]


@pytest.mark.parametrize(
    ("n", "x_status", "status"),
    [
        (15, "ok", "suppressed"),
        (20, "ok", "interval"),
        (45, "ok", "interval"),
        (50, "ok", "ok"),
        (55, "ok", "ok"),
        (20, "suppressed", "suppressed"),
        (25, "suppressed", "range"),
        (50, "withheld", "withheld"),
    ],
)
def test_the_rules_of_rates_at_their_boundaries(n: int, x_status: str, status: str) -> None:
    x = 10 if x_status == "ok" else None
    assert rate_of(x, x_status, n, "ok")[3] == status
