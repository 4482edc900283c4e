"""Names of columns: what announces a person, and what only resembles it."""

import csv

import pytest
import yaml

from ingest.places import DATA_CONTRACTS
from ingest.privacy_screen.column_names import kind_of_person, names_an_organisation

PERSONAL = {
    "email": "email E-mail user_email emailAddress Courriel adresse_électronique email_hash",
    "phone": "phone Téléphone tel phone_number no_telephone",
    "name": "name first_name firstName Nom Prénom nom_de_famille real-name",
    "handle": "username User_Name nickname author pseudo nom_utilisateur login",
    "address": "address home_address adresse street",
    "postcode": "postcode ZIP zip_code Code_Postal member_postcode",
    "ip_address": "ip ip_address IPAddress adresse_ip user_agent",
    "birth_date": "dob birth_date date_of_birth Date_de_naissance birthday",
    "national_number": "ssn NHS_number nir numéro_sécurité_sociale passport_no",
    "payment_number": "iban credit_card_number",
    "location": "latitude lng gps_position",
    "free_text": "message body post_text selftext Commentaire thread_title raw notes",
}

HARMLESS = [
    "member_id",
    "user_id",
    "activity_id",
    "community_name",
    "group_name",
    "nom_du_groupe",
    "program_name",
    "forum_title",
    "message_count",
    "message_id",
    "message_type",
    "post_type",
    "is_anonymous",
    "region_code",
    "rurality",
    "age_band",
    "birth_year",
    "annee_naissance",
    "time_zone",
    "platform_type",
    "author_id",
    "last_login_at",
    "language",
    "score",
    "recipient_id",
    "timestamp",
    "event",
    "treatment",
    "comment_count",
    "occurred_at",
    "code_insee",
    "report_type",
]


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in PERSONAL.items() for name in names.split()]
)
def test_a_name_announces_a_person(kind: str, name: str) -> None:
    assert kind_of_person(name) == kind


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_that_only_resembles_one_passes(name: str) -> None:
    assert kind_of_person(name) is None


@pytest.mark.parametrize("path", sorted(DATA_CONTRACTS.glob("*/accepted.csv")), ids=str)
def test_no_column_of_a_contract_announces_a_person(path: object) -> None:
    with open(str(path), encoding="utf-8", newline="") as file:  # noqa: PTH123
        header = next(csv.reader(file))
    assert [name for name in header if kind_of_person(name)] == []


@pytest.mark.parametrize("path", sorted(DATA_CONTRACTS.glob("mappings/*.yaml")), ids=str)
def test_no_column_of_a_shipped_mapping_announces_a_person(path: object) -> None:
    with open(str(path), encoding="utf-8") as file:  # noqa: PTH123
        words = {word for word in scalars(yaml.safe_load(file)) if " " not in word}
    assert {word for word in words if kind_of_person(word)} == set()


def scalars(node: object) -> list[str]:
    if isinstance(node, dict):
        return [word for key, value in node.items() for word in [str(key), *scalars(value)]]
    if isinstance(node, list):
        return [word for value in node for word in scalars(value)]
    return [str(node)]


def test_the_wording_of_a_question_is_judged_by_strong_words_alone() -> None:
    question = "Over the last two weeks, did a message or your name trouble you?"
    assert kind_of_person(question) is None
    assert kind_of_person("Please leave the e-mail under which we may write to you") == "email"


def test_names_of_communities_may_be_free() -> None:
    assert names_an_organisation("community_name")
    assert names_an_organisation("nom_du_groupe")
    assert not names_an_organisation("member_name")
    assert not names_an_organisation("community_id")


def test_every_word_of_the_lists_is_a_word() -> None:
    """YAML reads a bare `on` as true."""
    with (DATA_CONTRACTS / "personal_columns.yaml").open(encoding="utf-8") as file:
        lists = yaml.safe_load(file)
    leaves = [*lists["never"], *lists["organisations"], *lists["harmless_words"]]
    for part in ("always", "unless_beside_a_harmless_word"):
        leaves += [word for words in lists[part].values() for word in words]
    assert [word for word in leaves if not isinstance(word, str)] == []
