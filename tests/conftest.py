"""Fixtures that every test may use."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ingest.simulation import SimulatedDelivery

# Files whose one fixture takes minutes. Begun last, each would keep one processor at work alone.
LONGEST_FILES = {"test_simulated_programme.py", "test_accessibility.py", "test_kills.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that all processors end together."""
    items.sort(key=lambda item: item.path.name not in LONGEST_FILES)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a test by no bytes: gzip writes the second into them, and processes must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real data and known answers, named by REBOND_REFERENCE_DATA."""
    named = os.environ.get("REBOND_REFERENCE_DATA")
    if not named:
        pytest.skip("REBOND_REFERENCE_DATA names no folder: tests on reference data are left out")
    return Path(named).resolve()


@pytest.fixture(scope="session")
def simulated_programme(tmp_path_factory: pytest.TempPathFactory) -> "list[SimulatedDelivery]":
    """A fiftieth of the simulated programme (some 800 members), written once for all tests."""
    from ingest.simulation import write_programme

    return write_programme(tmp_path_factory.mktemp("simulated_programme"), scale=0.02)
