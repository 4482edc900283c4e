from collections.abc import Mapping
from dataclasses import replace
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.publishing.attacker_knowledge import Cell, attacker_knowledge
from ingest.publishing.audit import to_be_protected, withhold_until_free
from ingest.publishing.closed_list import BY_CATEGORY, PUBLISHED_TABLES
from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import Measure, PublishedTable

POLICY = Policy()
# What may be set otherwise: more is shown, of smaller groups.
LOOSER = Policy(smallest_shown_count=4, smallest_breakdown_count=9)
# One count by category, and one that is a part of it: small enough to try every choice.
TABLE = PublishedTable(
    name="tiny",
    keys=("community_id", "dimension", "category"),
    measures=(Measure("member_count"), Measure("part_count", "member_count")),
    breakdowns=(BY_CATEGORY,),
)


def shown_as(
    true_count: int, whole_count: int | None, policy: Policy = POLICY
) -> tuple[int | None, str]:
    """The rules again, slowly: what is shown of a count."""
    if 1 <= true_count < policy.smallest_shown_count:
        return None, "suppressed"
    is_small = whole_count is not None and whole_count < policy.smallest_breakdown_count
    if is_small and true_count in (0, whole_count):
        return None, "suppressed"
    return 5 * round(true_count / 5), "ok" if true_count else "zero"


def cell(
    category: str,
    measure: str,
    true_count: int,
    whole_count: int | None,
    policy: Policy = POLICY,
) -> Cell:
    dimension = "all" if category == "all" else "kind"
    shown_count, status = shown_as(true_count, whole_count, policy)
    row = ("all", dimension, category)
    return Cell("tiny", row, measure, true_count, whole_count, shown_count, status)


def drawn_table(members: list[int], parts: list[int], policy: Policy = POLICY) -> list[Cell]:
    cells = [
        cell("all", "member_count", sum(members), None, policy),
        cell("all", "part_count", sum(parts), sum(members), policy),
    ]
    for number, (member_count, part_count) in enumerate(zip(members, parts, strict=True)):
        cells.append(cell(f"c{number}", "member_count", member_count, sum(members), policy))
        cells.append(cell(f"c{number}", "part_count", part_count, member_count, policy))
    return cells


def withheld_names(cells: list[Cell], policy: Policy = POLICY) -> set[tuple[str, str]]:
    account = withhold_until_free(attacker_knowledge(cells, [TABLE], {}, policy))
    assert account.unproven_count == 0
    return {(cell.row_keys[2], cell.measure_name) for cell in account.withheld_cells}


def test_four_counts_of_seven_under_a_total_shown_as_thirty_are_found_and_the_total_withheld() -> (
    None
):
    # The example of the disclosure policy: 28 is shown as 30, so it is 28 to 32; four counts of
    # at most 7 make at most 28.
    cells = drawn_table([7, 7, 7, 7], [3, 3, 3, 3])
    assert withheld_names(cells) == {("all", "member_count")}


def test_four_quarters_of_an_indicator_under_a_year_of_the_rates_are_found_too() -> None:
    year = ("north/forum", "all", "all", "2025", "phq9_gad7", "day_180")
    whole = Cell("recovery_rates", year, "recovered_count", 28, 160, *shown_as(28, 160))
    quarters = [
        Cell(
            "indicator_values",
            ("north/forum", "recovery_at_day_180", f"2025-{month:02d}-01"),
            "numerator_count",
            7,
            40,
            *shown_as(7, 40),
        )
        for month in (1, 4, 7, 10)
    ]
    account = withhold_until_free(
        attacker_knowledge([whole, *quarters], PUBLISHED_TABLES, {}, POLICY)
    )
    assert [cell.name for cell in account.withheld_cells] == [whole.name]


def test_four_counts_under_a_total_shown_as_twenty_five_are_left_alone() -> None:
    cells = drawn_table([7, 6, 7, 6], [3, 3, 3, 3])
    assert withheld_names(cells) == set()


