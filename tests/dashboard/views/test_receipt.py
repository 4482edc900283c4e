"""A receipt on the page: each file's verdict, whatever the delivery holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ingest.cli import main

Check = Callable[..., dict[str, Any]]

SCORES = "member_id,community_id,scored_on,instrument,score\nm-1,a,2025-01-10,PHQ-9,9\n"
UNKNOWN = "id,author_fullname,created_utc{}\n1,2,3{}\n"


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check files, drawn in a test by name and text, and return the receipt."""

    def run(**files: str) -> dict[str, Any]:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        paths = [str(tmp_path / f"{name}.csv") for name in files]
        main(["check", *paths, "--home", str(tmp_path / "home"), "--json"])
        receipt: dict[str, Any] = json.loads(capsys.readouterr().out)
        return receipt

    return run


def drawn(receipt: dict[str, Any], code: str) -> AppTest:
    def script(receipt: dict, code: str) -> None:  # type: ignore[type-arg]
        from dashboard.language import Language
        from dashboard.views.receipt import draw_receipt

        draw_receipt(receipt, Language(code))

    page = AppTest.from_function(script, args=(receipt, code), default_timeout=30).run()
    assert [e.message for e in page.exception] == []
    return page


@pytest.mark.parametrize(
    ("code", "said", "rows"),
    [
        ("en", "1 of 2 rows would be refused", "Rows read 2 = accepted 1 + refused 1"),
        ("fr", "seraient refusées (1 sur 2)", "Lignes lues 2 = acceptées 1 + refusées 1"),
    ],
)
def test_a_file_of_which_rows_are_refused_is_no_plain_success(
    check: Check, code: str, said: str, rows: str
) -> None:
    receipt = check(whole=SCORES, partly=SCORES + "m-2,a,2025-01-10,PHQ-9,99\n")
    page = drawn(receipt, code)
    assert [success.value.startswith("whole.csv") for success in page.success] == [True]
    assert [said in warning.value for warning in page.warning if "partly" in warning.value] == [
        True
    ]
    # Nothing was left out by a mapping, so nothing is said of that.
    assert rows in [text.value for text in page.markdown]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_two_files_of_one_kind_are_each_led_to_their_mapping(check: Check, code: str) -> None:
    page = drawn(check(one=UNKNOWN.format("", ""), two=UNKNOWN.format(",z", ",4")), code)
    chosen = [text.value for text in page.markdown if "`reddit_submissions`" in text.value]
    assert len(chosen) == 2 * 2


@pytest.mark.parametrize("is_most_removed", [True, False])
def test_rows_that_would_go_out_of_use_are_warned_of(check: Check, is_most_removed: bool) -> None:
    receipt = check(whole=SCORES)
    counts = dict.fromkeys(("rows_new", "rows_changed", "rows_unchanged", "rows_removed"), 1)
    changes = {"compared_with": ["E-7"], "is_most_removed": is_most_removed, **counts}
    receipt["files"][0]["exports"][0]["changes"] = changes
    warnings = [warning.value for warning in drawn(receipt, "en").warning]
    assert any(one.startswith("Most rows of E-7") for one in warnings) is is_most_removed


def test_the_history_adds_up_and_names_no_days_of_an_export_without_rows(tmp_path: Path) -> None:
    def script() -> None:
        from dashboard.language import Language
        from dashboard.views.export_history import draw_history

        export = {"status": "held", "export_id": "E-1", "delivery_id": "D-1", "kind": "members"}
        export |= {"covered_from": "2026-11-30", "covered_through": "2026-11-30"}
        export |= {"file_name": "a.csv", "received_at": "2026-11-30 10:00:00", "words": {"en": "W"}}
        export |= {"rows_read": 462, "rows_accepted": 0, "rows_refused": 462}
        draw_history([export | {"rows_routed_elsewhere": 9}], "north", Language("en"))

    page = AppTest.from_function(script, default_timeout=30).run()
    assert [e.message for e in page.exception] == []
    assert "2026-11-30" not in page.expander[0].label
    assert page.caption[0].value.endswith("Rows read 462 = accepted 0 + refused 462")
