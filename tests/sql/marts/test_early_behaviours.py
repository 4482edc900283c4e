"""Early behaviours: what counts as early, who is compared, and the slow twin on generated lives."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database

LOOKED_AT = ("marts.early_behaviours",)

JOINED = date(2025, 1, 1)
ANSWERED = "has_posted x was_answered_within_24_hours"


def counted(con, dimension, follow_up="day_180"):
    rows = con.execute(
        "select category, eligible_count, scored_count, recovered_count"
        " from marts.early_behaviours where dimension = ? and follow_up = ?"
        " and rule_set = 'phq9_only'",
        [dimension, follow_up],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def lives(people):
    """Build members who score 15 on day 0: name, last score on day 180, events (day, type, ...)."""
    activity = [
        f"{name} | {JOINED + timedelta(day)} {clock} | {kind} | {key} | {answers}"
        for name, _, events in people
        for day, clock, kind, key, answers in events
    ]
    head = "member_key | occurred_at | activity_type | activity_key | replies_to_activity_key"
    scores = [f"{name} | {JOINED} | PHQ-9 | 15" for name, *_ in people]
    scores += [f"{n} | {JOINED + timedelta(180)} | PHQ-9 | {s}" for n, s, _ in people if s]
    return {
        "members": "\n".join(["member_key | joined_on", *(f"{n} | {JOINED}" for n, *_ in people)]),
        "outcome_scores": "\n".join(["member_key | scored_on | instrument | score", *scores]),
        "activity": "\n".join([head, *activity]),
    }


@pytest.mark.parametrize(
    ("day", "category"), [(-1, "false"), (0, "true"), (13, "true"), (14, "false")]
)
def test_early_is_from_the_first_scores_through_the_thirteenth_day(build, day, category):
    con = build(**lives([("ana", 5, [(day, "12:00", "post", "a", "")])]))
    assert counted(con, "has_posted") == {category: (1, 1, 1)}
    participation = "contributing" if category == "true" else "absent"
    assert counted(con, "early_participation") == {participation: (1, 1, 1)}


@pytest.mark.parametrize(
    ("posted", "replied", "category"),
    [
        ((5, "12:00"), (6, "12:00"), "true x true"),
        ((5, "12:00"), (6, "12:01"), "true x false"),
        ((13, "12:00"), (13, "23:59"), "true x true"),
        # Answered after the landmark: by then the comparison has begun.
        ((13, "12:00"), (14, "00:00"), "true x false"),
    ],
)
def test_an_answer_counts_within_a_day_and_before_the_landmark(build, posted, replied, category):
    people = [
        ("ana", 5, [(*posted, "post", "a", "")]),
        ("bo", None, [(*replied, "reply", "b", "a")]),
    ]
    con = build(**lives(people))
    assert counted(con, ANSWERED) == {category: (1, 1, 1)}
    assert counted(con, "all") == {"all": (2, 1, 1)}


def test_who_left_or_was_well_by_the_landmark_is_not_compared(build):
    drawn = lives([("ana", 5, []), ("bo", 5, []), ("cy", None, [(3, "12:00", "read", "c", "")])])
    drawn["outcome_scores"] += f"\nana | {JOINED + timedelta(10)} | PHQ-9 | 4"
    drawn["members"] = drawn["members"].replace("joined_on", "joined_on | left_on")
    drawn["members"] = drawn["members"].replace(
        f"bo | {JOINED}", f"bo | {JOINED} | {JOINED + timedelta(12)}"
    )
    drawn["members"] = "\n".join(
        line if line.count("|") == 2 else f"{line} |" for line in drawn["members"].splitlines()
    )
    con = build(**drawn)
    assert counted(con, "early_participation") == {"reading": (1, 0, 0)}


@pytest.mark.parametrize(("covered_day", "found"), [(0, 1), (1, 0)])
def test_who_was_not_watched_from_the_first_scores_on_did_not_do_nothing(build, covered_day, found):
    starts = {"members": 0, "outcome_scores": 0, "activity": covered_day}
    lines = [f"E-{k} | {k} | {JOINED + timedelta(n)} | 2030-12-31" for k, n in starts.items()]
    exports = "\n".join(["export_id | kind | covered_from | covered_through", *lines])
    con = build(exports=exports, **lives([("ana", 5, [(20, "12:00", "post", "a", "")])]))
    query = (
        "select count(*) from outcomes.early_behaviours where rule_set = 'phq9_only'"
        " and dimension = 'early_participation' and category = 'absent'"
    )
    assert con.execute(query).fetchall() == [(found,)]
    assert counted(con, "all") == ({"all": (1, 1, 1)} if found else {})


kinds = st.sampled_from(["visit", "post", "reply", "private_message", "session_attended"])
events = st.lists(st.tuples(st.sampled_from([-1, 0, 5, 13, 14]), kinds), max_size=4)
people = st.lists(st.tuples(events, st.sampled_from([None, 5, 14])), min_size=1, max_size=8)


@settings(max_examples=10, deadline=None)
@given(people)
def test_early_behaviours_equal_the_slow_twin(people):
    con = empty_work_database()
    kinds_of_exports = ("members", "activity", "outcome_scores")
    lines = [f"E-{kind} | {kind} | 2024-01-01 | 2030-12-31" for kind in kinds_of_exports]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *lines]))
    names = [f"member {number}" for number in range(len(people))]
    draw_accepted(con, "members", [{"member_key": n, "joined_on": "2024-12-20"} for n in names])
    draw_accepted(con, "outcome_scores", list(_scores(people)))
    draw_accepted(con, "activity", list(_activity(people)))
    build_tables(con, *LOOKED_AT)
    found = {
        (dimension, category): row
        for dimension in ("early_participation", "has_posted", "has_attended_session", "all")
        for category, row in counted(con, dimension).items()
    }
    con.close()
    assert found == slow(people)


def _scores(people):
    for number, (_, last) in enumerate(people):
        for day, score in ((0, 15), (180, last)):
            if score is not None:
                on = str(JOINED + timedelta(day))
                row = {"member_key": f"member {number}", "scored_on": on}
                yield row | {"instrument": "PHQ-9", "score": str(score)}


def _activity(people):
    for number, (events_of_one, _) in enumerate(people):
        for place, (day, kind) in enumerate(events_of_one):
            at = datetime.combine(JOINED, time(12)) + timedelta(day)
            row = {"activity_key": f"{number} {place}", "member_key": f"member {number}"}
            yield row | {"occurred_at": str(at), "activity_type": kind}


def slow(people):
    eligible, scored, recovered = Counter(), Counter(), Counter()
    for events_of_one, last in people:
        early = {kind for day, kind in events_of_one if 0 <= day < 14}
        writes = early & {"post", "reply", "private_message"}
        strata = [
            ("all", "all"),
            ("early_participation", "contributing" if writes else "reading" if early else "absent"),
            ("has_posted", str("post" in early).lower()),
            ("has_attended_session", str("session_attended" in early).lower()),
        ]
        for stratum in strata:
            eligible[stratum] += 1
            scored[stratum] += last is not None
            recovered[stratum] += last == 5
    return {key: (eligible[key], scored[key], recovered[key]) for key in eligible}
