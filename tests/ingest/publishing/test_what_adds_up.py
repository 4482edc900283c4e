"""What the audit's attacker is told of the tables of engagement: which counts are one count."""

from ingest.publishing.closed_list import PUBLISHED_TABLES
from ingest.publishing.what_adds_up import Sum, same_count, sums, sums_of_quarters

TABLES = {table.name: table for table in PUBLISHED_TABLES}
STATES = TABLES["engagement_states"]


def states(start: str, community: str = "all") -> tuple[str, ...]:
    return (community, "all", "all", "quarter", start)


def test_who_is_active_in_a_quarter_is_counted_again_in_the_next_one() -> None:
    first, second, later = states("2025-01-01"), states("2025-04-01"), states("2025-10-01")
    elsewhere = states("2025-04-01", "north/forum")
    found = list(sums(STATES, [later, elsewhere, second, first], {}))
    name = STATES.name
    carried = [known for known in found if known.parts[0][2] == "previous_member_count"]
    assert [known for known in carried if known.total[2] == "active_member_count"] == [
        Sum(((name, second, "previous_member_count"),), (name, first, "active_member_count")),
        # Where a quarter has no row the next one that has is taken: the truth decides if it fits.
        Sum(((name, later, "previous_member_count"),), (name, second, "active_member_count")),
    ]


def test_the_states_of_a_row_sum_to_its_members() -> None:
    row = states("2025-01-01")
    whole = {
        tuple(part[2] for part in known.parts)
        for known in sums(STATES, [row], {})
        if known.is_exact and known.total == (STATES.name, row, "active_member_count")
    }
    assert whole == {
        ("new_member_count", "continuing_member_count", "revived_member_count"),
        ("reading_member_count", "contributing_member_count"),
    }


def test_a_month_of_states_repeats_the_months_of_activity() -> None:
    row = ("all", "all", "all", "month", "2025-04-01")
    cell = (STATES.name, row, "contributing_member_count")
    months = ("activity_months", ("all", "all", "all", "2025-04-01"), "contributing_member_count")
    assert same_count(cell, TABLES) == months
    # New in the months of activity are all who joined, active or not.
    new = (STATES.name, row, "new_member_count")
    assert same_count(new, TABLES) == new


def test_margins_of_two_features_repeat_the_recovery_rates() -> None:
    row = ("all", "led_by", "peers", "phq9_only", "day_180")
    assert same_count(("crossed_recovery_rates", row, "recovered_count"), TABLES) == (
        "recovery_rates",
        ("all", "led_by", "peers", "all", "phq9_only", "day_180"),
        "recovered_count",
    )


def test_everyone_of_the_early_behaviours_is_everyone_at_the_landmark() -> None:
    row = ("all", "all", "all", "phq9_only", "day_180", "14")
    assert same_count(("early_behaviours", row, "eligible_count"), TABLES) == (
        "landmark_comparisons",
        row,
        "eligible_count",
    )
    behaved = ("all", "has_posted", "true", "phq9_only", "day_180", "14")
    cell = ("early_behaviours", behaved, "eligible_count")
    assert same_count(cell, TABLES) == cell


def test_members_of_the_whole_week_are_the_same_in_every_hour() -> None:
    everyone = ("activity_hours", ("all", "all", "all", "all", "all"), "member_count")
    hour = ("all", "all", "all", "3", "22")
    assert same_count(("activity_hours", hour, "member_count"), TABLES) == everyone
    assert same_count((*everyone[:2], "active_member_count"), TABLES) == everyone


def test_who_is_counted_as_not_recovered_where_missing_is_who_could_have_been_scored() -> None:
    row = ("all", "gender", "woman", "all", "phq9_gad7", "end_literal")
    paired = (*row[:-1], "end_paired")
    rates = "recovery_rates"
    assert same_count((rates, row, "at_caseness_count"), TABLES) == (
        "follow_up_funnel",
        row,
        "eligible_count",
    )
    assert same_count((rates, row, "recovered_count"), TABLES) == (rates, paired, "recovered_count")
    assert same_count((rates, paired, "at_caseness_count"), TABLES) == (
        "follow_up_funnel",
        paired,
        "in_window_count",
    )


def test_who_is_active_in_a_quarter_is_one_count_in_states_and_indicators() -> None:
    active = ("engagement_states", states("2025-04-01", "north/forum"), "active_member_count")
    for indicator, measure in (
        ("active_members", "numerator_count"),
        ("contributing_members", "denominator_count"),
        ("night_active_members", "denominator_count"),
    ):
        row = ("north/forum", indicator, "2025-04-01")
        assert same_count(("indicator_values", row, measure), TABLES) == active
    # Of an indicator of newcomers the denominator is another.
    row = ("north/forum", "baseline_completeness", "2025-04-01")
    cell = ("indicator_values", row, "denominator_count")
    assert same_count(cell, TABLES) == cell


def test_quarters_of_recovery_sum_to_the_year_of_the_rates() -> None:
    starts = ("2025-01-01", "2025-10-01", "2026-01-01")
    rows = [("north/forum", "recovery_at_day_180", start) for start in starts]
    found = sums_of_quarters({"indicator_values": [*reversed(rows)]})
    year = ("north/forum", "all", "all", "2025", "phq9_gad7", "day_180")
    assert [known for known in found if known.total[1] == year] == [
        Sum(
            tuple(("indicator_values", row, measure) for row in rows[:2]),
            ("recovery_rates", year, whole),
        )
        for measure, whole in (
            ("numerator_count", "recovered_count"),
            ("denominator_count", "at_caseness_count"),
        )
    ]
