"""Observed over expected against PHEindicatormethods and `poisson_interval`."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

HEADINGS = ("numerator", "denominator", "reference_numerator", "reference_denominator")


def columns(strata, unit="a"):
    parts = zip(*strata, strict=True)
    return {"unit_id": [unit] * len(strata)} | {
        f"{heading}_count": list(part) for heading, part in zip(HEADINGS, parts, strict=True)
    }


@pytest.mark.parametrize(("z", "level"), [(1.959963984540054, "95_0"), (3.090232306167813, "99_8")])
def test_it_gives_the_ratios_and_rates_of_phe_indicator_methods(rows, reference_data, z, level):
    with (reference_data / "isr_multiarea_input.csv").open() as file:
        given_rows = list(csv.DictReader(file))
    strata = {"unit_id": [row["area"] for row in given_rows]}
    for heading, name in zip(HEADINGS, ("count", "pop", "refcount", "refpop"), strict=True):
        strata[f"{heading}_count"] = [float(r[name]) if r[name] else None for r in given_rows]
    found = rows(f"from indirectly_standardised_ratio('strata', z := {z})", strata=strata)
    by_area = {row["unit_id"]: row for row in found}
    checked = 0
    with (reference_data / "isr_expected.csv").open() as file:
        for known in csv.DictReader(file):
            kind = {"rate per 100000": "standardised_rate", "ratio x 1": "ratio"}.get(
                known["statistic"].removeprefix("indirectly standardised ")
            )
            if kind is None or known["area"] not in by_area:
                continue
            row = by_area[known["area"]]
            assert row["expected_count"] == pytest.approx(float(known["expected"]), abs=1e-6)
            assert row[kind] == pytest.approx(float(known["value"]), abs=1e-6)
            assert row[f"{kind}_lower"] == pytest.approx(float(known[f"lower{level}cl"]), abs=1e-6)
            assert row[f"{kind}_upper"] == pytest.approx(float(known[f"upper{level}cl"]), abs=1e-6)
            checked += 1
    assert checked == 6


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 6), st.integers(0, 500), st.integers(0, 90), st.integers(100, 9000)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_its_limits_are_those_of_the_observed_count_over_the_expected(rows, value, strata):
    [row] = rows("from indirectly_standardised_ratio('s')", s=columns(strata))
    observed = sum(stratum[0] for stratum in strata)
    expected = sum(n * rx / rn for _, n, rx, rn in strata)
    assert row["observed_count"] == observed
    assert row["expected_count"] == pytest.approx(expected)
    if expected == 0:
        assert row["ratio"] is None
        return
    interval = value("poisson_interval(?, ?)", observed, expected)
    assert row["ratio"] == pytest.approx(observed / expected)
    assert row["ratio_lower"] == pytest.approx(interval["lower"], rel=1e-9)
    assert row["ratio_upper"] == pytest.approx(interval["upper"], rel=1e-9)


def test_who_has_the_references_rates_has_ratio_one(rows):
    [row] = rows(
        "from indirectly_standardised_ratio('s', per := 1000)",
        s=columns([(10, 100, 100, 1000), (40, 200, 200, 1000)]),
    )
    assert row["ratio"] == 1
    assert row["standardised_rate"] == pytest.approx(row["reference_rate"]) == 300 / 2000 * 1000
