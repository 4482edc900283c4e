"""The words for published keys: outcomes, follow-ups, groups, communities, periods."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard.language import Language
from dashboard.row import Row
from dashboard.snapshot import rows

ALL = "all"
COMMUNITY = "community"  # the one way to group that is a column of its own, not a dimension
CROSSED = " x "  # joins two dimensions, and their categories, in a two-way table

# The rule sets of `sql/reference/rule_sets.csv` that classify, the NHS rules first.
RULE_SETS = ("phq9_gad7", "phq9_only", "gad7_only", "bdi2_jt", "bdi1_only", "who5_only")

# Every one-way dimension, in the order in which pages offer them.
DIMENSIONS = (
    "platform_type",
    "led_by",
    "is_anonymous",
    "is_moderated_day_and_night",
    "has_professional_partnership",
    "engagement_band",
    "baseline_severity",
    "treatment_at_joining",
    "age_band",
    "gender",
    "rurality",
    "region_code",
)

# Categories that have an order of their own; all others stand as the page sorts them.
ORDERED: Mapping[str, Sequence[str]] = {
    "age_band": (
        "under_18", "18_24", "25_34", "35_44", "45_54", "55_64", "65_74", "75_and_over", "unknown",
    ),
    "baseline_severity": (
        "minimal", "mild", "moderate", "moderately_severe", "severe", "unknown",
    ),
    "engagement_band": ("0", "1_4", "5_19", "20_and_over"),
    "rurality": ("urban", "rural", "remote", "unknown"),
}  # fmt: skip


def dimension(name: str, language: Language) -> str:
    """What people are grouped by: `led_by` -> who leads."""
    return " × ".join(language.say(f"dimension.{part}") for part in name.split(CROSSED))


def category(of: str, name: str, language: Language) -> str:
    """A group's name: `peers` -> led by peers. A code that is not in the catalogue stays itself."""
    parts = zip(of.split(CROSSED), name.split(CROSSED), strict=True)
    return "\u00a0· ".join(_one_category(part, value, language) for part, value in parts)


def period(name: str, language: Language) -> str:
    """A year, or all of them."""
    return language.say("period.all") if name == ALL else name


def community_names(snapshot: Path) -> dict[str, str]:
    """The name that each community goes by; its id where its partner gave none."""
    communities = rows(snapshot, "communities")
    return {c["community_id"]: str(c["community_name"] or c["community_id"]) for c in communities}


def graded_names(snapshot: Path) -> dict[str, str]:
    """The name of each community with the grade of its data: `Harbour Forum · C`."""
    graded = rows(snapshot, "community_quality", period=ALL)
    letters = {row["community_id"]: row["quality_grade"] for row in graded}
    return {
        # The blanks hold: where a name is broken, its grade stays with the last word.
        key: f"{name}\u00a0·\u00a0{letters[key]}" if len(letters.get(key, "")) == 1 else name
        for key, name in community_names(snapshot).items()
    }


def in_own_words(row: Row, column: str, language: Language) -> str:
    """A registry's words in the reader's language: columns end in `_en` and `_fr`."""
    return language.typeset(str(row[f"{column}_{language.code}"] or ""))


def place(of: str, name: str) -> tuple[int, str]:
    """Where a category stands in its dimension's own order; unordered ones by their name."""
    order = ORDERED.get(of, ())
    return (order.index(name) if name in order else len(order), name)


def _one_category(of: str, name: str, language: Language) -> str:
    for known in (f"category.{of}.{name}", f"category.{name}"):
        if language.knows(known):
            return language.say(known)
    if of == "region_code":
        return language.say("category.region_code", code=name)
    return name
