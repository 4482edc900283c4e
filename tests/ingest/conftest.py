"""A small installation with one partner, and the command line to speak to it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home)


@pytest.fixture
def rebond(home: Path, capsys: pytest.CaptureFixture[str]) -> Rebond:
    """Run one command as a user would, and return what `--json` printed with the exit code."""

    def run(*words: str | Path) -> dict[str, Any]:
        code = main([*map(str, words), "--home", str(home), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer | {"exit_code": code}

    return run


@pytest.fixture
def north(rebond: Rebond) -> str:
    """A registered partner."""
    assert rebond("partner", "add", "north", "--title", "North Forum")["ok"]
    return "north"


@pytest.fixture
def write_export(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write an export drawn in a test: one line a row, cells divided by commas."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        lines = [line.strip() for line in text.strip().splitlines()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
