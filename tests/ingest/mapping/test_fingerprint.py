"""What tells a file's ways of being read apart, today and after the keys of a mapping grow."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from ingest.mapping.fingerprint import fingerprint
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapping_file import ColumnRule, Entry, Mapping

RULES = {
    "score": ColumnRule(column="total", codes={"a": "1", "b": "2"}),
    "member_id": ColumnRule(combine=("site", "number")),
}
MAPPING = Mapping(entries=(Entry("outcome_scores", RULES), Entry("members", {})))


@dataclass(frozen=True)
class LaterRule(ColumnRule):
    """A rule as it may look once we have learnt one key more."""

    new_key: str | None = None


@dataclass(frozen=True)
class LaterMapping(Mapping):
    """A mapping with one key more."""

    new_keys: tuple[str, ...] = ()


def later(**new: Any) -> Mapping:
    rules = {**RULES, "score": LaterRule(column="total", codes={"a": "1", "b": "2"})}
    entries = (replace(MAPPING.entries[0], columns=rules), MAPPING.entries[1])
    return LaterMapping(entries=entries, **new)


def test_a_key_that_nobody_uses_yet_leaves_every_fingerprint_as_it_was() -> None:
    assert fingerprint(later(), {}) == fingerprint(MAPPING, {})
    assert fingerprint(later(new_keys=("x",)), {}) != fingerprint(MAPPING, {})


def test_a_statement_that_is_not_made_counts_for_nothing() -> None:
    unsaid = {"is_generalised": False, "time_zone": None}
    assert fingerprint(MAPPING, unsaid) == fingerprint(MAPPING, {})
    assert fingerprint(MAPPING, {"is_generalised": True}) != fingerprint(MAPPING, {})


def test_the_order_in_which_keys_are_written_counts_for_nothing() -> None:
    codes = ColumnRule(column="total", codes={"b": "2", "a": "1"})
    turned = {"member_id": RULES["member_id"], "score": codes}
    entries = (replace(MAPPING.entries[0], columns=turned), MAPPING.entries[1])
    mapping = replace(MAPPING, entries=entries)
    assert fingerprint(mapping, {}) == fingerprint(MAPPING, {})


@pytest.mark.parametrize(
    "change",
    [
        {"entries": MAPPING.entries[::-1]},
        {"entries": MAPPING.entries[:1]},
        {"entries": (replace(MAPPING.entries[0], when={"form": ("a",)}), MAPPING.entries[1])},
        {"constants": {"community_id": "room"}},
        {"covered_from": date(2025, 1, 1)},
        {"covered_through": date(2025, 1, 1)},
        {"time_zone": "America/Toronto"},
        {"missing": ("",)},
        {"decimal_mark": ","},
        {"date_format": "day_first"},
        {"is_identity": True},
    ],
)
def test_whatever_else_is_stated_makes_another_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint(replace(MAPPING, **change), {}) != fingerprint(MAPPING, {})


def test_the_form_that_is_digested_is_the_one_that_ledgers_hold() -> None:
    """Another form would make another export of every file that was ever taken in."""
    mapping = '{"entries": [{"columns": {}, "kind": "members"}], "is_identity": true}'
    form = f'{{"covered_from": "2025-01-01", "mapping": {mapping}}}'
    digest = hashlib.sha256(form.encode()).hexdigest()
    assert fingerprint(identity_mapping("members"), {"covered_from": date(2025, 1, 1)}) == digest
