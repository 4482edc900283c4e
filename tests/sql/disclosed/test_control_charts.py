"""Control charts as they may be shown: a slow twin, the choice of months, and the boundaries."""

from datetime import date
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import run_stage
from ingest.places import SQL
from ingest.publishing.disclosure import Policy, write_policy
from tests.sql.twins.comparison import differences_of
from tests.sql.twins.release import Release, rows_of
from tests.sql.twins.slow_charts import SERIES, control_charts

AS_OF = date(2026, 1, 1)
KEYS = (*SERIES, "period_start")
COLUMNS = """
    community_id varchar, indicator_id varchar, period_length varchar, period_start date,
    numerator_count bigint, denominator_count bigint, exact_value double, judged_count bigint,
    side_count bigint, as_of date
"""


@pytest.fixture(scope="module")
def con():
    made = duckdb.connect(config={"threads": 1})
    run_stage(made, "macros")
    for schema in ("release", "released", "disclosed", "marts"):
        made.execute(f"create schema {schema}")
    write_policy(made, Policy())
    made.execute(f"create table released.control_charts ({COLUMNS})")
    made.execute(
        "create table marts.indicators as select * from (values ('share', 'share', 'higher'),"
        " ('rate', 'rate', 'lower'), ('median', 'median', 'lower')) as t"
        " (indicator_id, kind, polarity)"
    )
    yield made
    made.close()


def charted(con, kind, points, length="quarter"):
    """`points`: (exact value, numerator, denominator, people judged, people on one side) each."""
    con.execute("delete from released.control_charts")
    put(con, kind, points, length)
    text = (SQL / "disclosed" / "control_charts.sql").read_text(encoding="utf-8")
    con.execute(f"create or replace table disclosed.control_charts as\n{text}")
    cursor = con.execute("select * from disclosed.control_charts order by period_start")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def put(con, kind, points, length):
    months = 1 if length == "month" else 3
    for place, (value, x, n, judged, side) in enumerate(points):
        month = place * months
        con.execute(
            "insert into released.control_charts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                "all",
                kind,
                length,
                date(2020 + month // 12, month % 12 + 1, 1),
                x,
                n,
                value,
                judged,
                side,
                AS_OF,
            ],
        )


def share(x, n):
    return (x / n, x, n, n, min(x, n - x))


shares = st.integers(50, 400).flatmap(lambda n: st.integers(0, n).map(lambda x: share(x, n)))
# Steady series with a jump, so that runs on one side are not rare.
hours = st.integers(0, 6).map(lambda extra: (10 + extra / 2, None, None, 60, 30))


@settings(max_examples=40, deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_a_chart_of_shares_equals_the_slow_twin(con, points):
    fast = charted(con, "share", points)
    assert differences_of(fast, slow_chart(con), KEYS) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(hours, min_size=1, max_size=20))
def test_a_chart_of_hours_equals_the_slow_twin(con, points):
    fast = charted(con, "median", points)
    assert differences_of(fast, slow_chart(con), KEYS) == []


def slow_chart(con):
    """What slow Python makes of the points in the database."""
    indicators = rows_of(con, "marts.indicators")
    points = rows_of(con, "released.control_charts")
    return control_charts(Release({"control_charts": points}, indicators=indicators))


@pytest.mark.parametrize(("people", "count"), [(49, 0), (50, 1), (51, 1)])
def test_a_value_is_judged_from_50_people_on(con, people, count):
    assert len(charted(con, "share", [share(20, people)])) == count


@pytest.mark.parametrize(("months", "length"), [(12, "quarter"), (13, "month"), (14, "month")])
def test_months_are_judged_where_there_are_13_of_them(con, months, length):
    con.execute("delete from released.control_charts")
    put(con, "share", [share(30, 60)] * months, "month")
    quarters = [share(90, 180)] * 5
    # `charted` empties the table first: the months are put back beside the quarters.
    text = (SQL / "disclosed" / "control_charts.sql").read_text(encoding="utf-8")
    put(con, "share", quarters, "quarter")
    found = con.execute(f"select distinct period_length from ({text})").fetchall()
    assert found == [(length,)]


@pytest.mark.parametrize(
    ("on_one_side", "status"), [(0, "ok"), (1, "suppressed"), (7, "suppressed"), (8, "ok")]
)
def test_a_value_with_few_on_one_side_takes_the_chart_from_its_series(con, on_one_side, status):
    for x in (on_one_side, 100 - on_one_side):
        few, many = charted(con, "share", [share(x, 100), share(50, 100)])
        assert few["chart_value_status"] == status
        assert many["chart_value"] == 0.5, "what is not hidden is drawn still"
        assert many["chart_centre_status"] == status
        assert many["trend_95"] == ("too_short" if status == "ok" else "suppressed")
        names = ("chart_centre", "chart_centre_lower", "chart_centre_upper", "has_signal")
        assert {many[name] is None for name in names} == {status == "suppressed"}


