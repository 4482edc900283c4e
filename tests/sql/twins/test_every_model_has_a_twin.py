"""No model is without a slow twin that it is held to on generated data.

A twin is a slow function of `tests/sql/twins/`, or a Hypothesis test elsewhere that is named here;
what only passes a table on reckons nothing, and is looked at for that.
"""

import ast
import re
from pathlib import Path

import pytest

from ingest.models import STAGES, model_paths
from ingest.places import SQL
from tests.sql.twins.every_release_twin import RELEASE_TWINS
from tests.sql.twins.every_release_twin import SLOW as SLOW_RELEASES
from tests.sql.twins.register import TWINS
from tests.sql.twins.test_twins import SLOW as SLOW_WORLDS

ROOT = Path(__file__).parents[3]
ELSEWHERE = {
    "marts.benchmark_gaps": (
        "tests/sql/marts/test_benchmark_gaps.py",
        "test_it_equals_slow_arithmetic",
    ),
    "marts.community_funnels": (
        "tests/sql/marts/test_community_funnels.py",
        "test_it_equals_slow_spiegelhalter",
    ),
    "marts.curve_comparisons": (
        "tests/sql/marts/test_curve_comparisons.py",
        "test_every_test_equals_the_slow_twin",
    ),
    "marts.recovery_curves": (
        "tests/sql/marts/test_recovery_curves.py",
        "test_curves_equal_the_slow_twins",
    ),
    "marts.standardised_rates": (
        "tests/sql/marts/test_standardised_rates.py",
        "test_it_equals_slow_arithmetic",
    ),
}
# Columns of one table under their own names, every row of it: words and accounts, no figure.
PASSED_ON = {
    "published.claims": "reference.claims",
    "published.columns": "reference.published_columns",
    "published.indicators": "marts.indicators",
    "published.models": "release.models",
    "published.quality_thresholds": "reference.quality_thresholds",
    "published.rule_sets": "reference.rule_sets",
}
# References are tables of the literature; macros have tests of their own.
NO_MODELS = {"reference", "macros"}
MODELS = [
    f"{stage}.{path.stem}"
    for stage in (*STAGES, "questions")
    if stage not in NO_MODELS
    for path in model_paths(stage)
]


def test_every_model_has_one_twin_and_every_twin_a_model():
    twins = [*TWINS, *RELEASE_TWINS, *ELSEWHERE, *PASSED_ON]
    assert sorted(twins) == sorted(MODELS)


@pytest.mark.parametrize("model", ELSEWHERE)
def test_a_twin_that_stands_elsewhere_is_a_test_on_generated_data_of_that_model(model):
    path, name = ELSEWHERE[model]
    text = (ROOT / path).read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(text).body if hasattr(node, "name")}
    decorators = [ast.unparse(node) for node in functions[name].decorator_list]
    assert any(decorator.startswith("given(") for decorator in decorators)
    assert model.split(".")[1] in text


@pytest.mark.parametrize("model", PASSED_ON)
def test_what_is_passed_on_is_every_row_of_one_table_as_it_stands(model):
    text = (SQL / f"{model.replace('.', '/')}.sql").read_text(encoding="utf-8")
    code = " ".join(line for line in text.splitlines() if not line.startswith("--"))
    assert re.fullmatch(rf"select(\s+[a-z0-9_]+,)+\s+from {PASSED_ON[model]}\s*", code)


@pytest.mark.parametrize("name", [*SLOW_WORLDS, *SLOW_RELEASES])
def test_a_slow_twin_asks_no_database(name):
    """It is told a world or a release and nothing else."""
    text = (Path(__file__).parent / f"slow_{name}.py").read_text(encoding="utf-8")
    assert "import duckdb" not in text
    assert ".execute(" not in text


@pytest.mark.parametrize("path", ["twins/rules.py", "twins/disclosure_rules.py", "slow_twin.py"])
def test_nor_do_the_rules_that_slow_twins_share(path):
    text = (ROOT / "tests/sql" / path).read_text(encoding="utf-8")
    assert "import duckdb" not in text
    assert ".execute(" not in text
