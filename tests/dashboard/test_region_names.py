"""Regions go by their names; a code that nobody has named yet says that it is a code."""

import pytest

from dashboard.labels import category
from dashboard.language import Language


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("en", "GB-SCT", "Scotland"),
        ("fr", "GB-SCT", "Écosse"),
        ("fr", "CA-QC", "Québec"),
        ("en", "unknown", "Unknown"),
        ("en", "DE-BY", "Region code DE-BY"),
        ("fr", "DE-BY", "Code de région DE-BY"),
    ],
)
def test_a_region_is_named(language: str, code: str, words: str) -> None:
    assert category("region_code", code, Language(language)).lower() == words.lower()
