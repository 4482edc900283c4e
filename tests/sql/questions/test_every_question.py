"""Each saved question opens with a sentence in two languages and runs on a published snapshot."""

import re
from pathlib import Path

import duckdb
import pytest

from ingest.places import SQL
from ingest.publishing.publish import publish_snapshot
from ingest.settings import Settings
from tests.sql.drawing import build_database

QUESTIONS = sorted((SQL / "questions").glob("*.sql"))
each_question = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A snapshot of a programme so small that every count in it is suppressed."""
    settings = Settings(tmp_path_factory.mktemp("home"))
    settings.make_folders()
    con = build_database(
        members="member_key | joined_on\nana | 2025-01-01",
        outcome_scores="member_key | scored_on | instrument | score\nana | 2025-01-01 | PHQ-9 | 12",
        activity="member_key | occurred_at | activity_type\nana | 2025-01-01 10:00 | post",
    )
    published = publish_snapshot(con, settings)
    con.close()
    reader = duckdb.connect(str(settings.public / published.file_name), read_only=True)
    yield reader
    reader.close()


def test_there_are_ten_questions_at_least():
    assert len(QUESTIONS) >= 10


@each_question
def test_a_question_opens_with_a_sentence_in_english_and_in_french(path: Path):
    english, french = path.read_text(encoding="utf-8").splitlines()[:2]
    assert re.fullmatch(r"-- [A-Z].*\S\?", english)
    assert re.fullmatch(r"-- [A-ZÀÉÊÎÔÛ].* \?", french)


@each_question
def test_a_question_reads_published_tables_only(path: Path):
    text = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] != "--"
    )
    schemas = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)\.[a-z_]+", text))
    assert schemas == {"published"}


@each_question
def test_a_question_runs_on_a_snapshot(path: Path, snapshot):
    answer = snapshot.execute(path.read_text(encoding="utf-8"))
    assert answer.description
    answer.fetchall()