def test_a_published_total_of_nobody_says_no_more_of_its_small_parts_than_policy_allows() -> None:
    # 0 of 25 may be shown; 0 of the 10 and 0 of the 15 among them follow, of the same 25 people.
    cells = drawn_table([10, 15], [0, 0])
    unknowns = attacker_knowledge(cells, [TABLE], {}, POLICY)
    assert to_be_protected(unknowns) == set()
    assert withheld_names(cells) == set()


def test_the_same_counts_are_withheld_each_time() -> None:
    cells = drawn_table([7, 7, 7, 7, 9, 1], [3, 0, 7, 1, 8, 1])
    assert withheld_names(cells) == withheld_names(cells)


def test_a_small_count_that_the_audit_withheld_before_is_protected_still() -> None:
    cells = [
        replace(cell, status="withheld", shown_count=None)
        if cell.row_keys[2] == "c0" and cell.measure_name == "member_count"
        else cell
        for cell in drawn_table([7, 7, 7, 7], [3, 3, 3, 3])
    ]
    unknowns = attacker_knowledge(cells, [TABLE], {}, POLICY)
    targets = {cell.name for index in to_be_protected(unknowns) for cell in unknowns.cells[index]}
    assert ("tiny", ("all", "kind", "c0"), "member_count") in targets


def possible_values(
    cells: list[Cell], withheld: set[tuple[str, str]], policy: Policy
) -> Mapping[tuple[str, str], set[int]]:
    """Try every choice of whole numbers that a reader of the table cannot rule out.

    For each number of members in all, the choices of each category are held against what those of
    the others add up to: that a choice fits depends on nothing else of the others.
    """
    shown = {(cell.row_keys[2], cell.measure_name): cell for cell in cells}
    categories = sorted({name for name, _ in shown} - {"all"})
    found: dict[tuple[str, str], set[int]] = {name: set() for name in shown}
    pairs = [
        [
            (members, part)
            for members in choices(shown[category, "member_count"], withheld, policy)
            for part in choices(shown[category, "part_count"], withheld, policy)
            if part <= members
            and fits(shown[category, "part_count"], part, members, withheld, policy)
        ]
        for category in categories
    ]

    def is_total(members: int, parts: int) -> bool:
        return fits(shown["all", "member_count"], members, None, withheld, policy) and fits(
            shown["all", "part_count"], parts, members, withheld, policy
        )

    for everyone in range(1 + sum(max(pair[0] for pair in own) for own in pairs)):
        fitting = [
            [
                pair
                for pair in own
                if fits(shown[category, "member_count"], pair[0], everyone, withheld, policy)
            ]
            for category, own in zip(categories, pairs, strict=True)
        ]
        for number, category in enumerate(categories):
            others = sums_of(fitting[:number] + fitting[number + 1 :])
            for members, part in fitting[number]:
                for parts in (part + other for other in others.get(everyone - members, ())):
                    if is_total(everyone, parts):
                        found[category, "member_count"].add(members)
                        found[category, "part_count"].add(part)
                        found["all", "member_count"].add(everyone)
                        found["all", "part_count"].add(parts)
    return found


def sums_of(groups: list[list[tuple[int, int]]]) -> dict[int, set[int]]:
    """What one choice of each group adds up to: {members: every number of parts beside it}."""
    reached = {0: {0}}
    for group in groups:
        more: dict[int, set[int]] = {}
        for members, part in group:
            for others, parts in reached.items():
                more.setdefault(members + others, set()).update(part + one for one in parts)
        reached = more
    return reached


def choices(cell: Cell, withheld: set[tuple[str, str]], policy: Policy) -> range:
    if (cell.row_keys[2], cell.measure_name) in withheld:
        return range(35)
    if cell.status == "suppressed":
        return range(policy.smallest_breakdown_count)
    shown = cell.shown_count or 0
    return range(max(shown - 2, 0), shown + 3)


