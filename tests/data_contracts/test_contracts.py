"""The six contracts keep the standard, and nothing derived from them can drift away from them."""

import csv
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml
from pandera.errors import SchemaErrors

from ingest.contracts.contract import KINDS, ORIGIN_COLUMNS, Contract, load_contracts
from ingest.contracts.contract_file import ContractInvalid, read_contract_file
from ingest.contracts.contract_words import expected
from ingest.contracts.row_rules import TIME_ZONES, Bounds, row_rules, row_schema
from ingest.places import DATA_CONTRACTS, SQL

# What the two files beside each contract were written for; the README says so too.
BOUNDS = Bounds(date(2025, 1, 1), date(2025, 12, 31), today=date(2026, 1, 15))
REASONS = "refused_because"
CONTRACTS = list(load_contracts().values())
every_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=KINDS)


def rows_of(contract: Contract, name: str) -> pl.DataFrame:
    path = DATA_CONTRACTS / contract.kind / name
    return pl.read_csv(path, infer_schema=False)


def reasons(contract: Contract, rows: pl.DataFrame) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in range(rows.height)]
    try:
        row_schema(contract, BOUNDS).validate(rows, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            for at in (~error.check_output["check_output"]).arg_true():
                found[at].add(str(error.check.error))
    return found


@every_contract
def test_a_contract_keeps_the_standard(contract: Contract) -> None:
    file = read_contract_file(DATA_CONTRACTS / contract.kind / "contract.odcs.yaml")
    assert file.apiVersion == "v3.2.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", contract.version)


def misspelt(tmp_path: Path, old: str, new: str) -> Path:
    text = (DATA_CONTRACTS / "members" / "contract.odcs.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "members" / "contract.odcs.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("version:", "vershun:"), ("purpose:", "porpoise:"), ("required:", "requierd:")),
        *(("maxLength:", "maxLenght:"), ("enum:", "enumm:"), ("label:", "lable:")),
        *(("descriptionFr", "descriptionFR"), ("primaryKey:", "primarykey:")),
        *(("relationships:", "relationship:"), ("engine:", "engin:"), ("minimum:", "minimun:")),
        ("logicalType: date", "logicalType: day"),
    ],
)
def test_a_misspelt_key_is_refused_wherever_it_stands(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ContractInvalid):
        read_contract_file(misspelt(tmp_path, old, new))


@every_contract
def test_every_limit_that_a_type_needs_is_there(contract: Contract) -> None:
    for column in contract.columns:
        by_value = {rule.column for rule in contract.cross_column_rules if "within" in rule.rule}
        if column.type in {"integer", "number", "date", "timestamp"} - by_value:
            assert column.minimum is not None or column.name in by_value, column.name
            assert column.maximum is not None or column.name in by_value, column.name
        if column.type == "text":
            is_closed = column.allowed_values or column.format or column.pattern
            assert is_closed, f"{column.name} would be free text"


@every_contract
def test_the_key_is_required_and_every_reference_leads_somewhere(contract: Contract) -> None:
    assert contract.key
    for column in contract.columns:
        assert column.is_key == (column.name in contract.key)
        assert column.is_required or not column.is_key
        if column.references:
            kind, _, name = column.references.partition(".")
            assert load_contracts()[kind].column(name).is_key
            assert name.removeprefix("replies_to_") == column.name.removeprefix("replies_to_")


@every_contract
def test_everything_is_said_in_english_and_french(contract: Contract) -> None:
    said = [contract.title, contract.description, *(c.descriptions for c in contract.columns)]
    said += [label for column in contract.columns for label in column.value_labels.values()]
    for words in said:
        assert set(words) == {"en", "fr"}
        assert all(words.values())
    for column in contract.columns:
        assert column.descriptions["en"] != column.descriptions["fr"]


@every_contract
def test_every_accepted_row_is_accepted(contract: Contract) -> None:
    rows = rows_of(contract, "accepted.csv")
    assert rows.columns == [column.name for column in contract.columns]
    assert reasons(contract, rows) == [set()] * rows.height
    assert not rows.select(contract.key).is_duplicated().any()


@every_contract
def test_the_accepted_rows_show_every_word_that_the_contract_knows(contract: Contract) -> None:
    rows = rows_of(contract, "accepted.csv")
    for column in contract.columns:
        assert set(column.allowed_values) <= set(rows[column.name]), column.name


def test_the_accepted_rows_of_all_kinds_fit_together() -> None:
    rows = {contract.kind: rows_of(contract, "accepted.csv") for contract in CONTRACTS}
    for contract in CONTRACTS:
        for column in contract.columns:
            if column.references:
                kind, _, name = column.references.partition(".")
                given = rows[contract.kind][column.name].drop_nulls()
                assert given.is_in(rows[kind][name].implode()).all(), column.name


@every_contract
def test_every_refused_row_is_refused_for_exactly_its_reasons(contract: Contract) -> None:
    rows = rows_of(contract, "refused.csv")
    assert rows.columns == [*(column.name for column in contract.columns), REASONS]
    wanted = [set(text.split()) for text in rows[REASONS]]
    # Copies are found over the whole file, not by looking at a row: tests/ingest/test_gate.py.
    alone = [{code for code in codes if "conflicting_copies" not in code} for codes in wanted]
    assert reasons(contract, rows.drop(REASONS)) == alone


