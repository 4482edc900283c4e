"""The definitions of episode, outcome and cohort once more: slow, boring, without DuckDB.

Everything here walks from day to day and from score to score, as a person would with a diary. Days
are whole numbers; all of a member's exports cover days `covered_from` to `covered_through`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WINDOWS = {
    "day_30": (30, 15, 45),
    "day_90": (90, 60, 120),
    "day_180": (180, 135, 225),
    "day_365": (365, 305, 425),
    "day_730": (730, 670, 790),
}
SCALES = {"phq9_gad7": ("PHQ-9", "GAD-7"), "phq9_only": ("PHQ-9",), "gad7_only": ("GAD-7",)}
CASENESS = {"PHQ-9": 10, "GAD-7": 8}
RELIABLE_CHANGE = {"PHQ-9": 6, "GAD-7": 4}


@dataclass(frozen=True)
class Diary:
    """One member's life as the exports show it; `scores` is {(day, scale): score}."""

    joined: int
    left: int | None
    contact_days: frozenset[int]
    scores: dict[tuple[int, str], int] = field(hash=False)
    covered_through: int


@dataclass(frozen=True)
class Assessment:
    """All scales of a rule set, known on `day`; the oldest of them was scored on `earliest`."""

    day: int
    earliest: int
    scores: tuple[int, ...]


@dataclass(frozen=True)
class Episode:
    baseline: Assessment
    ended: int | None
    contact_count: int
    is_finished: bool


def assess(diary: Diary, scales: tuple[str, ...]) -> list[Assessment]:
    """Return every day on which a scale was scored and the others at most 14 days before."""
    found = []
    for day in sorted({day for day, scale in diary.scores if scale in scales}):
        latest = []
        for scale in scales:
            days = [d for d, s in diary.scores if s == scale and d <= day]
            if days:
                latest.append((max(days), diary.scores[max(days), scale]))
        if len(latest) == len(scales):
            earliest = min(when for when, _ in latest)
            if day - earliest <= 14:
                found.append(Assessment(day, earliest, tuple(score for _, score in latest)))
    return found


def first_episode(diary: Diary, scales: tuple[str, ...]) -> Episode | None:
    for assessment in assess(diary, scales):
        is_near = assessment.day - assessment.earliest <= 7
        is_in_time = assessment.earliest >= diary.joined - 14
        if is_near and is_in_time and assessment.day <= diary.joined + 30:
            return _follow(diary, assessment)
    return None


def follow_up(
    diary: Diary, scales: tuple[str, ...], episode: Episode, name: str
) -> Assessment | None:
    """Return the assessment that stands for a window or for the end."""
    chosen = None
    for assessment in assess(diary, scales):
        first, last = (
            assessment.earliest - episode.baseline.day,
            assessment.day - episode.baseline.day,
        )
        if last <= 0:
            continue
        if name in WINDOWS:
            target, earliest, latest = WINDOWS[name]
            if first < earliest or last > latest:
                continue
            # Days ascend, so an equally near later one never replaces an earlier one.
            if chosen is None or abs(last - target) < abs(
                chosen.day - episode.baseline.day - target
            ):
                chosen = assessment
        elif episode.is_finished and first >= 14 and assessment.day <= episode.ended:
            chosen = assessment
    return chosen


def is_eligible(diary: Diary, episode: Episode, name: str) -> bool:
    if name in WINDOWS:
        return episode.baseline.day + WINDOWS[name][2] <= diary.covered_through
    return episode.is_finished


def judge(
    scales: tuple[str, ...], first: tuple[int, ...], last: tuple[int, ...]
) -> dict[str, bool]:
    """Apply the NHS rules, on one scale or on two."""
    was_case = any(score >= CASENESS[scale] for scale, score in zip(scales, first, strict=True))
    is_case = any(score >= CASENESS[scale] for scale, score in zip(scales, last, strict=True))
    triples = list(zip(scales, first, last, strict=True))
    falls = any(before - after >= RELIABLE_CHANGE[scale] for scale, before, after in triples)
    rises = any(after - before >= RELIABLE_CHANGE[scale] for scale, before, after in triples)
    has_recovered = was_case and not is_case
    return {
        "has_recovered": has_recovered,
        "has_reliably_recovered": has_recovered and falls and not rises,
        "has_reliably_improved": falls and not rises,
        "has_reliably_deteriorated": rises and not falls,
        "is_unchanged": falls == rises,
    }


def _follow(diary: Diary, baseline: Assessment) -> Episode:
    ended = _end(diary, baseline.day)
    last_day = baseline.day + 365 if ended is None else ended
    contacts = [day for day in diary.contact_days if baseline.day <= day <= last_day]
    is_finished = ended is not None and len(contacts) >= 2
    return Episode(baseline, ended, len(contacts), is_finished)


def _end(diary: Diary, start: int) -> int | None:
    """Walk day by day until the member leaves, falls silent, or a year is over."""
    signs = diary.contact_days | {day for day, _ in diary.scores}
    ends = []
    if diary.left is not None and diary.left <= diary.covered_through:
        ends.append(max(diary.left, start))
    if start + 365 <= diary.covered_through:
        ends.append(start + 365)
    last_heard = start
    for day in range(start, diary.covered_through + 1):
        if day in signs:
            last_heard = day
        if day - last_heard == 90:
            ends.append(last_heard)
            break
    return min(ends) if ends else None
