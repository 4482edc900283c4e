"""Check digits: published examples pass, random numbers do not make a column."""

import random

import pytest

from ingest.privacy_screen.national_numbers import (
    CHECKED_NUMBERS,
    checked_number_of,
    is_beyond_chance,
)

BY_NAME = {number.name: number for number in CHECKED_NUMBERS}

# Examples of the documentation of python-stdnum 1.20, which are nobody's; the last digit or
# letter of the second one is wrong.
EXAMPLES = [
    ("fr_nir", "295109912611193", "295109912611199"),
    ("fr_nir", "253072B07300470", "253072B07300471"),
    ("fr_nir", "253072A07300443", "253072A07300444"),
    ("gb_nhs_number", "9434765870", "9434765871"),
    ("ca_sin", "123456782", "123456783"),
    ("nl_bsn", "111222333", "111252333"),
    ("es_dni", "54362315K", "54362315Z"),
    ("es_dni", "X2482300W", "X2482300A"),
    ("se_personnummer", "8803200016", "8803200018"),
    ("fi_hetu", "131052308T", "131052308U"),
    ("be_national_number", "85073003328", "85073003329"),
    ("be_national_number", "17073003384", "17073003385"),
    ("pl_pesel", "44051401359", "44051401358"),
    ("no_fodselsnummer", "15108695088", "15108695077"),
    ("iban", "BE31435411161155", "BE31435411161156"),
    ("iban", "GR1601101050000010547023795", "GR1601101050000010547023796"),
    ("payment_card", "4111111111111111", "4111111111111112"),
]


@pytest.mark.parametrize(("name", "valid", "invalid"), EXAMPLES)
def test_a_published_example_passes_and_its_neighbour_does_not(
    name: str, valid: str, invalid: str
) -> None:
    number = BY_NAME[name]
    assert number.shape.fullmatch(valid)
    assert number.passes(valid)
    assert not number.passes(invalid)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_stated_chance_is_no_less_than_that_of_random_digits(name: str) -> None:
    number = BY_NAME[name]
    numeric = [f"{random.Random(seed).randrange(10**14):014d}" for seed in range(20_000)]
    shaped = [
        text[:length]
        for length in range(9, 15)
        for text in numeric
        if number.shape.fullmatch(text[:length])
    ]
    passing = sum(1 for text in shaped if number.passes(text))
    if shaped and name not in {"fr_mobile", "gb_mobile"}:  # their shape itself is the check
        assert passing / len(shaped) <= number.chance * 1.15


@pytest.mark.parametrize("length", range(5, 20))
def test_random_numbers_are_no_persons(length: int) -> None:
    drawn = random.Random(length)
    values = [str(drawn.randrange(10 ** (length - 1), 10**length)) for _ in range(2_000)]
    assert checked_number_of(values) is None


@pytest.mark.parametrize("first", [0, 100_000_000, 4_000_000_000, 10**14])
@pytest.mark.parametrize("step", [1, 2, 10, 11, 97])
def test_numbers_in_sequence_are_no_persons(first: int, step: int) -> None:
    assert checked_number_of([str(first + step * place) for place in range(2_000)]) is None


def test_nine_valid_numbers_are_told_and_eight_are_not() -> None:
    number = BY_NAME["gb_nhs_number"]
    drawn = (f"{value:010d}" for value in range(4_000_000_000, 4_000_100_000, 7))
    valid = [text for text in drawn if number.passes(text)]
    assert checked_number_of(valid[:8]) is None
    assert checked_number_of(valid[:9]) == number


def test_half_of_a_column_is_enough_and_less_is_not() -> None:
    assert not is_beyond_chance(499, 1_000, 0.1)
    assert is_beyond_chance(500, 1_000, 0.1)
    assert is_beyond_chance(1_000, 1_000, 0.1)
    assert not is_beyond_chance(0, 0, 0.1)


def test_separators_do_not_hide_a_number() -> None:
    spaced = ["943 476 5870"] + [
        f"{text[:3]} {text[3:6]} {text[6:]}"
        for text in (f"{value:010d}" for value in range(4_000_000_000, 4_000_000_400))
        if BY_NAME["gb_nhs_number"].passes(text)
    ]
    found = checked_number_of(spaced)
    assert found is not None
    assert found.name == "gb_nhs_number"
