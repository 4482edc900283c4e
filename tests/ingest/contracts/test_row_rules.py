"""Each rule on one row, at its boundary."""

import re
from datetime import date, timedelta

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from ingest.contracts.contract import load_contracts
from ingest.contracts.row_rules import PATTERNS, Bounds, row_rules, row_schema


def codes(kind: str, bounds: Bounds | None = None, **values: str | None) -> list[str]:
    """The codes that refuse a row: good but for `values`, as pandera tells them."""
    contract = load_contracts()[kind]
    row = {
        column.name: column.example if column.is_required else None for column in contract.columns
    }
    frame = pl.DataFrame({**row, **values} | {}, schema=dict.fromkeys(row, pl.String))
    return judged(kind, frame, bounds)[0]


def judged(kind: str, frame: pl.DataFrame, bounds: Bounds | None = None) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(frame.height)]
    try:
        row_schema(load_contracts()[kind], bounds).validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            kept = error.check_output["check_output"].to_list()
            for at, is_kept in enumerate(kept):
                if not is_kept:
                    found[at].append(error.check.error)
    return [sorted(reasons) for reasons in found]


def test_the_calendar_of_the_pattern_is_the_calendar_of_python() -> None:
    pattern = re.compile(PATTERNS["date"])
    for year in range(1896, 2109):
        for month in range(14):
            for day in range(33):
                text = f"{year:04}-{month:02}-{day:02}"
                try:
                    date.fromisoformat(text)
                except ValueError:
                    assert not pattern.search(text), text
                else:
                    assert pattern.search(text), text


@pytest.mark.parametrize(
    "text",
    [
        *("2025-3-14", "14/03/2025", "03-14-2025", "20250314", "2025-02-30", "2025-03-14 10:00"),
        *("45000", "epoch", "infinity", "today", "2025-03-14\n", " 2025-03-14", "२०२५-०३-१४", ""),
    ],
)
def test_what_only_resembles_a_date_is_refused(text: str) -> None:
    assert codes("members", joined_on=text) == ["joined_on.not_a_date"]


@pytest.mark.parametrize(
    "text",
    ["2025-03-14 00:00", "2025-03-14 23:59", "2025-03-14 10:30:59", "2024-02-29 10:30:59.123"],
)
def test_times_with_or_without_seconds_are_accepted(text: str) -> None:
    assert codes("activity", occurred_at=text) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2025-03-14",
            "2025-03-14 24:00",
            "2025-03-14 10:60",
            "2025-03-14 10",
            "2025-02-29 10:00",
        ),
        *("2025-03-14 10:00+02:00", "2025-03-14T10:00", "2025-03-14 10:00Z", "1741946400"),
    ],
)
def test_what_is_no_canonical_time_is_refused(text: str) -> None:
    assert codes("activity", occurred_at=text) == ["occurred_at.not_a_timestamp"]


@pytest.mark.parametrize(
    "text", ["12,5", "1e3", "inf", "NaN", "0x10", "1_000", "--3", "5.", ".5", "*"]
)
def test_what_only_resembles_a_number_is_refused(text: str) -> None:
    assert codes("outcome_scores", score=text) == ["score.not_a_number"]


@pytest.mark.parametrize("text", ["12.6", "1e3", "0x10", "12 500", "12,500", "5.0"])
def test_what_only_resembles_a_whole_number_is_refused(text: str) -> None:
    assert codes("program_activities", people_reached=text) == ["people_reached.not_a_whole_number"]


@pytest.mark.parametrize(
    ("instrument", "score", "problem"),
    [
        *(("PHQ-9", "-1", "below_minimum"), ("PHQ-9", "0", None), ("PHQ-9", "1", None)),
        *(("PHQ-9", "26", None), ("PHQ-9", "27", None), ("PHQ-9", "28", "above_maximum")),
        *(("GAD-7", "21", None), ("GAD-7", "22", "above_maximum")),
        *(
            ("MSPSS", "0.99", "below_minimum"),
            ("MSPSS", "1", None),
            ("MSPSS", "7.01", "above_maximum"),
        ),
        ("WHO-5", "1" + "0" * 30, "above_maximum"),
    ],
)
def test_a_score_lies_within_the_range_of_its_questionnaire(
    instrument: str, score: str, problem: str | None
) -> None:
    expected = [f"score.{problem}"] if problem else []
    assert codes("outcome_scores", instrument=instrument, score=score) == expected


def test_an_unknown_questionnaire_gives_one_reason_not_two() -> None:
    assert codes("outcome_scores", instrument="PHQ9", score="99") == ["instrument.unknown_value"]


def test_every_reason_of_a_row_comes_in_one_go() -> None:
    found = codes("members", member_id=None, joined_on="yesterday", age_band="30", gender="F")
    assert found == [
        "age_band.unknown_value",
        "gender.unknown_value",
        "joined_on.not_a_date",
        "member_id.missing",
    ]


