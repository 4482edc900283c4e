"""The pages offer every rule set that the models classify by."""

import csv

from dashboard.labels import RULE_SETS
from ingest.places import SQL


def test_every_rule_set_that_classifies_can_be_chosen() -> None:
    with (SQL / "reference" / "rule_sets.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(RULE_SETS) == {row["rule_set"] for row in rows if row["is_classified"] == "true"}
