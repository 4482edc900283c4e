"""Two groups side by side: the pairs there are, their doubt, and slow Python beside it."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import run_stage
from ingest.publishing.cells import write_cells
from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy, write_policy
from tests.ingest.hand_made import clear, empty_warehouse, put_row
from tests.sql.twins.comparison import differences_of
from tests.sql.twins.disclosure_rules import newcombe
from tests.sql.twins.every_release_twin import RELEASE_TWINS
from tests.sql.twins.release import Release, rows_of

TABLE = next(table for table in PUBLISHED_TABLES if table.name == "recovery_rates")
LATER = date(2026, 2, 1)


@pytest.fixture(scope="module")
def con():
    made = empty_warehouse()
    write_policy(made, Policy())
    for name in (table.name for table in PUBLISHED_TABLES):
        made.execute(
            f"create table released.{name} as select *, current_date as as_of from marts.{name}"
        )
    yield made
    made.close()


def group(scored, recovered, **keys):
    return {
        "rule_set": "phq9_gad7", "follow_up": "day_90", "scored_count": scored,
        "at_caseness_count": scored, "recovered_count": recovered,
        "reliably_deteriorated_count": recovered,
    } | keys  # fmt: skip


def publish(con: duckdb.DuckDBPyConnection, rows, withheld=(), later=()):
    """Publish rates of these rows as if released on one day, and the differences between them."""
    clear(con, TABLE.name)
    for row in rows:
        put_row(con, TABLE.name, **row)
    con.execute("delete from released.recovery_rates")
    con.execute("insert into released.recovery_rates by name from marts.recovery_rates")
    con.execute("update released.recovery_rates set as_of = date '2026-01-01'")
    for community in later:
        con.execute(
            "update released.recovery_rates set as_of = ? where community_id = ?",
            [LATER, community],
        )
    con.execute("delete from release.withheld_cells")
    for community, count in withheld:
        keys = [community, "all", "all", "all", "phq9_gad7", "day_90"]
        con.execute(
            "insert into release.withheld_cells values ('recovery_rates', ?, ?, ?)",
            [community, keys, count],
        )
    write_cells(con, (TABLE,))
    for stage, name in (
        ("disclosed", "cells"),
        ("shown", "rows"),
        ("published", "recovery_rates"),
        ("published", "group_differences"),
    ):
        run_stage(con, stage, only=(name,))


def pairs(con, outcome="recovery"):
    cursor = con.execute(
        "select * from published.group_differences where outcome = ?"
        " order by community_id, category, other_community_id, other_category",
        [outcome],
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_newcombes_own_example_lies_within(con):
    # Newcombe 1998, table II, (a): 56/70 v 48/80 -> .2000 (.0524, .3339).
    publish(con, [group(70, 56, community_id="n/a"), group(80, 48, community_id="n/b")])
    there, back = pairs(con)
    assert (there["community_id"], there["other_community_id"]) == ("n/a", "n/b")
    assert there["gap_lower"] <= 0.0524
    assert there["gap_upper"] >= 0.3339
    assert there["comparison"] == "similar"  # the rounding alone may make up for it
    assert (back["gap_lower"], back["gap_upper"]) == (-there["gap_upper"], -there["gap_lower"])


@pytest.mark.parametrize(("size", "status"), [(22, None), (23, "interval"), (47, "interval"),
                                              (48, "ok")])  # fmt: skip
def test_a_pair_is_there_where_both_have_surely_twenty_and_has_a_point_from_fifty(
    con, size, status
):
    # 22 is shown as 20, which may be 18; 23 as 25; 48 as 50.
    publish(con, [group(size, 10, community_id="n/a"), group(200, 90, community_id="n/b")])
    assert [row["gap_status"] for row in pairs(con)] == ([status] * 2 if status else [])


@pytest.mark.parametrize(("harmed", "status"), [(0, "ok"), (1, "interval"), (7, "interval"),
                                                (8, "ok")])  # fmt: skip
def test_a_hidden_number_gives_the_interval_of_its_range(con, harmed, status):
    publish(con, [group(500, harmed, community_id="n/a"), group(500, 60, community_id="n/b")])
    row = pairs(con, "reliable_deterioration")[0]
    assert row["gap_status"] == status
    # Twelve in a hundred are harmed there, at most seven of 500 here: fewer, whichever it is.
    assert row["comparison"] == "better"
    lower, upper = newcombe(harmed, 500, 60, 500)
    assert row["gap_lower"] <= lower
    assert row["gap_upper"] >= upper


def test_what_the_audit_withholds_gives_nothing(con):
    publish(
        con,
        [group(200, 60, community_id="n/a"), group(200, 90, community_id="n/b")],
        withheld=[("n/a", "recovered_count")],
    )
    assert {(r["gap"], r["gap_lower"], r["gap_status"]) for r in pairs(con)} == {
        (None, None, "withheld")
    }


def test_figures_of_two_vintages_are_not_set_side_by_side(con):
    rows = [group(200, 60, community_id=name) for name in ("n/a", "n/b", "n/c")]
    publish(con, rows, later=["n/c"])
    assert {row["community_id"] for row in pairs(con)} == {"n/a", "n/b"}


def test_a_group_is_compared_with_its_own_kind_alone(con):
    publish(
        con,
        [
            group(900, 400),
            group(300, 100, community_id="n/a"),
            group(300, 120, dimension="led_by", category="peers"),
            group(300, 130, dimension="led_by", category="mixed"),
            group(300, 140, dimension="gender", category="woman"),
        ],
    )
    found = {(row["dimension"], row["category"], row["other_category"]) for row in pairs(con)}
    assert found == {("led_by", "peers", "mixed"), ("led_by", "mixed", "peers")}


def test_no_pair_is_made_where_the_missing_count_as_not_recovered(con):
    rows = [
        group(300, 100, community_id=name, follow_up=follow_up)
        for name in ("n/a", "n/b")
        for follow_up in ("end_paired", "end_literal")
    ]
    publish(con, rows)
    assert {row["follow_up"] for row in pairs(con)} == {"end_paired"}


counts = st.integers(18, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@settings(max_examples=25, deadline=None)
@given(st.lists(counts, min_size=2, max_size=4), st.lists(counts, min_size=2, max_size=4))
def test_every_pair_is_what_slow_python_makes_of_the_released_counts(con, communities, bands):
    rows = [
        group(scored, recovered, community_id=f"n/{number}")
        for number, (scored, recovered) in enumerate(communities)
    ] + [
        group(scored, recovered, dimension="age_band", category=str(number))
        for number, (scored, recovered) in enumerate(bands)
    ]
    total = group(sum(n for n, _ in bands), sum(x for _, x in bands))
    publish(con, [total, *rows])
    release = Release({TABLE.name: rows_of(con, "released.recovery_rates")})
    twin = RELEASE_TWINS["published.group_differences"]
    assert differences_of(rows_of(con, twin.model), twin.slow(release), twin.keys) == []
    for row in pairs(con):
        exact = [
            next(r for r in rows if (r.get("community_id", "all"), r.get("category", "all")) == key)
            for key in (
                (row["community_id"], row["category"]),
                (row["other_community_id"], row["other_category"]),
            )
        ]
        if row["gap_lower"] is not None:
            lower, upper = newcombe(
                *(r[name] for r in exact for name in ("recovered_count", "scored_count"))
            )
            assert row["gap_lower"] <= lower + 1e-9
            assert row["gap_upper"] >= upper - 1e-9
