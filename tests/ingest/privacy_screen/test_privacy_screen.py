"""The privacy screen: what gives a person away refuses the file; identifiers pass."""

import hashlib
import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from ingest.errors import ExportRefused
from ingest.privacy_screen.column_shapes import kind_of_column
from ingest.privacy_screen.screen import LooksLikeAPerson, look_for_persons, screen
from ingest.reading.column_signs import ColumnSigns, look_at_columns


@dataclass(frozen=True)
class Staged:
    table: str
    header: tuple[str, ...]
    row_count: int
    signs: dict[str, ColumnSigns]
    malformed_count: int = 0
    sample: str | None = None

    @property
    def malformed_table(self) -> str:
        return f"{self.table}_malformed"


@pytest.fixture
def con() -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def stage(con: duckdb.DuckDBPyConnection, columns: dict[str, list[str | None]]) -> Staged:
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    con.register("arrow", table)
    con.execute("create table file_0 as select * from arrow")
    signs = look_at_columns(con, "file_0", tuple(columns))
    return Staged("file_0", tuple(columns), table.num_rows, signs)


def kind_found(con: duckdb.DuckDBPyConnection, name: str, values: list[str]) -> str | None:
    found = look_for_persons(con, stage(con, {name: [*values]}))
    return found[0].kind if found else None


ONE_IS_ENOUGH = [
    ("email", "anna.b@example.org"),
    ("email", "write to ümit@exämple.org please"),
    ("handle", "@sunny_girl"),
    ("handle", "thanks u/sunny_girl"),
    ("url", "https://example.org/p/1"),
    ("url", "see www.example.org"),
    ("ip_address", "192.168.10.4"),
    ("ip_address", "8.8.8.200:443"),
    ("ip_address", "2001:db8:85a3::8a2e:370:7334"),
    ("ip_address", "2001:0db8:0000:0000:0000:8a2e:0370:7334"),
    ("ip_address", "00:1A:2B:3C:4D:5E"),
    ("phone", "+33 6 12 34 56 78"),
    ("phone", "+447700900123"),
    ("phone", "06 12 34 56 78"),
    ("phone", "01.23.45.67.89"),
    ("phone", "020 7946 0958"),
    ("phone", "07700 900123"),
    ("phone", "(514) 555-0199"),
    ("phone", "514-555-0199"),
    ("phone", "call me 514 555 0199"),
    ("national_number", "123-45-6789"),
    ("national_number", "my ssn 123-45-6789"),
    ("location", "48.85837, 2.29448"),
]


@pytest.mark.parametrize(("kind", "value"), ONE_IS_ENOUGH)
def test_one_value_among_thousands_refuses_the_file(
    con: duckdb.DuckDBPyConnection, kind: str, value: str
) -> None:
    values = [f"a{place}" for place in range(3_000)]
    values[2_345] = value
    assert kind_found(con, "activity_type", values) == kind


def drawn(count: int, draw: Callable[[random.Random], object]) -> list[str]:
    source = random.Random(7)
    return [str(draw(source)) for _ in range(count)]


def some_day(first: date, last: date) -> Callable[[random.Random], date]:
    return lambda source: first + timedelta(source.randrange((last - first).days))


def some_instant(source: random.Random) -> datetime:
    return datetime(2024, 1, 1) + timedelta(seconds=source.randrange(6 * 10**7))  # noqa: DTZ001


HARMLESS = {
    "row numbers": [str(place) for place in range(5_000)],
    "numbers of ten digits": drawn(5_000, lambda source: source.randrange(10**9, 10**10)),
    "padded numbers": [f"{place:010d}" for place in range(5_000)],
    "numbers of any length": drawn(5_000, lambda source: source.randrange(10**18)),
    "milliseconds": [str(1_700_000_000_000 + 37 * place) for place in range(5_000)],
    "uuids": drawn(3_000, lambda source: uuid.UUID(int=source.getrandbits(128))),
    "hashes": [hashlib.sha256(str(place).encode()).hexdigest() for place in range(3_000)],
    "short hashes": [hashlib.sha256(str(place).encode()).hexdigest()[:9] for place in range(3_000)],
    "base 32": drawn(
        3_000, lambda source: "".join(source.choices("ABCDEFGHJKMNPQ0123456789", k=6))
    ),
    "prefixed": [f"member-{place:06d}" for place in range(3_000)],
    "days": drawn(3_000, some_day(date(2004, 1, 1), date(2026, 1, 1))),
    "european days": [
        f"{day:%d/%m/%Y}" for day in (date(2020, 1, 1) + timedelta(n) for n in range(2_000))
    ],
    "instants": drawn(3_000, some_instant),
    "iso instants": [value.replace(" ", "T") + "+02:00" for value in drawn(3_000, some_instant)],
    "odd offsets": [value + " +0200" for value in drawn(3_000, some_instant)],
    "clock times": [f"{n // 60 % 24:02d}:{n % 60:02d}:{n % 59:02d}" for n in range(2_000)],
    "decimals": drawn(3_000, lambda source: round(source.uniform(-99, 99), 6)),
    "decimal commas": [f"{n / 7:.5f}".replace(".", ",") for n in range(2_000)],
    "french regions": ["FR-75", "FR-IDF", "84", "2A"] * 50,
    "ons areas": [f"E{12_000_000 + place}" for place in range(50)] * 3,
    "nuts": ["UKI31", "UKM71", "FR101", "DE300", "IE061"] * 50,
    "regions by name": ["New York", "South West", "Île-de-France", "North East England"] * 50,
    "forward sortation areas": ["H2X", "K1A", "M5V", "V6B"] * 50,
    "outward codes": ["SW1A", "M1", "EH8", "CF10"] * 50,
    "insee": [f"{place:05d}" for place in range(1_001, 3_000)],
    "versions": ["10.2.1.3", "10.2.1.4", "9.0.0.1"] * 50,
    "time zones": ["Europe/London", "America/Montreal", "Etc/GMT+5"] * 50,
    "answers": ["I prefer not to say this here", "Several days", "Nearly every day, in the evening"]
    * 50,
    "booleans": ["true", "false", "yes", "non"] * 50,
    "empty dates": ["1970-01-01"] * 50 + ["2024-02-03"] * 50,
}


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_identifiers_and_codes_pass(con: duckdb.DuckDBPyConnection, name: str) -> None:
    assert kind_found(con, "x", HARMLESS[name]) is None


