"""Fast SQL equals slow, boring Python on generated programmes: rates, medians, series, costs."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database

LOOKED_AT = (
    "marts.control_charts",
    "marts.indicator_costs",
    "marts.indicator_medians",
    "marts.indicator_rates",
    "marts.indicator_reach",
)

START = datetime(2025, 1, 1)  # noqa: DTZ001 - in UTC, as accepted tables hold times
COVERED = (date(2025, 1, 1), date(2025, 8, 15))
PEOPLE, PLACES = ("ana", "bo", "cy", "di", "ed"), ("forum", "chat")
MONTH_LENGTHS = {"month": 1, "quarter": 3}
WEEK = 168


@dataclass(frozen=True)
class Post:
    """A post by `who`, `minute` after the start; who answered it, how many minutes later."""

    who: str
    where: str
    minute: int
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Report:
    whom: str | None
    where: str
    minute: int
    kind: str
    acted_after: int | None


minutes = st.integers(0, 240 * 24 * 60)
# Around the week in which an answer counts, and around nothing at all.
delays = st.one_of(st.integers(0, 200), st.integers(WEEK * 60 - 1, WEEK * 60 + 1))
posts = st.builds(
    Post,
    who=st.sampled_from(PEOPLE),
    where=st.sampled_from(PLACES),
    minute=minutes,
    answers=st.lists(st.tuples(st.sampled_from(PEOPLE), delays), max_size=2).map(tuple),
)
reports = st.builds(
    Report,
    whom=st.none() | st.sampled_from(PEOPLE),
    where=st.sampled_from(PLACES),
    minute=minutes,
    kind=st.sampled_from(["harassment", "misinformation", "self_harm", "spam"]),
    acted_after=st.none() | delays,
)


def minute(event):
    return event.minute


# No two at one time: which of them was first, the keys would decide.
programmes = st.tuples(
    st.lists(posts, min_size=3, max_size=14, unique_by=minute),
    st.lists(reports, min_size=2, max_size=8, unique_by=minute),
)


@settings(max_examples=25, deadline=None)
@given(programmes)
def test_rates_and_medians_and_their_series_equal_the_slow_twin(programme):
    con = built(*programme)
    try:
        assert fast_rates(con) == slow_rates(*programme)
        assert rounded(fast_medians(con)) == rounded(slow_medians(*programme))
        assert rounded(fast_series(con)) == rounded(slow_series(*programme))
    finally:
        con.close()


def rounded(rows):
    return {name: tuple(round(value, 9) for value in row) for name, row in rows.items()}


def built(written, reported):
    con = empty_work_database()
    kinds = ("communities", "members", "activity", "outcome_scores", "safety_reports")
    kinds += ("program_activities",)
    lines = [f"E-{kind} | {kind} | {COVERED[0]} | {COVERED[1]}" for kind in kinds]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *lines]))
    features = {"platform_type": "forum", "led_by": "peers", "is_anonymous": "true"}
    draw_accepted(
        con,
        "communities",
        [{"community_id": name, "time_zone": "UTC", **features} for name in PLACES],
    )
    draw_accepted(con, "activity", list(activity(written)))
    draw_accepted(con, "safety_reports", [report(n, one) for n, one in enumerate(reported)])
    build_tables(con, *LOOKED_AT)
    return con


def activity(written):
    for number, post in enumerate(written):
        deed = {"community_id": post.where, "replies_to_activity_key": None}
        yield deed | {
            "activity_key": f"p{number}",
            "member_key": post.who,
            "occurred_at": str(at(post.minute)),
            "activity_type": "post",
        }
        for place, (who, delay) in enumerate(post.answers):
            yield deed | {
                "activity_key": f"r{number}.{place}",
                "member_key": who,
                "occurred_at": str(at(post.minute + delay)),
                "activity_type": "reply",
                "replies_to_activity_key": f"p{number}",
            }


def report(number, one):
    acted = None if one.acted_after is None else str(at(one.minute + one.acted_after))
    return {
        "report_key": f"s{number}",
        "member_key": one.whom,
        "community_id": one.where,
        "reported_at": str(at(one.minute)),
        "actioned_at": acted,
        "report_type": one.kind,
    }


def at(minute):
    return START + timedelta(minutes=minute)


def periods(length, day):
    """The covered month or quarter of a day; nothing where it is not covered whole."""
    months = MONTH_LENGTHS[length]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    end = first
    for _ in range(months):
        end = (end.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [first] if first >= COVERED[0] and end - timedelta(days=1) <= COVERED[1] else []


def deeds(written, reported):
    """(where, when, who, contributions, report kind or None), one by one."""
    for post in written:
        yield post.where, at(post.minute).date(), post.who, 1, None
        for who, delay in post.answers:
            yield post.where, at(post.minute + delay).date(), who, 1, None
    for number, one in enumerate(reported):
        yield one.where, at(one.minute).date(), one.whom or f"s{number}", 0, one.kind


def slow_people(written, reported, length, kind):
    """{(place or all, period): {person: [reports, contributions]}}."""
    found = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for where, day, who, contributions, told in deeds(written, reported):
        for period in periods(length, day):
            for place in (f"north/{where}", "all"):
                person = found[place, period][who]
                person[0] += told == kind
                person[1] += contributions
    return found


RATES = {
    "harassment_reports": "harassment",
    "misinformation_reports": "misinformation",
    "self_harm_reports": "self_harm",
}


def slow_rates(written, reported):
    rows = {}
    for indicator, kind in RATES.items():
        for (place, period), people in slow_people(written, reported, "quarter", kind).items():
            # A report of any kind makes its person one of those behind the row.
            rows[indicator, place, period] = (
                len(people),
                sum(wrote > 0 for _, wrote in people.values()),
                sum(told > 0 for told, _ in people.values()),
                sum(wrote for _, wrote in people.values()),
                sum(told for told, _ in people.values()),
            )
    return rows


def fast_rates(con):
    found = con.execute(
        "select indicator_id, community_id, period_start, member_count, contributing_member_count,"
        " concerned_member_count, contribution_count, report_count from marts.indicator_rates"
    ).fetchall()
    return {row[:3]: row[3:] for row in found}


def waits(written, reported, indicator):
    """(where, minute, key, who, hours), of what could be watched for a week."""
    last = datetime.combine(COVERED[1], datetime.min.time())
    if indicator == "hours_to_first_reply":
        for number, post in enumerate(written):
            others = [delay / 60 for who, delay in post.answers if who != post.who]
            if at(post.minute) + timedelta(hours=WEEK) < last:
                hours = min([*others, WEEK])
                yield post.where, post.minute, f"p{number}", post.who, hours
    else:
        for number, one in enumerate(reported):
            is_meant = indicator == "hours_to_action_on_reports" or one.kind == "self_harm"
            if is_meant and at(one.minute) + timedelta(hours=WEEK) < last:
                hours = min(WEEK, WEEK if one.acted_after is None else one.acted_after / 60)
                yield one.where, one.minute, f"s{number}", one.whom or f"s{number}", hours


MEDIANS = (
    "hours_to_first_reply",
    "hours_to_action_on_reports",
    "hours_to_action_on_self_harm_reports",
)


def slow_samples(written, reported, length):
    """{(indicator, place or all, period): hours of each person's first event}."""
    samples = {}
    for indicator in MEDIANS:
        first = {}
        for where, minute, key, who, hours in waits(written, reported, indicator):
            for period in periods(length, at(minute).date()):
                for place in (f"north/{where}", "all"):
                    known = first.get((place, period, who))
                    if known is None or minute < known[0]:
                        first[place, period, who] = (minute, key, hours)
        for (place, period, _), (_, _, hours) in first.items():
            samples.setdefault((indicator, place, period), []).append(hours)
    return samples


def slow_medians(written, reported):
    rows = {}
    for name, hours in slow_samples(written, reported, "quarter").items():
        ordered, n = sorted(hours), len(hours)
        low = math.floor(n / 2 - 0.98 * math.sqrt(n))
        high = math.ceil(n / 2 + 1 + 0.98 * math.sqrt(n))
        rows[name] = (
            n,
            median(ordered),
            ordered[low - 1] if low >= 1 else -1,
            ordered[high - 1] if high <= n else -1,
        )
    return rows


def fast_medians(con):
    found = con.execute(
        "select indicator_id, community_id, period_start, member_count, median_hours,"
        " coalesce(median_hours_lower, -1), coalesce(median_hours_upper, -1)"
        " from marts.indicator_medians where indicator_id != 'hours_to_first_reply_at_night'"
    ).fetchall()
    return {row[:3]: row[3:] for row in found}


def slow_series(written, reported):
    """(value, people judged, people on the smaller side) of every point."""
    rows = {}
    for length in MONTH_LENGTHS:
        for (indicator, place, period), hours in slow_samples(written, reported, length).items():
            if length == "quarter" or place == "all":
                rows[indicator, place, length, period] = (
                    median(hours),
                    len(hours),
                    len(hours) // 2,
                )
        for indicator, kind in RATES.items():
            for (place, period), people in slow_people(written, reported, length, kind).items():
                wrote = sum(wrote for _, wrote in people.values())
                if wrote and (length == "quarter" or place == "all"):
                    told = sum(told for told, _ in people.values())
                    rows[indicator, place, length, period] = (
                        1000 * told / wrote,
                        sum(wrote > 0 for _, wrote in people.values()),
                        sum(told > 0 for told, _ in people.values()),
                    )
    return rows


def fast_series(con):
    found = con.execute(
        "select indicator_id, community_id, period_length, period_start, exact_value, judged_count,"
        " side_count from marts.control_charts where indicator_id in"
        f" {(*RATES, *MEDIANS)}"
    ).fetchall()
    return {row[:4]: row[4:] for row in found}


PROGRAMS = """
    program_id|program_type        |community_id|started_on|people_reached|cost_amount|currency
    a         |information_campaign|            |2025-02-01|900           |120.50     |CAD
    b         |stigma_campaign     |            |2025-02-28|100           |30         |EUR
    c         |moderator_training  |forum       |2025-05-01|12            |           |
    d         |information_campaign|            |2026-01-01|700           |9          |CAD
"""  # the last one begins later than the exports cover
YEAR = """
    member_key | occurred_at      | activity_type
    ana        | 2025-01-06 23:00 | post
    bo         | 2025-12-31 00:30 | read
    cy         | 2026-01-01 00:30 | read
"""


def drawn_programmes(build, covered_through):
    return build(
        activity=YEAR,
        program_activities=PROGRAMS,
        covered_from="2025-01-01",
        covered_through=covered_through,
    )


@pytest.mark.parametrize(("covered_through", "years"), [("2025-12-30", 0), ("2025-12-31", 1)])
def test_a_cost_counts_in_a_year_covered_whole_and_currencies_stay_apart(
    build, covered_through, years
):
    con = drawn_programmes(build, covered_through)
    costs = con.execute(
        "select period_start, currency, cost_amount, denominator_count from marts.indicator_costs"
        " where indicator_id = 'cost_per_active_member' order by currency"
    ).fetchall()
    assert (
        costs
        == [(date(2025, 1, 1), "CAD", 120.5, 2), (date(2025, 1, 1), "EUR", 30.0, 2)][: 2 * years]
    )


def test_reach_is_told_of_every_covered_quarter_beside_the_inhabitants_of_the_country(build):
    con = drawn_programmes(build, "2025-12-31")
    reached = con.execute(
        "select period_start, people_reached_count, population_count from marts.indicator_reach"
        " where indicator_id = 'campaign_reach_per_1000_inhabitants' order by period_start"
    ).fetchall()
    quarters = [date(2025, month, 1) for month in (1, 4, 7, 10)]
    # World Bank, SP.POP.TOTL, Canada 2024.
    assert reached == [(day, 1000 if day.month == 1 else 0, 41288599) for day in quarters]


def test_what_belongs_to_a_community_counts_there_and_in_the_programme(build):
    con = drawn_programmes(build, "2025-12-31")
    reached = con.execute(
        "select community_id, people_reached_count from marts.indicator_reach where"
        " indicator_id = 'moderators_trained' and period_start = '2025-04-01' order by 1"
    ).fetchall()
    assert reached == [("all", 12), ("north/forum", 12)]
