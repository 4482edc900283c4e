"""What each rule of a mapping does to a value; drawn as small files."""

import textwrap
from contextlib import nullcontext
from pathlib import Path

import duckdb
import pytest

from ingest.contracts.contract import load_contracts
from ingest.errors import ExportRefused, MappingRefused
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapped_rows import MappedFile, load_mapping, map_rows
from ingest.reading.receive import receive
from ingest.reading.staging import stage

HEAD = "constants: {community_id: c1}\n"


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def mapped(con, tmp_path):
    """Map the text of a file by the text of a mapping, or by its headers."""

    def map_text(
        content: str, mapping: str | None = None, kind: str | None = None, zone: str | None = None
    ) -> MappedFile:
        path = tmp_path / "export.csv"
        path.write_text(textwrap.dedent(content))
        chosen = identity_mapping(kind)
        if mapping is not None:
            (tmp_path / "mapping.yaml").write_text(textwrap.dedent(mapping))
            chosen = load_mapping(tmp_path / "mapping.yaml")
        return map_rows(con, stage(con, receive(path), "raw"), chosen, load_contracts(), zone)

    return map_text


def column(con, kind: str, name: str) -> list[str | None]:
    rows = con.execute(f'select "{name}" from "raw_{kind}" order by row_number').fetchall()
    return [value for (value,) in rows]


def members(joined: list[str]) -> str:
    return "member_id,community_id,joined_on\n" + "".join(f'm,c1,"{text}"\n' for text in joined)


def activity(instants: list[str]) -> str:
    head = "activity_id,member_id,community_id,occurred_at,activity_type\n"
    return head + "".join(f'a,m,c1,"{text}",post\n' for text in instants)


@pytest.mark.parametrize(
    ("joined", "expected", "found"),
    [
        (["2024-02-29", "2024-13-01"], ["2024-02-29", "2024-13-01"], "iso"),
        (["2024-01-02 23:59:59", "2024-01-03"], ["2024-01-02", "2024-01-03"], "iso"),
        (["13/02/2024", "01/02/2024"], ["2024-02-13", "2024-02-01"], "day_first"),
        (["02/13/2024", "01/02/2024"], ["2024-02-13", "2024-01-02"], "month_first"),
        (["1.2.2024", "3.4.2024"], ["2024-02-01", "2024-04-03"], "day_first"),
        (["31-12-2024", "1-1-2025"], ["2024-12-31", "2025-01-01"], "day_first"),
        (["2024/1/2", "2024/12/31"], ["2024-01-02", "2024-12-31"], "year_first"),
        (["45292", "45293.75"], ["2024-01-01", "2024-01-02"], "excel_serial"),
        (["1704067200", "1704153599"], ["2024-01-01", "2024-01-01"], "unix_seconds"),
        (["1704067200000"], ["2024-01-01"], "unix_milliseconds"),
        (["13/2/2024 10:00", "2024-02-14"], ["2024-02-13", "2024-02-14"], "day_first+iso"),
        (["30/02/2024", "soon"], ["30/02/2024", "soon"], "day_first"),
        (["01/01/1900", "31/12/2100"], ["1900-01-01", "2100-12-31"], "day_first"),
    ],
)
def test_dates_of_any_format_become_iso(con, mapped, joined, expected, found):
    file = mapped(members(joined))
    assert column(con, "members", "joined_on") == expected
    assert file.formats == {"joined_on": found}


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2024-07-01T12:00:59Z", "2024-07-01 12:00"),
        ("2024-07-01 12:00:59 UTC", "2024-07-01 12:00"),
        ("2024-07-01T12:00:59.999", "2024-07-01 10:00"),
        ("2024-07-01 12:00", "2024-07-01 10:00"),
        ("2024-01-01 12:00", "2024-01-01 11:00"),
        ("2024-07-01T12:00:00+02:00", "2024-07-01 10:00"),
        ("2024-07-01T12:00:00-0500", "2024-07-01 17:00"),
        ("2024-07-01 12:00:00 +05:30", "2024-07-01 06:30"),
        ("13/07/2024 00:30", "2024-07-12 22:30"),
        ("13/07/2024 12:30:15 AM", "2024-07-12 22:30"),
        ("13/07/2024 3:05 p.m.", "2024-07-13 13:05"),
        ("2024/07/01 3:05:09 PM GMT+2", "2024-07-01 13:05"),
        ("2024/07/01 3:05:09 PM GMT-3:30", "2024-07-01 18:35"),
        ("45474.5", "2024-07-01 10:00"),
        ("1719835200", "2024-07-01 12:00"),
        ("2024-07-01", "2024-07-01"),
        ("2024-02-30 10:00", "2024-02-30 10:00"),
        ("whenever", "whenever"),
    ],
)
def test_instants_become_utc_to_the_minute(con, mapped, instant, expected):
    mapped(activity([instant]), zone="Europe/Paris")
    assert column(con, "activity", "occurred_at") == [expected]


