"""The bands of severity, and that the reference table says the same."""

import csv

import pytest

from ingest.places import SQL


def test_the_macro_and_the_reference_table_agree_at_every_score(value):
    with (SQL / "reference" / "severity_bands.csv").open(encoding="utf-8") as file:
        bands = list(csv.DictReader(file))
    assert bands
    for band in bands:
        for score in range(int(band["score_from"]), int(band["score_through"]) + 1):
            found = value("severity_band(?, ?)", band["instrument"], score)
            assert found == band["baseline_severity"], (band["instrument"], score)


@pytest.mark.parametrize(
    ("instrument", "score", "band"),
    [
        ("PHQ-9", 27, "severe"),
        ("PHQ-9", 28, None),
        ("PHQ-8", 24, "severe"),
        ("PHQ-8", 25, None),
        ("GAD-7", 14, "moderate"),
        ("BDI-I", 9, "minimal"),
        ("BDI-I", 10, "mild"),
        ("BDI-II", 13, "minimal"),
        ("HAM-D17", 24, "severe"),
        ("PHQ-9", -1, None),
        ("PHQ-9", None, None),
        ("UCLA-3", 5, None),
    ],
)
def test_bands_end_where_their_authors_end_them(value, instrument, score, band):
    assert value("severity_band(?, ?::int)", instrument, score) == band
