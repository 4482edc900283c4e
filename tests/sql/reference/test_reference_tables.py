"""Reference tables: each row says where it is from, and gives the figures it claims."""

import csv
from pathlib import Path

import duckdb
import pytest

from ingest.places import SQL

TABLES = sorted((SQL / "reference").glob("*.csv"))
# The words of published columns are our own, not taken from anywhere.
TAKEN_FROM_ELSEWHERE = [path for path in TABLES if path.stem != "published_columns"]


@pytest.mark.parametrize("path", TAKEN_FROM_ELSEWHERE, ids=lambda path: path.stem)
def test_every_row_names_its_source(path: Path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_what_is_said_in_english_is_said_in_french(path: Path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for name in rows[0]:
        if name.endswith("_en"):
            french = name.removesuffix("_en") + "_fr"
            assert all(bool(row[name]) == bool(row[french]) for row in rows), name


def england() -> list[dict[str, str]]:
    path = SQL / "reference" / "nhs_talking_therapies_england.csv"
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("year", england(), ids=lambda year: year["reporting_year"])
def test_englands_five_percentages_come_from_the_counts_of_each_year(year):
    count = {name: int(year[f"{name}_count"]) for name in ("finished", "not_at_caseness")}
    at_caseness = count["finished"] - count["not_at_caseness"]
    for name, measure, denominator in (
        ("recovered", "recovery", at_caseness),
        ("reliably_recovered", "reliable_recovery", at_caseness),
        ("reliably_improved", "reliable_improvement", count["finished"]),
        ("reliably_deteriorated", "reliable_deterioration", count["finished"]),
        ("unchanged", "no_reliable_change", count["finished"]),
    ):
        percent = 100 * int(year[f"{name}_count"]) / denominator
        # Published to one decimal: half a unit of it, and a hair for binary fractions.
        assert abs(percent - float(year[f"published_{measure}_percent"])) <= 0.05 + 1e-9


def test_there_are_the_eight_years_from_2017_18():
    assert [year["reporting_year"] for year in england()] == [
        f"{first}-{first - 1999}" for first in range(2017, 2025)
    ]


def test_england_2024_25_is_what_nhs_england_published():
    newest = england()[-1]
    assert int(newest["recovered_count"]) == 321_061
    assert int(newest["finished_count"]) - int(newest["not_at_caseness_count"]) == 635_185
    assert newest["published_recovery_percent"] == "50.5"


def test_instruments_agree_with_the_rule_sets():
    con = duckdb.connect()
    differing = con.execute(
        f"""
        select rule_sets.rule_set
        from read_csv('{SQL}/reference/rule_sets.csv') as rule_sets
        inner join read_csv('{SQL}/reference/instruments.csv') as instruments
            on rule_sets.primary_instrument = instruments.instrument
        where rule_sets.is_higher_better != instruments.is_higher_better
        """
    ).fetchall()
    assert differing == []


def test_swemwbs_turns_every_raw_score_into_a_rising_metric_one():
    with (SQL / "reference" / "swemwbs_metric.csv").open(encoding="utf-8") as file:
        rows = [(int(r["raw_score"]), float(r["metric_score"])) for r in csv.DictReader(file)]
    assert [raw for raw, _ in rows] == list(range(7, 36))
    assert rows == sorted(rows, key=lambda row: row[1])
    assert (rows[0][1], rows[-1][1]) == (7.0, 35.0)
