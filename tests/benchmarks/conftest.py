"""The whole simulated programme as it is published, beside what its truth makes one expect."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import pytest
from scipy.stats import binom

from ingest.demo import prepare_demo
from ingest.places import SQL
from ingest.settings import Settings
from ingest.simulation.drawing import draw
from ingest.simulation.truth import load_truth
from tests.benchmarks.drawn_events import events_of
from tests.benchmarks.drawn_outcomes import Counts, outcomes_of

OTHER_SEEDS = range(101, 121)
Judge = Callable[..., None]


@dataclass(frozen=True)
class Programme:
    """What readers see, what only the models see, and what other draws of the truth show."""

    published: duckdb.DuckDBPyConnection
    facts: duckdb.DuckDBPyConnection
    counts: Counts

    def share(self, *key: str) -> float:
        """What the truth makes one expect of a figure."""
        total, count = self.counts[key]
        return total / count

    def limits(self, query: str) -> tuple[float, float]:
        """The interval that is published, by a query of one row."""
        ((lower, upper),) = self.published.execute(query).fetchall()
        return lower, upper

    def calculated(self, query: str) -> tuple[float, float]:
        """An interval that a macro makes of the facts, by a query of one row."""
        ((lower, upper),) = self.facts.execute(query).fetchall()
        return lower, upper


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    settings = Settings(tmp_path_factory.mktemp("programme"))
    prepare_demo(settings, "en")
    snapshot = settings.public / (settings.public / "CURRENT").read_text().strip()
    with (
        duckdb.connect(str(snapshot), read_only=True) as published,
        duckdb.connect(str(settings.warehouse), read_only=True) as facts,
    ):
        for macro in ("wilson_interval", "poisson_interval", "newcombe_difference"):
            text = (SQL / "macros" / f"{macro}.sql").read_text(encoding="utf-8")
            facts.execute(text.replace("create or replace macro", "create or replace temp macro"))
        yield Programme(published, facts, drawn_counts())


def drawn_counts() -> Counts:
    """Add up what other programmes of the same truth show."""
    truth, counts = load_truth(), Counts()
    for seed in OTHER_SEEDS:
        drawn = draw(truth, seed, 1.0)
        for key, (total, count) in (outcomes_of(truth, drawn) | events_of(truth, drawn)).items():
            kept = counts.setdefault(key, [0.0, 0.0])
            kept[0] += total
            kept[1] += count
    return counts


@pytest.fixture
def judge(capsys: pytest.CaptureFixture[str]) -> Judge:
    """Write a line a figure past pytest, and ask that no more truths lie outside than chance puts.

    One figure must hold its truth. Of several of one effect, so many may miss theirs as happens
    in one of a hundred programmes where each misses one time in twenty.
    """

    def judge(*figures: tuple[str, tuple[float, float], float]) -> None:
        missed = []
        for title, (lower, upper), truth in figures:
            is_in = lower <= truth <= upper
            missed += [] if is_in else [title]
            with capsys.disabled():
                word = "in" if is_in else "NOT in"
                sys.stdout.write(f"\n    {title}: {truth:.4f} {word} {lower:.4f} to {upper:.4f}")
        assert len(missed) <= (binom.ppf(0.99, len(figures), 0.05) if len(figures) > 1 else 0), (
            missed
        )

    return judge