def test_sentences_that_do_not_return_are_free_text(con: duckdb.DuckDBPyConnection) -> None:
    assert kind_found(con, "x", [f"I have been feeling low for {n} days" for n in (3, 4, 5)]) == (
        "free_text"
    )


def test_one_very_long_text_is_free_text(con: duckdb.DuckDBPyConnection) -> None:
    assert kind_found(con, "x", ["a", "word " * 70]) == "free_text"


def test_communities_may_bear_long_names(con: duckdb.DuckDBPyConnection) -> None:
    names = [f"Support for people who live with depression in town {n}" for n in range(9)]
    assert kind_found(con, "community_name", names) is None


def test_a_community_name_may_still_not_hold_an_address(con: duckdb.DuckDBPyConnection) -> None:
    assert kind_found(con, "community_name", ["Harbour", "ask anna@example.org"]) == "email"


def test_people_called_by_name_are_told(con: duckdb.DuckDBPyConnection) -> None:
    first = ["Anna", "Émile", "Zoé", "Liam", "Noah", "Maya", "Ivo"]
    last = ["Martin", "O'Neil", "Dupont", "Khan"]
    assert kind_found(con, "x", [f"{a} {b}" for a in first for b in last]) == "name"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("postcode", lambda n: f"SW{n % 9 + 1}A {n % 10}AA"),
        ("postcode", lambda n: f"H{n % 10}X {n // 10 % 10}Y4"),
        ("birth_date", lambda n: f"{1950 + n}-0{n % 9 + 1}-1{n % 10}"),
        ("birth_date", lambda n: f"1{n % 10}/0{n % 9 + 1}/{1950 + n}"),
        ("phone", lambda n: f"06{12345678 + n * 7919}"),
    ],
)
def test_a_column_as_a_whole_tells(
    con: duckdb.DuckDBPyConnection, kind: str, value: Callable[[int], str]
) -> None:
    assert kind_found(con, "x", [value(n) for n in range(50)]) == kind


def test_a_column_of_codes_with_one_early_date_has_no_birth_dates() -> None:
    codes = [f"c{n}" for n in range(100)]
    assert kind_of_column([*codes, *(f"19{n}-01-01" for n in range(50, 70))]) is None


def test_a_personal_name_without_a_value_passes(con: duckdb.DuckDBPyConnection) -> None:
    staged = stage(con, {"id": ["1", "2"], "email": [None, None]})
    assert look_for_persons(con, staged) == []


def test_a_flag_that_is_called_email_passes(con: duckdb.DuckDBPyConnection) -> None:
    assert kind_found(con, "email", ["true", "false"]) is None
    con.execute("drop table file_0")
    assert kind_found(con, "email", ["hidden"]) == "email"


def test_every_column_is_reported_and_no_value(con: duckdb.DuckDBPyConnection) -> None:
    staged = stage(con, {"user_email": ["MARKER@x.org"], "n": ["1"], "dob": ["MARKER"]})
    with pytest.raises(ExportRefused) as refusal:
        screen(con, staged)
    assert refusal.value.code == "privacy.email"
    assert refusal.value.parameters == {
        "column": "user_email",
        "findings": [("user_email", "email"), ("dob", "birth_date")],
    }
    assert "MARKER" not in str(refusal.value)


def test_lines_that_could_not_be_read_are_searched_too(con: duckdb.DuckDBPyConnection) -> None:
    staged = stage(con, {"a": ["1"]})
    con.execute("create table file_0_malformed as select 2 as row_number, '1,\"x@y.org' as text")
    found = look_for_persons(con, replace(staged, malformed_count=1))
    assert [finding.kind for finding in found] == ["email"]


def test_columns_with_quotes_and_many_columns_are_screened(con: duckdb.DuckDBPyConnection) -> None:
    columns: dict[str, list[str | None]] = {f'c"{n}': [str(n)] for n in range(120)}
    columns["last"] = ["a@b.org"]
    assert look_for_persons(con, stage(con, columns)) == [LooksLikeAPerson("last", "email")]


@pytest.mark.parametrize("place", [1, 50, 51, 100, 101, 120])
def test_a_column_as_a_whole_tells_wherever_it_stands_among_many(
    con: duckdb.DuckDBPyConnection, place: int
) -> None:
    columns: dict[str, list[str | None]] = {
        f"c{n}": [f"m{row}" for row in range(50)] for n in range(1, 121)
    }
    columns[f"c{place}"] = [f"SW{n % 9 + 1}A {n % 10}AA" for n in range(50)]
    found = look_for_persons(con, stage(con, columns))
    assert found == [LooksLikeAPerson(f"c{place}", "postcode")]
