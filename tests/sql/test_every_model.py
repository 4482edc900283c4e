"""What holds for every model: its header, what it reads, and that it can be built on nothing."""

import re
from pathlib import Path

import pytest

from ingest.models import STAGES, model_paths, models_digest
from ingest.places import SQL

MODEL_STAGES = [stage for stage in STAGES if stage not in {"reference", "macros", "registry"}]
MODELS = [path for stage in MODEL_STAGES for path in model_paths(stage)]
SCHEMAS_OUTSIDE = {"accepted", "ledger", "release", "released"}
each_model = pytest.mark.parametrize(
    "path", MODELS, ids=lambda path: f"{path.parent.name}.{path.stem}"
)


def without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


@each_model
def test_the_header_names_the_model_and_its_grain(path: Path) -> None:
    title, grain = path.read_text(encoding="utf-8").splitlines()[:2]
    assert title.startswith(f"-- {path.parent.name}.{path.stem}: ")
    assert grain.startswith("-- One row")
    assert grain.endswith(".")


@each_model
def test_a_model_reads_only_stages_before_its_own(path: Path) -> None:
    stage = path.parent.name
    text = without_comments(path.read_text(encoding="utf-8"))
    read = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)\.[a-z_]+", text))
    known = read & ({*STAGES} | SCHEMAS_OUTSIDE)
    assert known <= {*STAGES[: STAGES.index(stage)]} | SCHEMAS_OUTSIDE


@each_model
def test_a_model_names_its_columns(path: Path) -> None:
    text = without_comments(path.read_text(encoding="utf-8"))
    last_select = re.split(r"^select\b", text, flags=re.MULTILINE)[-1]
    assert not re.match(r"\s*\*", last_select)


def test_every_folder_of_models_is_a_stage() -> None:
    folders = {path.name for path in SQL.iterdir() if path.is_dir()} - {"questions"}
    assert folders <= {*STAGES}


def test_the_private_models_can_be_built_on_nothing(build) -> None:
    con = build()
    assert con.execute("select count(*) from facts.episodes").fetchall() == [(0,)]


def test_the_digest_of_the_models_is_a_sha256() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", models_digest())
