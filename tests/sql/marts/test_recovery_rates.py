"""Counts behind the rates: who stands in which denominator, once."""

from datetime import date, timedelta

from tests.sql.drawing import build_tables, draw_exports, empty_work_database

LOOKED_AT = ("marts.recovery_rates",)

JOINED = date(2025, 1, 1)
BASELINE, HALF_A_YEAR = JOINED, JOINED + timedelta(days=180)


def drawn(header, *rows):
    return "\n".join([header, *rows])


def scores(**phq9):
    """Draw PHQ-9 at the baseline and at day 180: `ana=(15, 8)`; None is a score never given."""
    rows = [
        f"{name} | {when} | PHQ-9 | {score}"
        for name, pair in phq9.items()
        for when, score in zip((BASELINE, HALF_A_YEAR), pair, strict=True)
        if score is not None
    ]
    return drawn("member_key | scored_on | instrument | score", *rows)


def members(*rows):
    return drawn("member_key | community_id | joined_on | age_band | rurality", *rows)


def counts(con, columns, **where):
    wanted = {"community_id": "all", "dimension": "all", "period": "all"} | where
    wanted |= {"rule_set": "phq9_only", "follow_up": "day_180"}
    conditions = " and ".join(f"{name} = ?" for name in wanted)
    return con.execute(
        f"select {columns} from marts.recovery_rates where {conditions} order by all",
        [*wanted.values()],
    ).fetchall()


def test_recovery_is_counted_over_caseness_and_change_over_everyone_scored(build):
    con = build(
        members=members(
            *(f"{name} | forum | {JOINED} | |" for name in ("ana", "bo", "cy", "di", "ed"))
        ),
        outcome_scores=scores(
            ana=(15, 8),  # recovered, reliably: 7 points
            bo=(10, 9),  # recovered, not reliably
            cy=(9, 2),  # not at caseness, reliably improved
            di=(12, 19),  # reliably deteriorated
            ed=(20, None),  # never answered again: in no denominator
        ),
    )
    columns = "scored_count, at_caseness_count, recovered_count, reliably_recovered_count"
    assert counts(con, columns) == [(4, 3, 2, 1)]
    columns = "reliably_improved_count, reliably_deteriorated_count, unchanged_count"
    assert counts(con, columns) == [(2, 1, 1)]


def test_a_member_of_two_communities_counts_in_each_and_once_in_the_programme(build):
    con = build(
        members=members(f"ana | forum | {JOINED} | |", f"ana | chat | {JOINED} | |"),
        outcome_scores=scores(ana=(15, 8)),
    )
    rows = con.execute(
        "select community_id, recovered_count from marts.recovery_rates"
        " where dimension = 'all' and period = 'all' and rule_set = 'phq9_only'"
        " and follow_up = 'day_180' order by community_id"
    ).fetchall()
    assert rows == [("all", 1), ("north/chat", 1), ("north/forum", 1)]


def test_a_persons_age_band_is_one_and_the_first_that_is_known(build):
    con = build(
        members=members(
            f"ana | forum | {JOINED} | |",
            f"ana | chat | {JOINED + timedelta(days=1)} | 25_34 |",
            f"ana | app | {JOINED + timedelta(days=2)} | 35_44 |",
        ),
        outcome_scores=scores(ana=(15, 8)),
    )
    assert counts(con, "category, recovered_count", dimension="age_band") == [("25_34", 1)]


def test_the_period_is_the_year_of_the_baseline_and_years_add_up(build):
    con = build(
        members=members("ana | forum | 2024-12-20 | |", "bo | forum | 2025-03-01 | |"),
        outcome_scores=drawn(
            "member_key | scored_on | instrument | score",
            "ana | 2024-12-31 | PHQ-9 | 15",
            "ana | 2025-06-30 | PHQ-9 | 8",
            "bo | 2025-03-01 | PHQ-9 | 15",
            "bo | 2025-09-01 | PHQ-9 | 14",
        ),
    )
    columns = "scored_count, recovered_count"
    assert counts(con, columns, period="2024") == [(1, 1)]
    assert counts(con, columns, period="2025") == [(1, 0)]
    assert counts(con, columns, period="all") == [(1 + 1, 1 + 0)]


def test_single_communities_carry_their_total_only(build):
    con = build(
        members=members(f"ana | forum | {JOINED} | 25_34 | rural"),
        outcome_scores=scores(ana=(15, 8)),
    )
    dimensions = con.execute(
        "select distinct dimension from marts.recovery_rates where community_id <> 'all'"
    ).fetchall()
    assert dimensions == [("all",)]


def test_a_scale_that_is_not_classified_has_no_rates(build):
    con = build(
        members=members(f"ana | forum | {JOINED} | |"),
        outcome_scores=drawn(
            "member_key | scored_on | instrument | score",
            f"ana | {BASELINE} | UCLA-3 | 9",
            f"ana | {HALF_A_YEAR} | UCLA-3 | 4",
        ),
    )
    assert con.execute("select count(*) from marts.recovery_rates").fetchall() == [(0,)]