def fits(
    cell: Cell, value: int, whole: int | None, withheld: set[tuple[str, str]], policy: Policy
) -> bool:
    if (cell.row_keys[2], cell.measure_name) in withheld:
        return True
    return shown_as(value, whole, policy) == (cell.shown_count, cell.status)


counts_by_category = st.lists(
    st.integers(0, 12).flatmap(
        lambda members: st.tuples(st.just(members), st.integers(0, members))
    ),
    min_size=2,
    max_size=3,
)
near_seven = st.lists(
    st.integers(5, 9).flatmap(lambda members: st.tuples(st.just(members), st.integers(0, members))),
    min_size=3,
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(counts_by_category, near_seven))
def test_after_the_audit_an_attacker_who_tries_everything_pins_no_suppressed_count(
    drawn: list[tuple[int, int]],
) -> None:
    assert pinned(drawn, POLICY) == []


up_to_nine = st.integers(0, 9).flatmap(
    lambda members: st.tuples(st.just(members), st.integers(0, members))
)


@settings(max_examples=60, deadline=None)
@example([(8, 8), (1, 1)])
@example([(8, 5), (8, 8)])
@given(st.lists(up_to_nine, min_size=2, max_size=2))
def test_under_other_thresholds_the_audit_leaves_no_suppressed_count_pinned_either(
    drawn: list[tuple[int, int]],
) -> None:
    assert pinned(drawn, LOOSER) == []


def pinned(drawn: list[tuple[int, int]], policy: Policy) -> list[tuple[str, str]]:
    """Return the suppressed counts that have one possible value left after the audit."""
    cells = drawn_table([members for members, _ in drawn], [parts for _, parts in drawn], policy)
    if cells[0].true_count < policy.smallest_breakdown_count:
        # A breakdown of so few is not published, only its total row is.
        return []
    withheld = withheld_names(cells, policy)
    found = possible_values(cells, withheld, policy)
    return [
        name
        for cell in cells[2:]
        for name in [(cell.row_keys[2], cell.measure_name)]
        if is_secret(cell, cells, withheld, policy) and len(found[name]) == 1
    ]


def is_secret(
    cell: Cell, cells: list[Cell], withheld: set[tuple[str, str]], policy: Policy
) -> bool:
    """Say whether a count is small, or hidden and not told by a whole that is shown as nobody."""
    wholes = {("all", cell.measure_name), (cell.row_keys[2], "member_count")} - withheld
    is_told = any(
        one.status == "zero" and (one.row_keys[2], one.measure_name) in wholes for one in cells
    )
    is_small = 1 <= cell.true_count < policy.smallest_shown_count
    return is_small or (cell.status == "suppressed" and not is_told)


@given(st.one_of(counts_by_category, near_seven), st.randoms(use_true_random=False))
def test_what_the_audit_leaves_possible_is_possible_for_who_reads_the_marks_that_it_makes(
    drawn: list[tuple[int, int]], chance: Random
) -> None:
    # A count hidden as small, or as nobody, and then marked withheld, tells no more than before.
    cells = drawn_table([members for members, _ in drawn], [parts for _, parts in drawn])
    withheld = {cell.name for cell in cells if chance.random() < 0.5}
    audited = attacker_knowledge(cells, [TABLE], {}, POLICY)
    for index, same in enumerate(audited.cells):
        if any(cell.name in withheld for cell in same):
            audited.knowledge.let_go(index)
    marked = [
        replace(cell, status="withheld", shown_count=None) if cell.name in withheld else cell
        for cell in cells
    ]
    read_again = attacker_knowledge(marked, [TABLE], {}, POLICY)
    assert read_again.knowledge.lower.tolist() == audited.knowledge.lower.tolist()
    assert read_again.knowledge.upper.tolist() == audited.knowledge.upper.tolist()
