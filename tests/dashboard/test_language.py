"""Both catalogues say everything that the pages ask for, in their own language."""

import ast
import datetime as dt
import re
import string
from pathlib import Path

import pytest

from dashboard import language as catalogues
from dashboard.charts.theme import NUMBERS
from dashboard.language import CODES, Language, catalogue
from dashboard.views.notes import note

DASHBOARD = Path(catalogues.__file__).parent
ENGLISH, FRENCH = Language("en"), Language("fr")
# The same word in both languages, and right in both.
SHARED_WORDS = {"category.platform_type.forum", "dimension.age_band"}


def names_in_the_code() -> set[str]:
    """Every literal name given to `say`; those made of parts are checked by the pages' tests."""
    names = set()
    for path in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "say" and isinstance(node.args[0], ast.Constant):
                names.add(node.args[0].value)
    return names


def parameters(words: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(words) if field}


def test_every_name_stands_in_both_catalogues() -> None:
    assert catalogue("en").keys() == catalogue("fr").keys()


@pytest.mark.parametrize("code", CODES)
def test_every_name_that_the_code_asks_for_has_words(code: str) -> None:
    assert names_in_the_code() <= catalogue(code).keys()


def test_a_sentence_takes_the_same_parameters_in_both_languages() -> None:
    english, french = catalogue("en"), catalogue("fr")
    assert {n: parameters(w) for n, w in english.items()} == {
        n: parameters(w) for n, w in french.items()
    }


def test_french_is_a_translation_and_not_the_english_words() -> None:
    same = {n for n, words in catalogue("en").items() if catalogue("fr")[n] == words}
    assert {n for n in same if len(catalogue("en")[n].split()) > 2} == set()


def test_before_each_sign_all_french_words_have_the_same_blank() -> None:
    # A narrow one before ; ! and ?, a wide one before : and %, as Babel has it, and in guillemets.
    wrong = re.compile(r"[ \u00a0][;!?]|[ \u202f][:%»]|«[ \u202f]")
    assert FRENCH.percent(0.5) == "50\u00a0%"
    assert NUMBERS["fr"]["percent"] == "\u00a0%"
    notes = [path.name.removesuffix(".fr.md") for path in (DASHBOARD / "notes").glob("*.fr.md")]
    words = {**catalogue("fr"), **{name: note(name, FRENCH) for name in notes}}
    assert [name for name, said in words.items() if wrong.search(said)] == []


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_whichever_blank_was_typed_the_right_one_is_set(blank: str) -> None:
    assert FRENCH.typeset(f"50{blank}%{blank}; a{blank}: b") == "50\u00a0%\u202f; a\u00a0: b"


@pytest.mark.parametrize("code", CODES)
def test_an_apostrophe_is_curved(code: str) -> None:
    notes = (path.read_text("utf-8") for path in (DASHBOARD / "notes").glob(f"*.{code}.md"))
    straight = re.compile(r"\w'(\w|\s)")
    assert [words for words in (*catalogue(code).values(), *notes) if straight.search(words)] == []


def test_no_blank_stands_before_an_english_per_cent_sign() -> None:
    assert [n for n, words in catalogue("en").items() if re.search(r"\d\s%", words)] == []


def test_what_is_named_has_the_colon_of_its_language() -> None:
    assert ENGLISH.named("Forum", "47%") == "Forum: 47%"
    assert FRENCH.named("Forum", "47\u00a0%") == "Forum\u00a0: 47\u00a0%"


def test_blanks_of_french_signs_hold_and_english_words_stay_as_they_are() -> None:
    assert FRENCH.typeset("« ok » : 50 % ; rien") == (
        "«\u00a0ok\u00a0»\u00a0: 50\u00a0%\u202f; rien"
    )
    assert ENGLISH.typeset("a : b") == "a : b"


@pytest.mark.parametrize("code", CODES)
def test_no_words_say_that_what_is_hidden_is_not_zero(code: str) -> None:
    # In a breakdown of fewer than 20 people zero is hidden as well (see disclosed_status).
    notes = (path.read_text("utf-8") for path in (DASHBOARD / "notes").glob(f"*.{code}.md"))
    denied = {"en": r"(not|never) zero", "fr": r"(pas|jamais) zéro"}[code]
    assert [
        words for words in (*catalogue(code).values(), *notes) if re.search(denied, words)
    ] == []


def test_every_note_is_written_in_both_languages() -> None:
    notes = {path.name for path in (DASHBOARD / "notes").glob("*.md")}
    english = {name.removesuffix(".en.md") for name in notes if name.endswith(".en.md")}
    french = {name.removesuffix(".fr.md") for name in notes if name.endswith(".fr.md")}
    assert english == french


def test_an_unknown_name_is_an_error_and_not_an_english_word() -> None:
    with pytest.raises(KeyError):
        FRENCH.say("page.no_such_words")


def test_numbers_follow_the_language() -> None:
    assert ENGLISH.whole(12_345) == "12,345"
    assert FRENCH.whole(12_345) == "12\u202f345"
    assert ENGLISH.percent(0.505, 1) == "50.5%"
    assert FRENCH.percent(0.505, 1) == "50,5\xa0%"
    assert ENGLISH.percent(0.47) == "47%"
    assert FRENCH.percent_range(0.41, 0.534) == "41–\u206053\xa0%"


def test_dates_follow_the_language() -> None:
    day = dt.date(2026, 8, 1)
    assert (ENGLISH.date(day), FRENCH.date(day)) == ("1 August 2026", "1er août 2026")
    assert (ENGLISH.quarter(day), FRENCH.quarter(day)) == ("Q3 2026", "T3 2026")


def test_who_scores_the_threshold_itself_is_not_said_to_be_above_it() -> None:
    # 10 on the PHQ-9 is at caseness, and on the WHO-5 so is whoever is below the threshold.
    assert [name for name, words in catalogue("fr").items() if "au-dessus du seuil" in words] == []


@pytest.mark.parametrize(("code", "reacted"), [("en", "reacted"), ("fr", "réagi")])
def test_a_reaction_is_not_called_a_contribution(code: str, reacted: str) -> None:
    # staging.activity: a contribution is a post, a reply or a private message.
    for name in ("key.active.caption", "activity.finding", "activity.definition"):
        assert reacted not in catalogue(code)[name]
