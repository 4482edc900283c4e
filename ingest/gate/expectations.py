"""Is an export plausible as a whole? Great Expectations judges a small frame of figures.

The rules stand in the contracts' `quality` section, the figures come from
`figures.py`. What partners read is our own receipt: the Data Docs of Great Expectations carry raw
values, load scripts from elsewhere and are never made. It costs seconds and 230 MB to load, so it
is loaded when the first export is judged, by the worker alone.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from ingest.gate.late_loading import loaded_when_used
from ingest.messages import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.contracts.contract import Contract
    from ingest.gate.figures import Figures

Outcome = Literal["warn", "hold", "refuse"]
_SEVERITY: tuple[Outcome, ...] = ("warn", "hold", "refuse")


@dataclass(frozen=True)
class Finding:
    """A rule that the export broke: `warn` tells, `hold` waits for a steward, `refuse` ends."""

    rule: str
    outcome: Outcome
    figure: str
    value: float
    limits: tuple[float | None, float | None]

    def as_dict(self) -> dict[str, Any]:
        """Return what a receipt shows, with words in every language."""
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "figure": self.figure,
            "value": self.value,
            "words": {language: self._words(language) for language in LANGUAGES},
        }

    def _words(self, language: str) -> dict[str, str]:
        low, high = (
            None if limit is None else self._shown(limit, language) for limit in self.limits
        )
        limits = f"≤ {high}" if low is None else f"≥ {low}" if high is None else f"{low} – {high}"
        value = self._shown(self.value, language)
        return words(f"finding.{self.figure}", language, value=value, limits=limits)

    def _shown(self, value: float, language: str) -> str:
        if not self.figure.endswith(("_share", "_shift")):
            shown = f"{value:.3g}" if value % 1 else f"{value:.0f}"
            return shown.replace(".", ",") if language == "fr" else shown
        # French sets a space, which does not break, before the sign.
        return f"{value:.0%}".replace("%", "\u00a0%" if language == "fr" else "%")


def plausibility(contract: Contract, figures: Figures) -> list[Finding]:
    """Return what is odd about an export, the gravest rule of each figure only."""
    return judge_figures(contract.expectations(), figures)


def preload() -> Thread:
    """Begin to load Great Expectations beside other work; the first judgement waits for it."""
    thread = Thread(target=_great_expectations, daemon=True)
    thread.start()
    return thread


def gravest(findings: Sequence[Finding]) -> Outcome | None:
    """Return what is to become of the export: None is acceptance without a word."""
    outcomes = [finding.outcome for finding in findings]
    return max(outcomes, key=_SEVERITY.index, default=None)


def judge_figures(rules: list[dict[str, Any]], figures: Figures) -> list[Finding]:
    """Return a finding for each figure that breaks rules, by the gravest of them.

    A rule is {"rule", "outcome", "expectation": {"type", "kwargs": {"column", ...}}}. A figure that
    is None, or that was not measured, breaks none.
    """
    broken: dict[str, Finding] = {}
    for rule in sorted(_broken(rules, figures), key=lambda rule: _SEVERITY.index(rule["outcome"])):
        kwargs = rule["expectation"]["kwargs"]
        value = figures[kwargs["column"]]
        if value is None:
            raise AssertionError(f"{rule['rule']} spoke of a figure that was not measured")
        limits = (kwargs.get("min_value"), kwargs.get("max_value"))
        broken[kwargs["column"]] = Finding(
            rule["rule"], rule["outcome"], kwargs["column"], value, limits
        )
    return list(broken.values())


def _broken(rules: list[dict[str, Any]], figures: Figures) -> list[dict[str, Any]]:
    great_expectations, configuration = _great_expectations()
    names = {rule["expectation"]["kwargs"]["column"] for rule in rules}
    measured = {name: [figures.get(name)] for name in sorted(names)}
    frame = pl.DataFrame(measured, schema=dict.fromkeys(measured, pl.Float64)).to_pandas()
    batch = _whole_frame(great_expectations).get_batch({"dataframe": frame})
    suite = great_expectations.ExpectationSuite(
        "figures",
        expectations=[
            configuration(**rule["expectation"], meta={"at": at}).to_domain_obj()
            for at, rule in enumerate(rules)
        ],
    )
    result = batch.validate(suite, result_format="BOOLEAN_ONLY")
    return [rules[at] for at in _failures(result)]


def _failures(result: Any) -> list[int]:
    """Return which rules were broken. An expectation that could not be computed is our fault."""
    failures = [one for one in result.results if not one.success]
    for failure in failures:
        if failure.exception_info.get("raised_exception", True):
            raise RuntimeError(f"expectation {failure.expectation_config.type} did not run")
    return sorted(failure.expectation_config.meta["at"] for failure in failures)


@cache
def _whole_frame(great_expectations: Any) -> Any:
    """What a frame is told to be: made once, because that takes as long as to judge a frame."""
    context = _context(great_expectations)
    asset = context.data_sources.add_pandas("figures").add_dataframe_asset("export")
    return asset.add_batch_definition_whole_dataframe("whole")


def _context(great_expectations: Any) -> Any:
    types = great_expectations.data_context.types.base
    in_memory = types.InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    configuration = types.DataContextConfig(
        store_backend_defaults=in_memory, progress_bars={"globally": False}, analytics_enabled=False
    )
    return great_expectations.get_context(mode="ephemeral", project_config=configuration)


@cache
def _great_expectations() -> tuple[Any, Any]:
    # Read when the package is imported: nothing is told to its makers.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings(), loaded_when_used("altair", "scipy.stats"):
        # It imports `sre_constants`, which Python warns of; no part of ours depends on that.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: PLC0415 - takes seconds to load
        from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
            ExpectationConfiguration,
        )
    return great_expectations, ExpectationConfiguration
