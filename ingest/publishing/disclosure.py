"""What may be published: the thresholds, in one place, and the closed list of tables.

The rules that use the thresholds are macros (`sql/macros/disclosed_count.sql` and its siblings);
here stands only which number each of them is given. The policy is written to `release.policy`,
where the models of `sql/disclosed/` and `sql/published/` read it, and into each manifest.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb


@dataclass(frozen=True)
class Policy:
    """The thresholds. Whoever changes one gives the policy a new version.

    The defaults were measured by simulation on synthetic programmes; suppression below 8 with
    rounding to 5 is also the rule of NHS England and OpenSAFELY.
    """

    version: str = "1.0.0"
    smallest_shown_count: int = 8
    rounding_base: int = 5
    smallest_breakdown_count: int = 20
    smallest_interval_count: int = 20
    smallest_point_count: int = 50
    smallest_mean_count: int = 20
    smallest_arrival_count: int = 8
    smallest_leaver_count: int = 8
    months_until_withdrawal: int = 12

    @property
    def largest_hidden_count(self) -> int:
        """The largest count that is suppressed for being small."""
        return self.smallest_shown_count - 1

    @property
    def rounding_slack(self) -> int:
        """How far a rounded count may lie from the true one."""
        return self.rounding_base // 2

    def thresholds(self) -> dict[str, int]:
        """Return every threshold by name, as the manifest records them."""
        return {name: value for name, value in asdict(self).items() if name != "version"}


@dataclass(frozen=True)
class Measure:
    """A count of distinct members, and the count in the same row that it is a part of."""

    name: str
    within: str | None = None

    @property
    def status(self) -> str:
        """The column that says why the count is shown or is not."""
        return self.name.removesuffix("_count") + "_status"


@dataclass(frozen=True)
class Breakdown:
    """A whole and its parts: rows that differ in `keys` alone sum to the row that bears `total`."""

    keys: tuple[str, ...]
    total: tuple[str, ...]


@dataclass(frozen=True)
class PublishedTable:
    """One table of the closed list: what its rows are, what they count, how its counts add up.

    keys         columns that tell its rows apart, `community_id` first
    measures     counts of members; the first is the whole of its row
    breakdowns   which rows sum to which
    partitions   (whole, parts): counts of one row that sum to another count of the row
    orderings    (smaller, larger): counts of one row of which one cannot exceed the other
    falling      counts that cannot rise along the key `falling_along`
    event_counts (events, members): events are shown only where the members behind them are
    facts        columns about the organisation that are no counts of members
    """

    name: str
    keys: tuple[str, ...]
    measures: tuple[Measure, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    partitions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    orderings: tuple[tuple[str, str], ...] = ()
    falling: tuple[str, ...] = ()
    falling_along: str | None = None
    event_counts: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the mart, in the order of keys, facts and counts."""
        counts = tuple(measure.name for measure in self.measures)
        return self.keys + self.facts + counts + tuple(name for name, _ in self.event_counts)


@dataclass(frozen=True)
class SameCount:
    """A count that another cell repeats: whoever knows the one knows the other.

    where          keys of the table, and the value that each must have
    regardless_of  keys of the other table on which its count does not depend
    """

    table_name: str
    measure_name: str
    same_table_name: str
    same_measure_name: str
    where: tuple[tuple[str, str], ...] = ()
    regardless_of: tuple[str, ...] = ()


BY_CATEGORY = Breakdown(("dimension", "category"), ("all", "all"))
BY_PERIOD = Breakdown(("period",), ("all",))

