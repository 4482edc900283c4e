"""What the literature claims has an indicator, a published table and a page each."""

import csv

import pytest

from dashboard.language import CODES, Language
from dashboard.views import IN_ORDER
from dashboard.views.paths import NAMES
from ingest.indicators import load_indicators
from ingest.places import SQL
from ingest.publishing.closed_list import PUBLISHED_NAMES

with (SQL / "reference" / "claims.csv").open(encoding="utf-8", newline="") as file:
    CLAIMS = list(csv.DictReader(file))
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim_id"])

# The rows of the domain's section 5: a thirteenth of the literature would be a new row here.
OF_THE_LITERATURE = 12


def test_all_claims_of_the_literature_are_there_in_an_order():
    assert sum(claim["is_of_the_literature"] == "true" for claim in CLAIMS) == OF_THE_LITERATURE
    assert [int(claim["place"]) for claim in CLAIMS] == list(range(1, len(CLAIMS) + 1))


@each_claim
def test_a_claim_has_an_indicator(claim):
    assert claim["claim_id"] in {indicator.claim_id for indicator in load_indicators()}


@each_claim
def test_a_claim_has_published_tables_that_exist(claim):
    tables = set(claim["published_tables"].split())
    assert tables
    assert tables <= set(PUBLISHED_NAMES)


@each_claim
def test_a_claim_has_pages_that_exist(claim):
    views = set(claim["views"].split())
    assert views
    assert views <= {view.path for view in IN_ORDER}


@each_claim
def test_a_claim_speaks_both_languages(claim):
    for word in ("claim", "question"):
        english, french = claim[f"{word}_en"], claim[f"{word}_fr"]
        assert english
        assert french
        assert english != french
        assert "'" not in french


@each_claim
@pytest.mark.parametrize("code", CODES)
def test_the_page_of_indicators_can_name_the_other_pages(claim, code):
    others = set(claim["views"].split()) - {"indicators"}
    assert all(Language(code).knows(f"{NAMES[path]}.title") for path in others)
