"""Fast SQL equals slow, boring Python on made-up releases, from `disclosed` to the questions."""

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from ingest.publishing.closed_list import PUBLISHED_TABLES
from tests.sql.twins.comparison import differences_of
from tests.sql.twins.drawn_release import release_of
from tests.sql.twins.every_release_twin import RELEASE_TWINS
from tests.sql.twins.published_tables import TABLES
from tests.sql.twins.release import build_release, rows_of

# A release is made from one number: there is nothing to make smaller. Together these two have rows
# for every model.
EXAMPLES = (13, 22)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example(EXAMPLES[0])
@example(EXAMPLES[1])
@given(st.integers(0, 2**32))
def test_every_model_equals_its_slow_twin(seed):
    release = release_of(seed)
    con = build_release(release)
    faults = {
        twin.model: differences_of(rows_of(con, twin.model), twin.slow(release), twin.keys)
        for twin in RELEASE_TWINS.values()
    }
    assert {model: columns for model, columns in faults.items() if columns} == {}


def test_no_twin_is_compared_over_no_rows_at_all():
    told = [release_of(seed) for seed in EXAMPLES]
    assert [twin.model for twin in RELEASE_TWINS.values() if not any(map(twin.slow, told))] == []


def test_the_slow_twins_know_every_published_table_and_count():
    closed_list = {
        table.name: (table.keys, {measure.name: measure.within for measure in table.measures})
        for table in PUBLISHED_TABLES
        if table.measures
    }
    assert closed_list == TABLES


@pytest.mark.parametrize(
    ("fast", "faults"),
    [
        ([{"key": 1, "rate": 0.5}], []),
        ([{"key": 1, "rate": 0.5 + 1e-12}], []),
        ([{"key": 1, "rate": 0.5 + 1e-8}], ["rate"]),
        ([{"key": 1, "rate": None}], ["rate"]),
        ([{"key": 1}], ["rate"]),
        ([{"key": 1, "rate": 0.5, "more": None}], ["more"]),
        ([{"key": 1, "rate": 0.5}] * 2, ["rows"]),
        ([{"key": 2, "rate": 0.5}], ["rows"]),
    ],
)
def test_a_difference_is_seen_in_every_column_and_row(fast, faults):
    assert differences_of(fast, [{"key": 1, "rate": 0.5}], ["key"]) == faults
