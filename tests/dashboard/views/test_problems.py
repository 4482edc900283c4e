"""The cards of a receipt's problems: one row is spoken of as one, several as several."""

import pytest
from streamlit.testing.v1 import AppTest


def cards(code: str, count: int) -> str:
    """Everything that the cards of one problem say, one other following from it."""

    def script(code: str, count: int) -> None:
        from dashboard.language import Language
        from dashboard.views.problems import draw_problems

        words = {code: {"wrong": "Wrong.", "mend": "Mend."}}
        shared = {"count": count, "cause": None, "looks_like": [], "words": words}
        first = {"code": "a", "first_rows": list(range(20, 20 + count)), "folded_into": None}
        follower = {"code": "b", "first_rows": [], "folded_into": "a"}
        draw_problems([shared | first, shared | follower], "receipt.problems", Language(code))

    page = AppTest.from_function(script, args=(code, count), default_timeout=30).run()
    assert [e.message for e in page.exception] == []
    return "\n".join(drawn.value for drawn in (*page.markdown, *page.caption))


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("en", 1, ["(1 row)", "In row 20", "(1 row, `b`)"]),
        ("en", 2, ["(2 rows)", "In rows 20, 21", "(2 rows, `b`)"]),
        ("fr", 1, ["(1 ligne)", "À la ligne 20", "(1 ligne, `b`)"]),
        ("fr", 2, ["(2 lignes)", "Aux lignes 20, 21", "(2 lignes, `b`)"]),
    ],
)
def test_rows_stand_in_the_singular_or_the_plural(code: str, count: int, said: list[str]) -> None:
    words = cards(code, count)
    assert [part for part in said if part not in words] == []
