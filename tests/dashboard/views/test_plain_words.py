"""Names of others on pages: shown as they are, never read as Markdown."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.language import CODES, WORD_JOINER
from dashboard.views.plain_words import plain
from tests.dashboard.as_shown import as_shown
from tests.dashboard.test_pages import run_page

LINK = "[Sign in again](//evil.example/login) :red[SHUT] $x$ ![x](//x.example)"
ESCAPED_LINK = r"\[Sign in again\](//evil.example/login) \:red\[SHUT\] \$x\$ !\[x\](//x.example)"


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        (LINK, ESCAPED_LINK),
        (r"\[x](//evil.example)", r"\\\[x\](//evil.example)"),
        (
            "<b>&copy;</b> `a` *b* _c_ ~d~ {e} |",
            r"\<b\>\&copy;\</b\> \`a\` \*b\* \_c\_ \~d\~ \{e\} \|",
        ),
        *((f"{mark} North", rf"\{mark} North") for mark in ("#", "##", "-", "+", "=")),
        *((f"1{mark} North", rf"1\{mark} North") for mark in (".", ")")),
        ("    North", "North"),
        # Sought by Streamlit after the backslashes are gone.
        (":material/home:", rf"\:{WORD_JOINER}material/home:"),
        (":+1: :100:", rf"\:{WORD_JOINER}+1: \:{WORD_JOINER}100:"),
        ("www.evil.example", f"www{WORD_JOINER}.evil.example"),
        ("https://evil.example", f"https\\:{WORD_JOINER}//evil.example"),
        ("a@evil.example", f"a@{WORD_JOINER}evil.example"),
    ],
)
def test_what_markdown_would_read_is_shown_as_it_is(words: str, markdown: str) -> None:
    assert plain(words) == markdown
    assert as_shown(markdown) == words.lstrip()


@pytest.mark.parametrize(
    "name",
    ["Café d'Écoute (Lyon) – nuit & jour, n° 2", "Trans* 14:30", "Lyon : jour", "+33", "1.5", ""],
)
def test_a_common_name_stays_what_it_is(name: str) -> None:
    assert as_shown(plain(name)) == name


@pytest.fixture
def hostile(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small home, whose first community and every partner bear a name full of Markdown."""
    (tmp_path / "public").mkdir()
    snapshot = tmp_path / "public/safe-000001-hostile.duckdb"
    snapshot.write_bytes((small_home / "public/safe-000001-small.duckdb").read_bytes())
    with duckdb.connect(str(snapshot)) as con:
        con.execute("update published.communities set partner_name = $1", [LINK])
        con.execute(
            "update published.communities set community_name = $1 where community_id = 'north/c1'",
            [LINK],
        )
    (tmp_path / "public/CURRENT").write_text(f"{snapshot.name}\n", "utf-8")
    monkeypatch.setenv("REBOND_HOME", str(tmp_path))
    return tmp_path


def markdown_of(page: AppTest) -> list[str]:
    """Everything on a page that Streamlit reads as Markdown."""
    texts = (*page.header, *page.subheader, *page.markdown, *page.caption, *page.info)
    read = [element.value for element in texts] + [box.label for box in page.expander]
    read += [button.label for button in page.get("download_button")]
    for table in page.table:
        read += [*table.value.columns, *table.value.to_numpy().ravel()]
    return [str(words) for words in read]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("overview", {}),
        ("compare", {"by": "community", "with": "north/c1"}),
        ("compare", {"by": "community", "who": "north/c1"}),
        ("engagement_cohorts", {"by": "community", "group": "north/c1"}),
        ("engagement", {"by": "community", "group": "north/c1"}),
        ("recovery_rates", {"by": "community"}),
        ("score_changes", {"by": "community"}),
        ("programme_indicators", {"community": "north/c1"}),
    ],
)
def test_no_name_becomes_a_link_on_any_page(
    hostile: Path, code: str, name: str, address: dict[str, str]
) -> None:
    page = run_page(name, code, **address)
    assert [e.message for e in page.exception] == []
    holding = [words for words in markdown_of(page) if "Sign in again" in words]
    assert holding
    assert [words for words in holding if ESCAPED_LINK not in words] == []
