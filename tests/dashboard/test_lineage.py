"""A figure is followed from the published table back to staging, by what the snapshot says."""

from pathlib import Path

from dashboard.language import Language
from dashboard.lineage import column_words, models_behind, rule_sets_behind, thresholds
from dashboard.snapshot import current_snapshot, manifest, rows
from dashboard.source import Source


def paths(home: Path, table: str, **wanted: object) -> list[str]:
    snapshot = current_snapshot(home)
    source = Source(table, rows(snapshot, table, **wanted))
    return [model["path"] for model in models_behind(snapshot, [source])]


def test_the_way_begins_at_the_published_table_and_ends_in_staging(small_home: Path) -> None:
    assert paths(small_home, "recovery_rates") == [
        "sql/published/recovery_rates.sql",
        "sql/marts/recovery_rates.sql",
        "sql/staging/outcome_scores.sql",
        "sql/macros/published_proportion.sql",
    ]


def test_an_indicator_is_followed_through_its_own_file_alone(small_home: Path) -> None:
    assert paths(small_home, "indicator_values", indicator_id="reach") == [
        "sql/published/indicator_values.sql",
        "sql/marts/indicator_values.sql",
        "sql/indicators/reach.sql",
        "sql/staging/activity.sql",
    ]


def test_a_table_without_a_model_has_nothing_behind_it(small_home: Path) -> None:
    assert paths(small_home, "activity_months") == []


def test_rule_sets_are_those_of_the_rows(small_home: Path) -> None:
    snapshot = current_snapshot(small_home)
    source = Source("recovery_rates", rows(snapshot, "recovery_rates", rule_set="phq9_only"))
    (rule,) = rule_sets_behind(snapshot, [source])
    assert (rule["rule_set"], rule["version"]) == ("phq9_only", "1.0.0")


def test_columns_are_explained_in_the_language_of_the_page(small_home: Path) -> None:
    snapshot = current_snapshot(small_home)
    words = column_words(snapshot, "recovery_rates", Language("fr"))
    assert words["outcome_count"].startswith("Membres")


def test_thresholds_are_those_that_the_snapshot_was_made_with(small_home: Path) -> None:
    assert thresholds(manifest(current_snapshot(small_home))) == {"smallest_shown": 8}
