"""What the literature reports, to be read beside a rate: natural course and face-to-face care.

Each line of `notes/reference_points.csv` names its source. None of them is a control group: they
say what size of a rate would be no surprise.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard.language import Language

POINTS = Path(__file__).parent / "notes" / "reference_points.csv"


@dataclass(frozen=True)
class ReferencePoint:
    """A published share, for one outcome at one follow-up under the rule sets it fits."""

    rule_sets: tuple[str, ...]
    follow_up: str
    outcome: str
    rate: float
    short_words: tuple[str, str]
    long_words: tuple[str, str]
    source: str

    def short(self, language: Language) -> str:
        """A word or two for the line in the chart, and its share."""
        return f"{self.short_words[language.code == 'fr']} {language.percent(self.rate, 1)}"

    def sentence(self, language: Language) -> str:
        """What was found, in whom, and where it was published."""
        return f"{self.long_words[language.code == 'fr']} ({self.source})"


def reference_points(rule_set: str, follow_up: str, outcome: str) -> list[ReferencePoint]:
    """The published shares for a choice; the one whose measure is nearest to it stands first."""
    return [
        point
        for point in every_reference_point()
        if rule_set in point.rule_sets and (point.follow_up, point.outcome) == (follow_up, outcome)
    ]


@lru_cache(maxsize=1)
def every_reference_point() -> tuple[ReferencePoint, ...]:
    """All of them, as the file has them."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        return tuple(_point(line) for line in csv.DictReader(file))


def _point(line: dict[str, str]) -> ReferencePoint:
    return ReferencePoint(
        rule_sets=tuple(line["rule_sets"].split(";")),
        follow_up=line["follow_up"],
        outcome=line["outcome"],
        rate=float(line["rate"]),
        short_words=(line["short_en"], line["short_fr"]),
        long_words=(line["sentence_en"], line["sentence_fr"]),
        source=line["source"],
    )
