"""The rule sets of the questionnaires, read from their table, and what they judge."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from ingest.places import SQL
from tests.sql.slow_twin import judge

FLAGS = ("has_recovered", "has_reliably_recovered", "has_reliably_improved")
FLAGS += ("has_reliably_deteriorated", "is_unchanged")


def reference(name: str) -> list[dict[str, str]]:
    with (SQL / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class RuleSet:
    """One scale with its threshold and change, where it has them; or both scales of the NHS."""

    name: str
    scales: tuple[str, ...]
    threshold: float | None
    change: float | None
    is_higher_better: bool
    is_classified: bool
    is_headline: bool
    remission: float | None

    def is_case(self, marks: tuple[float, ...]) -> bool | None:
        if len(self.scales) == 2:
            return judge(self.scales, marks, marks) is not None and (
                marks[0] >= 10 or marks[1] >= 8
            )
        if self.threshold is None:
            return None
        return marks[0] <= self.threshold if self.is_higher_better else marks[0] >= self.threshold

    @property
    def has_reliable_change(self) -> bool:
        return len(self.scales) == 2 or self.change is not None

    def flags(self, first: tuple[float, ...], last: tuple[float, ...]) -> dict[str, bool | None]:
        """What became of a member between two assessments; None where the rules cannot tell."""
        if len(self.scales) == 2:
            return dict(judge(self.scales, first, last))
        found: dict[str, bool | None] = dict.fromkeys(FLAGS)
        if self.threshold is not None:
            found["has_recovered"] = self.is_case(first) and not self.is_case(last)
        if self.change is not None:
            gain = last[0] - first[0] if self.is_higher_better else first[0] - last[0]
            found["has_reliably_improved"] = gain >= self.change
            found["has_reliably_deteriorated"] = -gain >= self.change
            found["is_unchanged"] = abs(gain) < self.change
            found["has_reliably_recovered"] = found["has_recovered"] and gain >= self.change
        return found


def _rule_sets() -> dict[str, RuleSet]:
    remission = {row["instrument"]: row["remission_threshold"] for row in reference("instruments")}
    return {row["rule_set"]: _rule_set(row, remission) for row in reference("rule_sets")}


def _rule_set(row: dict[str, str], remission: dict[str, str]) -> RuleSet:
    scales = tuple(filter(None, (row["primary_instrument"], row["secondary_instrument"])))
    return RuleSet(
        name=row["rule_set"],
        scales=scales,
        threshold=_number(row["caseness_threshold"]),
        change=_number(row["reliable_change_points"]),
        is_higher_better=row["is_higher_better"] == "true",
        is_classified=row["is_classified"] == "true",
        is_headline=row["is_headline"] == "true",
        remission=_number(remission[scales[0]]) if len(scales) == 1 else None,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


RULE_SETS = _rule_sets()