def test_blanks_around_a_value_go_and_nothing_else_does(con, mapped):
    # Cut at the letters of "\\u00a0", these would all be one member.
    written = ["a0-100 ", "\ta0-100u", "\u00a0a0-10\u00a0", "0a-1"]
    rows = "".join(f'"{member}",c1,2024-01-02\n' for member in written)
    mapped("member_id,community_id,joined_on\n" + rows)
    assert column(con, "members", "member_id") == ["a0-100", "a0-100u", "a0-10", "0a-1"]


def test_an_instant_becomes_the_local_date(con, mapped):
    mapped(members(["2024-01-01T23:30:00Z"]), zone="Europe/Paris")
    assert column(con, "members", "joined_on") == ["2024-01-02"]


@pytest.mark.parametrize("joined", [["01/02/2024"], ["01/02/2024", "12/12/2023"]])
def test_days_and_months_that_cannot_be_told_apart_are_asked_for(mapped, joined):
    with pytest.raises(ExportRefused) as refusal:
        mapped(members(joined))
    assert refusal.value.code == "dates.ambiguous"
    assert refusal.value.parameters == {"column": "joined_on"}


def test_a_column_of_both_orders_is_refused(mapped):
    with pytest.raises(ExportRefused, match=r"dates\.mixed_orders"):
        mapped(members(["13/02/2024", "02/13/2024"]))


def test_a_stated_format_answers_the_question(con, mapped):
    mapping = HEAD + "date_format: month_first\nrows: [{kind: members, columns:"
    mapped(members(["01/02/2024"]), mapping + " {member_id: member_id, joined_on: joined_on}}]")
    assert column(con, "members", "joined_on") == ["2024-01-02"]


def scores(values: list[str], instrument: str = "PHQ-9") -> str:
    head = "member_id;community_id;scored_on;instrument;score\n"
    return head + "".join(f"m;c1;2024-01-01;{instrument};{value}\n" for value in values)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["3,5", "4"], ["3.5", "4"]),
        (["1.234,5", "0,25"], ["1234.5", "0.25"]),
        (["1,234.5", "1,000"], ["1234.5", "1000"]),
        (["12.0", "1e3"], ["12.0", "1e3"]),
        (["*", "NA"], [None, None]),
        (["NULL", ""], [None, None]),
        (["NaN", "0x10"], ["NaN", "0x10"]),
        ([" 7 ", "\t8"], ["7", "8"]),
    ],
)
def test_numbers_get_a_decimal_point_and_markers_are_missing(con, mapped, written, expected):
    mapped(scores(written))
    assert column(con, "outcome_scores", "score") == expected


def test_a_comma_that_could_be_either_is_asked_for(mapped):
    with pytest.raises(ExportRefused, match=r"numbers\.ambiguous"):
        mapped(scores(["1,234"]))


@pytest.mark.parametrize(
    ("instrument", "values", "code"),
    [
        ("WHO-5", ["76", "20"], "instrument.who5_percent"),
        ("MSPSS", ["60", "5"], "instrument.mspss_sum"),
        ("UCLA-3", ["0", "6"], "instrument.ucla3_from_zero"),
        ("SWEMWBS", ["19.98", "22"], "instrument.swemwbs_metric"),
    ],
)
def test_another_variant_of_an_instrument_refuses_the_file(mapped, instrument, values, code):
    with pytest.raises(ExportRefused) as refusal:
        mapped(scores(values, instrument))
    assert refusal.value.code == code


# Of n scores, so many of 25: one of which the PHQ-8 knows nothing, and the PHQ-9 does.
@pytest.mark.parametrize(
    ("count", "other_count", "is_refused"),
    [
        (1, 1, True),
        (2, 1, True),
        (3, 1, False),
        (5, 2, False),
        (10, 1, False),
        (10, 2, False),
        (10, 3, True),
        (59, 3, True),
        # Just a twentieth.
        (60, 3, False),
        (79, 4, True),
    ],
)
def test_scores_are_another_variant_s_where_half_are_or_three_and_more_than_a_twentieth(
    con, mapped, count, other_count, is_refused
):
    values = ["11"] * (count - other_count) + ["25"] * other_count
    with pytest.raises(ExportRefused) if is_refused else nullcontext() as refused:
        mapped(scores(values, "PHQ-8"))
    if is_refused:
        assert refused.value.code == "instrument.phq9_as_phq8"
    else:
        assert column(con, "outcome_scores", "score") == values


