"""A partner is registered once, with one secret, however often it is asked."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.pseudonyms import create_key, load_key
from ingest.settings import Settings
from ingest.state import find_partner

Rebond = Callable[..., dict[str, Any]]

NORTH = ("partner", "add", "north", "--title", "North Forum", "--country", "CA")


def test_a_partner_whose_secret_a_kill_left_alone_is_registered_with_it(
    rebond: Rebond, settings: Settings
) -> None:
    settings.make_folders()
    key = create_key(settings, "north")
    assert rebond(*NORTH)["ok"]
    assert find_partner(settings, "north").partner_name == "North Forum"
    assert load_key(settings, "north") == key


def test_registering_twice_changes_nothing(rebond: Rebond, settings: Settings) -> None:
    rebond(*NORTH)
    key = load_key(settings, "north")
    assert rebond(*NORTH)["ok"]
    assert load_key(settings, "north") == key


@pytest.mark.parametrize(
    "other", [("--title", "North Pole", "--country", "CA"), ("--title", "North Forum"), ()]
)
def test_a_name_that_is_taken_is_told_as_such(
    rebond: Rebond, settings: Settings, other: tuple[str, ...]
) -> None:
    rebond(*NORTH)
    registered = find_partner(settings, "north")
    answer = rebond("partner", "add", "north", *other)
    assert (answer["ok"], answer["code"]) == (False, "partner.exists")
    assert find_partner(settings, "north") == registered


@pytest.mark.parametrize("title", ["North Forum", "North Pole"])
def test_a_secret_that_was_lost_is_never_made_anew(
    rebond: Rebond, settings: Settings, title: str
) -> None:
    rebond(*NORTH)
    path = settings.keys / "north.json"
    path.unlink()
    rebond("partner", "add", "north", "--title", title, "--country", "CA")
    assert not path.exists()
