"""Re-keying: SQL and Python agree, and the secrets stay where they belong."""

import hashlib
import hmac
import json
from pathlib import Path
from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.errors import RebondError
from ingest.pseudonyms import (
    PartnerKey,
    add_member_keys,
    create_key,
    load_key,
    member_key,
    member_key_sql,
    parameters,
    record_key,
    record_key_sql,
    tombstone,
    tombstone_sql,
)
from ingest.settings import Settings

KEY = PartnerKey("harbour", 1, b"m" * 32, b"t" * 32)

# DuckDB keeps every character but NUL-free surrogates, which are no text.
raw_ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path)
    settings.make_folders()
    return settings


def evaluate(expression: str, value: object) -> object:
    with duckdb.connect() as con:
        statement = f"select {expression} from (select $value as x)"
        row = con.execute(statement, {"value": value, **parameters(KEY, statement)}).fetchone()
    assert row is not None
    return row[0]


@examples(deadline=None)
@given(raw_ids)
def test_member_keys_in_sql_equal_those_in_python(raw_id: str) -> None:
    assert evaluate(member_key_sql("x"), raw_id) == member_key(KEY, raw_id)


@examples(deadline=None)
@given(raw_ids)
def test_record_keys_in_sql_equal_those_in_python(raw_id: str) -> None:
    assert evaluate(record_key_sql("x"), raw_id) == record_key(KEY, raw_id)


@examples(deadline=None)
@given(st.uuids())
def test_tombstones_in_sql_equal_those_in_python(member: UUID) -> None:
    assert evaluate(tombstone_sql("x"), member) == tombstone(KEY, member)


def test_a_member_key_is_the_first_half_of_an_hmac() -> None:
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    key = PartnerKey("rfc", 1, b"Jefe", b"")
    expected = UUID("5bdcc146-bf60-754e-6a04-2426089575c7")
    assert member_key(key, "what do ya want for nothing?") == expected


def test_member_record_and_tombstone_of_one_text_have_nothing_in_common() -> None:
    member = member_key(KEY, "m-1")
    assert len({member.hex, record_key(KEY, "m-1").hex, tombstone(KEY, member)[:32]}) == 3


def test_a_tombstone_does_not_contain_the_key() -> None:
    member = member_key(KEY, "m-1")
    assert (
        tombstone(KEY, member)
        == hmac.new(b"t" * 32, str(member).encode(), hashlib.sha256).hexdigest()
    )
    assert member.hex not in tombstone(KEY, member)


def test_missing_ids_stay_missing() -> None:
    assert evaluate(member_key_sql("cast(null as varchar)"), 1) is None
    assert evaluate(record_key_sql("cast(null as varchar)"), 1) is None


def test_one_member_in_two_tables_gets_one_key() -> None:
    con = duckdb.connect()
    con.execute("create table members as select unnest(['a', 'b', null]) as member_id")
    con.execute("create table scores as select unnest(['b', 'c']) as member_id")
    add_member_keys(con, KEY, [("members", "member_id")])
    add_member_keys(con, KEY, [("members", "member_id"), ("scores", "member_id")])
    found = con.execute("select raw_id, member_key from member_keys order by 1").fetchall()
    assert found == [(raw_id, member_key(KEY, raw_id)) for raw_id in "abc"]


def test_secrets_are_bound_and_never_part_of_a_statement() -> None:
    statement = f"select {member_key_sql('x')}"
    assert set(parameters(KEY, statement)) == {"member_inner", "member_outer"}
    assert KEY.member_secret.hex() not in statement


def test_a_created_key_is_read_back(settings: Settings) -> None:
    assert create_key(settings, "harbour") == load_key(settings, "harbour")


def test_two_partners_call_the_same_member_differently(settings: Settings) -> None:
    harbour, lantern = create_key(settings, "harbour"), create_key(settings, "lantern")
    assert member_key(harbour, "m-1") != member_key(lantern, "m-1")


def test_a_key_file_is_its_owners_alone(settings: Settings) -> None:
    create_key(settings, "harbour")
    assert (settings.keys / "harbour.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.keys.iterdir()] == ["harbour.json"]


def test_a_key_is_never_overwritten(settings: Settings) -> None:
    first = create_key(settings, "harbour")
    with pytest.raises(RebondError, match=r"key\.exists"):
        create_key(settings, "harbour")
    assert load_key(settings, "harbour") == first
    assert [path.name for path in settings.keys.iterdir()] == ["harbour.json"]


def test_the_newest_version_of_a_key_is_used(settings: Settings) -> None:
    create_key(settings, "harbour")
    path = settings.keys / "harbour.json"
    content = json.loads(path.read_text())
    content["versions"].append({**content["versions"][0], "version": 2, "member_secret": "ab" * 32})
    path.write_text(json.dumps(content))
    assert load_key(settings, "harbour").version == 2
    assert load_key(settings, "harbour").member_secret == b"\xab" * 32


def test_a_partner_without_a_key_is_said_so(settings: Settings) -> None:
    with pytest.raises(RebondError, match=r"key\.missing"):
        load_key(settings, "harbour")


@pytest.mark.parametrize("name", ["", "../harbour", "a/b", ".hidden", "a\\b"])
def test_a_name_that_leaves_the_folder_is_refused(settings: Settings, name: str) -> None:
    with pytest.raises(RebondError, match=r"key\.unusable_name"):
        create_key(settings, name)


def test_printing_a_key_shows_no_secret() -> None:
    assert "m" * 32 not in repr(KEY)
    assert "secret" not in repr(KEY)
