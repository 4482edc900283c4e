"""What holds for each programme indicator, and what some of them count."""

from pathlib import Path

import pytest

from ingest.indicators import IndicatorHeaderError, load_indicators, read_indicator
from ingest.places import SQL
from tests.sql.drawing import build_database

INDICATORS = sorted((SQL / "indicators").glob("*.sql"))
each_indicator = pytest.mark.parametrize("path", INDICATORS, ids=lambda path: path.stem)
SHARES = [path for path in INDICATORS if read_indicator(path).kind == "share"]
OF_PEOPLE = [path for path in INDICATORS if read_indicator(path).kind in {"rate", "median"}]

SMALL_PROGRAMME = {
    "communities": """
        community_id | platform_type | led_by | is_anonymous | time_zone | has_crisis_protocol
        forum        | forum         | peers  | true         | UTC       | true
        chat         | chat          | mixed  | false        | UTC       | false
    """,
    "members": """
        member_key | community_id | joined_on  | rurality | treatment_at_joining
        ana        | forum        | 2025-01-05 | rural    | none
        ana        | chat         | 2025-01-06 | rural    | none
        bo         | forum        | 2025-01-07 | urban    | therapy
    """,
    "activity": """
        activity_key|member_key|community_id|occurred_at     |activity_type|replies_to_activity_key
        p1          |ana       |forum       |2025-01-06 23:00|post         |
        r1          |bo        |forum       |2025-01-07 00:30|reply        |p1
        p2          |bo        |chat        |2025-01-08 12:00|post         |
        v1          |ana       |chat        |2025-01-09 12:00|visit        |
    """,
    "outcome_scores": """
        member_key | scored_on  | instrument | score
        ana        | 2025-01-05 | PHQ-9      | 15
        ana        | 2025-01-05 | GAD-7      | 12
        ana        | 2025-07-04 | PHQ-9      | 8
        ana        | 2025-07-04 | GAD-7      | 3
        ana        | 2025-01-05 | UCLA-3     | 7
        ana        | 2025-07-04 | UCLA-3     | 6
    """,
    "safety_reports": """
        report_key | member_key | community_id | reported_at      | actioned_at      | report_type
        s1         | ana        | forum        | 2025-02-01 10:00 | 2025-02-02 10:00 | harassment
        s2         |            | forum        | 2025-02-01 10:00 | 2025-02-02 10:01 | self_harm
    """,
}


@pytest.fixture(scope="module")
def programme():
    con = build_database(covered_from="2025-01-01", covered_through="2026-03-31", **SMALL_PROGRAMME)
    yield con
    con.close()


def value(con, indicator_id, community_id="all"):
    return con.execute(
        "select numerator_count, denominator_count from marts.indicator_values"
        " where indicator_id = ? and community_id = ? and period_start = '2025-01-01'",
        [indicator_id, community_id],
    ).fetchall()


GRAIN = "community_id, period_length, period_start, partner_id, member_key"


@pytest.mark.parametrize("path", [*SHARES, *OF_PEOPLE], ids=lambda path: path.stem)
def test_an_indicator_counts_a_member_once_per_community_and_period(path: Path, programme):
    twice = programme.execute(
        f"select {GRAIN} from indicators.{path.stem} group by {GRAIN} having count(*) > 1"
    ).fetchall()
    assert twice == []


@pytest.mark.parametrize("path", SHARES, ids=lambda path: path.stem)
def test_a_share_says_of_every_member_whether_so_or_not(path: Path, programme):
    unsaid = programme.execute(
        f"select {GRAIN} from indicators.{path.stem} where is_in_numerator is null"
    ).fetchall()
    assert unsaid == []


@pytest.mark.parametrize("path", SHARES, ids=lambda path: path.stem)
def test_who_is_counted_in_a_month_is_counted_in_its_quarter(path: Path, programme):
    """A quarter's last month may be covered before the quarter is: then there is no quarter yet."""
    lost = programme.execute(
        f"""
        select {GRAIN} from indicators.{path.stem} as months
        where period_length = 'month' and (community_id, partner_id, member_key,
            date_trunc('quarter', period_start)) not in (
            select (community_id, partner_id, member_key, period_start)
            from indicators.{path.stem} where period_length = 'quarter')
        """
    ).fetchall()
    assert lost == []


