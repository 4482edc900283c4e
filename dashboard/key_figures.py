"""The programme in a few numbers: for the overview and for the page without JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.labels import ALL, RULE_SETS
from dashboard.language import Language
from dashboard.marks import (
    SHOWN_RATES,
    written_bounds,
    written_count,
    written_headline,
    written_interval,
)
from dashboard.reference_points import reference_points
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source

FOLLOW_UP = "day_180"
# The follow-up of which only recovery is told, over everyone who finished.
MISSING_NOT_RECOVERED = "end_literal"
QUARTERS_OF_A_YEAR = 4


@dataclass(frozen=True)
class KeyFigure:
    """A number, what it counts, and what it rests on, in finished words; and its published row."""

    label: str
    value: str
    caption: str
    source: Source


def key_figures(language: Language, snapshot: Path) -> list[KeyFigure]:
    """Members, activity, recovery, deterioration, retention: those that the snapshot holds."""
    return [
        *_members(language, snapshot),
        *_active(language, snapshot),
        *_outcome("recovery", language, snapshot),
        *_outcome("reliable_deterioration", language, snapshot),
        *_retention(language, snapshot),
    ]


def headline_rule_set(snapshot: Path) -> str | None:
    """The first rule set, the field's standard before all others, whose recovery can be shown.

    None where none can.
    """
    for rule_set in RULE_SETS:
        row = headline_outcome(snapshot, rule_set, "recovery")
        if row is not None and row["outcome_rate_status"] in SHOWN_RATES:
            return rule_set
    return None


def headline_outcome(snapshot: Path, rule_set: str, outcome: str) -> Row | None:
    """An outcome of the whole programme after six months, over all years."""
    found = rows(
        snapshot,
        "recovery_rates",
        community_id=ALL,
        dimension=ALL,
        period=ALL,
        rule_set=rule_set,
        follow_up=FOLLOW_UP,
        outcome=outcome,
    )
    return found[0] if found else None


def caveats_of_the_headline(language: Language, snapshot: Path) -> list[str]:
    """What no reader of the headline may miss, in paragraphs whose bold is `**`; none without one.

    By which rule recovery is counted and what the literature found without any community; then what
    the rate could be if all were known who could have answered.
    """
    rule_set = headline_rule_set(snapshot)
    if rule_set is None:
        return []
    points = reference_points(rule_set, FOLLOW_UP, "recovery")[:1]
    rule = [language.say(f"overview.rule_set.{rule_set}"), *(p.sentence(language) for p in points)]
    return [" ".join(rule), *_bounds(language, headline_outcome(snapshot, rule_set, "recovery"))]


def _bounds(language: Language, recovery: Row | None) -> list[str]:
    if recovery is None or recovery.get("outcome_bounds_status") != "interval":
        return []
    bounds = written_bounds(recovery, "outcome_bounds", language)
    return [language.say("recovery_rates.bounds", bounds=bounds)]


def activity(snapshot: Path) -> list[Row]:
    """The programme's months, oldest first."""
    found = rows(snapshot, "activity_months", community_id=ALL, dimension=ALL)
    return sorted(found, key=lambda row: row["month"])


def year_old_cohort(snapshot: Path) -> Row | None:
    """The latest quarter's newcomers, one year on, of whom something can be shown."""
    found = rows(
        snapshot,
        "engagement_cohorts",
        community_id=ALL,
        dimension=ALL,
        quarters_since_joining=QUARTERS_OF_A_YEAR,
    )
    shown = [row for row in found if row["retention_rate_status"] in SHOWN_RATES]
    return max(shown, key=lambda row: row["joined_quarter"], default=None)


def _members(language: Language, snapshot: Path) -> Iterator[KeyFigure]:
    listed = rows(snapshot, "communities")
    if not listed:
        return
    programme = [row for row in listed if row["community_id"] == ALL]
    communities = [row for row in listed if row["community_id"] != ALL]
    partners = {row["partner_name"] for row in communities}
    if programme:
        yield KeyFigure(
            language.say("key.members"),
            written_count(programme[0], "member", language),
            language.say(
                "key.members.caption",
                communities=language.whole(len(communities)),
                partners=language.whole(len(partners)),
            ),
            Source("communities", listed),
        )


def _active(language: Language, snapshot: Path) -> Iterator[KeyFigure]:
    if months := activity(snapshot):
        last = months[-1]
        yield KeyFigure(
            language.say("key.active", month=language.month(last["month"])),
            written_count(last, "active_member", language),
            language.say(
                "key.active.caption",
                contributing=written_count(last, "contributing_member", language),
            ),
            Source("activity_months", [last]),
        )


def _outcome(outcome: str, language: Language, snapshot: Path) -> Iterator[KeyFigure]:
    rule_set = headline_rule_set(snapshot)
    row = headline_outcome(snapshot, rule_set, outcome) if rule_set else None
    if row is not None:
        yield KeyFigure(
            language.say(f"key.{outcome}"),
            written_headline(row, "outcome_rate", language),
            outcome_caption(outcome, row, language),
            Source("recovery_rates", [row]),
        )


def outcome_caption(outcome: str, row: Row | None, language: Language) -> str:
    """The two counts behind a rate, and its interval."""
    if row is None or row["outcome_rate_status"] not in SHOWN_RATES:
        return language.say("figure.too_few")
    return language.say(
        f"counted.{denominator_of(outcome, row['follow_up'])}",
        numerator=written_count(row, "outcome", language),
        denominator=written_count(row, "denominator", language),
        interval=written_interval(row, "outcome_rate", language),
    )


def denominator_of(outcome: str, follow_up: str) -> str:
    """Over whom an outcome is counted: recovery among those at caseness, change among all.

    Where missing scores count as not recovered, everyone who finished is in the denominator.
    """
    of_those_at_caseness = {"recovery", "reliable_recovery", "response", "remission"}
    if outcome not in of_those_at_caseness:
        return "scored"
    return "finished" if follow_up == MISSING_NOT_RECOVERED else "at_caseness"


def outcome_definition(outcome: str, follow_up: str, language: Language) -> str:
    """What an outcome is: its numerator, and the denominator that it has at this follow-up."""
    denominator = f"definition.denominator.{denominator_of(outcome, follow_up)}"
    return f"{language.say(f'definition.{outcome}')} {language.say(denominator)}"


def _retention(language: Language, snapshot: Path) -> Iterator[KeyFigure]:
    cohort = year_old_cohort(snapshot)
    if cohort is not None:
        yield KeyFigure(
            language.say("key.retention"),
            written_headline(cohort, "retention_rate", language),
            language.say(
                "key.retention.caption",
                quarter=language.quarter(cohort["joined_quarter"]),
                numerator=written_count(cohort, "retained", language),
                denominator=written_count(cohort, "member", language),
                interval=written_interval(cohort, "retention_rate", language),
            ),
            Source("engagement_cohorts", [cohort]),
        )
