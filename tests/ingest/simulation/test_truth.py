"""The truths of `truth.yaml` hold in what is drawn, measured on the latent rows."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from ingest.simulation.drawing import Drawn, draw
from ingest.simulation.expected import share_well
from ingest.simulation.truth import Truth, load_truth


@pytest.fixture(scope="module")
def truth() -> Truth:
    return load_truth()


@pytest.fixture(scope="module")
def drawn(truth: Truth) -> Drawn:
    return draw(truth, truth.seed, scale=1.0)


def cases(drawn: Drawn, treatment: str, has_early_reply: bool) -> pl.DataFrame:
    return drawn.people.filter(
        pl.col("is_at_caseness"),
        pl.col("treatment") == treatment,
        pl.col("has_early_reply") == has_early_reply,
    )


def three_errors(share: float, count: int) -> float:
    return 3 * math.sqrt(share * (1 - share) / count)


@pytest.mark.parametrize(("day", "share"), [(91, 0.23), (182, 0.32), (365, 0.53)])
def test_untreated_members_without_an_early_reply_remit_as_whiteford_found(
    drawn: Drawn, day: int, share: float
) -> None:
    untreated = cases(drawn, "none", has_early_reply=False)
    remitted = (untreated["remission_days"] <= day).mean()
    assert remitted == pytest.approx(share, abs=three_errors(share, untreated.height))


def test_an_early_reply_multiplies_the_hazard_by_the_stated_ratio(
    truth: Truth, drawn: Drawn
) -> None:
    answered = cases(drawn, "none", has_early_reply=True)
    # Cumulative natural hazards: straight from 0 to 91 days, so 14 / 91 of it by day 14.
    by_91, by_182 = -math.log(1 - 0.23), -math.log(1 - 0.32)
    by_14 = by_91 * 14 / 91
    ratio = truth.course.early_reply_hazard_ratio
    share = 1 - math.exp(-(by_14 + ratio * (by_182 - by_14)))
    remitted = (answered["remission_days"] <= 182).mean()
    assert remitted == pytest.approx(share, abs=three_errors(share, answered.height))


def test_an_early_reply_does_nothing_before_the_landmark(drawn: Drawn) -> None:
    answered = cases(drawn, "none", has_early_reply=True)
    share = 1 - (1 - 0.23) ** (14 / 91)
    remitted = (answered["remission_days"] <= 14).mean()
    assert remitted == pytest.approx(share, abs=three_errors(share, answered.height))


def test_writing_without_an_early_reply_does_nothing(drawn: Drawn) -> None:
    writers = drawn.memberships.filter(pl.col("is_first"), pl.col("role") >= 1)["person"]
    unanswered = cases(drawn, "none", has_early_reply=False)
    wrote = unanswered["person"].is_in(writers.implode())
    remitted = unanswered["remission_days"] <= 182
    gap = remitted.filter(wrote).mean() - remitted.filter(~wrote).mean()
    assert gap == pytest.approx(0, abs=three_errors(0.32, int(wrote.sum())))


def test_treatment_multiplies_the_hazard_by_the_stated_ratio(truth: Truth, drawn: Drawn) -> None:
    treated = cases(drawn, "both", has_early_reply=False)
    share = 1 - (1 - 0.53) ** truth.course.treatment_hazard_ratios["both"]
    remitted = (treated["remission_days"] <= 365).mean()
    assert remitted == pytest.approx(share, abs=three_errors(share, treated.height))


def test_a_third_of_first_remissions_relapse_within_six_months(truth: Truth, drawn: Drawn) -> None:
    remitted = drawn.people.filter(pl.col("remission_days").is_finite())
    within = (remitted["relapse_days"] - remitted["remission_days"] <= 182).mean()
    assert within == pytest.approx(
        truth.course.relapse_by_182_days, abs=three_errors(0.36, remitted.height)
    )


def test_severity_slows_remission(drawn: Drawn) -> None:
    ill = drawn.people.filter("is_at_caseness").with_columns(
        pl.col("remission_days").rank().alias("rank")
    )
    assert np.corrcoef(ill["severity"], ill["rank"])[0, 1] > 0.15


def test_fewer_than_a_quarter_ever_write_and_one_in_a_hundred_makes_three_quarters(
    drawn: Drawn,
) -> None:
    written = pl.concat([drawn.posts.select("membership"), drawn.replies.select("membership")])
    counts = written.group_by("membership").len()["len"].sort(descending=True)
    members = drawn.memberships.height
    assert counts.len() / members < 0.25
    assert counts[: members // 100].sum() / counts.sum() == pytest.approx(0.75, abs=0.05)


def test_no_member_makes_half_of_a_communitys_contributions(drawn: Drawn) -> None:
    written = pl.concat([drawn.posts.select("membership"), drawn.replies.select("membership")])
    by_member = written.group_by("membership").len().join(drawn.memberships, on="membership")
    largest = by_member.group_by("community").agg(pl.col("len").max() / pl.col("len").sum())
    assert largest["len"].max() < 0.5


def test_moderation_day_and_night_makes_first_replies_sooner(truth: Truth, drawn: Drawn) -> None:
    first = drawn.replies.filter(pl.col("place") == 0)
    watched = truth.of_communities("is_moderated_day_and_night")[first["community"].to_numpy()]
    waited = (first["utc_minute"] - first["started"]).to_numpy()
    assert np.median(waited[watched]) < np.median(waited[~watched]) / 2


def test_follow_up_is_thin_and_selective(drawn: Drawn) -> None:
    occasions = drawn.scores.filter(pl.col("instrument") == "PHQ-9")
    asked = drawn.people.filter(pl.col("joined_day") < 912 - 225)["person"]
    first = occasions.filter(pl.col("wave") == 0, pl.col("person").is_in(asked.implode()))
    again = occasions.filter(pl.col("wave") == 3)["person"]
    answered = first.select(pl.col("person").is_in(again.implode()).alias("again"), "person")
    by_community = answered.join(drawn.people, on="person").group_by("community")
    shares = by_community.agg(pl.col("again").mean())["again"]
    assert 0.10 < shares.min() < 0.25
    assert 0.30 < shares.max() < 0.50


def recovered_by_early_reply(drawn: Drawn, wave: int) -> pl.DataFrame:
    """Those at caseness who wrote in their first 14 days and answered both scales again."""
    wrote_early = drawn.posts.filter(pl.col("is_first"), pl.col("day") < pl.col("joined_day") + 14)
    both = drawn.scores.filter(pl.col("instrument").is_in(["PHQ-9", "GAD-7"])).pivot(
        on="instrument", index=["person", "wave"], values="score"
    )
    scored = both.drop_nulls().with_columns(
        is_case=(pl.col("PHQ-9") >= 10) | (pl.col("GAD-7") >= 8)
    )
    first = scored.filter(pl.col("wave") == 0, "is_case").select("person")
    again = scored.filter(pl.col("wave") == wave).join(first, on="person")
    still_ill = pl.col("remission_days") > 14
    return again.join(drawn.people.filter(still_ill), on="person").filter(
        pl.col("person").is_in(wrote_early["membership"].implode())
    )


@pytest.mark.parametrize(("wave", "day"), [(2, 90), (3, 180), (4, 365)])
def test_the_effect_of_an_early_reply_lies_in_the_interval_of_the_scores(
    truth: Truth, drawn: Drawn, wave: int, day: int
) -> None:
    compared = recovered_by_early_reply(drawn, wave)
    shares, variances, expected = [], [], []
    for has_early_reply in (True, False):
        group = compared.filter(pl.col("has_early_reply") == has_early_reply)
        share = 1 - group["is_case"].mean()
        shares.append(share)
        variances.append(share * (1 - share) / group.height)
        expected.append(share_well(truth, day, has_early_reply=has_early_reply, ill_on_day=14))
    measured = shares[0] - shares[1]
    assert expected[0] > expected[1]
    assert measured == pytest.approx(
        expected[0] - expected[1], abs=1.96 * math.sqrt(sum(variances))
    )


def test_the_share_who_are_well_follows_from_hazards_and_relapse(truth: Truth) -> None:
    # Nobody relapses within hours: on the first days the well are those who remitted.
    remitted_by_7 = 1 - (1 - 0.23) ** (7 / 91)
    assert share_well(truth, 7, has_early_reply=False) == pytest.approx(remitted_by_7, rel=0.2)
    assert share_well(truth, 7, has_early_reply=True) == pytest.approx(
        share_well(truth, 7, has_early_reply=False), abs=1e-12
    )