def test_quarters_are_judged_where_a_month_is_hidden(con):
    con.execute("delete from released.control_charts")
    put(con, "share", [share(30, 60)] * 12 + [share(7, 60)], "month")
    text = (SQL / "disclosed" / "control_charts.sql").read_text(encoding="utf-8")
    put(con, "share", [share(90, 180)] * 5, "quarter")
    found = con.execute(f"select distinct period_length, chart_centre_status from ({text})")
    assert found.fetchall() == [("quarter", "ok")]


ATTACKED = {
    "three reports in one quarter": ("rate", [0, 0, 0, 3, 0, 0, 0, 0], 500),
    "reports in two quarters": ("rate", [2, 0, 0, 0, 0, 0, 6, 0], 500),
    "one crisis help in two years": ("share", [0, 0, 0, 0, 0, 0, 0, 1], 130),
    "all but one, once": ("share", [130, 130, 130, 130, 130, 130, 130, 129], 130),
    "one hidden beside one rounded": ("share", [0, 12, 0, 0, 5, 0, 0], 70),
    "a course of hidden values": ("share", [0, 1, 2, 3, 4, 5, 6, 7], 60),
}


@pytest.mark.parametrize(("kind", "counts", "size"), ATTACKED.values(), ids=ATTACKED)
def test_no_hidden_count_follows_from_all_that_is_published_of_its_series(con, kind, counts, size):
    """Who knows the denominators tries every count, and keeps those that would look the same."""
    sizes = [size + 7 * place % 30 for place in range(len(counts))]
    if counts[0] == size:
        counts = [n - (size - x) for x, n in zip(counts, sizes, strict=True)]
    seen = charted(con, kind, attacked(kind, counts, sizes))
    hidden = [place for place, row in enumerate(seen) if row["chart_value"] is None]
    assert hidden, "there is something to find"
    remaining = [
        guess
        for guess in guesses(counts, sizes, hidden)
        if looks_like(seen, attacked(kind, guess, sizes), kind)
    ]
    assert tuple(counts) in remaining, "the attack keeps the truth"
    for place in hidden[:3]:
        assert len({guess[place] for guess in remaining}) == 7


def attacked(kind, counts, sizes):
    """The points of a series: one report a member, or shares of members."""
    if kind == "share":
        return [share(x, n) for x, n in zip(counts, sizes, strict=True)]
    return [(1000 * x / n, x, n, 60, x) for x, n in zip(counts, sizes, strict=True)]


def guesses(counts, sizes, hidden):
    """Every series that may stand behind what is seen; three values at most vary together."""
    varied = hidden[:3]
    choices = [
        range(1, 8) if counts[place] <= 7 else range(sizes[place] - 7, sizes[place])
        for place in varied
    ]
    for chosen in product(*choices):
        guess = list(counts)
        for place, count in zip(varied, chosen, strict=True):
            guess[place] = count
        yield tuple(guess)


def looks_like(seen, points, kind):
    names = ("numerator_count", "denominator_count", "judged_count", "side_count")
    rows = [
        dict(zip(names, point[1:], strict=True))
        | {"exact_value": point[0], "indicator_id": kind, "community_id": "all", "as_of": AS_OF}
        | {"period_length": "quarter", "period_start": row["period_start"]}
        for point, row in zip(points, seen, strict=True)
    ]
    words = [{"indicator_id": kind, "kind": kind, "polarity": "lower"}]
    told = control_charts(Release({"control_charts": rows}, indicators=words))
    return differences_of(seen, told, KEYS) == []


def test_a_rate_is_drawn_from_its_rounded_parts(con):
    # 23 reports over 18,784 contributions: drawn as 25 over 18,785.
    [row] = charted(con, "rate", [(1000 * 23 / 18784, 23, 18784, 500, 20)])
    assert row["chart_value"] == round(1000 * 25 / 18785, 1)
    assert row["chart_centre_status"] == "not_defined", "one point alone has no limits"


def test_a_course_that_only_rises_points_the_way_it_goes(con):
    rising = [(10 + step / 10, None, None, 60, 30) for step in range(8)]
    rows = charted(con, "median", rising)
    assert [row["is_part_of_trend"] for row in rows] == [True] * 8
    alone = [row for row in rows if not (row["is_outside_limits"] or row["is_near_limit"])]
    assert {row["signal_side"] for row in alone} == {"high"}
    assert {row["trend_95"] for row in rows} == {"rising"}