@each_indicator
def test_the_words_are_there_in_both_languages_and_differ(path: Path):
    indicator = read_indicator(path)
    for word in ("name", "question", "definition", "numerator", "denominator", "target_words"):
        english, french = getattr(indicator, f"{word}_en"), getattr(indicator, f"{word}_fr")
        assert english
        assert french
        assert english != french


@each_indicator
def test_french_words_have_typographic_apostrophes(path: Path):
    indicator = read_indicator(path)
    words = ("name", "question", "definition", "numerator", "denominator", "target_words")
    assert all("'" not in getattr(indicator, f"{word}_fr") for word in words)


def test_the_registry_holds_24_indicators_at_least_with_names_of_their_own():
    indicators = load_indicators()
    assert len(indicators) >= 24
    assert len({indicator.name_en for indicator in indicators}) == len(indicators)
    assert len({indicator.name_fr for indicator in indicators}) == len(indicators)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-- unit: share", "-- unti: share"),
        ("-- unit: share", "-- unit: hours"),
        ("-- kind: share", "-- kind: guess"),
        # Only a cost has a currency, and it must say it.
        ("-- kind: share", "-- kind: share\n-- currency: as_reported"),
        ("-- kind: share", "-- kind: cost"),
        ("-- claim: reach_and_retention", "-- claim: online_groups_cure"),
        ("-- polarity: neutral", "-- polarity: green"),
        ("--   fr: ", "--   de: "),
        ("-- target_value: null", "-- target_value: 0.5"),
        ("-- target_words:", "-- target_wishes:"),
        # Only a cost's target is in somebody's money.
        ("-- target_words:", "-- target_currency: GBP\n-- target_words:"),
        ("-- name:", "-- name: ["),
    ],
)
def test_a_header_that_does_not_say_what_it_must_is_refused(tmp_path, old, new):
    text = (SQL / "indicators" / "contributing_members.sql").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "odd.sql").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(IndicatorHeaderError, match=r"odd\.sql"):
        read_indicator(tmp_path / "odd.sql")


def test_the_target_of_a_cost_names_its_currency(tmp_path):
    text = (SQL / "indicators" / "cost_per_reliable_recovery.sql").read_text(encoding="utf-8")
    odd = text.replace("-- target_value: null", "-- target_value: 1000")
    odd = odd.replace("-- target_source: null", "-- target_source: somebody")
    (tmp_path / "odd.sql").write_text(odd, encoding="utf-8")
    with pytest.raises(IndicatorHeaderError, match="target_currency"):
        read_indicator(tmp_path / "odd.sql")
    told = odd.replace("-- target_currency: null", "-- target_currency: GBP")
    (tmp_path / "odd.sql").write_text(told, encoding="utf-8")
    assert read_indicator(tmp_path / "odd.sql").target_currency == "GBP"


@each_indicator
def test_an_indicator_without_a_target_says_that_none_is_published(path: Path):
    indicator = read_indicator(path)
    says_none = "Rebond sets none" in indicator.target_words_en.replace("\n", " ")
    assert says_none == (indicator.target_value is None)
    assert ("Rebond n’en fixe pas" in indicator.target_words_fr) == says_none


def test_what_others_achieved_is_no_target():
    # The NHS's rates are results at the end of treatment, and a cost of recovery is one study's.
    with_target = {i.kind for i in load_indicators() if i.target_source is not None}
    assert with_target == {"median", "reach"}
    results = [i for i in load_indicators() if "without a verdict" in i.target_words_en]
    assert len(results) == 4 + 1
    assert all(any(c.isdigit() for c in i.target_words_en) for i in results)


