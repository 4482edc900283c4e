"""The written programme: same seed, same bytes, and rows that hang together."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.simulation import SimulatedDelivery, write_programme
from ingest.simulation.flaws import FLAWS
from ingest.simulation.truth import load_truth

if TYPE_CHECKING:
    from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.csv"))
    }


def rows_of(deliveries: list[SimulatedDelivery], partner_id: str, kind: str) -> pl.DataFrame:
    files = [
        file
        for delivery in deliveries
        if delivery.partner_id == partner_id
        for file in delivery.files
        if file.stem == kind
    ]
    return pl.concat([pl.read_csv(file, infer_schema=False) for file in files])


@pytest.mark.parametrize("scale", [0.01])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, scale: float) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        write_programme(tmp_path / name, seed=seed, scale=scale)
    assert digests(tmp_path / "first") == digests(tmp_path / "again")
    assert digests(tmp_path / "first") != digests(tmp_path / "other")


def test_four_partners_have_fourteen_communities(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    partners = {delivery.partner_id for delivery in simulated_programme}
    communities = {
        community_id
        for partner_id in partners
        for community_id in rows_of(simulated_programme, partner_id, "communities")["community_id"]
    }
    assert (len(partners), len(communities)) == (4, 14)
    assert all(delivery.is_simulated for delivery in simulated_programme)


def test_one_partner_collects_phq9_alone_and_one_sends_no_members(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    scores = rows_of(simulated_programme, "boreal", "outcome_scores")
    # The rows that are faulty on purpose bear another instrument.
    assert set(scores.filter(pl.col("score").cast(float) >= 0)["instrument"]) == {"PHQ-9"}
    kinds = {
        file.stem
        for delivery in simulated_programme
        if delivery.partner_id == "lantern"
        for file in delivery.files
    }
    assert "members" not in kinds


def test_scores_and_activity_lie_in_the_covered_period(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    for delivery in simulated_programme:
        dated = {"outcome_scores": "scored_on", "activity": "occurred_at"}
        for file in delivery.files:
            if file.stem in dated and file.stem not in delivery.refusals:
                days = pl.read_csv(file, infer_schema=False)[dated[file.stem]].str.slice(0, 10)
                assert days.min() >= delivery.covered_from.isoformat()
                assert days.max() <= delivery.covered_through.isoformat()


def test_no_sound_activity_lies_before_joining(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    keys = ["member_id", "community_id"]
    for partner_id in ("harbour", "boreal"):
        members = rows_of(simulated_programme, partner_id, "members").select(*keys, "joined_on")
        activity = rows_of(simulated_programme, partner_id, "activity")
        together = activity.join(members.unique(), on=keys)
        assert together.height == activity.height
        assert (together["occurred_at"].str.slice(0, 10) >= together["joined_on"]).all()


def test_every_reply_answers_something_earlier(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    activity = rows_of(simulated_programme, "lantern", "activity")
    replies = activity.filter(pl.col("activity_type") == "reply")
    answered = replies.join(
        activity, left_on="replies_to_activity_id", right_on="activity_id", suffix="_answered"
    )
    assert answered.height == replies.height > 0
    assert (answered["occurred_at"] > answered["occurred_at_answered"]).all()
    assert (answered["thread_id"] == answered["thread_id_answered"]).all()


def test_every_flaw_is_known_and_is_announced_with_its_delivery(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    announced = {
        code
        for delivery in simulated_programme
        for codes in (*delivery.refusals.values(), *delivery.warnings.values())
        for code in codes
    }
    written = [FLAWS[flaw.flaw] for flaw in load_truth().flaws]
    assert {flaw.flaw for flaw in load_truth().flaws} == set(FLAWS)
    assert announced == {code for flaw in written for code in flaw.refused_for + flaw.warned_of}


def test_one_delivery_holds_addresses_and_must_be_refused(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    refused = [delivery for delivery in simulated_programme if delivery.is_refused]
    assert len(refused) == 1
    assert "@example.org" in refused[0].files[0].read_text()


def test_a_period_is_sent_again_with_the_rows_that_were_missing(
    simulated_programme: list[SimulatedDelivery],
) -> None:
    first, _, again = (d for d in simulated_programme if d.partner_id == "boreal")
    before = next(file for file in first.files if file.stem == "outcome_scores").read_text()
    after = again.files[0].read_text()
    assert (first.covered_from, first.covered_through) == (
        again.covered_from,
        again.covered_through,
    )
    assert set(before.splitlines()) < set(after.splitlines())
