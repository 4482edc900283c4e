"""A partner's journey: a broken file, its refused rows, the mended file, in both languages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dashboard.language import CODES, Language
from dashboard.project_files import data_contracts

pytestmark = pytest.mark.browser

PATIENCE = 120_000
HEADER, *ROWS = (data_contracts() / "communities/accepted.csv").read_text("utf-8").splitlines()


def rebond(home: Path, *words: str) -> str:
    """Run one command as an operator does, and return what it says."""
    command = [sys.executable, "-m", "ingest.cli", *words, "--home", str(home)]
    done = subprocess.run(
        [*command, "--language", "en"], capture_output=True, check=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def worker(home: Path, address: str) -> Iterator[None]:
    """The worker beside the server, as `rebond serve` starts it."""
    rebond(home, "status")
    with subprocess.Popen(
        [sys.executable, "-m", "ingest.cli", "work", "--home", str(home)]
    ) as work:
        yield
        work.terminate()


def show_token(page: Page, language: Language, token: str) -> None:
    page.get_by_label(language.say("send_export.token"), exact=True).fill(token)
    page.keyboard.press("Enter")


def choose_file(page: Page, path: Path) -> None:
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(path)
    expect(page.get_by_text(path.name).first).to_be_visible(timeout=PATIENCE)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("code", CODES)
def test_refused_rows_are_fetched_mended_and_accepted(
    screen: BrowserContext, home: Path, address: str, code: str, tmp_path: Path
) -> None:
    language, partner = Language(code), f"partner-{code}"
    rebond(home, "partner", "add", partner)
    token = rebond(home, "partner", "token", partner).split()[-1]
    broken = tmp_path / f"broken-{code}.csv"
    broken.write_text("\n".join([HEADER, *ROWS, ROWS[0].replace("north-forum", "two words")]))

    page = screen.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/send?lang={code}")
    show_token(page, language, token)
    choose_file(page, broken)
    page.get_by_role("button", name=language.say("send_export.check")).click()
    expect(page.get_by_text(language.say("receipt.checked"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(language.say("receipt.no_history"))).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name=language.say("send_export.send"), exact=True).click()
    refused = page.get_by_role("button", name=refused_words(language)).first
    expect(refused).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("community_id.wrong_pattern")).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        refused.click()

    mended = mend(download.value.path(), tmp_path / f"mended-{code}.csv")
    # A new session forgets the file and the token.
    page.reload()
    show_token(page, language, token)
    choose_file(page, mended)
    page.get_by_role("button", name=language.say("send_export.send"), exact=True).click()
    counts = language.say(
        "receipt.counts",
        rows_read=1,
        rows_accepted=1,
        rows_refused=0,
        rows_routed_elsewhere=0,
    )
    expect(page.get_by_text(counts).first).to_be_visible(timeout=PATIENCE)
    page.close()


OF_A_DUMP = {
    "en": ("50MB per file", "This is no file that we can read (SQL)."),
    "fr": ("50\u00a0Mo par fichier", "Ce n’est pas un fichier que nous savons lire (SQL)."),
}


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("code", CODES)
def test_any_file_can_be_chosen_and_is_told_for_what_it_is_in_the_readers_language(
    screen: BrowserContext, home: Path, address: str, tmp_path: Path, code: str
) -> None:
    size, said = OF_A_DUMP[code]
    language, partner = Language(code), f"dumper-{code}"
    rebond(home, "partner", "add", partner)
    token = rebond(home, "partner", "token", partner).split()[-1]
    dump = tmp_path / "dump.sql"
    dump.write_text("-- phpMyAdmin SQL Dump\nCREATE TABLE a (b int);\n")
    page = screen.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/send?lang={code}")
    show_token(page, language, token)
    expect(page.get_by_text(size)).to_be_visible(timeout=PATIENCE)
    choose_file(page, dump)
    page.get_by_role("button", name=language.say("send_export.check")).click()
    expect(page.get_by_text(said)).to_be_visible(timeout=PATIENCE)
    page.close()


def refused_words(language: Language) -> re.Pattern[str]:
    before, after = language.say("receipt.refused_rows", export="|").split("|")
    return re.compile(rf"{re.escape(before)}E-\d+{re.escape(after)}")


def mend(refused: Path, mended: Path) -> Path:
    """Put the name right, as a partner would in a spreadsheet, and leave the reasons in."""
    words = refused.read_text("utf-8-sig")
    assert words.count("two words") == 1
    mended.write_text(words.replace("two words", "new-forum"), "utf-8")
    return mended
