"""Funnel limits: Fingertips' labels and limits, Spiegelhalter's overdispersion, slow Python."""

import csv
from math import asin, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LABELS = {
    "low_998": "Low (0.001)",
    "low_95": "Low (0.025)",
    "within": "Not significant",
    "high_95": "High (0.025)",
    "high_998": "High (0.001)",
}
UNIT = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
Z_95, Z_998 = 1.959963984540054, 3.090232306167813


def columns(counts):
    x, n = (list(column) for column in zip(*counts, strict=True))
    return {"unit_id": list(range(len(x))), "numerator_count": x, "denominator_count": n}


def test_all_303_labels_of_phe_indicator_methods_come_out(rows, reference_data):
    with (reference_data / "funnel_prop_inputs.csv").open() as file:
        areas = list(csv.DictReader(file))
    assert len(areas) == 303
    units = columns([(float(r["numerator"]), float(r["denominator"])) for r in areas])
    found = rows("from funnel_limits('units') order by unit_id", units=units)
    assert [LABELS[row["outlier_status"]] for row in found] == [r["significance"] for r in areas]


def test_the_hundred_limits_of_phe_indicator_methods_come_out(value, reference_data):
    with (reference_data / "funnel_prop_outputs.csv").open() as file:
        drawn = list(csv.DictReader(file))
    with (reference_data / "funnel_prop_inputs.csv").open() as file:
        areas = list(csv.DictReader(file))
    target = sum(float(r["numerator"]) for r in areas) / sum(float(r["denominator"]) for r in areas)
    assert len(drawn) == 100
    for row in drawn:
        assert 100 * target == pytest.approx(float(row["Baseline"]), abs=1e-6)
        for z, suffix in ((Z_95, "2s0025limit"), (Z_998, "3s0001limit")):
            found = value(
                "funnel_proportion_limits(?, ?, z := ?)", target, int(row["Population"]), z
            )
            assert 100 * found["lower"] == pytest.approx(float(row[f"Lower{suffix}"]), abs=1e-6)
            assert 100 * found["upper"] == pytest.approx(float(row[f"Upper{suffix}"]), abs=1e-6)


def slow_overdispersion(counts, target):
    """Spiegelhalter 2005 in numpy: (phi, tau2)."""
    x, n = np.array(counts, dtype=float).T
    error = 1 / (2 * np.sqrt(n))
    scores = (np.arcsin(np.sqrt(x / n)) - asin(sqrt(target))) / error
    low, high = np.quantile(scores, [0.1, 0.9])
    phi = np.mean(np.clip(scores, low, high) ** 2)
    weights = 1 / error**2
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return phi, max(0, (len(x) * phi - (len(x) - 1)) / room)


@settings(max_examples=60, deadline=None)
@given(st.lists(UNIT, min_size=2, max_size=30), st.sampled_from([None, 0.2, 0.5]))
def test_it_agrees_with_slow_python(rows, counts, target):
    given_target = "null" if target is None else target
    found = rows(f"from funnel_limits('u', target := {given_target})", u=columns(counts))
    line = sum(x for x, _ in counts) / sum(n for _, n in counts) if target is None else target
    phi, tau2 = slow_overdispersion(counts, line)
    for row in found:
        n = row["denominator_count"]
        assert row["target_rate"] == pytest.approx(line)
        assert row["dispersion_ratio"] == pytest.approx(phi, abs=1e-9)
        assert row["tau2"] == pytest.approx(tau2, abs=1e-9)
        plain = Z_95 * sqrt(line * (1 - line) / n)
        assert row["lower_95"] == pytest.approx(max(line - plain, 0), abs=1e-9)
        assert row["upper_95"] == pytest.approx(min(line + plain, 1), abs=1e-9)
        wide = Z_998 * sqrt(1 / (4 * n) + tau2)
        lowest, highest = max(asin(sqrt(line)) - wide, 0), min(asin(sqrt(line)) + wide, pi / 2)
        assert row["adjusted_lower_998"] == pytest.approx(sin(lowest) ** 2, abs=1e-9)
        assert row["adjusted_upper_998"] == pytest.approx(sin(highest) ** 2, abs=1e-9)


def test_one_unit_alone_is_its_own_target_and_not_overdispersed(rows):
    [row] = rows("from funnel_limits('u')", u=columns([(30, 60)]))
    assert row["target_rate"] == 0.5
    assert row["tau2"] == 0
    assert row["outlier_status"] == row["adjusted_outlier_status"] == "within"


def test_a_unit_without_people_takes_no_part(rows):
    found = rows("from funnel_limits('u')", u=columns([(30, 60), (0, 0), (20, 60)]))
    empty = found[1]
    assert found[0]["target_rate"] == 50 / 120
    assert {empty[k] for k in empty if k.startswith(("rate", "lower", "upper", "adjusted"))} == {
        None
    }
    assert empty["outlier_status"] is None


def test_units_that_differ_widely_widen_the_adjusted_limits(rows):
    counts = [(10, 100), (30, 100), (50, 100), (70, 100), (90, 100)]
    found = rows("from funnel_limits('u')", u=columns(counts))
    assert found[0]["outlier_status"] == "low_998"
    assert found[0]["adjusted_outlier_status"] == "within"
    assert found[0]["dispersion_ratio"] > 1


def test_a_target_of_nobody_or_everybody_has_no_width(rows):
    found = rows("from funnel_limits('u')", u=columns([(0, 50), (0, 80)]))
    assert {row["upper_998"] for row in found} == {0}
    assert {row["outlier_status"] for row in found} == {"within"}


@pytest.mark.parametrize("parts", ["null, 50", "0.5, 0", "1.2, 50", "0.5, null"])
def test_without_a_target_or_a_size_there_are_no_limits(value, parts):
    assert value(f"funnel_proportion_limits({parts})") is None


def test_the_limits_with_tau2_are_those_of_the_table_macro(rows, value):
    counts = [(10, 100), (30, 100), (50, 200), (70, 100), (90, 100)]
    for row in rows("from funnel_limits('u')", u=columns(counts)):
        found = value(
            "funnel_proportion_limits(?, ?, tau2 := ?)",
            row["target_rate"],
            row["denominator_count"],
            row["tau2"],
        )
        assert found["lower"] == pytest.approx(row["adjusted_lower_95"])
        assert found["upper"] == pytest.approx(row["adjusted_upper_95"])
