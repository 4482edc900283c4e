"""A large export of activity with known faults: 3 % of its rows, of ten kinds, and some copies.

Every value is a function of the row's number, so the truth needs no second look at the file: the
number times a prime, modulo 1,000, says what is wrong with a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

COVERED_FROM, COVERED_THROUGH = "2023-06-01", "2025-11-30"
_COMMUNITIES = 14
_ROWS_PER_MEMBER = 25

# Of 1,000 rows, those of the places 0 to 29 are bad; place 500 repeats the row after it.
_CODES = {
    0: ["occurred_at.missing"],
    1: ["occurred_at.not_a_timestamp"],
    2: ["activity_type.unknown_value"],
    3: ["community_id.unknown_community"],
    4: ["member_id.missing"],
    5: ["thread_id.wrong_pattern"],
    6: ["replies_to_activity_id.too_long"],
    7: ["occurred_at.outside_covered_period"],
    8: ["activity_type.unknown_value", "member_id.wrong_pattern"],
    9: ["activity_id.conflicting_copies"],
}
_PLACE = "(row_number * 7919) % 1000"
_ACTIVITY = f"""
    with placed as (
        select
            range + 1 as row_number,
            {_PLACE.replace("row_number", "(range + 1)")} as place,
        from range($rows)
    ),
    sourced as (
        select
            case when place < 30 then place % 10 end as fault,
            -- A copy, identical or conflicting, bears the number of the row after it.
            if(place = 500 or (place < 30 and place % 10 = 9), row_number + 1, row_number) as n,
            row_number,
        from placed
    )
    select
        'act-' || lpad(n::varchar, 10, '0') as activity_id,
        case fault when 4 then null when 8 then 'm ' || n
            else 'member-' || lpad((hash(n) % $members)::varchar, 7, '0') end as member_id,
        'community-' || if(fault = 3, 'x', (hash(n * 7) % {_COMMUNITIES})::varchar) as community_id,
        case fault when 0 then null when 1 then '31/02/2024 10:00' when 7 then '2019-05-06 07:08'
            else strftime(
                timestamp '{COVERED_FROM}' + to_minutes((hash(n * 3) % 1300000)::bigint),
                '%Y-%m-%d %H:%M'
            ) end as occurred_at,
        if(fault in (2, 8), 'lurk', (
            ['visit', 'read', 'post', 'reply', 'reaction', 'private_message', 'session_attended',
            'crisis_help_opened']
        )[1 + (hash(n * 11) % 8)::integer]) as activity_type,
        if(fault = 5, 'a thread', 'thread-' || lpad((hash(n * 13) % $threads)::varchar, 8, '0'))
            as thread_id,
        case when fault = 6 then repeat('r', 65) when fault = 9 then 'act-' || repeat('9', 11)
            when hash(n * 17) % 4 = 0 and n % 1000 <> 1
            then 'act-' || lpad((1 + hash(n * 19) % (n - n % 1000 + 1))::varchar, 10, '0')
            end as replies_to_activity_id,
    from sourced
"""


@dataclass(frozen=True)
class Delivery:
    """Three files of one delivery; `truth` is a Parquet file of (row_number, code)."""

    communities: Path
    members: Path
    activity: Path
    truth: Path
    rows: int
    collapsed: int


def write_delivery(folder: Path, rows: int) -> Delivery:
    """Write the three files and the truth, or take those that a former run has written."""
    delivery = Delivery(
        communities=folder / "communities.csv",
        members=folder / f"members_{rows}.csv",
        activity=folder / f"activity_{rows}.csv",
        truth=folder / f"truth_{rows}.parquet",
        rows=rows,
        collapsed=_count_places(rows, 500, 501),
    )
    if not delivery.truth.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write(delivery)
    return delivery


def _write(delivery: Delivery) -> None:
    members = delivery.rows // _ROWS_PER_MEMBER + 1
    sizes = {"rows": delivery.rows, "members": members, "threads": delivery.rows // 10 + 1}
    with duckdb.connect() as con:
        # Not sorted, but in order all the same, so that any number of rows needs little memory.
        con.execute("set preserve_insertion_order = true")
        con.execute("set memory_limit = '2GB'")
        con.execute(f"set temp_directory = '{delivery.activity.parent / 'spilled'}'")
        con.execute(
            "copy (select 'community-' || range as community_id, 'forum' as platform_type,"
            " 'peers' as led_by, true as is_anonymous, 'Europe/London' as time_zone"
            f" from range({_COMMUNITIES})) to '{delivery.communities}' (header)"
        )
        con.execute(
            "copy (select 'member-' || lpad(range::varchar, 7, '0') as member_id,"
            f" 'community-' || (hash(range) % {_COMMUNITIES}) as community_id,"
            f" '{COVERED_FROM}' as joined_on from range({members}))"
            f" to '{delivery.members}' (header)"
        )
        con.execute(f"copy ({_ACTIVITY}) to '{delivery.activity}' (header)", sizes)
        con.execute(f"copy ({_truth(delivery.rows)}) to '{delivery.truth}'")


def _truth(rows: int) -> str:
    numbered = f"(select range + 1 as row_number from range({rows}))"
    parts = [
        f"select row_number, '{code}' as code from {numbered}"
        f" where {_PLACE} < 30 and {_PLACE} % 10 = {fault}"
        for fault, codes in _CODES.items()
        for code in codes
    ]
    # The row after a conflicting copy has the same number and is refused with it.
    parts.append(
        f"select row_number + 1, '{_CODES[9][0]}' from {numbered}"
        f" where {_PLACE} < 30 and {_PLACE} % 10 = 9 and row_number < {rows}"
    )
    return " union all ".join(parts)


def _count_places(rows: int, first: int, end: int) -> int:
    return sum(first <= (number * 7919) % 1000 < end for number in range(1, rows + 1))
