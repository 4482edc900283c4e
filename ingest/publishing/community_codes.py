"""What a community is called in a snapshot: as its partner describes it, or by a neutral number.

A partner's own id of a community is whatever somebody typed: a place, a diagnosis, a person. It is
published only where the partner described the community in an export of `communities`, knowing that
this is shown, and enough members stand behind it. Until then every column of the snapshot bears
`<partner>/community-3` and "Community 3 of <partner>", and nothing stands there by which the
community could be recognised: its platform, leadership, practices, time zone, language, country and
day of opening read as those of a community that nobody described. A number, once given, stays.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from ingest.publishing.disclosure import Policy

_MEMORY = """
create table if not exists release.community_numbers (
    community_id varchar primary key,
    partner_id varchar not null,
    community_number bigint not null
);
create table if not exists release.community_codes (
    community_id varchar primary key,
    community_code varchar not null,
    community_name varchar not null
);
"""
_NEW_NUMBERS = """
insert into release.community_numbers
with seen as (
    select distinct community_id, split_part(community_id, '/', 1) as partner_id
    from release.units
    where community_id <> 'all'
),

given as (
    select partner_id, max(community_number) as largest_number
    from release.community_numbers
    group by partner_id
)

select
    seen.community_id,
    seen.partner_id,
    coalesce(given.largest_number, 0)
    + row_number() over (partition by seen.partner_id order by md5(seen.community_id))
from seen
left join given on seen.partner_id = given.partner_id
where seen.community_id not in (select community_id from release.community_numbers)
"""
# What a community says of itself, and what stands there where it says nothing: the same as where
# nobody described it (sql/marts/communities.sql).
_UNDESCRIBED = {
    "platform_type": "'unknown'",
    "led_by": "'unknown'",
    "is_anonymous": "'unknown'",
    "is_moderated_day_and_night": "'unknown'",
    "has_professional_partnership": "'unknown'",
    "has_crisis_protocol": "'unknown'",
    "has_moderator_training": "'unknown'",
    "has_misinformation_policy": "'unknown'",
    "time_zone": "null",
    "language": "null",
    "country": "null",
    "opened_on": "null",
}
# A name that is the id says that nobody described the community (sql/marts/communities.sql).
_CODES = """
insert into release.community_codes
select
    numbers.community_id,
    numbers.partner_id || '/community-' || numbers.community_number as community_code,
    'Community ' || numbers.community_number || ' of '
    || coalesce(communities.partner_name, numbers.partner_id) as community_name,
from release.community_numbers as numbers
left join released.communities as communities
    on numbers.community_id = communities.community_id
where
    contains(numbers.community_id, '/')
    and (
        communities.community_id is null
        or communities.community_name = communities.community_id
        or communities.member_count < ?
    )
"""


def make_community_memory(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that outlive a publish, where they are missing."""
    con.execute(_MEMORY)


def write_community_codes(con: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Make `release.community_codes`: every community that a snapshot must not call by its id."""
    make_community_memory(con)
    con.execute(_NEW_NUMBERS)
    con.execute("delete from release.community_codes")
    con.execute(_CODES, [policy.smallest_shown_count])


def with_codes(table_name: str, columns: Collection[str]) -> str:
    """Return the SQL of the rows of `published.<table>` as a snapshot may hold them."""
    named = [name for name in ("community_id", "other_community_id") if name in columns]
    if not named:
        return f"select * from published.{table_name}"
    replaced = [f"coalesce({name}_codes.community_code, rows.{name}) as {name}" for name in named]
    if table_name == "communities":
        replaced += _without_description()
    joins = "".join(
        f" left join release.community_codes as {name}_codes"
        f" on rows.{name} = {name}_codes.community_id"
        for name in named
    )
    return (
        f"select rows.* replace ({', '.join(replaced)}) from published.{table_name} as rows{joins}"
    )


def _without_description() -> list[str]:
    described = {"community_name": "community_id_codes.community_name", **_UNDESCRIBED}
    return [
        f"case when community_id_codes.community_id is null then rows.{name} else {instead} end"
        f" as {name}"
        for name, instead in described.items()
    ]
