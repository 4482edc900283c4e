"""Members in denominators, drawn at random and put before the marts that compare them.

The marts read `strata.counted_members` and `strata.episode_strata`; here both are made of a few
made-up members, each in a community or two, so that a slow twin can count the same by hand.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from ingest.models import run_stage
from ingest.places import SQL

COMMUNITIES = ("north/a", "north/b", "north/c")
SEVERITIES = ("moderate", "moderately_severe", "severe")
AGE_GROUPS = {
    "18_24": "under_35", "25_34": "under_35", "45_54": "35_and_over", "65_74": "35_and_over",
    "unknown": "unknown",
}  # fmt: skip
GENDERS = ("woman", "man", "unknown")
RULE_SET, FOLLOW_UP, OUTCOME = "phq9_gad7", "end_paired", "recovery"


@dataclass(frozen=True)
class Member:
    communities: frozenset[str]
    severity: str
    age_band: str
    gender: str
    has_outcome: bool

    @property
    def age_group(self) -> str:
        return AGE_GROUPS[self.age_band]


members = st.builds(
    Member,
    communities=st.frozensets(st.sampled_from(COMMUNITIES), min_size=1, max_size=2),
    severity=st.sampled_from(SEVERITIES),
    age_band=st.sampled_from([*AGE_GROUPS]),
    gender=st.sampled_from(GENDERS),
    has_outcome=st.booleans(),
)
programmes = st.lists(members, min_size=1, max_size=120)


def groups(programme: list[Member]) -> dict[tuple[str, str, str], list[Member]]:
    """Everyone, each community, and each gender: (community_id, dimension, category) -> members."""
    found = {("all", "all", "all"): programme}
    for community in COMMUNITIES:
        found[community, "all", "all"] = [m for m in programme if community in m.communities]
    for gender in GENDERS:
        found["all", "gender", gender] = [m for m in programme if m.gender == gender]
    return {key: people for key, people in found.items() if people}


def mart(
    name: str, programme: list[Member], *, rule_set: str = RULE_SET, follow_up: str = FOLLOW_UP
) -> list[dict[str, object]]:
    """Run one mart over the programme, judged at one follow-up, and return its rows."""
    con = _with_macros()
    _draw(con, programme, rule_set, follow_up)
    result = con.execute(_model("marts", name))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@lru_cache(maxsize=1)
def _with_macros() -> duckdb.DuckDBPyConnection:
    """References, macros and benchmarks: the same for every programme."""
    con = duckdb.connect(config={"threads": 1})
    for schema in ("strata", "facts", "marts"):
        con.execute(f"create schema {schema}")
    run_stage(con, "reference")
    run_stage(con, "macros")
    con.execute(f"create table facts.benchmarks as {_model('facts', 'benchmarks')}")
    return con


def _model(stage: str, name: str) -> str:
    return (SQL / stage / f"{name}.sql").read_text(encoding="utf-8")


def _draw(
    con: duckdb.DuckDBPyConnection, programme: list[Member], rule_set: str, follow_up: str
) -> None:
    con.execute(
        "create or replace table strata.counted_members (partner_id varchar, member_key uuid,"
        " rule_set varchar, follow_up varchar, outcome varchar, severity_group varchar,"
        " age_group varchar, age_band varchar, gender varchar, has_outcome boolean)"
    )
    con.execute(
        "create or replace table strata.episode_strata (partner_id varchar, member_key uuid,"
        " rule_set varchar, community_id varchar, dimension varchar, category varchar,"
        " landmark_days integer)"
    )
    counted, strata = [], []
    for number, member in enumerate(programme):
        who = ("north", str(uuid.UUID(int=number)), rule_set)
        judged = (follow_up, OUTCOME, member.severity, member.age_group)
        counted.append((*who, *judged, member.age_band, member.gender, member.has_outcome))
        for key, people in groups([member]).items():
            strata.extend((*who, *key, None) for _ in people)
        # Everybody is in a band of what was written by day 30, too: no mart compares it.
        strata.append((*who, "all", "engagement_band", "0", 30))
    _fill(con, "strata.counted_members", counted)
    _fill(con, "strata.episode_strata", strata)


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    """Insert all rows at once: one by one they take longer than the mart."""
    columns = {f"column_{n}": list(values) for n, values in enumerate(zip(*rows, strict=True))}
    con.register("drawn", pa.table(columns))
    con.execute(f"insert into {table} from drawn")
    con.unregister("drawn")
