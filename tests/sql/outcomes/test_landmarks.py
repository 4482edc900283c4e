"""Engagement by landmark: who is compared, in which band, and who is left out."""

from datetime import date, timedelta

import pytest

LOOKED_AT = ("outcomes.landmarks",)

JOINED = date(2025, 1, 1)


def day(number: int) -> date:
    return JOINED + timedelta(days=number)


@pytest.fixture
def landmark(build):
    """Return band and exclusion of ana, baseline day 0 with a PHQ-9 of 15, at 30 days."""

    def look(*, contacts=(), scores=(), left_on="", first=15, activity_type="post", **drawn):
        all_scores = [(0, first), *scores]
        con = build(
            members=f"member_key | joined_on | left_on\nana | {JOINED} | {left_on}",
            outcome_scores="\n".join(
                [
                    "member_key | scored_on | instrument | score",
                    *(f"ana | {day(number)} | PHQ-9 | {score}" for number, score in all_scores),
                ]
            ),
            activity="\n".join(
                [
                    "member_key | occurred_at | activity_type",
                    *(f"ana | {day(number)} 12:00 | {activity_type}" for number in contacts),
                ]
            ),
            **drawn,
        )
        return con.execute(
            "select engagement_band, exclusion from outcomes.landmarks"
            " where rule_set = 'phq9_only' and landmark_days = 30"
        ).fetchall()[0]

    return look


@pytest.mark.parametrize(
    ("written", "band"),
    [(0, "0"), (1, "1_4"), (4, "1_4"), (5, "5_19"), (19, "5_19"), (20, "20_and_over")],
)
def test_the_bands_are_0_1_to_4_5_to_19_and_20_or_more(landmark, written, band):
    assert landmark(contacts=[3] * written) == (band, "none")


def test_what_is_written_counts_from_the_baseline_to_the_day_before_the_landmark(landmark):
    # Day -1 lies before the baseline, day 30 is the landmark itself.
    assert landmark(contacts=(-1, 30)) == ("0", "none")
    assert landmark(contacts=(0, 29)) == ("1_4", "none")


@pytest.mark.parametrize("activity_type", ["visit", "read", "reaction", "private_message"])
def test_only_posts_and_replies_are_counted(landmark, activity_type):
    assert landmark(contacts=(1, 2, 3), activity_type=activity_type) == ("0", "none")
    assert landmark(contacts=(1, 2, 3), activity_type="reply") == ("1_4", "none")


@pytest.mark.parametrize(("covered_day", "exclusion"), [(29, "not_covered"), (30, "none")])
def test_the_landmark_must_be_covered(landmark, covered_day, exclusion):
    assert landmark(covered_through=str(day(covered_day)))[1] == exclusion


def exports(**covered):
    """Draw one export of each kind that is named, with the first day that it covers."""
    lines = [f"E-{kind} | {kind} | {start} | 2030-12-31" for kind, start in covered.items()]
    return "\n".join(["export_id | kind | covered_from | covered_through", *lines])


@pytest.mark.parametrize(
    ("covered_day", "exclusion"), [(-1, "none"), (0, "none"), (1, "not_covered")]
)
def test_what_was_written_must_be_covered_from_the_baseline_on(landmark, covered_day, exclusion):
    covered = {"members": day(-500), "outcome_scores": day(-500), "activity": day(covered_day)}
    assert landmark(exports=exports(**covered))[1] == exclusion


def test_where_no_export_shows_activity_nobody_is_known_to_have_written_nothing(landmark):
    covered = {"members": day(-500), "outcome_scores": day(-500)}
    assert landmark(exports=exports(**covered))[1] == "not_covered"


@pytest.mark.parametrize(("left_day", "exclusion"), [(29, "left"), (30, "left"), (31, "none")])
def test_who_has_left_by_the_landmark_is_excluded(landmark, left_day, exclusion):
    assert landmark(left_on=str(day(left_day)))[1] == exclusion


@pytest.mark.parametrize(
    ("scored_day", "score", "exclusion"),
    [(30, 9, "below_caseness"), (31, 9, "none"), (30, 10, "none")],
)
def test_who_is_below_caseness_by_the_landmark_is_excluded(landmark, scored_day, score, exclusion):
    assert landmark(scores=[(scored_day, score)])[1] == exclusion


def test_who_was_never_at_caseness_is_excluded(landmark):
    assert landmark(first=9)[1] == "not_at_caseness"


def test_silence_after_the_landmark_does_not_exclude(landmark):
    # Whether someone is still there is never judged by later activity.
    assert landmark(contacts=(1,))[1] == "none"