PUBLISHED_TABLES = (
    PublishedTable(
        name="recovery_rates",
        keys=("community_id", "dimension", "category", "period", "rule_set", "follow_up"),
        measures=(
            Measure("scored_count"),
            Measure("at_caseness_count", "scored_count"),
            Measure("recovered_count", "at_caseness_count"),
            Measure("reliably_recovered_count", "at_caseness_count"),
            Measure("reliably_improved_count", "scored_count"),
            Measure("reliably_deteriorated_count", "scored_count"),
            Measure("unchanged_count", "scored_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
        partitions=(
            (
                "scored_count",
                ("reliably_improved_count", "reliably_deteriorated_count", "unchanged_count"),
            ),
        ),
        orderings=(
            ("reliably_recovered_count", "recovered_count"),
            ("reliably_recovered_count", "reliably_improved_count"),
        ),
    ),
    PublishedTable(
        name="follow_up_funnel",
        keys=("community_id", "dimension", "category", "period", "rule_set", "follow_up"),
        measures=(
            Measure("member_count"),
            Measure("with_baseline_count", "member_count"),
            Measure("at_caseness_count", "with_baseline_count"),
            Measure("eligible_count", "at_caseness_count"),
            Measure("with_any_follow_up_count", "eligible_count"),
            Measure("in_window_count", "with_any_follow_up_count"),
        ),
        breakdowns=(BY_CATEGORY, BY_PERIOD),
    ),
    PublishedTable(
        name="landmark_comparisons",
        keys=("community_id", "dimension", "category", "rule_set", "follow_up", "landmark_days"),
        measures=(
            Measure("at_caseness_count"),
            Measure("too_recent_count", "at_caseness_count"),
            Measure("left_count", "at_caseness_count"),
            Measure("below_caseness_count", "at_caseness_count"),
            Measure("eligible_count", "at_caseness_count"),
            Measure("scored_count", "eligible_count"),
            Measure("recovered_count", "scored_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        partitions=(
            (
                "at_caseness_count",
                ("too_recent_count", "left_count", "below_caseness_count", "eligible_count"),
            ),
        ),
    ),
    PublishedTable(
        name="engagement_cohorts",
        keys=("community_id", "dimension", "category", "joined_quarter", "quarters_since_joining"),
        measures=(
            Measure("member_count"),
            Measure("retained_count", "member_count"),
            Measure("rolling_retained_count", "member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        orderings=(("retained_count", "rolling_retained_count"),),
        falling=("member_count", "rolling_retained_count"),
        falling_along="quarters_since_joining",
    ),
    PublishedTable(
        name="activity_months",
        keys=("community_id", "dimension", "category", "month"),
        measures=(
            Measure("active_member_count"),
            Measure("contributing_member_count", "active_member_count"),
            Measure("new_member_count"),
        ),
        breakdowns=(BY_CATEGORY,),
        event_counts=(("contribution_count", "contributing_member_count"),),
    ),
    PublishedTable(
        name="indicator_values",
        keys=("community_id", "indicator_id", "period_start"),
        measures=(
            Measure("denominator_count"),
            Measure("numerator_count", "denominator_count"),
        ),
    ),
    PublishedTable(
        name="communities",
        keys=("community_id",),
        facts=(
            "community_name",
            "partner_name",
            "platform_type",
            "led_by",
            "is_anonymous",
            "is_moderated_day_and_night",
            "has_professional_partnership",
            "has_crisis_protocol",
            "has_moderator_training",
            "has_misinformation_policy",
            "time_zone",
            "language",
            "country",
            "opened_on",
            "covered_through",
            "is_simulated",
        ),
        measures=(Measure("member_count"),),
    ),
)

# What a snapshot holds beside them: words, and accounts of itself; nothing that counts members.
NOT_ABOUT_MEMBERS = ("indicators", "manifest", "columns", "release_units", "cells_shown")

# The closed list: nothing else is ever in a snapshot.
PUBLISHED_NAMES = tuple(table.name for table in PUBLISHED_TABLES) + NOT_ABOUT_MEMBERS


# Dimensions that say what kind of community it is: the communities of a kind sum to its row.
COMMUNITY_FEATURES = (
    "platform_type",
    "led_by",
    "is_anonymous",
    "is_moderated_day_and_night",
    "has_professional_partnership",
)

_TOTAL_ROW = (("dimension", "all"), ("category", "all"), ("period", "all"))
_FUNNEL = "follow_up_funnel"
_LANDMARK = "landmark_comparisons"
# The recovery tables break down by the band of the headline landmark (sql/reference/landmarks.csv).
_HEADLINE_BAND = (("dimension", "engagement_band"), ("landmark_days", "30"))

# The first that applies to a cell is taken.
SAME_COUNTS = (
    SameCount(_FUNNEL, "member_count", "communities", "member_count", where=_TOTAL_ROW),
    *(
        SameCount(_FUNNEL, name, _FUNNEL, name, regardless_of=("follow_up",))
        for name in ("member_count", "with_baseline_count", "at_caseness_count")
    ),
    SameCount("recovery_rates", "at_caseness_count", _FUNNEL, "in_window_count"),
    SameCount(
        _LANDMARK,
        "at_caseness_count",
        _FUNNEL,
        "at_caseness_count",
        where=(("dimension", "all"),),
        regardless_of=("period", "follow_up"),
    ),
    SameCount(
        _LANDMARK, "at_caseness_count", _LANDMARK, "at_caseness_count", regardless_of=("follow_up",)
    ),
    *(
        SameCount(
            _LANDMARK, name, table, same_name, where=_HEADLINE_BAND, regardless_of=("period",)
        )
        for name, table, same_name in (
            ("eligible_count", _FUNNEL, "eligible_count"),
            ("scored_count", _FUNNEL, "in_window_count"),
            ("recovered_count", "recovery_rates", "recovered_count"),
        )
    ),
)


def write_policy(con: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Make `release.policy`, one row: what the models of disclosed and published read."""
    values = {
        "policy_version": policy.version,
        **policy.thresholds(),
        "largest_hidden_count": policy.largest_hidden_count,
        "rounding_slack": policy.rounding_slack,
    }
    columns = ", ".join(f"? as {name}" for name in values)
    con.execute(f"create or replace table release.policy as select {columns}", [*values.values()])
