"""The page "Send an export": what it offers without a token, and to whom it opens."""

import csv
import io
import json
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.asked_options import NotTaken
from dashboard.contract_files import (
    dictionary_csv,
    example_csv,
    example_xlsx,
    template_csv,
    template_xlsx,
)
from dashboard.door import Door
from dashboard.language import CODES, Language
from dashboard.limits import Limits
from dashboard.project_files import kinds
from dashboard.sentences import sentence
from dashboard.views import send_export
from ingest.cli import main
from ingest.contracts.contract import load_contracts

EVERY_LANGUAGE = pytest.mark.parametrize("code", CODES)
EVERY_KIND = pytest.mark.parametrize("kind", kinds())


def open_page(code: str) -> AppTest:
    def script() -> None:
        from dashboard import views
        from dashboard.filters import chosen_language
        from dashboard.views.page import framed_form

        framed_form(views.FORMS[0], chosen_language())

    page = AppTest.from_function(script, default_timeout=30)
    page.query_params["lang"] = code
    return page.run()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REBOND_HOME", str(tmp_path))
    assert main(["partner", "add", "north", "--home", str(tmp_path)]) == 0
    return tmp_path


@EVERY_LANGUAGE
def test_the_page_opens_before_anything_is_published(home: Path, code: str) -> None:
    page = open_page(code)
    assert [e.message for e in page.exception] == []
    assert page.title[0].value == Language(code).say("send_export.title")
    assert not page.get("file_uploader")


@EVERY_LANGUAGE
def test_a_wrong_token_opens_nothing(home: Path, code: str) -> None:
    page = open_page(code)
    page.text_input(key="partner_token").set_value("rebond_wrong").run()
    assert [e.value for e in page.error] == [Language(code).say("send_export.token_wrong")]
    assert not page.get("file_uploader")


@pytest.fixture
def token(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["partner", "token", "north", "--home", str(home), "--language", "en"]) == 0
    return capsys.readouterr().out.split()[-1]


@pytest.fixture
def impatient_door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """The server's door, which lets two wrong tokens a minute pass as mere mistakes."""
    door = Door(Limits(wrong_tokens_per_minute=2))
    monkeypatch.setattr(send_export, "front_door", lambda: door)
    monkeypatch.setattr(send_export, "_address", lambda: "127.0.0.1")
    return door


@EVERY_LANGUAGE
def test_wrong_tokens_on_the_page_count_at_the_door_of_the_api(
    home: Path, token: str, impatient_door: Door, code: str
) -> None:
    page, language = open_page(code), Language(code)
    with pytest.raises(NotTaken):
        impatient_door.partner("rebond_guessed_over_http", "127.0.0.1")
    for given, said in (
        ("rebond_guess", language.say("send_export.token_wrong")),
        # The third guess within the minute, one over HTTP and two here.
        ("rebond_other", sentence("api.too_many_wrong_tokens", language, count=2)),
    ):
        page.text_input(key="partner_token").set_value(given).run()
        assert [e.value for e in page.error] == [said]
    page.text_input(key="partner_token").set_value(token).run()
    assert page.get("file_uploader")


def test_a_page_drawn_again_is_no_new_guess(home: Path, impatient_door: Door) -> None:
    page = open_page("en")
    page.text_input(key="partner_token").set_value("rebond_wrong").run()
    for _ in range(3):
        page.run()
    assert [e.value for e in page.error] == [Language("en").say("send_export.token_wrong")]


def test_the_limit_told_on_the_page_is_the_servers_own() -> None:
    settings = Path(send_export.__file__).parents[1] / ".streamlit" / "config.toml"
    limit = tomllib.loads(settings.read_text("utf-8"))["server"]["maxUploadSize"]
    assert limit == send_export.MOST_MEGABYTES
    assert all("50" in Language(code).say("send_export.file", maximum=limit) for code in CODES)


@EVERY_LANGUAGE
def test_the_right_token_opens_the_form(home: Path, token: str, code: str) -> None:
    page = open_page(code)
    page.text_input(key="partner_token").set_value(token).run()
    assert [e.message for e in page.exception] == []
    assert page.get("file_uploader")
    assert [button.disabled for button in page.button if "switch" not in str(button.key)] == [
        True,
        True,
    ]
    assert Language(code).say("receipt.no_history") in [c.value for c in page.caption]


@EVERY_KIND
@EVERY_LANGUAGE
def test_the_dictionary_has_the_words_of_the_contract(kind: str, code: str) -> None:
    """The web reads the contract's file, the gate its object: both must say the same."""
    # As a spreadsheet of each language parts cells.
    separator = {"en": ",", "fr": ";"}[code]
    text = io.StringIO(dictionary_csv(kind, Language(code)).decode("utf-8-sig"))
    lines = csv.reader(text, delimiter=separator)
    head, *rows = lines
    assert len(set(head)) == 6
    columns = load_contracts()[kind].columns
    assert [(*row[:4], row[5]) for row in rows] == [
        (
            column.name,
            column.descriptions[code],
            sentence(f"dictionary.{column.type}", Language(code)),
            sentence(
                f"dictionary.{'required' if column.is_required else 'optional'}", Language(code)
            ),
            column.example,
        )
        for column in columns
    ]
    for row, column in zip(rows, columns, strict=True):
        assert bool(row[4]) == bool(column.allowed_values or column.minimum is not None)
        for value in column.allowed_values:
            assert value in row[4]
            assert column.value_labels[value][code] in row[4]


@EVERY_KIND
@EVERY_LANGUAGE
def test_the_workbooks_are_taken_in_like_the_files_of_text(
    kind: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Read by our own reader; the rows are the same, and what is chosen from is the contract's."""
    filled, empty = tmp_path / "filled.xlsx", tmp_path / "empty.xlsx"
    filled.write_bytes(example_xlsx(kind, Language(code)))
    empty.write_bytes(template_xlsx(kind, Language(code)))
    as_text = tmp_path / "filled.csv"
    as_text.write_text(example_csv(kind))
    receipts = []
    for path in (filled, as_text, empty):
        main(["check", str(path), "--kind", kind, "--home", str(tmp_path / "home"), "--json"])
        receipts.append(json.loads(capsys.readouterr().out))
    assert receipts[0]["rows_accepted"] == receipts[1]["rows_accepted"] > 0
    assert receipts[0]["rows_refused"] == receipts[1]["rows_refused"] == 0
    assert receipts[2]["files"][0]["refusal"]["code"] == "file.header_only"
    with zipfile.ZipFile(empty) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    rules = ElementTree.fromstring(sheet).findall(".//{*}dataValidation")  # noqa: S314  our own
    prompts = [rule.get("prompt") for rule in rules]
    assert len(prompts) == len(load_contracts()[kind].columns)
    assert all(prompts)
    for column in load_contracts()[kind].columns:
        if 0 < len(",".join(column.allowed_values)) <= 255:
            assert f'<formula1>"{",".join(column.allowed_values)}"</formula1>' in sheet


@EVERY_KIND
def test_template_and_example_bear_the_header_of_the_contract(kind: str) -> None:
    header = [column.name for column in load_contracts()[kind].columns]
    assert template_csv(kind).strip().split(",") == header
    assert example_csv(kind).startswith(template_csv(kind))