def test_bands_by_landmark_have_no_outcome_before_the_landmark_is_over(build):
    con = build(
        members=members(f"ana | forum | {JOINED} | |"),
        outcome_scores=drawn(
            "member_key | scored_on | instrument | score",
            *(
                f"ana | {BASELINE + timedelta(days=days)} | PHQ-9 | 15"
                for days in (0, 30, 90, 180, 365, 730)
            ),
        ),
        covered_through=str(BASELINE + timedelta(days=900)),
    )

    def follow_ups(dimension):
        return con.execute(
            "select distinct follow_up from marts.recovery_rates"
            f" where dimension = '{dimension}' order by follow_up"
        ).fetchall()

    # Not day_30 (its window opens on day 15), and not the ends.
    assert ("day_30",) in follow_ups("all")
    assert follow_ups("engagement_band") == [("day_180",), ("day_365",), ("day_730",), ("day_90",)]


def test_a_withdrawn_export_is_not_seen_and_a_newer_one_wins(build):
    exports = """
        export_id | kind           | covered_from | covered_through | status
        E-members | members        | 2025-01-01   | 2026-12-31      | current
        E-1       | outcome_scores | 2025-01-01   | 2026-12-31      | current
        E-2       | outcome_scores | 2025-01-01   | 2026-12-31      | current
        E-3       | outcome_scores | 2025-01-01   | 2026-12-31      | withdrawn
    """
    con = build(
        exports=exports,
        members=members(f"ana | forum | {JOINED} | |"),
        outcome_scores=drawn(
            "export_id | member_key | scored_on | instrument | score",
            f"E-1 | ana | {BASELINE} | PHQ-9 | 20",
            f"E-2 | ana | {BASELINE} | PHQ-9 | 15",
            f"E-3 | ana | {BASELINE} | PHQ-9 | 1",
        ),
    )
    assert con.execute(
        "select baseline_primary_score from facts.episodes where rule_set = 'phq9_only'"
    ).fetchall() == [(15,)]


def test_without_a_published_reliable_change_its_counts_are_unknown_not_0(build):
    con = build(
        members=members(f"ana | forum | {JOINED} | |"),
        outcome_scores=drawn(
            "member_key | scored_on | instrument | score",
            f"ana | {BASELINE} | BDI-I | 10",
            f"ana | {HALF_A_YEAR} | BDI-I | 9",
        ),
    )
    assert con.execute(
        "select at_caseness_count, recovered_count, reliably_recovered_count, unchanged_count"
        " from marts.recovery_rates where rule_set = 'bdi1_only' and follow_up = 'day_180'"
        " and community_id = 'all' and dimension = 'all' and period = 'all'"
    ).fetchall() == [(1, 1, None, None)]


def test_where_the_missing_count_as_failures_only_recovery_is_counted(build):
    con = build(
        members=members(*(f"{name} | forum | {JOINED} | |" for name in ("ana", "bo"))),
        activity=drawn(
            "member_key | occurred_at | activity_type",
            *(
                f"{name} | {JOINED + timedelta(days=day)} 12:00 | post"
                for name in ("ana", "bo")
                for day in (60, 120, 181)  # no silence of 90 days before the last score
            ),
        ),
        outcome_scores=scores(ana=(15, 8), bo=(15, None)),
    )
    rows = con.execute(
        "select follow_up, at_caseness_count, recovered_count, reliably_recovered_count,"
        " reliably_improved_count, reliably_deteriorated_count, unchanged_count,"
        " responded_count, remitted_count from marts.recovery_rates where rule_set = 'phq9_only'"
        " and follow_up in ('end_paired', 'end_literal')"
        " and community_id = 'all' and dimension = 'all' and period = 'all' order by all"
    ).fetchall()
    assert rows == [
        # ana alone has last scores; the literal rule holds bo for not recovered, and no more.
        ("end_literal", 2, 1, 1, None, None, None, None, None),
        ("end_paired", 1, 1, 1, 1, 0, 0, 0, 0),
    ]


def test_the_enrichd_scores_give_their_recovery_rates(reference_data):
    """Real data: ENRICHD trial, via the R package npmlda; 31 conflicting days are left out."""
    con = empty_work_database()
    draw_exports(
        con,
        """
        export_id        | kind           | covered_from | covered_through
        E-outcome_scores | outcome_scores | 2000-01-01   | 2000-07-02
        """,
    )
    con.execute(
        "insert into accepted.outcome_scores (member_key, community_id, scored_on, instrument,"
        " score, partner_id, export_id, row_number)"
        " select md5(id::varchar)::uuid, 'trial', date '2000-01-01' + time::integer, 'BDI-I',"
        " min(bdi), 'north', 'E-outcome_scores', 1 from read_csv(?) group by id, time"
        " having count(distinct bdi) = 1",
        [str(reference_data / "bdi_by_day.csv")],
    )
    build_tables(con, *LOOKED_AT)
    rows = con.execute(
        "select follow_up, recovered_count, at_caseness_count from marts.recovery_rates"
        " where community_id = 'all' and dimension = 'all' and period = 'all'"
        " and follow_up in ('day_30', 'day_90') order by follow_up"
    ).fetchall()
    con.close()
    assert rows == [("day_30", 248, 501), ("day_90", 332, 499)]
