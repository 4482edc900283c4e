"""A control chart draws its limits and marks what stands out by a shape, not by colour alone."""

import datetime as dt
import json

from dashboard.charts.control_chart import MEANINGS, SHAPES, control_chart, points
from dashboard.language import CODES, Language

EN, FR = Language("en"), Language("fr")


def row(**changed):
    return {
        "period_length": "month",
        "period_start": dt.date(2025, 3, 1),
        "chart_value": 0.4,
        "chart_centre": 0.5,
        "chart_centre_lower": 0.42,
        "chart_centre_upper": 0.58,
        "signal_meaning": "worse",
        **changed,
    }


def words(_):
    return "words"


def test_what_stands_out_is_marked_on_its_value():
    [point] = points([row()], words, EN)
    assert (point["signal"], point["meaning"], point["period"]) == (0.4, "worse", "Mar 2025")


def test_a_series_whose_limits_would_tell_too_much_has_no_marks():
    [point] = points([row(chart_centre=None, signal_meaning="suppressed")], words, EN)
    assert (point["value"], point["centre"], point["signal"]) == (0.4, None, None)


def test_what_does_not_stand_out_has_no_mark():
    [point] = points([row(signal_meaning="none")], words, FR)
    assert (point["signal"], point["meaning"]) == (None, None)
    assert point["period"] == "mars 2025"


def test_better_and_worse_differ_in_shape():
    shapes = dict(zip(MEANINGS, SHAPES, strict=True))
    assert shapes["better"] != shapes["worse"]


def test_the_specification_holds_no_rows_and_is_made_once_per_language_and_unit():
    specs = [control_chart(Language(code), is_share=share) for code in CODES for share in (0, 1)]
    assert len({json.dumps(spec, sort_keys=True) for spec in specs}) == len(specs)
    assert all("datasets" not in spec for spec in specs)
    assert control_chart(EN, is_share=True) is control_chart(EN, is_share=True)
