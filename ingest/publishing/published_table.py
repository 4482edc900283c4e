"""What the closed list says of a table: its rows, its counts, and what adds up in it."""

from __future__ import annotations

from dataclasses import dataclass


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
    measures     counts of members; the first is the whole of its row; none in a table of figures
    breakdowns   which rows sum to which
    partitions   (whole, parts): counts of one row that sum to another count of the row
    orderings    (smaller, larger): counts of one row of which one cannot exceed the other
    falling      counts that cannot rise along the key `falling_along`
    carried      (earlier, later): the first count of a row is the second of the row that follows
                 along the key `carried_along`
    event_counts (events, members): events are shown only where the members behind them are; none in
                 a table by what members are (age, gender, ...): shown ones give away the hidden one
    counts_part_of_group  whether its rows count some of the members of a community or category: not
                 where they count all of them, or people who are no members
    facts        columns about the organisation that are no counts of members
    figures      exact numbers (curves, means, quantiles) that no cell carries: released with the
                 counts, read by `sql/disclosed/<name>.sql` alone, which lays each on its grid
    """

    name: str
    keys: tuple[str, ...]
    measures: tuple[Measure, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    partitions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    orderings: tuple[tuple[str, str], ...] = ()
    falling: tuple[str, ...] = ()
    falling_along: str | None = None
    carried: tuple[tuple[str, str], ...] = ()
    carried_along: str | None = None
    event_counts: tuple[tuple[str, str], ...] = ()
    counts_part_of_group: bool = True
    facts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the mart, in the order of keys, facts, counts and figures."""
        counts = tuple(measure.name for measure in self.measures)
        events = tuple(name for name, _ in self.event_counts)
        return self.keys + self.facts + counts + events + self.figures


@dataclass(frozen=True)
class SameCount:
    """A count that another cell repeats: whoever knows the one knows the other.

    where          keys of the table, and the value that each must have
    regardless_of  keys of the other table on which its count does not depend
    renamed        (key of the other table, key of this one) where their names differ
    there          keys of the other table, and the value that each has there
    """

    table_name: str
    measure_name: str
    same_table_name: str
    same_measure_name: str
    where: tuple[tuple[str, str], ...] = ()
    regardless_of: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    there: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class QuartersOfYear:
    """A count of an indicator of which the quarters of a year sum to a count of another table."""

    indicator_id: str
    measure_name: str
    whole_table_name: str
    whole_measure_name: str
    rule_set: str
    follow_up: str
