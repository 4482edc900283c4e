"""Headers of real products and of spreadsheets by hand lead to the right contract."""

import csv
import re

import pytest

from ingest.contracts.contract import load_contracts
from ingest.errors import MappingRefused
from ingest.mapping.mapped_rows import load_mapping
from ingest.mapping.suggestions import draft_of, known_export, suggest_mapping
from tests.ingest.mapping.test_shipped_mappings import SAMPLES

CONTRACTS = load_contracts()


def targets(header: str, kind: str | None = None) -> tuple[str, dict[str, str | None]]:
    suggested = suggest_mapping(tuple(header.split("|")), CONTRACTS, kind)
    return suggested.kind, {column.column: column.target for column in suggested.columns}


@pytest.mark.parametrize(
    ("header", "kind", "expected"),
    [
        ("user_id|group|join_date|sex", "members",
         {"user_id": "member_id", "group": "community_id", "join_date": "joined_on",
          "sex": "gender"}),
        ("post_id|user_id|forum|created_at|type|topic_id", "activity",
         {"post_id": "activity_id", "user_id": "member_id", "forum": "community_id",
          "created_at": "occurred_at", "type": "activity_type", "topic_id": "thread_id"}),
        ("participant|groupe|date d'évaluation|échelle|score total|remarque", "outcome_scores",
         {"participant": "member_id", "groupe": "community_id", "date d'évaluation": "scored_on",
          "échelle": "instrument", "score total": "score", "remarque": None}),
        ("Membre|Communauté|Date d’inscription|Sexe", "members",
         {"Membre": "member_id", "Communauté": "community_id", "Date d’inscription": "joined_on",
          "Sexe": "gender"}),
    ],
)  # fmt: skip
def test_headers_find_their_contract_and_its_columns(header, kind, expected):
    assert targets(header) == (kind, expected)


@pytest.mark.parametrize(
    "header",
    [
        "Code|Date|gad7_1|gad7_2",  # single answers
        "Code|Date|GAD-7|gad7 total",  # which of the two?
        "Code|Date|Questionnaire|Total|GAD-7",  # a column that names the scale
    ],
)
def test_a_column_is_only_a_questionnaires_total_where_nothing_else_can_be_meant(header):
    assert suggest_mapping(tuple(header.split("|")), CONTRACTS, "outcome_scores").instruments == ()


def test_the_contracts_own_headers_are_certain():
    for kind, contract in CONTRACTS.items():
        header = tuple(column.name for column in contract.columns)
        suggested = suggest_mapping(header, CONTRACTS)
        assert suggested.kind == kind
        assert {column.confidence for column in suggested.columns} == {1.0}
        assert suggested.lacking == ()


def test_a_slip_of_the_pen_is_less_sure_than_a_known_word():
    suggested = suggest_mapping(("membr_id", "user"), CONTRACTS, "members")
    by_name = {column.column: column for column in suggested.columns}
    assert by_name["user"].target == "member_id"
    (slip,) = suggest_mapping(("membr_id",), CONTRACTS, "members").columns
    assert slip.target == "member_id"
    assert 0.6 <= slip.confidence < by_name["user"].confidence


def test_a_draft_asks_for_what_is_lacking(tmp_path):
    suggested = suggest_mapping(("user", 'na"me: x', "joind_on"), CONTRACTS, "members")
    draft = draft_of(suggested)
    assert suggested.lacking == ("community_id",)
    assert "please check" in draft
    (tmp_path / "draft.yaml").write_text(draft)
    with pytest.raises(MappingRefused) as refused:
        load_mapping(tmp_path / "draft.yaml")
    assert refused.value.code == "mapping.unfilled"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_export_of_a_known_product_leads_to_its_mapping(name, tmp_path):
    header = tuple(next(csv.reader([SAMPLES[name][0].splitlines()[0]])))
    known = known_export(header)
    assert known is not None
    assert known.mapping == name
    # The draft asks for the partner's own words, and is a mapping once they are there.
    path = tmp_path / "mapping.yaml"
    path.write_text(known.draft)
    with pytest.raises(MappingRefused):
        load_mapping(path)
    path.write_text(
        re.sub("<.*(time zone|fuseau).*>", "UTC", known.draft).replace("<", "").replace(">", "")
    )
    assert load_mapping(path).entries[0].kind == known.kind


def test_a_table_that_happens_to_hold_two_usual_names_is_no_known_export():
    # discourse_members reads user_id and created_at: two of four tell, two of five do not.
    assert known_export(("user_id", "created_at", "x", "y")) is not None
    assert known_export(("user_id", "created_at", "x", "y", "z")) is None