# 7 or 8 scores, the largest a raw total can be among multiples of 4, one that is no multiple; too
# few beyond all raw totals to tell, and what is no percentage either.
@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        (["4"] * 6 + ["24"], False),
        (["4"] * 7 + ["24"], True),
        (["4"] * 7 + ["0"], True),
        (["4"] * 7 + ["25"], False),
        (["4"] * 30 + ["5"], False),
        (["4"] * 8 + ["76", "100"], True),
        (["4"] * 8 + ["104"], False),
    ],
)
def test_low_percentages_of_the_who5_are_asked_for(mapped, values, is_asked):
    with pytest.raises(ExportRefused) if is_asked else nullcontext() as refused:
        mapped(scores(values, "WHO-5"))
    assert not is_asked or refused.value.code == "instrument.who5_perhaps_percent"


@pytest.mark.parametrize(("convert", "expected"), [("none", "24"), ("who5_percent_to_raw", "6")])
def test_a_mapping_answers_whether_they_are_percentages(con, mapped, convert, expected):
    mapping = f"""
        constants: {{community_id: c1, instrument: WHO-5}}
        rows:
          - kind: outcome_scores
            columns:
              member_id: member_id
              scored_on: scored_on
              score: {{column: score, convert: {convert}}}
    """
    mapped(scores(["24"] * 8, "WHO-5"), mapping)
    assert set(column(con, "outcome_scores", "score")) == {expected}


@pytest.mark.parametrize(
    ("convert", "written", "expected"),
    [
        ("who5_percent_to_raw", ["76", "20", "x", ""], ["19", "5", "x", None]),
        ("mspss_sum_to_mean", ["60", "47"], ["5", "3.916667"]),
        ("ucla3_from_zero_to_from_three", ["0", "6"], ["3", "9"]),
    ],
)
def test_variants_are_converted_where_the_mapping_says_so(con, mapped, convert, written, expected):
    mapping = f"""
        constants: {{community_id: c1, instrument: WHO-5}}
        rows:
          - kind: outcome_scores
            columns:
              member_id: m
              scored_on: d
              score: {{column: s, convert: {convert}}}
    """
    mapped("m,d,s\n" + "".join(f"m,2024-01-01,{text}\n" for text in written), mapping)
    assert column(con, "outcome_scores", "score") == expected


def test_codes_are_translated_and_others_become_what_is_stated(con, mapped):
    mapping = """
        constants: {community_id: c1}
        rows:
          - kind: members
            columns:
              member_id: id
              joined_on: joined
              gender: {column: sex, codes: {female: woman, "1": man, "no": ""}, otherwise: unknown}
    """
    mapped("id,joined,sex\na,2024-01-01,female\nb,2024-01-01,1\nc,2024-01-01,no\n"
           "d,2024-01-01,x\ne,2024-01-01,\n", mapping)  # fmt: skip
    assert column(con, "members", "gender") == ["woman", "man", None, "unknown", None]


def test_rows_are_routed_and_the_rest_is_counted(con, mapped):
    mapping = """
        constants: {community_id: c1}
        rows:
          - kind: members
            when: {event: [join, rejoin]}
            columns: {member_id: who, joined_on: at}
          - kind: activity
            when: {event: "no"}
            columns:
              activity_id: {combine: [who, event], separator: "."}
              member_id: who
              occurred_at: at
              activity_type: {constant: post}
    """
    content = "who,event,at,extra\n"
    for event in ("join", "rejoin", "no", "other", ""):
        content += f"m,{event},2024-01-01 10:00,x\n"
    file = mapped(content, mapping)
    assert [(export.kind, export.row_count) for export in file.exports] == [
        ("members", 2),
        ("activity", 1),
    ]
    assert file.rows_routed_elsewhere == 2
    assert file.ignored_columns == ("extra",)
    assert column(con, "activity", "activity_id") == ["m.no"]


WIDE = """
    constants: {community_id: c1}
    rows:
      - kind: outcome_scores
        skip_when_empty: [p1, p2]
        columns:
          member_id: id
          scored_on: day
          instrument: {constant: PHQ-2}
          score: {sum: [p1, p2], item_minimum: 0, item_maximum: 3}
      - kind: outcome_scores
        skip_when_empty: [g1, g2]
        columns:
          member_id: id
          scored_on: day
          instrument: {constant: GAD-2}
          score: {sum: [g1, g2], codes: {never: 0, often: 3}}
"""


