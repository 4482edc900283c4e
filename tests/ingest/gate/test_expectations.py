"""Is the export as a whole plausible? Figures drawn by hand, their answers as arithmetic."""

from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl
import pytest

from ingest.accepted_rows import typed_rows
from ingest.contracts.contract import KINDS, load_contracts
from ingest.gate.expectations import Finding, gravest, judge_figures, plausibility
from ingest.gate.figures import Figures, against_history, measure
from ingest.gate.gate import Verdict
from ingest.messages import load_catalogue
from ingest.pseudonyms import parameters, passing_key

NOTHING_ODD = Verdict(100, 100, 0, 0, {}, {})


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as warehouse")
        con.execute("create schema warehouse.ledger; create schema warehouse.accepted")
        con.execute(
            "create table warehouse.ledger.exports (export_id varchar, sequence integer,"
            " partner_id varchar, kind varchar, status varchar, rows_accepted bigint,"
            " covered_from date, covered_through date, is_complement boolean default false)"
        )
        con.execute(load_contracts()["outcome_scores"].ddl("warehouse.accepted"))
        yield con


def export(con: duckdb.DuckDBPyConnection, kind: str, rows: list[dict[str, str]]) -> None:
    contract = load_contracts()[kind]
    names = [column.name for column in contract.columns]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).to_arrow()
    con.register("rows", frame)
    query = f"create or replace table export_accepted as {typed_rows(contract, 'rows', 'true', '')}"
    con.execute(query, parameters(passing_key(), query))
    con.unregister("rows")


def figures_of(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    verdict: Verdict = NOTHING_ODD,
    period: tuple[date, date] = (date(2025, 1, 1), date(2025, 12, 31)),
) -> Figures:
    return measure(
        con,
        load_contracts()[kind],
        "export",
        verdict,
        covered_from=period[0],
        covered_through=period[1],
        today=date(2026, 1, 10),
    )


def score(member: int, day: int, value: int, instrument: str = "PHQ-9") -> dict[str, str]:
    return {
        "member_id": f"m-{member}",
        "scored_on": f"2025-03-{day:02}",
        "instrument": instrument,
        "score": str(value),
    }


def test_shares_are_of_the_rows_that_they_speak_of(con: duckdb.DuckDBPyConnection) -> None:
    export(con, "activity", [{"occurred_at": "2025-03-01 10:00"}])
    verdict = Verdict(100, 80, 20, 8, {}, {"member_id.unknown_member": 40})
    figures = figures_of(con, "activity", verdict)
    assert figures["refused_share"] == 20 / 100
    assert figures["collapsed_share"] == 8 / 80
    assert figures["unknown_member_share"] == 40 / 80
    assert figures["rows_per_day"] == 80 / 365
    assert figures["age_days"] == 10


@pytest.mark.parametrize(("rows", "share"), [(19, None), (20, 5 / 20)])
def test_a_share_of_few_rows_is_not_told(
    con: duckdb.DuckDBPyConnection, rows: int, share: float | None
) -> None:
    export(con, "communities", [])
    verdict = Verdict(rows, rows - 5, 5, 0, {}, {})
    assert figures_of(con, "communities", verdict)["refused_share"] == share


def test_months_without_a_row_and_silence_at_the_end_are_seen(
    con: duckdb.DuckDBPyConnection,
) -> None:
    days = ["2025-01-05 10:00", "2025-02-05 10:00", "2025-04-21 10:00"]
    export(con, "activity", [{"occurred_at": day} for day in days])
    figures = figures_of(con, "activity", period=(date(2025, 1, 1), date(2025, 4, 30)))
    assert figures["empty_month_share"] == 1 / 4
    assert figures["silent_days"] == 9


def test_empty_and_unknown_are_both_unknown(con: duckdb.DuckDBPyConnection) -> None:
    known = {"age_band": "25_34", "gender": "woman", "rurality": "unknown"}
    export(con, "members", [known] * 10)
    # Of age band, gender, rurality and treatment, two are known.
    assert figures_of(con, "members")["unknown_share"] == 2 / 4


def test_a_second_score_is_one_of_the_same_questionnaire(con: duckdb.DuckDBPyConnection) -> None:
    rows = [score(member, 1, 12) for member in range(40)]
    rows += [score(member, 20, 9) for member in range(4)]
    rows += [score(member, 20, 9, "GAD-7") for member in range(4, 40)]
    export(con, "outcome_scores", rows)
    assert figures_of(con, "outcome_scores")["second_score_share"] == 4 / 40


def test_zeros_and_a_constant_stand_out(con: duckdb.DuckDBPyConnection) -> None:
    export(con, "outcome_scores", [score(member, 1, 0) for member in range(30)] + [score(99, 1, 7)])
    figures = figures_of(con, "outcome_scores")
    assert figures["commonest_score_share"] == 30 / 31
    assert figures["lowest_score_share"] == 30 / 31
    findings = {finding.rule: finding.outcome for finding in judge("outcome_scores", figures)}
    assert findings["commonest_score_share_hold"] == "hold"
    assert findings["lowest_score_share_warn"] == "warn"


def judge(kind: str, figures: Figures) -> list[Finding]:
    return plausibility(load_contracts()[kind], figures)


