"""Reliable and clinically significant change: the article, and Claus et al. 2020."""

from collections import Counter

import pytest


def test_the_articles_example_comes_out(value):
    # Jacobson and Truax 1991: SD 7.5, reliability .80, 32.5 -> 47.5.
    found = value("jacobson_truax(32.5, 47.5, 0.80, 7.5, 50, is_higher_better := true)")
    assert found["standard_error_of_difference"] == pytest.approx(4.7434, abs=5e-5)
    assert found["reliable_change_index"] == pytest.approx(3.1623, abs=5e-5)
    assert found["reliable_improvement"] is True
    # 47.5 stays below the cut-off of 50: improved, not recovered.
    assert found["category"] == "improved"


@pytest.mark.parametrize(
    ("norms", "expected"),
    [
        (("bdi", 0.801, "7.69, 7.52"), {"recovered": 10, "improved": 8, "unchanged": 22}),
        (
            ("hamd", 0.80, "8, 8"),
            {"recovered": 26, "improved": 3, "unchanged": 10, "deteriorated": 1},
        ),
    ],
)
def test_claus_2020_comes_out_as_in_clinicalsignificance(con, reference_data, norms, expected):
    instrument, reliability, functional = norms
    # Occasion 1 to 4 of those who have both; norms of the sample itself, cut-off c.
    found = con.execute(
        f"""
        with people as (
            select
                id,
                max({instrument}) filter (where time = 1) as score_first,
                max({instrument}) filter (where time = 4) as score_last,
            from read_csv('{reference_data}/claus_2020.csv')
            group by id
        ),

        paired as (
            select score_first, score_last from people where score_first + score_last is not null
        ),

        norms as (
            select
                stddev_samp(score_first) as sd,
                jacobson_truax_cutoffs(avg(score_first), stddev_samp(score_first), {functional}).c
                as cutoff,
            from paired
        )

        select jacobson_truax(score_first, score_last, {reliability}, sd, cutoff).category
        from paired cross join norms
        """
    ).fetchall()
    assert Counter(category for (category,) in found) == expected


@pytest.mark.parametrize("parts", ["0.8, 0", "1, 7.5", "null, 7.5", "0.8, null"])
def test_without_an_error_of_measurement_nothing_is_judged(value, parts):
    found = value(f"jacobson_truax(30, 10, {parts}, 20)")
    assert found["category"] is None
    assert found["reliable_improvement"] is None


def test_a_change_of_exactly_1_96_errors_is_not_yet_reliable(value):
    # SD sqrt(2), reliability 0.75: an error of 1 point exactly.
    assert value("jacobson_truax(10, 8.04, 0.75, sqrt(2), 5)")["category"] == "unchanged"
    assert value("jacobson_truax(10, 8.03, 0.75, sqrt(2), 5)")["category"] == "improved"
    assert value("jacobson_truax(10, 11.97, 0.75, sqrt(2), 5)")["category"] == "deteriorated"


def test_without_a_cutoff_change_is_judged_and_no_category_given(value):
    found = value("jacobson_truax(30, 10, 0.8, 7.5, null)")
    assert found["reliable_improvement"] is True
    assert found["category"] is None