def test_one_wide_row_gives_several_scores_and_its_answers_are_dropped(con, mapped):
    file = mapped(
        """\
        id,day,p1,p2,g1,g2
        a,2024-01-01,1,2,never,often
        b,2024-01-01,1,,,
        c,2024-01-01,1,9,often,maybe
        d,2024-01-01,,,,
        """,
        WIDE,
    )
    rows = con.execute(
        "select row_number, member_id, instrument, score from raw_outcome_scores order by 1"
    ).fetchall()
    assert rows == [
        (1, "a", "PHQ-2", str(1 + 2)),
        (2, "a", "GAD-2", str(0 + 3)),
        (3, "b", "PHQ-2", None),  # one answer is missing: so is the total
        (5, "c", "PHQ-2", "?"),  # 9 is no answer of this scale
        (6, "c", "GAD-2", "?"),
    ]
    assert file.exports[0].rows_per_line == 2
    assert file.rows_routed_elsewhere == 1
    (names,) = con.execute(
        "select list(column_name) from duckdb_columns() where table_name = 'raw_outcome_scores'"
    ).fetchone()
    assert not {"p1", "p2", "g1", "g2"} & set(names)


def test_reversed_items_and_items_from_one_are_turned(con, mapped):
    mapping = """
        constants: {community_id: c1, instrument: CES-D}
        rows:
          - kind: outcome_scores
            columns:
              member_id: id
              scored_on: day
              score:
                sum: [a, b]
                reversed: [b]
                item_minimum: 1
                item_maximum: 4
                item_offset: -1
    """
    mapped("id,day,a,b\nm,2024-01-01,2,4\n", mapping)
    # a counts 2 - 1; b turned is 1 + 4 - 4 = 1 and counts 1 - 1.
    assert column(con, "outcome_scores", "score") == [str((2 - 1) + (1 - 1))]


def test_day_numbers_become_dates(con, mapped):
    mapping = """
        constants: {community_id: c1, instrument: BDI-I}
        rows:
          - kind: outcome_scores
            columns: {member_id: id, scored_on: {day_number: day, day_0: 2024-02-28}, score: s}
    """
    mapped("id,day,s\nm,0,1\nm,2,1\nm,-1,1\nm,x,1\n", mapping)
    expected = ["2024-02-28", "2024-03-01", "2024-02-27", "x"]
    assert column(con, "outcome_scores", "scored_on") == expected


def test_headers_that_match_need_no_mapping_and_no_copy(con, mapped):
    file = mapped("Member ID,community-id,JOINED_ON,shoe size\nm,c1,2024-01-01,43\n")
    assert [export.kind for export in file.exports] == ["members"]
    assert file.ignored_columns == ("shoe size",)
    kind = "select table_type from information_schema.tables where table_name = 'raw_members'"
    assert con.execute(kind).fetchone() == ("VIEW",)


def test_a_column_under_the_very_name_goes_before_one_under_a_name_like_it(con, mapped):
    for head in ("member_id,Member ID", "Member ID,member_id"):
        place = head.split(",").index("member_id")
        cells = ["shown", "shown"]
        cells[place] = "meant"
        file = mapped(f"{head},community_id,joined_on\n{','.join(cells)},c1,2024-01-01\n")
        assert column(con, "members", "member_id") == ["meant"]
        assert file.ignored_columns == ("Member ID",)


def test_the_code_of_namibia_is_not_missing(con, mapped):
    head = "community_id,platform_type,led_by,is_anonymous,time_zone,country\n"
    mapped(head + "c1,forum,peers,Yes,UTC,NA\nNA,forum,peers,0,UTC,*\n")
    assert column(con, "communities", "country") == ["NA", None]
    assert column(con, "communities", "community_id") == ["c1", None]
    assert column(con, "communities", "is_anonymous") == ["true", "false"]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        ("a,b\n1,2\n", None, "kind.unknown"),
        ("a~b\n1~2\n", None, "header.one_column"),
        ("member_id,joined_on\nm,2024-01-01\n", "members", "columns.missing"),
        ("member_id,community_id,joined_on\nm,c,2024-01-01\n", "activity", "kind.other"),
        # Which of the two is meant?
        (
            "Member ID,member-id,community_id,joined_on\nm,n,c,2024-01-01\n",
            None,
            "header.duplicate",
        ),
        # A Cyrillic letter looks like its Latin twin and is another.
        ("mеmber_id,community_id,joined_on\nm,c,2024-01-01\n", "members", "columns.missing"),
    ],
)
def test_headers_that_do_not_match_refuse_the_file(mapped, content, kind, code):
    with pytest.raises(ExportRefused) as refusal:
        mapped(content, kind=kind)
    assert refusal.value.code == code


