"""What the truth implies for figures that can be published: the answers that tests look for."""

from __future__ import annotations

import polars as pl

from ingest.simulation.course import draw_courses, is_ill_on
from ingest.simulation.draws import Floats, choose, generator
from ingest.simulation.truth import Truth

PEOPLE = 400_000
SEED = 1


def share_well(
    truth: Truth, day: int, *, has_early_reply: bool, ill_on_day: int | None = None
) -> float:
    """Return the share of the ill at joining who are well so many days later.

    With `ill_on_day` only those count who are still ill on that day: the landmark. Averaged over
    400,000 people with the treatments of the programme; the error is 0.001. Published rates lie a
    little off: well people now and then score at caseness, and they answer more often.
    """
    rng = generator(SEED, "expected")
    people = pl.DataFrame(
        {
            "person": range(PEOPLE),
            "severity": rng.standard_normal(PEOPLE),
            "treatment": choose(rng, truth.members.treatments, PEOPLE),
            "is_at_caseness": True,
            "has_early_reply": has_early_reply,
        }
    )
    courses = draw_courses(truth, people, SEED)
    if ill_on_day is not None:
        courses = courses.filter(pl.Series(is_ill_on(courses, _days(courses, ill_on_day))))
    return float(1 - is_ill_on(courses, _days(courses, day)).mean())


def _days(courses: pl.DataFrame, day: int) -> Floats:
    return pl.repeat(float(day), courses.height, eager=True).to_numpy()