def test_a_reason_is_never_hidden_by_another_row() -> None:
    contract = load_contracts()["members"]
    good = [column.example for column in contract.columns]
    names = [column.name for column in contract.columns]
    at = names.index("joined_on")
    bad = [*good[:at], "2025-02-30", *good[at + 1 :]]
    early = [*good[:at], "1979-12-31", *good[at + 1 :]]
    frame = pl.DataFrame(
        [good, bad, early, good], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    assert judged("members", frame) == [
        [],
        ["joined_on.not_a_date"],
        ["joined_on.below_minimum"],
        [],
    ]


@pytest.mark.parametrize(
    ("left_on", "refused"), [("2025-03-13", True), ("2025-03-14", False), ("2025-03-15", False)]
)
def test_nobody_leaves_before_joining(left_on: str, refused: bool) -> None:
    expected = ["left_on.ends_before_start"] if refused else []
    assert codes("members", joined_on="2025-03-14", left_on=left_on) == expected


@pytest.mark.parametrize(
    ("actioned_at", "refused"), [("2025-06-02 03:14", True), ("2025-06-02 03:15", False)]
)
def test_nothing_is_done_before_the_report(actioned_at: str, refused: bool) -> None:
    expected = ["actioned_at.ends_before_start"] if refused else []
    assert (
        codes("safety_reports", reported_at="2025-06-02 03:15", actioned_at=actioned_at) == expected
    )


def test_a_cost_states_its_currency() -> None:
    assert codes("program_activities", cost_amount="10.50") == ["currency.missing"]
    assert codes("program_activities", cost_amount="10.50", currency="CAD") == []
    assert codes("program_activities", currency="CAD") == []


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (30, False), (31, True)])
def test_a_score_lies_within_the_period_covered(days: int, refused: bool) -> None:
    bounds = Bounds(covered_from=date(2025, 6, 1), covered_through=date(2025, 7, 1))
    scored_on = (date(2025, 6, 1) + timedelta(days=days)).isoformat()
    expected = ["scored_on.outside_covered_period"] if refused else []
    assert codes("outcome_scores", bounds, scored_on=scored_on) == expected


@pytest.mark.parametrize(
    ("occurred_at", "refused"),
    [
        *(("2025-05-30 23:59", True), ("2025-05-31 00:00", False)),
        *(("2025-07-02 23:59:59", False), ("2025-07-03 00:00", True)),
    ],
)
def test_a_time_in_utc_may_lie_a_day_outside_the_local_period(
    occurred_at: str, refused: bool
) -> None:
    bounds = Bounds(covered_from=date(2025, 6, 1), covered_through=date(2025, 7, 1))
    expected = ["occurred_at.outside_covered_period"] if refused else []
    assert codes("activity", bounds, occurred_at=occurred_at) == expected


def test_members_may_have_joined_before_the_period_but_not_after_it() -> None:
    bounds = Bounds(covered_from=date(2025, 6, 1), covered_through=date(2025, 7, 1))
    assert codes("members", bounds, joined_on="2011-01-01") == []
    assert codes("members", bounds, joined_on="2025-07-02") == ["joined_on.outside_covered_period"]


def test_tomorrow_is_today_somewhere_and_the_day_after_is_the_future() -> None:
    bounds = Bounds(today=date(2025, 6, 1))
    assert codes("members", bounds, joined_on="2025-06-02") == []
    assert codes("members", bounds, joined_on="2025-06-03") == ["joined_on.in_the_future"]


def test_a_time_zone_is_one_that_the_world_knows() -> None:
    assert codes("communities", time_zone="Europe/Paris") == []
    assert codes("communities", time_zone="Europe/Pariss") == ["time_zone.unknown_value"]


@pytest.mark.parametrize(
    "name",
    [
        "Café d'Écoute (Lyon) – nuit & jour, n° 2",
        *(
            "Trans* Support!",
            "Élan : #1 / 24-7",
            "مجموعة الدعم",
            "می\u200cخواهم",
            "👩\u200d👧 Parents",
        ),
    ],
)
def test_a_name_of_a_community_is_of_any_language(name: str) -> None:
    assert codes("communities", community_name=name) == []


@pytest.mark.parametrize("sign", [*"<>[]{}\\`$|\t\x1b", *map(chr, (0x7F, 0x80, 0x9B, 0x9F))])
def test_a_name_of_a_community_holds_no_sign_of_markup_nor_of_control(sign: str) -> None:
    assert codes("communities", community_name=f"North{sign}") == ["community_name.wrong_pattern"]


@pytest.mark.parametrize(
    "sign", [*map(chr, (0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x202A, 0x202E, 0x2066, 0x2069))]
)
def test_a_name_of_a_community_holds_no_sign_that_turns_the_text_round(sign: str) -> None:
    assert codes("communities", community_name=f"No{sign}rth") == ["community_name.wrong_pattern"]


@pytest.mark.parametrize(
    ("member_id", "problem"),
    [
        *(
            ("m" * 64, None),
            ("m" * 65, "too_long"),
            ("a b", "wrong_pattern"),
            ("é", "wrong_pattern"),
        ),
        *(("a@b", "wrong_pattern"), ("a\u200eb", "wrong_pattern"), ("", "wrong_pattern")),
        *(("1.23457E+17", "rounded_number"), ("1e+05", "rounded_number"), ("1e+5", None)),
        *(("1.2e+17x", None), ("x1e+17", None), ("12e+17", None), ("1E17", None)),
        *(("+/aGVsbG8=", None), ("m-1\n", "wrong_pattern"), ("а1", "wrong_pattern")),
    ],
)
def test_a_pseudonym_is_short_and_plain(member_id: str, problem: str | None) -> None:
    expected = [f"member_id.{problem}"] if problem else []
    assert codes("activity", member_id=member_id) == expected


@pytest.mark.parametrize("kind", load_contracts())
def test_the_quick_sign_never_lets_a_bad_row_pass(kind: str) -> None:
    texts = [
        None,
        "",
        "x",
        "~",
        "0",
        "zzzz",
        "1850-01-01",
        "2030-01-01",
        "2030-01-01 10:00",
        "9999",
    ]
    bounds = Bounds(date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    names = [column.name for column in load_contracts()[kind].columns]
    frame = pl.DataFrame(dict.fromkeys(names, texts), schema=dict.fromkeys(names, pl.String))
    for rule in row_rules(load_contracts()[kind], bounds):
        exact = frame.select(rule.holds.fill_null(value=True)).to_series().to_list()
        assert rule.judge(frame).to_list() == exact, rule.code