MEMBERS = "rows: [{kind: members, columns: {member_id: id, joined_on: day}}]\n"
LIMITS = "item_minimum: 0, item_maximum: 3"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("", "mapping.not_keys"),
        ("- a\n", "mapping.not_keys"),
        ("rows: {\n", "mapping.not_yaml"),
        ("rows: []\n", "mapping.no_rows"),
        ("a: &x [1]\nb: *x\n", "mapping.alias"),
        (MEMBERS + "rows: []\n", "mapping.key_twice"),
        (MEMBERS + "tme_zone: UTC\n", "mapping.unknown_key"),
        (MEMBERS + "time_zone: Mars/Olympus\n", "mapping.unknown_time_zone"),
        (MEMBERS + "time_zone: ../../etc/passwd\n", "mapping.unknown_time_zone"),
        (MEMBERS + "covered_from: yesterday\n", "mapping.not_a_date"),
        (MEMBERS + "decimal_mark: x\n", "mapping.unknown_value"),
        (MEMBERS + "constants: {community_id: <your community>}\n", "mapping.unfilled"),
        (MEMBERS + "extends: nothing\n", "mapping.unknown_base"),
        (MEMBERS, "mapping.required_column"),
        (HEAD + MEMBERS.replace("day}", "day, colour: id}"), "mapping.unknown_column"),
        (HEAD + MEMBERS.replace("members", "sheep"), "mapping.unknown_kind"),
        (HEAD + MEMBERS.replace("day}", "dy}"), "mapping.column_not_in_file"),
        (HEAD + MEMBERS.replace("day}", "'*d*'}"), "mapping.several_columns"),
        (HEAD + MEMBERS.replace("day}", "{column: day, codes: x}}"), "mapping.not_keys"),
        (HEAD + MEMBERS.replace("day}", "{column: day, constant: x}}"), "mapping.one_source"),
        (HEAD + MEMBERS.replace("day}", "{format: iso}}"), "mapping.one_source"),
        (HEAD + MEMBERS.replace("day}", "{column: day, format: odd}}"), "mapping.unknown_value"),
        (HEAD + MEMBERS.replace("day}", "{day_number: day}}"), "mapping.day_0_missing"),
        (HEAD + MEMBERS.replace("day}", "{colum: day}}"), "mapping.unknown_key"),
        (HEAD + MEMBERS.replace("id,", "{sum: [id], reversed: [id]},"),
         "mapping.item_limits_missing"),
        (HEAD + MEMBERS.replace("id,", f"{{sum: [id], reversed: [day], {LIMITS}}},"),
         "mapping.reversed_not_added"),
        (HEAD + MEMBERS.replace("id,", f"{{mean: [id], reversed: [id, day], {LIMITS}}},"),
         "mapping.reversed_not_added"),
        (HEAD + MEMBERS.replace("id,", f"{{sum: [id], reversed: [id, id], {LIMITS}}},"),
         "mapping.reversed_not_added"),
        (HEAD + MEMBERS.replace("id,", f"{{column: id, reversed: [id], {LIMITS}}},"),
         "mapping.reversed_not_added"),
        (HEAD + MEMBERS.replace("id,", "{column: id, convert: swemwbs_metric_to_raw},"),
         "mapping.swemwbs_metric_to_raw"),
        ("x: " + "y" * (1 << 18), "mapping.too_large"),
        ("x: \x00\n", "mapping.not_yaml"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_say_what_it_must_is_refused(mapped, mapping, code):
    with pytest.raises(MappingRefused) as refusal:
        mapped("id,day\nm,2024-01-01\n", mapping)
    assert refusal.value.code == code


def test_names_and_codes_are_text_and_never_sql(con, mapped, tmp_path: Path):
    nasty = """id'"; drop table x; --"""
    quoted = nasty.replace('"', '""')
    mapping = f"""
        constants: {{community_id: "c'1"}}
        rows:
          - kind: members
            when: {{day: ["2024-01-01", "'; --"]}}
            columns:
              member_id: {{column: '{nasty.replace("'", "''")}', codes: {{"x'y": "z'"}}}}
              joined_on: day
    """
    mapped(f'"{quoted}",day\nx\'y,2024-01-01\n', mapping)
    assert column(con, "members", "member_id") == ["z'"]
    assert column(con, "members", "community_id") == ["c'1"]