@pytest.mark.parametrize(
    ("indicator_id", "numerator", "denominator"),
    [
        ("active_members", 2, 2),
        ("contributing_members", 2, 2),
        ("night_active_members", 2, 2),  # 23:00 and 00:30 are both night
        ("support_given", 1, 2),
        ("first_reply_within_24_hours", 1, 2),  # bo's post in the chat stays unanswered
        ("night_posts_answered_within_2_hours", 1, 1),
        ("rural_or_remote_newcomers", 1, 2),
        ("newcomers_without_treatment", 1, 2),
        ("members_with_crisis_protocol", 2, 2),  # ana and bo were both in the forum, too
        ("baseline_completeness", 1, 2),
        ("reliable_recovery_at_day_180", 1, 1),
        ("less_lonely_at_day_180", 1, 1),
        ("self_harm_reports_actioned_within_24_hours", 0, 1),
    ],
)
def test_the_small_programme_by_hand(programme, indicator_id, numerator, denominator):
    assert value(programme, indicator_id) == [(numerator, denominator)]


OF_SELF_HARM = (
    "self_harm_reports",
    "self_harm_reports_actioned_within_24_hours",
    "hours_to_action_on_self_harm_reports",
)


@pytest.mark.parametrize(
    ("reported_at", "month"),
    [("2025-04-01 03:59", "2025-03-01"), ("2025-04-01 04:00", "2025-04-01")],
)
def test_a_report_counts_in_the_month_of_the_community_s_own_clock(build, reported_at, month):
    con = build(
        tables=tuple(f"indicators.{indicator_id}" for indicator_id in OF_SELF_HARM),
        communities="community_id | time_zone\nforum | America/Toronto",
        safety_reports=f"""
            report_key | reported_at   | report_type
            s1         | {reported_at} | self_harm
        """,
    )
    for indicator_id in OF_SELF_HARM:
        found = con.execute(
            f"select period_start::varchar from indicators.{indicator_id}"
            " where period_length = 'month'"
        ).fetchall()
        assert found == [(month,)]


@pytest.mark.parametrize(
    ("posted_at", "counted"),
    [("2025-12-29 23:59", [(False,)]), ("2025-12-30 00:00", []), ("2025-12-30 00:01", [])],
)
def test_an_answer_must_be_due_before_the_last_covered_day(build, posted_at, counted):
    # East of Greenwich the last day, 31 December, and the export end before midnight UTC.
    con = build(
        tables=("indicators.first_reply_within_24_hours",),
        covered_through="2025-12-31",
        activity=f"member_key | occurred_at | activity_type\nana | {posted_at} | post",
    )
    found = con.execute(
        "select is_in_numerator from indicators.first_reply_within_24_hours"
        " where period_length = 'month'"
    ).fetchall()
    assert found == counted


@pytest.mark.parametrize(
    ("listed", "counted"), [("ana | 2025-01-03", [(1, 1)]), ("bo | 2025-01-03", [])]
)
@pytest.mark.parametrize(
    "indicator_id",
    [
        "baseline_completeness",
        "first_contribution_within_30_days",
        "newcomers_answered_within_14_days",
    ],
)
def test_no_time_runs_from_the_first_day_seen_of_who_is_in_no_list(
    build, indicator_id, listed, counted
):
    con = build(
        tables=(f"indicators.{indicator_id}",),
        members=f"member_key | joined_on\n{listed}",
        activity="""
            activity_key | member_key | occurred_at      | activity_type | replies_to_activity_key
            p1           | ana        | 2025-01-03 12:00 | post          |
            r1           | eve        | 2025-01-04 12:00 | reply         | p1
        """,
        outcome_scores="""
            member_key | scored_on  | instrument | score
            ana        | 2025-01-03 | PHQ-9      | 15
            ana        | 2025-01-03 | GAD-7      | 10
        """,
        covered_from="2020-01-01",
    )
    found = con.execute(
        f"select count(*) filter (where is_in_numerator), count(*) from indicators.{indicator_id}"
        " where period_length = 'quarter' and drawn(member_key) = 'ana' having count(*) > 0"
    ).fetchall()
    assert found == counted


def test_a_community_counts_its_own_members(programme):
    # bo's chat membership is derived from the post there.
    assert value(programme, "contributing_members", "north/chat") == [(1, 2)]
    assert value(programme, "members_with_crisis_protocol", "north/chat") == [(0, 2)]
