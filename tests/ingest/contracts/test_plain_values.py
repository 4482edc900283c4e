"""What SQL calls plain, pandera accepts, the privacy screen passes and a mapping leaves alone."""

from datetime import date, datetime

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.contracts.contract import KINDS, Column, load_contracts
from ingest.contracts.plain_values import plain_row
from ingest.contracts.row_rules import Bounds, row_schema
from ingest.gate.row_judging import refusals_of
from ingest.mapping.mapping_file import MISSING_MARKERS
from ingest.privacy_screen.tell_tales import HARMLESS

BOUNDS = Bounds(date(2024, 3, 1), date(2025, 3, 31), date(2026, 1, 1))
CONTRACTS = load_contracts()
SPOKEN_OF = [kind for kind in KINDS if plain_row(CONTRACTS[kind], BOUNDS, MISSING_MARKERS)]

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.one_of(
    st.none(),
    st.text(characters, max_size=12),
    st.from_regex(r"[\w.@:/+-]{1,66}", fullmatch=True),
    st.from_regex(r"[A-Za-z_]{1,3}-?[0-9]{1,4}", fullmatch=True),
    st.sampled_from(["", "*", "NA", "NULL", "NAN", "a ", "\u00a0a", "10.0.0.1", "123-45-6789"]),
)
near = st.datetimes(datetime(2024, 2, 27), datetime(2025, 4, 3))  # noqa: DTZ001 - a clock of no zone
moments = st.one_of(
    near.map(lambda moment: moment.isoformat(" ", "minutes")),
    near.map(lambda moment: moment.isoformat(" ", "seconds")),
    near.map(lambda moment: f"{moment:%Y-%m-%d}"),
    st.datetimes().map(lambda moment: moment.isoformat(" ", "minutes")),
    st.from_regex(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-6][0-9])?", fullmatch=True),
    st.sampled_from(
        ["epoch", "infinity", "12024-05-05 10:00", "2024-5-5 1:00", "2024-05-05T10:00"]
    ),
)


def values(column: Column) -> st.SearchStrategy[str | None]:
    listed = st.sampled_from([*column.allowed_values, "other"])
    return st.one_of(st.just(column.example), texts, moments, listed)


@st.composite
def rows(draw: st.DrawFn, kind: str) -> list[dict[str, str | None]]:
    """Rows with at most two values that are not the example: else none of them would be plain."""
    columns = CONTRACTS[kind].columns
    drawn = []
    for _ in range(draw(st.integers(1, 40))):
        row: dict[str, str | None] = {column.name: column.example for column in columns}
        for column in draw(st.lists(st.sampled_from(columns), max_size=2)):
            row[column.name] = draw(values(column))
        drawn.append(row)
    return drawn


def plain_ones(kind: str, drawn: list[dict[str, str | None]]) -> pl.DataFrame:
    names = [column.name for column in CONTRACTS[kind].columns]
    frame = pl.DataFrame(drawn, schema=dict.fromkeys(names, pl.String)).with_row_index("row_number")
    with duckdb.connect() as con:
        con.register("drawn", frame.to_arrow())
        condition = plain_row(CONTRACTS[kind], BOUNDS, MISSING_MARKERS)
        numbers = con.execute(f"select row_number from drawn where {condition}").fetchnumpy()
    return frame.filter(pl.col("row_number").is_in(numbers["row_number"].tolist()))


@pytest.mark.parametrize("kind", SPOKEN_OF)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_rule_refuses_a_plain_row_and_no_pattern_looks_into_it(
    kind: str, data: st.DataObject
) -> None:
    plain = plain_ones(kind, data.draw(rows(kind)))
    assert refusals_of(plain, row_schema(CONTRACTS[kind], BOUNDS)).height == 0
    names = [column.name for column in CONTRACTS[kind].columns]
    found = {value for name in names for value in plain[name].to_list() if value is not None}
    with duckdb.connect() as con:
        # All that the screen calls harmless, it passes over.
        strange = "select x from unnest($1::varchar[]) as t (x) where not regexp_full_match(x, $2)"
        assert con.execute(strange, [[*found], HARMLESS]).fetchall() == []
    assert not found & {*MISSING_MARKERS}
    assert {value.strip() for value in found} == found


def test_activity_is_spoken_of() -> None:
    assert "activity" in SPOKEN_OF


def test_a_contract_with_ranges_by_instrument_has_no_plain_rows() -> None:
    assert plain_row(CONTRACTS["outcome_scores"], BOUNDS, MISSING_MARKERS) is None


ROW = {column.name: column.example for column in CONTRACTS["activity"].columns}


@pytest.mark.parametrize(
    ("change", "is_plain"),
    [
        ({}, True),
        ({"thread_id": None, "replies_to_activity_id": None}, True),
        ({"member_id": None}, False),
        ({"member_id": "m" * 64}, True),
        ({"member_id": "m" * 65}, False),
        ({"member_id": "NA"}, False),
        ({"member_id": "m.1"}, False),
        ({"occurred_at": "2024-02-29 00:00"}, True),  # a day of grace before the period
        ({"occurred_at": "2024-02-28 23:59"}, False),
        ({"occurred_at": "2025-04-01 23:59"}, True),
        ({"occurred_at": "2025-04-02 00:00"}, False),
        ({"occurred_at": "2025-03-14 24:00"}, False),
        ({"occurred_at": "2025-02-29 10:00"}, False),
        ({"occurred_at": "2025-03-14T10:00"}, False),
        ({"activity_type": "Post"}, False),
    ],
)
def test_a_row_is_plain(change: dict[str, str | None], is_plain: bool) -> None:
    assert plain_ones("activity", [{**ROW, **change}]).height == is_plain