@every_contract
def test_every_rule_has_a_refused_row(contract: Contract) -> None:
    shown = {code for text in rows_of(contract, "refused.csv")[REASONS] for code in text.split()}
    rules = {rule.code for rule in row_rules(contract, BOUNDS)}
    assert shown == rules | {f"{contract.key[0]}.conflicting_copies"}


@every_contract
def test_the_table_of_accepted_rows_has_the_columns_of_the_contract(contract: Contract) -> None:
    with duckdb.connect() as con:
        con.execute("create schema accepted")
        con.execute(contract.ddl("accepted"))
        described = con.execute(f"describe accepted.{contract.kind}").fetchall()
    found = {name: type_.lower() for name, type_, *_ in described}
    wanted = {column.accepted_name: column.accepted_type for column in contract.columns}
    assert found == wanted | ORIGIN_COLUMNS
    assert not [name for name in found if name in {"member_id", "activity_id", "report_id"}]


@every_contract
def test_accepted_text_becomes_what_it_says(contract: Contract) -> None:
    rows = rows_of(contract, "accepted.csv")
    with duckdb.connect() as con:
        con.register("rows", rows.to_arrow())
        cells = ", ".join(
            f"{column.typed_expression} as {column.name}" for column in contract.columns
        )
        typed = con.sql(f"select {cells} from rows").to_arrow_table()
    for column in contract.columns:
        texts, values = rows[column.name].to_list(), typed[column.name].to_pylist()
        assert values == [by_python(column.type, text) for text in texts], column.name


def by_python(type_: str, text: str | None) -> Any:
    readers: dict[str, Any] = {
        "integer": int,
        "number": float,
        "boolean": lambda text: text == "true",
        "date": date.fromisoformat,
        "timestamp": lambda text: datetime.fromisoformat(text).replace(second=0, microsecond=0),
    }
    return None if text is None else readers.get(type_, str)(text)


@pytest.mark.parametrize(
    ("kind", "column", "text"),
    [
        *(("program_activities", "people_reached", text) for text in ("12.6", "1e3", "0x10")),
        *(("outcome_scores", "score", text) for text in ("1e1", "inf", "nan", "12,5")),
        *(
            ("members", "joined_on", text)
            for text in ("epoch", "infinity", "-infinity", "14/03/2025")
        ),
        *(("activity", "occurred_at", text) for text in ("2025-03-14", "epoch")),
        *(("communities", "is_anonymous", text) for text in ("t", "1", "yes")),
    ],
)
def test_text_that_was_never_judged_fails_instead_of_being_reinterpreted(
    kind: str, column: str, text: str
) -> None:
    sql = load_contracts()[kind].column(column).typed_expression
    with duckdb.connect() as con, pytest.raises(duckdb.Error):
        con.execute(f"select {sql} from (select ? as {column})", [text]).fetchall()


@every_contract
def test_the_examples_of_the_columns_make_an_accepted_row(contract: Contract) -> None:
    cells = {column.name: [column.example or None] for column in contract.columns}
    rows = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    assert reasons(contract, rows) == [set()]


@every_contract
def test_every_refusal_says_what_was_expected(contract: Contract) -> None:
    for rule in row_rules(contract, BOUNDS):
        assert expected(contract, rule.code), rule.code


def test_what_was_expected_comes_from_the_contract() -> None:
    scores, members = load_contracts()["outcome_scores"], load_contracts()["members"]
    assert expected(scores, "score.above_maximum").startswith("PHQ-9 0–27, GAD-7 0–21")
    assert expected(scores, "member_id.conflicting_copies") == "member_id, scored_on, instrument"
    assert expected(members, "left_on.ends_before_start") == "joined_on"
    assert expected(members, "rurality.unknown_value") == "urban, rural, remote, unknown"
    assert expected(members, "member_id.too_long") == "64"


def test_the_instruments_are_those_of_the_reference_table_with_the_same_ranges() -> None:
    path = SQL / "reference" / "instruments.csv"
    if not path.exists():
        pytest.skip("sql/reference/instruments.csv is not written yet")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        row["instrument"]: (float(row["minimum_score"]), float(row["maximum_score"]))
        for row in rows
    }
    assert found == load_contracts()["outcome_scores"].column("instrument").value_limits


def test_the_database_knows_every_time_zone_that_is_accepted() -> None:
    with duckdb.connect() as con:
        known = {name for (name,) in con.execute("select name from pg_timezone_names()").fetchall()}
    assert set(TIME_ZONES) <= known
    assert {"America/Toronto", "Europe/Paris", "Asia/Kolkata", "UTC"} <= set(TIME_ZONES)


@every_contract
def test_a_contract_opens_as_plain_yaml_with_its_kind_as_folder(contract: Contract) -> None:
    path = DATA_CONTRACTS / contract.kind / "contract.odcs.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [table["name"] for table in content["schema"]] == [path.parent.name]


def test_the_readme_lists_every_kind_in_both_languages() -> None:
    text = (DATA_CONTRACTS / "README.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert text.count(f"| `{kind}/` |") == 2, kind
