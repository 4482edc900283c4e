import itertools
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.publishing.attack import reachable_ranges
from ingest.publishing.attacker_knowledge import Cell, attacker_knowledge
from ingest.publishing.audit import withhold_telling_zeros, withhold_until_free
from ingest.publishing.closed_list import BY_CATEGORY
from ingest.publishing.disclosure import Policy
from ingest.publishing.published_table import Measure, PublishedTable

POLICY = Policy()
# One count by category, and one that is a part of it: small enough to try every choice.
TABLE = PublishedTable(
    name="tiny",
    keys=("community_id", "dimension", "category"),
    measures=(Measure("member_count"), Measure("part_count", "member_count")),
    breakdowns=(BY_CATEGORY,),
)


def shown_as(true_count: int, whole_count: int | None) -> tuple[int | None, str]:
    """The rules again, slowly: what is shown of a count."""
    if 1 <= true_count <= 7:
        return None, "suppressed"
    if whole_count is not None and whole_count < 20 and true_count in (0, whole_count):
        return None, "suppressed"
    return 5 * round(true_count / 5), "ok" if true_count else "zero"


def cell(category: str, measure: str, true_count: int, whole_count: int | None) -> Cell:
    dimension = "all" if category == "all" else "kind"
    shown_count, status = shown_as(true_count, whole_count)
    row = ("all", dimension, category)
    return Cell("tiny", row, measure, true_count, whole_count, shown_count, status)


def drawn_table(members: list[int], parts: list[int]) -> list[Cell]:
    cells = [
        cell("all", "member_count", sum(members), None),
        cell("all", "part_count", sum(parts), sum(members)),
    ]
    for number, (member_count, part_count) in enumerate(zip(members, parts, strict=True)):
        cells.append(cell(f"c{number}", "member_count", member_count, sum(members)))
        cells.append(cell(f"c{number}", "part_count", part_count, member_count))
    return cells


def withheld_names(cells: list[Cell]) -> set[tuple[str, str]]:
    unknowns = attacker_knowledge(cells, [TABLE], {}, POLICY)
    withheld = withhold_telling_zeros(unknowns, POLICY)
    ranges = reachable_ranges(unknowns.knowledge, unknowns.with_status("suppressed"))
    withheld += withhold_until_free(unknowns, ranges, POLICY)
    return {
        (cell.row_keys[2], cell.measure_name)
        for index in withheld
        for cell in unknowns.cells[index]
    }


def test_four_counts_of_seven_under_a_total_shown_as_thirty_are_found_and_the_total_withheld() -> (
    None
):
    # The example of the disclosure policy: 28 is shown as 30, so it is 28 to 32; four counts of
    # at most 7 make at most 28.
    cells = drawn_table([7, 7, 7, 7], [3, 3, 3, 3])
    assert withheld_names(cells) == {("all", "member_count")}


def test_four_counts_under_a_total_shown_as_twenty_five_are_left_alone() -> None:
    cells = drawn_table([7, 6, 7, 6], [3, 3, 3, 3])
    assert withheld_names(cells) == set()


def test_a_total_of_nobody_is_withheld_where_it_would_tell_that_small_groups_are_empty() -> None:
    cells = drawn_table([10, 15], [0, 0])
    assert withheld_names(cells) == {("all", "part_count")}


def possible_values(
    cells: list[Cell], withheld: set[tuple[str, str]]
) -> Mapping[tuple[str, str], set[int]]:
    """Try every choice of whole numbers that a reader of the table cannot rule out."""
    shown = {(cell.row_keys[2], cell.measure_name): cell for cell in cells}
    categories = sorted({name for name, _ in shown} - {"all"})
    found: dict[tuple[str, str], set[int]] = {name: set() for name in shown}
    pairs = [
        [
            (members, part)
            for members in choices(shown[category, "member_count"], withheld)
            for part in choices(shown[category, "part_count"], withheld)
            if part <= members and fits(shown[category, "part_count"], part, members, withheld)
        ]
        for category in categories
    ]
    for choice in itertools.product(*pairs):
        members, parts = sum(pair[0] for pair in choice), sum(pair[1] for pair in choice)
        is_possible = (
            fits(shown["all", "member_count"], members, None, withheld)
            and fits(shown["all", "part_count"], parts, members, withheld)
            and all(
                fits(shown[category, "member_count"], pair[0], members, withheld)
                for category, pair in zip(categories, choice, strict=True)
            )
        )
        if is_possible:
            for category, pair in zip(categories, choice, strict=True):
                found[category, "member_count"].add(pair[0])
                found[category, "part_count"].add(pair[1])
            found["all", "member_count"].add(members)
            found["all", "part_count"].add(parts)
    return found


def choices(cell: Cell, withheld: set[tuple[str, str]]) -> range:
    if (cell.row_keys[2], cell.measure_name) in withheld:
        return range(35)
    if cell.status == "suppressed":
        return range(20)
    shown = cell.shown_count or 0
    return range(max(shown - 2, 0), shown + 3)


def fits(cell: Cell, value: int, whole: int | None, withheld: set[tuple[str, str]]) -> bool:
    if (cell.row_keys[2], cell.measure_name) in withheld:
        return True
    return shown_as(value, whole) == (cell.shown_count, cell.status)


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
    cells = drawn_table([members for members, _ in drawn], [parts for _, parts in drawn])
    if cells[0].true_count < 20:
        # A breakdown of fewer than 20 is not published, only its total row is.
        cells = cells[:2]
    withheld = withheld_names(cells)
    found = possible_values(cells, withheld) if len(cells) > 2 else {}
    for cell in cells[2:]:
        name = (cell.row_keys[2], cell.measure_name)
        if cell.status == "suppressed" and name not in withheld:
            assert len(found[name]) > 1
