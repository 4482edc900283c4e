"""Fast SQL equals slow, boring Python on generated diaries: episodes and their outcomes."""

from contextlib import contextmanager
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.drawing import build_tables, draw_accepted, draw_exports, empty_work_database
from tests.sql.slow_twin import SCALES, WINDOWS, Diary, first_episode, follow_up, is_eligible, judge

DAY_ZERO = date(2025, 1, 1)
FLAGS = (
    "has_recovered",
    "has_reliably_recovered",
    "has_reliably_improved",
    "has_reliably_deteriorated",
    "is_unchanged",
)
NOTHING = dict.fromkeys(FLAGS)


# Days crowd around the boundaries of windows, baselines, pairs and silences.
BOUNDARIES = (-14, 0, 7, 14, 30, 45, 60, 90, 120, 135, 180, 225, 305, 365, 425)
near_boundaries = st.builds(int.__add__, st.sampled_from(BOUNDARIES), st.integers(-1, 1))
days = st.one_of(st.just(0), near_boundaries, near_boundaries, st.integers(-20, 460))
scales = st.sampled_from(["PHQ-9", "GAD-7"])
scattered_scores = st.dictionaries(st.tuples(days, scales), st.integers(0, 21), max_size=10)


@st.composite
def scores_from_day_zero(draw):
    """Both scales on day 0 and again: the common case, which chance alone would make rare."""
    taken = {0, *draw(st.lists(days, max_size=5))}
    return {(day, scale): draw(st.integers(0, 21)) for day in taken for scale in ("PHQ-9", "GAD-7")}


def diaries(covered_through: int):
    return st.builds(
        Diary,
        joined=st.integers(-2, 2),
        left=st.none() | st.integers(-5, 400),
        contact_days=st.frozensets(days, max_size=12),
        scores=st.one_of(scattered_scores, scores_from_day_zero()),
        covered_through=st.just(covered_through),
    )


@st.composite
def programmes(draw):
    covered_through = draw(st.sampled_from([100, 225, 366, 460, 800]))
    return draw(st.lists(diaries(covered_through), min_size=4, max_size=12))


@settings(max_examples=40, deadline=None)
@given(programmes())
def test_episodes_equal_the_slow_twin(programme):
    with built(programme, "facts.episodes") as con:
        fast = con.execute(
            "select drawn(member_key), rule_set, baseline_on, ended_on, contact_count, is_finished"
            " from facts.episodes where rule_set in ('phq9_gad7', 'phq9_only', 'gad7_only')"
        ).fetchall()
    slow = [
        (
            name,
            rule_set,
            on(episode.baseline.day),
            on(episode.ended),
            episode.contact_count,
            episode.is_finished,
        )
        for name, rule_set, _, episode in slow_episodes(programme)
    ]
    assert sorted(fast, key=str) == sorted(slow, key=str)


@settings(max_examples=40, deadline=None)
@given(programmes())
def test_outcomes_equal_the_slow_twin(programme):
    with built(programme, "outcomes.episode_outcomes") as con:
        fast = con.execute(
            "select drawn(member_key), rule_set, follow_up, assessed_on, is_eligible, is_counted,"
            f" {', '.join(FLAGS)} from outcomes.episode_outcomes"
            " where rule_set in ('phq9_gad7', 'phq9_only', 'gad7_only')"
        ).fetchall()
    slow = [
        (name, rule_set, follow_up_name, *slow_outcome(diary, rule_set, episode, follow_up_name))
        for name, rule_set, diary, episode in slow_episodes(programme)
        for follow_up_name in (*WINDOWS, "end_paired", "end_literal")
    ]
    assert sorted(fast, key=str) == sorted(slow, key=str)


def slow_episodes(programme):
    for number, diary in enumerate(programme):
        for rule_set, rule_scales in SCALES.items():
            episode = first_episode(diary, rule_scales)
            if episode:
                yield f"member {number}", rule_set, diary, episode


def slow_outcome(diary, rule_set, episode, name):
    rule_scales = SCALES[rule_set]
    chosen = follow_up(diary, rule_scales, episode, name)
    eligible = is_eligible(diary, episode, name)
    counted = eligible and (chosen is not None or name == "end_literal")
    if counted and chosen:
        flags = judge(rule_scales, episode.baseline.scores, chosen.scores)
    else:
        flags = dict.fromkeys(FLAGS, False) if counted else NOTHING
    if name == "end_literal":  # it tells of the two recoveries alone
        flags = flags | dict.fromkeys(FLAGS[2:])
    return on(chosen.day if chosen else None), eligible, counted, *(flags[name] for name in FLAGS)


def on(day: int | None) -> date | None:
    return None if day is None else DAY_ZERO + timedelta(days=day)


@contextmanager
def built(programme, *tables):
    con = empty_work_database()
    through = on(programme[0].covered_through)
    exports = [
        f"E-{kind} | {kind} | 2020-01-01 | {through}"
        for kind in ("members", "activity", "outcome_scores")
    ]
    draw_exports(con, "\n".join(["export_id | kind | covered_from | covered_through", *exports]))
    for number, diary in enumerate(programme):
        draw_diary(con, f"member {number}", diary)
    build_tables(con, *tables)
    yield con
    con.close()


def draw_diary(con, name, diary):
    left_on = on(diary.left)
    member = {"member_key": name, "joined_on": str(on(diary.joined))}
    draw_accepted(con, "members", [member | {"left_on": left_on and str(left_on)}])
    draw_accepted(
        con,
        "activity",
        [
            {
                "activity_key": f"{name} day {day}",
                "member_key": name,
                "occurred_at": f"{on(day)} 12:00",
                "activity_type": "post",
            }
            for day in diary.contact_days
        ],
    )
    draw_accepted(
        con,
        "outcome_scores",
        [
            {
                "member_key": name,
                "scored_on": str(on(day)),
                "instrument": scale,
                "score": str(score),
            }
            for (day, scale), score in diary.scores.items()
        ],
    )
