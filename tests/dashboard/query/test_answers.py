"""Honest questions are answered, in three formats and two languages."""

from __future__ import annotations

import csv
import io
import json
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from dashboard.query import QueryLimits, QueryRefused, QueryResult, run_query
from dashboard.query.__main__ import main
from dashboard.query.answers import REFUSALS_FILE, _sentences
from dashboard.query.landlock import allow_reading_only
from dashboard.query.printing import printed
from dashboard.query.running import _understood

if TYPE_CHECKING:
    from pathlib import Path


def answered(snapshot: Path, sql: str, rows: int = 100) -> QueryResult:
    answer = run_query(snapshot, sql, QueryLimits(rows=rows))
    assert isinstance(answer, QueryResult), answer.sentence("en")
    return answer


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("select count(*) from published.recovery_rates", 20_000),
        ("from published.recovery_rates select max(community_number)", 19_999),
        ("with x as (select 2 as i) select i from x", 2),
        (("with recursive r as (select 1 as i union all select i + 1 from r where i < 5) "
         "select sum(i) from r"), 1 + 2 + 3 + 4 + 5),
        ("select 1 union all select 1 limit 1", 1),
        ("values (7)", 7),
        ("select doubled(21)", 42),
        ("select 1 -- a comment;", 1),
        ("select 1;", 1),
        ("select 'DELETE_QUERY_NODE'", "DELETE_QUERY_NODE"),
        ("select null", None),
        ("select 'é€\U0001f600'", "é€\U0001f600"),
        ("select date '2026-06-30'", "2026-06-30"),
        ("select timestamp '2026-06-30 12:00'", "2026-06-30T12:00:00"),
        ("select 1.25::decimal(9, 2)", 1.25),
        ("select 'nan'::double", "nan"),
        ("select [1, 2]", [1, 2]),
        ("select {'a': [date '2026-01-01']}", {"a": ["2026-01-01"]}),
        ("select map {1: 'x'}", {"1": "x"}),
        ("select 'ab'::blob", "6162"),
    ],
)  # fmt: skip
def test_a_select_is_answered(snapshot: Path, sql: str, value: object) -> None:
    assert answered(snapshot, sql).rows == ((value,),)


@pytest.mark.parametrize(("rows", "is_cut"), [(19_999, True), (20_000, False), (20_001, False)])
def test_rows_beyond_the_cap_are_left_out_and_said(snapshot: Path, rows: int, is_cut: bool) -> None:
    answer = answered(snapshot, "from published.recovery_rates", rows)
    assert (len(answer.rows), answer.is_cut) == (min(rows, 20_000), is_cut)


def test_tables_can_be_described(snapshot: Path) -> None:
    described = answered(snapshot, "describe published.recovery_rates")
    assert [row[0] for row in described.rows] == [
        "community_number",
        "community_id",
        "outcome_rate",
    ]


def test_times_with_a_zone_are_refused_with_the_cure(snapshot: Path) -> None:
    answer = run_query(snapshot, "select now()")
    assert not isinstance(answer, QueryResult)
    assert "::timestamp" in answer.sentence("fr")


def test_a_mistake_is_answered_in_duckdbs_words(snapshot: Path) -> None:
    answer = run_query(snapshot, "select outcome_rat from published.recovery_rates")
    assert not isinstance(answer, QueryResult)
    assert "outcome_rate" in answer.sentence("en")


@pytest.mark.parametrize("sql", ["interval '2000000000 days'", "to_months(178956970)"])
def test_a_value_that_no_answer_can_hold_is_refused_with_a_sentence(
    snapshot: Path, sql: str
) -> None:
    answer = run_query(snapshot, f"select {sql}")
    assert isinstance(answer, QueryRefused)
    assert answer.code == "not_understood"


def test_a_worker_that_fails_is_answered_with_a_sentence() -> None:
    answer = _understood(b"", 1, QueryLimits())
    assert isinstance(answer, QueryRefused)
    assert answer.code == "broken_off"


def test_ten_at_once_are_all_answered(snapshot: Path) -> None:
    answers: list[object] = []
    asking = [
        Thread(target=lambda: answers.append(answered(snapshot, "select 1").rows))
        for _ in range(10)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert answers == [((1,),)] * 10


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_prints_each_format(
    snapshot: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "select community_id, null as nothing from published.recovery_rates limit 2"
    assert main([sql, "--snapshot", str(snapshot), "--format", form]) == 0
    printed = capsys.readouterr().out
    if form == "json":
        assert json.loads(printed)[1] == {"community_id": "c1", "nothing": None}
    elif form == "csv":
        assert list(csv.reader(io.StringIO(printed)))[1:] == [["c0", ""], ["c1", ""]]
    else:
        assert printed.splitlines()[2].rstrip() == "c0"


def test_a_value_that_is_held_back_bears_the_mark(
    snapshot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = """
        select * from (values
            (null, 'suppressed', null, null, 'withheld'),
            (0, 'zero', 0.0, 0.02, 'ok'),
            (null, 'ok', null, 0.1, 'range')
        ) as t (
            outcome_count, outcome_status, outcome_rate, outcome_rate_upper, outcome_rate_status
        )
    """
    main([sql, "--snapshot", str(snapshot), "--format", "csv"])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:] == [
        ["[c]", "suppressed", "[c]", "[c]", "withheld"],
        ["0", "zero", "0.0", "0.02", "ok"],
        ["", "ok", "", "0.1", "range"],
    ]


def test_the_command_fails_with_a_sentence(
    snapshot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drop table x", "--snapshot", str(snapshot), "--language", "fr"]) == 1
    assert "Seul un select" in capsys.readouterr().err


def test_every_refusal_has_its_words_in_both_languages() -> None:
    assert REFUSALS_FILE.is_file()
    assert all(set(words) == {"en", "fr"} for words in _sentences().values())


def test_landlock_is_only_taken_where_the_kernel_offers_it(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KernelWithout:
        def syscall(self, *_: object) -> int:
            return -1

    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: KernelWithout())
    assert allow_reading_only((snapshot,)) is False


def test_a_terminal_is_sent_no_sign_that_it_would_obey() -> None:
    cells = ("red\x1b[31m", "c1\x9b31m", "turned\u202e", "two\nlines", "Café\u00a0– n°\u202f2")
    result = QueryResult(("name",), ("VARCHAR",), tuple((cell,) for cell in cells), False)
    lines = printed(result, "table").splitlines()
    assert lines[2:] == [
        r"red\x1b[31m",
        r"c1\x9b31m",
        r"turned\u202e",
        r"two\nlines",
        "Café\u00a0– n°\u202f2",
    ]


def test_a_spreadsheet_runs_no_cell_of_an_answer() -> None:
    result = QueryResult(("=1+1", "n"), ("VARCHAR", "INTEGER"), (("=1+1", -4),), False)
    assert printed(result, "csv") == "'=1+1,n\n'=1+1,-4"
