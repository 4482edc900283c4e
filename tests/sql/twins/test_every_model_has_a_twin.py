"""No model of the private stages is without a slow twin that it is held to on generated data.

A twin is a slow function of `tests/sql/twins/`, or a Hypothesis test elsewhere that is named here.
"""

import ast
from pathlib import Path

import pytest

from ingest.models import model_paths
from tests.sql.twins.test_twins import TWINS

ROOT = Path(__file__).parents[3]
STAGES = ("staging", "histories", "facts", "outcomes", "strata", "weights", "indicators", "marts")
STAGES += ("contributions",)
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
MODELS = [f"{stage}.{path.stem}" for stage in STAGES for path in model_paths(stage)]


def test_every_model_has_one_twin_and_every_twin_a_model():
    assert sorted([*TWINS, *ELSEWHERE]) == sorted(MODELS)


@pytest.mark.parametrize("model", ELSEWHERE)
def test_a_twin_that_stands_elsewhere_is_a_test_on_generated_data_of_that_model(model):
    path, name = ELSEWHERE[model]
    text = (ROOT / path).read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(text).body if hasattr(node, "name")}
    decorators = [ast.unparse(node) for node in functions[name].decorator_list]
    assert any(decorator.startswith("given(") for decorator in decorators)
    assert model.split(".")[1] in text


@pytest.mark.parametrize("twin", TWINS.values(), ids=lambda twin: twin.model)
def test_a_slow_twin_asks_no_database(twin):
    """It is told a world and nothing else."""
    names = {twin.slow.__module__, "tests.sql.twins.rules", "tests.sql.slow_twin"}
    for name in names:
        text = (ROOT / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert "import duckdb" not in text
        assert ".execute(" not in text
