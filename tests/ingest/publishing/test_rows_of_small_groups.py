"""A row of a small group stands there only beside a shown count: of that, no table is exempt."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest.cli import main
from ingest.publishing.closed_list import PUBLISHED_NAMES

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ONE = "dimension = 'gender' and category = 'non_binary'"


@dataclass(frozen=True)
class Life:
    """What one member is and did: `days` since joining, and what was done on each of them."""

    name: str
    community: str
    gender: str
    region: str
    joined: date
    deeds: tuple[tuple[int, str], ...]
    scores: tuple[tuple[int, int], ...]


def lives() -> list[Life]:
    """170 of one community and 14 of another; of one gender there is one, of one region are ten."""
    dice = random.Random(7)
    made = []
    for number in range(184):
        start = dice.randint(12, 21)
        made.append(
            Life(
                name=f"m{number:03d}",
                community="cove" if number % 13 == 0 and number < 182 else "harbour",
                gender="non_binary" if number == 5 else dice.choice(["woman", "man"]),
                region="CA-PE" if number % 18 == 1 else "CA-ON",
                joined=FIRST + timedelta(dice.randint(0, 150)),
                deeds=tuple(
                    (dice.randint(0, 200), dice.choice(["read", "post", "crisis_help_opened"]))
                    for _ in range(dice.randint(0, 9))
                ),
                scores=((0, start), (170 + dice.randint(0, 20), dice.randint(1, start)))
                if dice.random() < 0.8
                else (),
            )
        )
    return made


def write_exports(folder: Path, members: list[Life]) -> None:
    seen, deeds, scores = [], [], []
    for life in members:
        seen.append(f"{life.name},{life.community},{life.joined},{life.gender},{life.region}")
        deeds += [
            f"{life.name}-{number},{life.name},{life.community},"
            f"{life.joined + timedelta(day)} 12:00,{deed}"
            for number, (day, deed) in enumerate(life.deeds)
        ]
        scores += [
            f"{life.name},{life.community},{life.joined + timedelta(day)},{scale},{score}"
            for day, score in life.scores
            for scale in ("PHQ-9", "GAD-7")
        ]
    folder.mkdir()
    for kind, lines in {
        "communities": [
            "community_id,community_name,platform_type,led_by,is_anonymous,time_zone",
            "harbour,Harbour,forum,peers,true,America/Toronto",
            "cove,Cove,chat,mixed,false,America/Halifax",
        ],
        "members": ["member_id,community_id,joined_on,gender,region_code", *seen],
        "activity": ["activity_id,member_id,community_id,occurred_at,activity_type", *deeds],
        "outcome_scores": ["member_id,community_id,scored_on,instrument,score", *scores],
    }.items():
        (folder / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def publish(folder: Path, members: list[Life]) -> Path:
    """Publish what these members did; return the home."""
    write_exports(folder / "exports", members)
    home = folder / "home"
    period = ("--covered-from", str(FIRST), "--covered-through", str(LAST))
    for words in (
        ("partner", "add", "north"),
        ("take-in", str(folder / "exports"), "--partner", "north", *period),
        ("publish",),
    ):
        assert main([*words, "--home", str(home)]) == 0, words
    return home


# Where the shown count of a figure stands that bears none itself.
BESIDE = {
    "benchmark_gaps": "from published.recovery_rates as other where other.period = 'all'"
    " and other.denominator_status = 'ok' and (other.community_id, other.dimension, other.category,"
    " other.rule_set, other.follow_up, other.outcome) = (told.community_id, told.dimension,"
    " told.category, told.rule_set, told.follow_up, told.outcome)",
    # The months of the programme have no table: the shown count is that of their quarter.
    "control_charts": "from (select indicator_id, community_id, period_start, denominator_status"
    " as status from published.indicator_values union all select indicator_id, community_id,"
    " period_start, contributing_member_status from published.indicator_rates union all select"
    " indicator_id, community_id, period_start, member_status from published.indicator_medians)"
    " as other where other.status = 'ok' and (other.indicator_id, other.community_id,"
    " other.period_start) = (told.indicator_id, told.community_id,"
    " date_trunc('quarter', told.period_start))",
    "curve_comparisons": "from published.recovery_curves as other where other.event_share_status ="
    " 'ok' and (other.dimension, other.rule_set, other.curve) = (told.dimension, told.rule_set,"
    " told.curve)",
    "indicator_trends": "from published.control_charts as other where (other.indicator_id,"
    " other.community_id) = (told.indicator_id, told.community_id)",
    "community_quality": "from published.communities as other where other.member_status = 'ok'"
    " and other.community_id = told.community_id",
    "release_units": "where told.as_of is not null",
}
# What counts a whole group says only that there is one; so do people who are no members.
COUNTS_WHOLE_GROUPS = {"communities", "indicator_reach", "follow_up_funnel"}
# What one row of the closed list says stands in several: whether they are there is one thing.
KEYS_OF_SEVERAL = {
    "recovery_curves": "community_id, dimension, category, rule_set, curve",
    "recovery_rates": "community_id, dimension, category, period, rule_set, follow_up",
    "crossed_recovery_rates": "community_id, dimension, category, rule_set, follow_up",
}
# Judged by how many were scored, which has no column here: at least 8, and not all, were.
SCORED = (
    "exists (select 1 from work.shown.rows as other where table_name = 'crossed_recovery_rates'"
    " and other.counts['scored_count'].status = 'ok' and other.row_keys = [told.community_id,"
    " told.dimension, told.category, told.rule_set, told.follow_up])"
)
ENOUGH = (
    "(select coalesce(min(size.member_count), 0) >= 20 from (select community_id, dimension,"
    " category, member_count from published.follow_up_funnel where period = 'all' and dimension"
    " <> 'all' union all select community_id, 'all', 'all', member_count from"
    " published.communities) as size where size.community_id = told.community_id"
    " and list_contains(string_split({dimension}, ' x '), size.dimension)"
    " and list_contains(string_split({category}, ' x '), size.category))"
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = publish(tmp_path_factory.mktemp("small"), lives())
    with duckdb.connect() as con:
        name = (home / "public" / "CURRENT").read_text().strip()
        con.execute(f"attach '{home / 'public' / name}' as snapshot (read_only)")
        con.execute(f"attach '{home / 'private' / 'work.duckdb'}' as work (read_only)")
        con.execute("use snapshot")
        yield con


def columns_of(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in con.execute(f"describe published.{table}").fetchall()]


def of_members(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name in PUBLISHED_NAMES if "community_id" in columns_of(con, name)]


def beside_no_shown_count(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table that stand beside no shown count, in it or elsewhere."""
    columns = columns_of(con, table)
    if table in BESIDE:
        beside = BESIDE[table]
        exists = f"exists (select 1 {beside})" if beside.startswith("from") else beside[6:]
        return con.execute(
            f"select * from published.{table} as told where not ({exists})"
        ).fetchall()
    counted = [name for name in columns if f"{name.removesuffix('_status')}_count" in columns]
    assert counted, f"{table} has neither a count nor a place where one stands"
    is_shown = " or ".join(f"coalesce({name} = 'ok', false)" for name in counted)
    if table in KEYS_OF_SEVERAL:
        is_shown = f"bool_or({is_shown}) over (partition by {KEYS_OF_SEVERAL[table]})"
    group = {key: f"told.{key}" if key in columns else "'all'" for key in ("dimension", "category")}
    is_enough = "false" if table == "recovery_curves" else ENOUGH.format(**group)
    is_enough += f" or {SCORED}" if table == "crossed_recovery_rates" else ""
    return con.execute(
        f"with told as (select *, {is_shown} as is_shown from published.{table})"
        f" select * from told where not is_shown and not ({is_enough})"
    ).fetchall()


