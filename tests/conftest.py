"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real data and known answers, named by REBOND_REFERENCE_DATA."""
    named = os.environ.get("REBOND_REFERENCE_DATA")
    if not named:
        pytest.skip("REBOND_REFERENCE_DATA names no folder: tests on reference data are left out")
    return Path(named).resolve()
