"""Doing once, before anyone asks, what the first reader would otherwise wait for."""

import importlib
from collections.abc import Callable
from functools import partial

from streamlit import runtime

from dashboard.charts import (
    activity_lines,
    bars,
    caterpillar,
    cohort_heat_map,
    comparison,
    control_chart,
    curves_over_time,
    funnel_plot,
    gaps,
    hour_columns,
    hour_heat_map,
    indicator_trend,
    inequality_dots,
    mean_changes,
    state_columns,
)
from dashboard.language import CODES, Language

# Streamlit imports these only when the first table or chart is drawn.
LATE_IMPORTS = ("altair", "pandas", "pyarrow", "streamlit.elements.vega_charts")

EVERY_SPEC: tuple[Callable[[Language], object], ...] = (
    activity_lines.activity_lines,
    bars.bars,
    caterpillar.caterpillar,
    cohort_heat_map.cohort_heat_map,
    curves_over_time.curves_over_time,
    hour_columns.hour_columns,
    hour_heat_map.hour_heat_map,
    inequality_dots.inequality_dots,
    mean_changes.mean_changes,
    state_columns.state_columns,
    comparison.comparison,
    funnel_plot.funnel_plot,
    gaps.gaps,
    partial(control_chart.control_chart, is_share=True),
    partial(control_chart.control_chart, is_share=False),
    indicator_trend.indicator_trend,
)


async def draw_everything_once() -> None:
    """Import what is imported late, build every specification, run the opening page once."""
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    for code in CODES:
        for build in EVERY_SPEC:
            build(Language(code))
    await runtime.get_instance().does_script_run_without_error()