@pytest.mark.parametrize("table", PUBLISHED_NAMES)
def test_a_row_of_figures_stands_only_beside_a_shown_count(
    snapshot: duckdb.DuckDBPyConnection, table: str
) -> None:
    """Only of a group that surely has 20 members may all counts of a row be hidden ones."""
    if table in of_members(snapshot) and table not in COUNTS_WHOLE_GROUPS:
        assert beside_no_shown_count(snapshot, table) == []


def test_what_counts_whole_groups_has_one_row_for_each_and_no_year_of_a_small_one(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    hidden = snapshot.execute(
        "select distinct dimension, category, period from published.follow_up_funnel"
        " where coalesce(member_status, '') <> 'ok'"
    ).fetchall()
    assert hidden == [("gender", "non_binary", "all")]


def test_the_account_of_cells_counts_the_rows_that_are_there(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    """How many were left out would tell in how many months the one of a gender was active."""
    for table, column, count in snapshot.execute(
        "select table_name, column_name, cell_count from published.cells_shown"
    ).fetchall():
        if column in columns_of(snapshot, table):
            status = f"{column.removesuffix('_count')}_status"
            query = f"select count({status}) from published.{table}"
            assert snapshot.execute(query).fetchall() == [(count,)], (table, column)


def told_of_the_one(home: Path) -> dict[str, list[str]]:
    """Return all rows about the group of one, by table."""
    public = home / "public"
    with duckdb.connect(str(public / (public / "CURRENT").read_text().strip())) as con:
        return {
            table: sorted(
                str(row)
                for row in con.execute(
                    f"select * exclude (as_of) from published.{table} where {ONE}"
                ).fetchall()
            )
            for table in of_members(con)
            if {"dimension", "category"} <= {*columns_of(con, table)}
        }


def test_no_row_tells_when_the_only_one_of_a_gender_joined_wrote_or_fell_silent(
    tmp_path: Path,
) -> None:
    others = [life for life in lives() if life.gender != "non_binary"]
    [one] = [life for life in lives() if life.gender == "non_binary"]
    stayed = replace(
        one,
        joined=date(2025, 1, 7),
        deeds=tuple((day, "post") for day in range(0, 330, 20)),
        scores=((0, 15), (180, 3)),
    )
    came = replace(one, joined=date(2025, 8, 20), deeds=((1, "read"),), scores=((0, 4),))
    told = []
    for number, life in enumerate((stayed, came)):
        folder = tmp_path / str(number)
        folder.mkdir()
        told.append(told_of_the_one(publish(folder, [*others, life])))
    assert told[0]["follow_up_funnel"]
    assert told[0] == told[1]