def test_a_first_export_is_not_compared_with_anything(con: duckdb.DuckDBPyConnection) -> None:
    export(con, "outcome_scores", [score(member, 1, 12) for member in range(40)])
    contract = load_contracts()["outcome_scores"]
    figures = against_history(con, contract, "export", figures_of(con, "outcome_scores"), "north")
    assert figures["rows_per_day_ratio"] is None
    assert figures["mean_score_shift"] is None
    assert {f.figure for f in judge("outcome_scores", figures)} <= {
        "second_score_share",
        "commonest_score_share",
        "silent_days",
        "empty_month_share",
    }


def past(
    con: duckdb.DuckDBPyConnection,
    sequence: int,
    rows: int,
    partner: str = "north",
    *,
    is_complement: bool = False,
) -> None:
    con.execute(
        "insert into warehouse.ledger.exports values"
        " (?, ?, ?, 'outcome_scores', 'current', ?, '2024-01-01', '2024-12-31', ?)",
        [f"E-{sequence}", sequence, partner, rows, is_complement],
    )


def test_rows_per_day_are_compared_with_the_usual_ones(con: duckdb.DuckDBPyConnection) -> None:
    for sequence, rows in enumerate([366, 3660, 732], start=1):
        past(con, sequence, rows)
    past(con, 4, 99_999, partner="another")
    # Rows that came back mended are no export of a year.
    for sequence in (5, 6, 7):
        past(con, sequence, 1, is_complement=True)
    export(con, "outcome_scores", [])
    figures = figures_of(con, "outcome_scores", Verdict(3650, 3650, 0, 0, {}, {}))
    contract = load_contracts()["outcome_scores"]
    compared = against_history(con, contract, "export", figures, "north")
    # 10 a day now; the median of 1, 10 and 2 a day before.
    assert compared["rows_per_day_ratio"] == 10 / 2


def test_a_questionnaire_on_another_scale_is_held(con: duckdb.DuckDBPyConnection) -> None:
    past(con, 1, 30)
    con.execute(
        "insert into warehouse.accepted.outcome_scores by name"
        " select uuid() as member_key, 'PHQ-9' as instrument, 6.0 as score, 'E-1' as export_id"
        " from range(30)"
    )
    export(con, "outcome_scores", [score(member, 1, 20) for member in range(30)])
    contract = load_contracts()["outcome_scores"]
    figures = against_history(con, contract, "export", figures_of(con, "outcome_scores"), "north")
    assert figures["mean_score_shift"] == pytest.approx((20 - 6) / 27)
    found = {finding.figure: finding.outcome for finding in judge("outcome_scores", figures)}
    assert found["mean_score_shift"] == "hold"


@pytest.mark.parametrize(
    ("share", "outcome"), [(0.05, None), (0.051, "warn"), (0.20, "warn"), (0.201, "hold")]
)
def test_the_gravest_rule_of_a_figure_speaks_alone(share: float, outcome: str | None) -> None:
    findings = judge("activity", {"accepted_count": 100, "refused_share": share})
    assert gravest(findings) == outcome
    assert len(findings) == (outcome is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_of_which_nothing_was_accepted_replaces_nothing(kind: str) -> None:
    assert gravest(judge(kind, {"accepted_count": 0})) == "hold"
    assert gravest(judge(kind, {"accepted_count": 1})) is None


def test_numbers_are_written_as_each_language_writes_them() -> None:
    [finding] = judge("activity", {"accepted_count": 100, "rows_per_day_ratio": 0.021})
    words = finding.as_dict()["words"]
    assert "are 0.021 times" in words["en"]["wrong"]
    assert "(expected 0.2 – 5)" in words["en"]["wrong"]
    assert "sont 0,021 fois" in words["fr"]["wrong"]
    assert "0,2 – 5" in words["fr"]["wrong"]


def test_a_misspelt_expectation_is_a_fault_and_not_a_verdict() -> None:
    wrong = {"type": "expect_column_values_to_be_betwen", "kwargs": {"column": "x"}}
    with pytest.raises(Exception, match="betwen"):
        judge_figures([{"rule": "x", "outcome": "warn", "expectation": wrong}], {"x": 1.0})


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_on_the_whole_has_an_outcome_a_figure_and_words(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    export(con, kind, [])
    contract = load_contracts()[kind]
    measured = against_history(con, contract, "export", figures_of(con, kind), "north")
    for rule in contract.expectations():
        figure = rule["expectation"]["kwargs"]["column"]
        assert rule["outcome"] in {"warn", "hold", "refuse"}
        assert rule["rule"] == f"{figure}_{rule['outcome']}"
        assert figure in measured
        assert f"finding.{figure}" in load_catalogue()["findings"]
        assert set(rule["descriptions"]) == {"en", "fr"}


def test_every_finding_belongs_to_a_rule() -> None:
    figures = {
        rule["expectation"]["kwargs"]["column"]
        for contract in load_contracts().values()
        for rule in contract.expectations()
    }
    assert {f"finding.{figure}" for figure in figures} <= set(load_catalogue()["findings"])


def test_a_receipt_says_value_and_limits_in_both_languages() -> None:
    (finding,) = judge("members", {"accepted_count": 50, "refused_share": 0.3})
    words = finding.as_dict()["words"]
    assert words["en"]["wrong"] == "Many rows were refused: 30% (expected ≤ 20%)."
    assert "30\u00a0% (attendu" in words["fr"]["wrong"]
